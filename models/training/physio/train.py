"""Evaluates and trains the stress model.

python train.py ROWS MANIFEST SPAN OOF_NPZ [MODEL_FOLDER]

Prints the figures of CARD.md; with a folder, writes model.pt, model.onnx and model.json there.
"""
import hashlib
import json
import pathlib
import sys
import numpy as np
import torch

from data import FEATURES, REFERENCES, SIGNALS, TASKS, Rows, balanced_accuracy, calibration_error
from features import INPUTS
from model import EMBEDDING, SUBSETS, Fit, StressNet, subset_code, usual_deviation, views

NAMES = ("pulse", "skin conductance", "skin temperature", "device heart rate")
LAST_EIGHT = list(range(28, 36))
TRAINING = list(range(2, 28))


def calibrate(label, score):
    """Slope and bias that make 1 / (1 + exp(-(slope score + bias))) match, by Newton's method.

    Both classes weigh the same, so that 0.5 stays the border whatever share of a day is stressed.
    """
    a, b = 1.0, 0.0
    weight = np.where(label == 1, 0.5 / label.mean(), 0.5 / (1 - label.mean()))
    for _ in range(30):
        p = 1 / (1 + np.exp(-(a * score + b)))
        g = np.array([(weight * (p - label) * score).mean(), (weight * (p - label)).mean()])
        w = weight * p * (1 - p)
        h = np.array([[(w * score * score).mean(), (w * score).mean()], [(w * score).mean(), w.mean()]])
        a, b = np.array([a, b]) - np.linalg.solve(h + 1e-9 * np.eye(2), g)
    return a, b


def smooth(score, rows, seconds, step=10.0):
    """Running mean over the person's past."""
    out = np.empty_like(score)
    for p in np.unique(rows.person):
        mean = None
        for n, i in enumerate(np.where(rows.person == p)[0]):
            mean = score[i] if mean is None else mean + max(step / seconds, 1 / (n + 1)) * (score[i] - mean)
            out[i] = mean
    return out


def weighted_calibration_error(label, probability):
    """Calibration error with both classes weighing the same, as the probability is defined."""
    weight = np.where(label == 1, 0.5 / label.mean(), 0.5 / (1 - label.mean()))
    at = np.minimum((probability * 15).astype(int), 14)
    return sum(abs(np.average(probability[at == b], weights=weight[at == b])
                   - np.average(label[at == b], weights=weight[at == b])) * weight[at == b].sum()
               for b in range(15) if (at == b).any()) / weight.sum()


class Evaluation:
    def __init__(self, path, manifest, span):
        self.rows = Rows(path, manifest, span)
        self.usable = self.rows.label >= 0
        self.people = sorted(set(self.rows.person[self.usable]))
        self.full = self.rows.offset == 0
        self.seen = self.usable & self.full
        self.usual = usual_deviation(self.rows.r[self.seen])
        self.a = views(self.rows.x, self.rows.r, self.usual)

    def fit(self, keep):
        # Recordings are learned from their start, at rest, as they are to be used.
        keep = keep & self.seen
        return Fit(self.a[keep], self.rows.m[keep], self.rows.label[keep], self.rows.person[keep])

    def leave_one_out(self, subsets, without=None, among=None):
        """Scores of each person by weights of the others, of those `among` them alone."""
        people = self.people if among is None else [p for p in self.people if p in among]
        learned = np.isin(self.rows.person, people) & (self.rows.task != (without or "-"))
        scores = {code: np.full(len(self.a), np.nan) for code in subsets}
        embedding = np.zeros((len(self.a), EMBEDDING), "f4")
        for p in people:
            own = self.rows.person == p
            fit = self.fit(learned & ~own)
            for code in subsets:
                scores[code][own], e = fit.predict(self.a[own], self.rows.m[own], SUBSETS[code])
            embedding[own] = e
        return scores, embedding

    def line(self, name, score, where):
        label, person = self.rows.label, self.rows.person
        each = [balanced_accuracy(label[where & (person == p)], score[where & (person == p)])
                for p in self.people if len(set(label[where & (person == p)])) == 2]
        overall = balanced_accuracy(label[where], score[where])
        print(f"{name:52s} {overall:.3f}  by person {np.mean(each):.3f} ± {np.std(each) / len(each) ** 0.5:.3f}"
              f"  (n {where.sum()})", flush=True)
        return overall

    def calibrated(self, score):
        """Each person's probabilities, calibrated on the others' out-of-fold scores."""
        p = np.full(len(score), np.nan)
        for one in self.people:
            others = self.seen & (self.rows.person != one)
            a, b = calibrate(self.rows.label[others], score[others])
            own = self.rows.person == one
            p[own] = 1 / (1 + np.exp(-(a * score[own] + b)))
        return p


def main(path, manifest, span, oof, folder=None):
    torch.set_num_threads(1)
    ev = Evaluation(path, manifest, span)
    rows, seen = ev.rows, ev.seen
    last = seen & np.isin(rows.person, LAST_EIGHT)
    print(f"{len(ev.people)} people, {seen.sum()} spans of {span:g} s every 10 s,"
          f" {rows.label[seen].mean():.3f} of them stressed")
    everything = int(subset_code(np.ones((1, SIGNALS)))[0])
    # A device's heart rate beside a pulse changes nothing: such subsets are the ones without it.
    codes = [c for c in range(1, len(SUBSETS)) if c == subset_code(np.array([SUBSETS[c]], float))[0]]
    scores, embedding = ev.leave_one_out(codes)
    metrics = {}
    score = scores[everything]
    metrics["balanced_accuracy_leave_one_person_out"] = ev.line("leave one person out", score, seen)
    if not folder:
        return
    for seconds in (30, 60):
        ev.line(f"  mean of the last {seconds} s", smooth(score, rows, seconds), seen)
    ev.line("  of these S28-S35", score, last)
    for task in ("baseline", "stroop", "relax1", "interview", "relax2", "hyperventilation", "relax3"):
        print(f"    called stressed in {task:18s} {(score[seen & (rows.task == task)] >= 0).mean():.3f}")
    for minutes in (10, 20, 30):
        ev.line(f"  recording begun {minutes} min later", score, ev.usable & (rows.offset == minutes))
        ev.line("    with a baseline of the first 10 min", score, ev.usable & (rows.offset == -minutes))
    for code in codes:
        name = " + ".join(n for n, use in zip(NAMES, SUBSETS[code]) if use)
        ev.line("  " + name, scores[code], seen)
    p = ev.calibrated(score)
    metrics["calibration_error"] = weighted_calibration_error(rows.label[seen], p[seen])
    print(f"calibration error, leave one person out, classes even {metrics['calibration_error']:.3f}")
    shift = np.log(rows.label[seen].mean() / (1 - rows.label[seen].mean()))
    natural = 1 / (1 + np.exp(-(np.log(p / (1 - p)) + shift)))
    print(f"  after moving to this study's share of stress {calibration_error(rows.label[seen], natural[seen]):.3f},"
          f" S28-S35 {calibration_error(rows.label[last], natural[last]):.3f}")
    keep = ev.full & np.isin(rows.person, ev.people)
    np.savez_compressed(oof, probability=p[keep].astype("f4"), embedding=embedding[keep], person=rows.person[keep],
                        task=rows.task[keep].astype("U20"), label=rows.label[keep], end_s=rows.end[keep])
    for task in TASKS:
        other, _ = ev.leave_one_out([everything], task)
        ev.line(f"never trained on {task}", other[everything],
                seen & ((rows.task == task) | (rows.label == 0)))

    fit = ev.fit(np.isin(rows.person, TRAINING))
    held, _ = fit.predict(ev.a, rows.m)
    metrics["balanced_accuracy_s28_s35"] = ev.line("the shipped weights (trained on S02-S27) on S28-S35", held, last)
    ev.line("  mean of the last 30 s", smooth(held, rows, 30), last)
    slope, bias = np.ones(len(SUBSETS)), np.zeros(len(SUBSETS))
    train = seen & np.isin(rows.person, TRAINING)
    inner, _ = ev.leave_one_out(codes, among=TRAINING)
    ev.line("  S02-S27 alone, leave one person out", inner[everything], train)
    for code in codes:
        slope[code], bias[code] = calibrate(rows.label[train], inner[code][train])
    held_p = 1 / (1 + np.exp(-(slope[everything] * held + bias[everything])))
    metrics["calibration_error_s28_s35"] = weighted_calibration_error(rows.label[last], held_p[last])
    print(f"  calibration error, classes even {metrics['calibration_error_s28_s35']:.3f}")
    export(fit, ev.usual, slope, bias, rows, {k: round(float(v), 4) for k, v in metrics.items()}, pathlib.Path(folder))


def export(fit, usual, slope, bias, rows, metrics, folder):
    folder.mkdir(parents=True, exist_ok=True)
    net = StressNet(fit, usual, slope, bias, 1.0).eval()
    at = np.random.default_rng(0).choice(len(rows.x), 64)
    x = np.where(np.isnan(rows.x[at]), rows.r[at][:, 3], rows.x[at])
    example = (torch.tensor(x), torch.tensor(rows.r[at]), torch.tensor(rows.m[at]))
    script = torch.jit.script(net)
    script.save(str(folder / "model.pt"))
    torch.onnx.export(net, example, str(folder / "model.onnx"), dynamo=False, opset_version=17,
                      input_names=["features", "references", "mask"],
                      output_names=["logits", "arousal", "embedding"],
                      dynamic_axes={n: {0: "n"} for n in ("features", "references", "mask", "logits", "arousal",
                                                          "embedding")})
    import onnxruntime
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    other = session.run(None, {n: t.numpy() for n, t in zip(("features", "references", "mask"), example)})
    worst = max(float(np.abs(a.detach().numpy() - b).max()) for a, b in zip(script(*example), other))
    print(f"TorchScript and ONNX differ by at most {worst:.1e}")
    sha = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in ("model.pt", "model.onnx")}
    description = {
        "schema": 1, "id": "physio-stress", "version": "1.2.0", "engine": "PyTorch", "file": "model.pt",
        "sha256": sha["model.pt"], "onnx": {"file": "model.onnx", "sha256": sha["model.onnx"]},
        "inputs": [
            {"name": "features", "shape": ["n", FEATURES], "span_seconds": 60, "step_seconds": 5,
             "missing": "the 30-minute reference, or 0 if never seen", "features": INPUTS},
            {"name": "references", "shape": ["n", REFERENCES, FEATURES],
             "rows": ["running mean over 90 s", "240 s", "600 s", "1800 s", "running deviation over 1800 s",
                      "running 10th expectile over 1800 s", "90th"]},
            {"name": "mask", "shape": ["n", SIGNALS],
             "signals": ["pulse", "skin-conductance", "skin-temperature", "heart-rate"]}],
        "outputs": [{"name": "logits", "labels": ["calm", "stressed"]}, {"name": "arousal", "size": 1},
                    {"name": "embedding", "size": EMBEDDING}],
        "temperature": 1.0, "metrics": metrics, "licence": "Apache-2.0; trained on data under the MIT licence",
        "data": ["Stress-Predict (Iqbal et al. 2022, doi:10.3390/s22218135), S02-S27"]}
    (folder / "model.json").write_text(json.dumps(description, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], sys.argv[5] if len(sys.argv) > 5 else None)
