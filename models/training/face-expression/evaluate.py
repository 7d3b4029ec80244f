"""Measures the exported model.onnx on the test pictures; writes evaluation.json.

    python evaluate.py MODEL_FOLDER fer2013.npz joint.npz evaluation.json \
        --elsewhere lfw=lfw_aside.npz grid=grid.npz

Plain answers, one view per picture and no averaging of models, but for `mirror_average` and the posed
corpora, where the answers for a picture and its mirror image are averaged. The shipped network has seen
the posed people, so the posed figures are taken from joint.npz: there the answers come from heads that
were fitted without the person, or without the corpus.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime

from data import LABELS, SEVEN
from robustness import CHANGES

Z = 1.959964
COVERAGES = (0.5, 0.75, 0.9)
# Classes of fewer pictures stay out of the mean recall elsewhere.
LEAST = 5


class Model:
    """The exported network with its normalisation and temperature."""

    def __init__(self, folder: Path, threads=1):
        self.description = json.loads((folder / "model.json").read_text())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        path = folder / self.description["onnx"]["file"]
        self.session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, images, mirror_average=False):
        """uint8 crops (n, 48, 48) to probabilities (n, 8) and embeddings."""
        logits, embedding = self.run(images)
        if mirror_average:
            other = self.run(images[:, :, ::-1])
            logits, embedding = (logits + other[0]) / 2, (embedding + other[1]) / 2
        logits = logits / self.description["temperature"]
        odds = np.exp(logits - logits.max(1, keepdims=True))
        return odds / odds.sum(1, keepdims=True), embedding

    def inputs(self, images):
        faces = self.description["inputs"][0]
        x = (images[:, None].astype(np.float32) * faces["scale"] - faces["mean"][0]) / faces["std"][0]
        return x.astype(np.float32)

    def run(self, images):
        parts = [self.inputs(images[i : i + 256]) for i in range(0, len(images), 256)]
        outputs = [self.session.run(None, {"faces": part}) for part in parts]
        return np.concatenate([o[0] for o in outputs]), np.concatenate([o[1] for o in outputs])


def interval(right, count):
    """Wilson's 95 % interval of a share."""
    share, square = right / count, Z * Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    reach = Z * np.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    return [round(middle - reach, 4), round(middle + reach, 4)]


def accuracy(answer, truth):
    right, count = int((answer == truth).sum()), len(truth)
    return {
        "accuracy": round(right / count, 4),
        "right": right,
        "of": count,
        "interval95": interval(right, count),
    }


def recalls(answer, truth):
    return {
        LABELS[k]: {"recall": round(float((answer[truth == k] == k).mean()), 4),
                    "of": int((truth == k).sum())}
        for k in np.unique(truth)
    }  # fmt: skip


def calibration_error(probabilities, truth, bins=15):
    """Expected calibration error over equally wide bins of confidence."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(right[place == b].mean() - confidence[place == b].mean()) * (place == b).mean()
        for b in np.unique(place)
    ]
    return round(float(sum(gaps)), 4)


def confusion(answer, truth):
    table = np.zeros((8, 8), int)
    np.add.at(table, (truth, answer), 1)
    return table.tolist()


def report(probabilities, truth):
    answer = probabilities.argmax(1)
    by_class = recalls(answer, truth)
    result = accuracy(answer, truth)
    result["unweighted_average_recall"] = round(
        float(np.mean([value["recall"] for value in by_class.values()])), 4
    )
    result["calibration_error"] = calibration_error(probabilities, truth)
    result["by_class"] = by_class
    result["confusion_rows_truth"] = confusion(answer, truth)
    return result


def posed_reports(answers):
    """Posed corpora: person unseen, corpus unseen, and by the web head alone."""
    result = {}
    for key in answers.files:
        corpus, kind = key.split("_")
        if kind in ("person", "corpus", "web"):
            truth = answers[f"{corpus}_truth"]
            result[key] = report(answers[key], truth)
            result[key]["at_coverage"] = at_coverage(answers[key], truth)
    people = answers["jaffe_people"]
    result["jaffe_person"]["by_person"] = {
        str(person): accuracy(
            answers["jaffe_person"][people == person].argmax(1), answers["jaffe_truth"][people == person]
        )
        for person in np.unique(people)
    }
    return result


def elsewhere(model, path):
    """People that nothing was learned from, whole chain, one view and two."""
    table = np.load(path)
    truth, found = table["label"], table["found"]
    result = {"without_face": int((~found).sum())}
    for key, mirrored in (("one_view", False), ("mirror_average", True)):
        answers = np.zeros((len(truth), 8))
        # A face that was not found counts as a wrong answer that nothing is sure of.
        answers[np.arange(len(truth)), (truth + 1) % 8] = 1e-3
        answers[found] = model(table["images"][found], mirrored)[0]
        result[key] = report(answers, truth)
        enough = [v["recall"] for v in result[key]["by_class"].values() if v["of"] >= LEAST]
        result[key]["unweighted_average_recall"] = round(float(np.mean(enough)), 4)
        result[key]["at_coverage"] = at_coverage(answers, truth)
    return result


def at_coverage(probabilities, truth):
    """Accuracy among the answers of the greatest top probability, and the least of these."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    order = np.argsort(-confidence, kind="stable")
    result = {}
    for share in COVERAGES:
        first = order[: round(share * len(truth))]
        result[str(share)] = {
            "accuracy": round(float(right[first].mean()), 4),
            "top_probability": round(float(confidence[first[-1]]), 4),
        }
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument(
        "posed", type=Path, help="made by joint.py; - keeps the target's posed and changed faces"
    )
    parser.add_argument("target", type=Path)
    parser.add_argument(
        "--elsewhere", nargs="*", default=[], help="people it has not seen: NAME=ARCHIVE of crops.py"
    )
    parser.add_argument("--part", default="test")
    parser.add_argument("--answers", type=Path, help="archive to write, for the fusion recipe")
    parser.add_argument("--every", type=int, default=1, help="robustness on every n-th picture")
    arguments = parser.parse_args()

    model = Model(arguments.model)
    archive = np.load(arguments.archive)
    rows = archive["part"] == arguments.part
    images, majority = archive["images"][rows], archive["majority"][rows]
    label, copied, clear = (archive[key][rows] for key in ("label", "copied", "clear"))
    known = majority >= 0
    probabilities, embedding = model(images)
    if arguments.answers:
        unseen = np.isin(archive["part"], ["held", arguments.part])
        answers = {key: archive[key][unseen] for key in ("majority", "copied")}
        np.savez(arguments.answers, probabilities=model(archive["images"][unseen])[0], **answers)

    result = {"labels": LABELS, "part": arguments.part}
    result["ferplus"] = report(probabilities[known], majority[known])
    alone = known & ~copied
    result["ferplus_without_copies"] = report(probabilities[alone], majority[alone])
    clear &= known
    result["ferplus_more_than_half"] = report(probabilities[clear], majority[clear])
    alone = clear & ~copied
    result["ferplus_more_than_half_without_copies"] = report(probabilities[alone], majority[alone])
    head = np.load(Path(__file__).with_name("labels_head.npz"))
    seven = np.array(SEVEN)[(embedding @ head["weight"].T + head["bias"]).argmax(1)]
    result["fer2013_head"] = accuracy(seven, label)
    result["fer2013_head_without_copies"] = accuracy(seven[~copied], label[~copied])
    result["fer2013_shipped_logits"] = accuracy(probabilities.argmax(1), label)
    twice, embedding = model(images, mirror_average=True)
    seven = np.array(SEVEN)[(embedding @ head["weight"].T + head["bias"]).argmax(1)]
    result["mirror_average"] = {
        "ferplus": accuracy(twice[known].argmax(1), majority[known]),
        "ferplus_more_than_half": accuracy(twice[clear].argmax(1), majority[clear]),
        "ferplus_calibration_error": calibration_error(twice[known], majority[known]),
        "fer2013_head": accuracy(seven, label),
    }

    if str(arguments.posed) == "-":
        earlier = json.loads(arguments.target.read_text())
        result |= {key: earlier[key] for key in ("posed", "robustness", "robustness_images")}
    else:
        result["posed"] = posed_reports(np.load(arguments.posed))
    result["elsewhere"] = {}
    for pair in arguments.elsewhere:
        name, path = pair.split("=", 1)
        result["elsewhere"][name] = elsewhere(model, path)

    if "robustness" not in result:
        rows = np.flatnonzero(known)[:: arguments.every]
        result["robustness"], result["robustness_images"] = {}, len(rows)
        for name, change in CHANGES.items():
            random = np.random.default_rng(5)
            changed = np.stack([change(image, random) for image in images[rows]])
            right = model(changed)[0].argmax(1) == majority[rows]
            result["robustness"][name] = round(float(right.mean()), 4)
    arguments.target.write_text(json.dumps(result, indent=1) + "\n")
    shown = ("ferplus", "ferplus_without_copies", "ferplus_more_than_half", "fer2013_head")
    for key, entry in ({key: result[key] for key in shown} | result["posed"]).items():
        values = {k: v for k, v in entry.items() if not isinstance(v, dict)}
        values.pop("confusion_rows_truth", None)
        print(key, values)
    print(json.dumps(result["robustness"], indent=1))


if __name__ == "__main__":
    main()
