"""Writes CARD.md beside the model, and its metrics into model.json, from the measured figures.

    python card.py MODEL_FOLDER evaluation.json joint.json quantisation.json cover.json

The words live in card.md.in; `{name}` there is replaced by a figure or a table, so that no measured
figure is typed by hand.
"""

import argparse
import json
from pathlib import Path

from data import LABELS

# Nothing was learned from these people.
ELSEWHERE = {
    "lfw": "LFW, news photographs of other people, one rater's label",
    "grid": "GRID, ten neutral talkers",
}
POSED = {
    "jaffe_corpus": "JAFFE, corpus unseen",
    "jaffe_person": "JAFFE, person unseen",
    "jaffe_web": "JAFFE, web head alone",
    "yale_corpus": "Yale, corpus unseen",
    "yale_person": "Yale, person unseen",
    "yale_web": "Yale, web head alone",
}
SMILES = ("cap 0.6, smile 0 (version 1.6.0)", "cap 0.4, smile 0", "shipped")
RULE = ("ferplus", "jaffe", "yale", "lfw", "grid", "portraits", "mean")


def percent(value):
    return f"{100 * value:.1f} %"


def share(entry):
    low, high = entry["interval95"]
    return (
        f"{percent(entry['accuracy'])} ({entry['right']} of {entry['of']},"
        f" 95 % interval {100 * low:.1f}-{100 * high:.1f})"
    )


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def recall_table(reports):
    lines = [row("class", *reports), row("---", *("---" for _ in reports))]
    for label in LABELS:
        cells = []
        for report in reports.values():
            entry = report["by_class"].get(label)
            cells.append(f"{percent(entry['recall'])} of {entry['of']}" if entry else "none")
        lines.append(row(label, *cells))
    return "\n".join(lines)


def confusion_table(report):
    lines = [row("true \\ said", *LABELS), row("---", *("---:" for _ in LABELS))]
    for label, counts in zip(LABELS, report["confusion_rows_truth"]):
        lines.append(row(f"**{label}**", *counts))
    return "\n".join(lines)


def robustness_table(changes):
    lines = [row("change of the crop", "right"), row("---", "---:")]
    lines += [row(name, percent(value)) for name, value in changes.items()]
    return "\n".join(lines)


def cover_table(cover):
    lines = [row("cover", "found", "of a kind left out of the training"), row("---", "---:", "---:")]
    lines += [row(kind, percent(found["shipped"]), percent(found["left_out"]))
              for kind, found in cover["found"].items()]  # fmt: skip
    return "\n".join(lines)


def false_alarms(cover, place):
    return ", ".join(f"{name} {percent(share)}" for name, share in cover["false_alarms"][place].items())


def people_table(posed):
    people = posed["by_person"].items()
    return ", ".join(f"{name} {entry['right']}/{entry['of']}" for name, entry in people)


def elsewhere_table(corpora):
    head = ("pictures", "one view, right", "one view, mean recall", "two views, right",
            "two views, mean recall", "two views, calibration error",
            "two views, right in the surest 75 %", "least top probability there")  # fmt: skip
    lines = [row(*head), row("---", *("---:" for _ in head[1:]))]
    for key, name in ELSEWHERE.items():
        one, two = corpora[key]["one_view"], corpora[key]["mirror_average"]
        surest = two["at_coverage"]["0.75"]
        lines.append(
            row(
                name,
                share(one),
                percent(one["unweighted_average_recall"]),
                share(two),
                percent(two["unweighted_average_recall"]),
                f"{two['calibration_error']:.3f}",
                percent(surest["accuracy"]),
                f"{surest['top_probability']:.2f}",
            )
        )
    return "\n".join(lines)


def posed_table(posed):
    head = ("", "right", "mean recall", "calibration error", "right in the surest 75 %")
    lines = [row(*head), row("---", *("---:" for _ in head[1:]))]
    for key, name in POSED.items():
        entry = posed[key]
        figures = (
            share(entry),
            percent(entry["unweighted_average_recall"]),
            f"{entry['calibration_error']:.3f}",
            percent(entry["at_coverage"]["0.75"]["accuracy"]),
        )
        lines.append(row(name, *figures))
    return "\n".join(lines)


def rule_table(table):
    lines = [row("", *RULE), row("---", *("---:" for _ in RULE))]
    lines += [row(name, *(f"{figures[key]:.3f}" for key in RULE)) for name, figures in table.items()]
    return "\n".join(lines)


def smile_table(seen):
    """Version 1.6.0, the cap alone, and what ships."""
    sets = {"jaffe_smile": "JAFFE, corpus unseen", "yale_smile": "Yale, corpus unseen",
            "lfw_smile": "LFW, other people"}  # fmt: skip
    calm = {"lfw_neutral": "LFW, neutral", "grid_neutral": "GRID", "yale_neutral": "Yale, neutral, corpus unseen",
            "jaffe_neutral": "JAFFE, neutral, corpus unseen",
            "lfw_still": "LFW, made between two neutral pictures",
            "yale_still": "Yale, likewise, many of them lit from a side"}  # fmt: skip
    seen = {name: seen[name] for name in SMILES}
    head = ("called happy", *seen)
    lines = [row(*head), row("---", *("---:" for _ in seen))]
    for key, name in sets.items():
        cells = []
        for figures in seen.values():
            each = ", ".join(f"{share:.2f}" for share in figures[key + "_by_strength"])
            cells.append(f"{percent(figures[key])} ({each})")
        lines.append(row("made smiles, " + name, *cells))
    lines += [row(name, *(percent(figures[key]) for figures in seen.values())) for key, name in calm.items()]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("evaluation", type=Path)
    parser.add_argument("joint", type=Path, help="made by joint.py")
    parser.add_argument("quantisation", type=Path, help="made by quantise.py")
    parser.add_argument("cover", type=Path, help="made by cover.py")
    arguments = parser.parse_args()
    figures = json.loads(arguments.evaluation.read_text())
    joint = json.loads(arguments.joint.read_text())
    quantisation = json.loads(arguments.quantisation.read_text())
    cover = json.loads(arguments.cover.read_text())
    path = arguments.model / "model.json"
    description = json.loads(path.read_text())

    votes, alone, posed = figures["ferplus"], figures["ferplus_without_copies"], figures["posed"]
    clear, clear_alone = figures["ferplus_more_than_half"], figures["ferplus_more_than_half_without_copies"]
    description["metrics"] = {
        "publictest_ferplus_majority_accuracy": votes["accuracy"],
        "publictest_ferplus_majority_images": votes["of"],
        "publictest_ferplus_majority_accuracy_without_copies": alone["accuracy"],
        "publictest_ferplus_more_than_half_accuracy": clear["accuracy"],
        "publictest_ferplus_unweighted_average_recall": votes["unweighted_average_recall"],
        "publictest_expected_calibration_error": votes["calibration_error"],
        "publictest_fer2013_head_accuracy": figures["fer2013_head"]["accuracy"],
        "jaffe_unseen_person_accuracy": posed["jaffe_person"]["accuracy"],
        "jaffe_unseen_corpus_accuracy": posed["jaffe_corpus"]["accuracy"],
        "jaffe_images": posed["jaffe_person"]["of"],
        "publictest_ferplus_majority_accuracy_mirror_average": figures["mirror_average"]["ferplus"][
            "accuracy"
        ],
        "yale_unseen_corpus_average_recall": posed["yale_corpus"]["unweighted_average_recall"],
    }
    path.write_text(json.dumps(description, indent=2) + "\n")

    text = Path(__file__).with_name("card.md.in").read_text()
    values = {
        "version": description["version"],
        "megabytes": f"{(arguments.model / 'model.onnx').stat().st_size / 1e6:.1f}",
        "temperature": description["temperature"],
        "ferplus": share(votes),
        "ferplus_alone": share(alone),
        "ferplus_clear": share(clear),
        "ferplus_clear_alone": share(clear_alone),
        "mirrored_clear": share(figures["mirror_average"]["ferplus_more_than_half"]),
        "ferplus_recall": percent(votes["unweighted_average_recall"]),
        "ferplus_alone_recall": percent(alone["unweighted_average_recall"]),
        "ece": f"{votes['calibration_error']:.3f}",
        "ece_alone": f"{alone['calibration_error']:.3f}",
        "head": share(figures["fer2013_head"]),
        "head_alone": share(figures["fer2013_head_without_copies"]),
        "mirrored": share(figures["mirror_average"]["ferplus"]),
        "mirrored_ece": f"{figures['mirror_average']['ferplus_calibration_error']:.3f}",
        "mirrored_head": share(figures["mirror_average"]["fer2013_head"]),
        "logits_seven": share(figures["fer2013_shipped_logits"]),
        "posed": posed_table(posed),
        "robustness_images": figures["robustness_images"],
        "jaffe_people": people_table(posed["jaffe_person"]),
        "recalls": recall_table({"PublicTest, FER+ majority": votes, "JAFFE, corpus unseen": posed["jaffe_corpus"]}),
        "confusion": confusion_table(votes),
        "jaffe_confusion": confusion_table(posed["jaffe_corpus"]),
        "ms_floats": quantisation["milliseconds_floats"],
        "ms_8": quantisation["milliseconds_8_bits"],
        "ms_16": round(2 * quantisation["milliseconds_8_bits"], 2),
        "held_floats": percent(quantisation["held_back_floats"]),
        "held_8": percent(quantisation["held_back_8_bits"]),
        "same_class": percent(quantisation["same_class"]),
        "total_variation": quantisation["total_variation"],
        "elsewhere": elsewhere_table(figures["elsewhere"]),
        "lfw_missed": figures["elsewhere"]["lfw"]["without_face"],
        "elsewhere_recalls": recall_table(
            {name: figures["elsewhere"][key]["mirror_average"] for key, name in ELSEWHERE.items()}
        ),
        "robustness": robustness_table(figures["robustness"]),
        "rule": rule_table(joint["table"]),
        "smiles": smile_table(joint["smiles"]),
        "weights": ", ".join(f"{name} {share:.2f}" for name, share in joint["mean_weight"].items()),
        "web_images": joint["images"]["web"],
        "news_images": joint["images"]["news"],
        "held_back": joint["images"]["held_back"],
        "covers": cover_table(cover),
        "mouth_alarms": false_alarms(cover, "mouth"),
        "eyes_alarms": false_alarms(cover, "eyes"),
        "mouth_right": percent(cover["mouth_covered"]["right"]),
        "mouth_sure": percent(cover["mouth_covered"]["sure"]),
        "cover_factor": cover["temperature_factor"],
    }
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    (arguments.model / "CARD.md").write_text(text)


if __name__ == "__main__":
    main()
