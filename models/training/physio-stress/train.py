"""Evaluates and trains the stress model.

python train.py ROWS ROWS_04 ROWS_25 ROWS_MOVED ROWS_SLOW ROWS_FAST MANIFEST OOF_NPZ [MODEL_FOLDER]

ROWS are the library's features, ROWS_04 and ROWS_25 those with skin conductance times 0.4 and 2.5, ROWS_MOVED those with
movement in the pulse wave, ROWS_SLOW and ROWS_FAST those of other devices. Prints the figures of CARD.md;
with a folder, writes model.pt, model.onnx and model.json there.
"""
import hashlib
import json
import pathlib
import sys
import numpy as np
import torch

import model
from data import (FEATURES, ORDERS, SEGMENTS, SIGNALS, SPAN_SECONDS, STEP_SECONDS, TASKS, read)
from features import INPUTS, NAMES
from model import CODES, SUBSETS, Fit, StressNet, logistic, references, subset_code, views

SIGNAL_NAMES = ("pulse", "skin conductance", "skin temperature", "device heart rate")
EVERYTHING = int(subset_code(np.ones((1, SIGNALS)))[0])
# The plain baseline that every table holds and that ships if it is not beaten.
PLAIN = [NAMES.index(name) for name in (
    "pulse_rate_bpm", "ln_sdnn_ms", "ln_rmssd_ms", "ln_pulse_height", "ln_scl_us", "scl_slope_us_per_min", "ln_phasic_sd_us",
    "scr_per_min", "ln_scr_amplitude_sum_us", "temperature_celsius", "temperature_slope_celsius_per_min")]


def even(label):
    """Weights that make both classes equally heavy."""
    return np.where(label == 1, 0.5 / label.mean(), 0.5 / (1 - label.mean()))


def balanced_accuracy(label, logit):
    return ((logit[label == 1] >= 0).mean() + (logit[label == 0] < 0).mean()) / 2


def area(label, logit):
    order = np.argsort(np.argsort(logit, kind="stable"), kind="stable") + 1
    ones = (label == 1).sum()
    return (order[label == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(label) - ones))


def calibration_error(label, logit, bins=15):
    """Expected calibration error with both classes equally heavy, as the probability is defined; equal-width bins."""
    p, weight = 1 / (1 + np.exp(-logit)), even(label)
    at = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs(np.average((p - label)[at == b], weights=weight[at == b])) * weight[at == b].sum()
               for b in range(bins) if (at == b).any()) / weight.sum()


def calibrate(label, logit):
    """Slope and bias of a logistic regression on the logit, classes even."""
    (slope,), bias = logistic(logit[:, None], label, ridge=1e-6)
    return slope, bias


class Simple:
    """The model that ships, under evaluation."""

    def views(self, x, r, usual):
        return views(x, r, usual)

    def fit(self, a, y):
        return Fit(a, y)


class Plain:
    """Eleven features less the mean of the recording so far, in its deviations; a logistic regression."""

    class Weights:
        def __init__(self, a, y):
            self.weights, self.intercept = logistic(a, y, ridge=1e-3)

        def predict(self, a, m):
            return a @ self.weights + self.intercept

    def views(self, x, r, usual):
        unit = np.sqrt(r[:, 2, PLAIN] ** 2 + (0.25 * usual[PLAIN]) ** 2)
        return np.nan_to_num((x[:, PLAIN] - r[:, 0, PLAIN]) / unit)

    def fit(self, a, y):
        return self.Weights(a, y)


class Evaluation:
    """Scores of people by weights, and by usual deviations, of others; spans every ten seconds."""

    class Learned:
        """What was learned from some people: their usual deviations and the weights."""

        def __init__(self, model, usual, weights):
            self.model, self.usual, self.weights = model, usual, weights

        def predict(self, x, r, m):
            return self.weights.predict(self.model.views(x, r, self.usual), m)

    def __init__(self, model, recordings):
        self.model, self.recordings, self.people = model, recordings, list(recordings)
        self.deviation = {p: np.nanstd(r.x, 0) for p, r in recordings.items()}
        self.learned = {p: self.spans(r) for p, r in recordings.items()}
        self.by_others = {p: self.fit([q for q in self.people if q != p]) for p in self.people}

    def spans(self, recording, start=None):
        """Features, references, presence, label and task of the labelled spans."""
        keep = np.flatnonzero(recording.label >= 0)
        keep = keep[recording.end[keep] % (2 * STEP_SECONDS) < STEP_SECONDS]
        r, _ = references(recording.x, start)
        return recording.x[keep], r[keep], recording.present()[keep], recording.label[keep], recording.task[keep]

    def fit(self, people, without=None):
        usual = np.median([self.deviation[p] for p in people], 0) + 1e-6
        x, r, _, y, task = (np.concatenate(parts) for parts in zip(*(self.learned[p] for p in people)))
        keep = task != without
        return self.Learned(self.model, usual, self.model.fit(self.model.views(x, r, usual)[keep], y[keep]))

    def scores(self, change=lambda r: r, fits=None, people=None, start=None):
        """Logit, label, task and person of every span of the recordings as changed."""
        fits = fits or self.by_others
        out = []
        for p in people or self.people:
            x, r, m, y, task = self.spans(change(self.recordings[p]), start and start(self.recordings[p]))
            has = subset_code(m) > 0
            out.append((fits[p].predict(x, r, m)[has], y[has], task[has], np.full(has.sum(), p)))
        return [np.concatenate(parts) for parts in zip(*out)]

    def tasks_left_out(self):
        for task in TASKS:
            fits = {p: self.fit([q for q in self.people if q != p], task) for p in self.people}
            z, y, t, person = self.scores(fits=fits)
            keep = (t == task) | (y == 0)
            yield task, (z[keep], y[keep], t[keep], person[keep])

    def halves(self, draws=10):
        for draw in range(draws):
            order = np.random.default_rng(draw).permutation(self.people)
            half = len(order) // 2
            fit = self.fit(order[:half])
            yield self.scores(fits={p: fit for p in order[half:]}, people=list(order[half:]))


def line(name, scores):
    z, y, _, person = scores
    each = [balanced_accuracy(y[person == p], z[person == p]) for p in np.unique(person) if len(set(y[person == p])) == 2]
    print(f"  {name:52s} {balanced_accuracy(y, z):.3f}  by person {np.mean(each):.3f} ± {np.std(each) / len(each) ** 0.5:.3f}"
          f"  area {area(y, z):.3f}  (n {len(y)})", flush=True)
    return balanced_accuracy(y, z)


def protocols(name, ev, rescaled, moved, devices):
    """The eight ways in which candidates are judged, and beside them other devices (README.md)."""
    print(name)
    result = {"A whole": line("A whole recordings", ev.scores())}
    left = []
    for task, scores in ev.tasks_left_out():
        left.append(line(f"B never trained on {task}", scores))
    result["B task left out"] = np.mean(left)
    result["C begun later"] = line("C begun 20 min later, nothing known", ev.scores(lambda r: r.begun(20)))
    result["D drop-outs"] = line("D pulse and skin conductance drop out by turns", ev.scores(
        lambda r: r.with_drop_outs(len(r.x))))
    result["E half the people"] = np.mean([balanced_accuracy(y, z) for z, y, *_ in ev.halves()])
    scaled = []
    for factor, recordings in rescaled.items():
        own, ev.recordings = ev.recordings, recordings
        scaled.append(line(f"F skin conductance times {factor}", ev.scores()))
        ev.recordings = own
    result["F rescaled"] = np.mean(scaled)
    result["G other orders"] = np.mean([line("G " + order, ev.scores(lambda r: r.reordered(segments)))
                                        for order, segments in ORDERS.items()])
    own = ev.recordings
    movement = []
    for where, moves in (("in the tasks", lambda r: r.label == 1), ("at rest", lambda r: r.label != 1),
                         ("throughout", lambda r: r.label == r.label)):
        ev.recordings = {p: r.mixed(moved[p], moves(r)) for p, r in own.items()}
        movement.append(line("H movement " + where, ev.scores()))
    ev.recordings = own
    result["H movement"] = np.mean(movement)
    result["mean"] = np.mean(list(result.values()))
    other = []
    for device, recordings in devices.items():
        ev.recordings = recordings
        other.append(line("I device, " + device, ev.scores()))
    ev.recordings = own
    result["I other devices"] = np.mean(other)
    print("  " + ", ".join(f"{k} {v:.3f}" for k, v in result.items()), flush=True)
    return result


def main(path, path04, path25, path_moved, path_slow, path_fast, manifest, oof, folder=None):
    torch.set_num_threads(1)
    recordings = read(path, manifest)
    rescaled = {0.4: read(path04, manifest), 2.5: read(path25, manifest)}
    moved = read(path_moved, manifest)
    devices = {"slow": read(path_slow, manifest), "fast": read(path_fast, manifest)}
    labels = np.concatenate([r.label for r in recordings.values()])
    print(f"{len(recordings)} people, spans of {SPAN_SECONDS} s every 10 s, {labels[labels >= 0].mean():.3f} of them stressed")
    protocols("plain logistic regression, eleven features", Evaluation(Plain(), recordings), rescaled, moved, devices)
    ev = Evaluation(Simple(), recordings)
    metrics = {k: round(float(v), 4) for k, v in protocols("the model", ev, rescaled, moved, devices).items()}
    if not folder:
        return
    z, y, task, person = ev.scores()
    for segment in SEGMENTS:
        print(f"    called stressed in {segment:18s} {(z[task == segment] >= 0).mean():.3f}")
    calm = lambda r: references(r.x[r.end <= 600 + SPAN_SECONDS])
    baseline = lambda r: (calm(r)[0][-1], calm(r)[1])
    for minutes in (10, 20, 30):
        line(f"begun {minutes} min later", ev.scores(lambda r: r.begun(minutes)))
        line("  with a baseline of the first 10 min", ev.scores(lambda r: r.begun(minutes), start=baseline))
    slope, bias = np.ones(len(SUBSETS)), np.zeros(len(SUBSETS))
    for code in CODES:
        signals = [s for s in range(SIGNALS) if not SUBSETS[code][s]]
        scores = ev.scores(lambda r: r.without(signals))
        line(" + ".join(n for n, use in zip(SIGNAL_NAMES, SUBSETS[code]) if use), scores)
        slope[code], bias[code] = calibrate(scores[1], scores[0])
    # Each person's probability is calibrated on the others.
    calibrated = np.empty_like(z)
    for p in ev.people:
        a, b = calibrate(y[person != p], z[person != p])
        calibrated[person == p] = a * z[person == p] + b
    metrics["calibration_error"] = round(calibration_error(y, calibrated), 4)
    print(f"calibration error, leave one person out, classes even {metrics['calibration_error']:.3f}")
    for name, change in (("begun 20 min later", lambda r: r.begun(20)), ("order 2", lambda r: r.reordered(ORDERS["order 2"]))):
        other, label, *_ = ev.scores(change)
        print(f"  {name} {calibration_error(label, slope[EVERYTHING] * other + bias[EVERYTHING]):.3f}")
    end = np.concatenate([r.end[(r.label >= 0) & (r.end % (2 * STEP_SECONDS) < STEP_SECONDS)] for r in recordings.values()])
    np.savez_compressed(oof, probability=(1 / (1 + np.exp(-calibrated))).astype("f4"), person=person,
                        task=task.astype("U20"), label=y, end_s=end)
    fit = ev.fit(ev.people)
    for code in (EVERYTHING,):
        for name, w in zip([f"{n} ({v})" for v in ("span", "90 s") for n in model.READ], fit.weights.weights[code]):
            print(f"  weight {name:36s} {w:+.3f}")
    export(fit.weights, fit.usual, slope, bias, recordings, metrics, pathlib.Path(folder))


def export(fit, usual, slope, bias, recordings, metrics, folder):
    folder.mkdir(parents=True, exist_ok=True)
    net = StressNet(fit, usual, slope, bias).eval()
    r = next(iter(recordings.values()))
    past, _ = references(r.x)
    x, m = np.where(np.isnan(r.x), past[:, 0], r.x)[::16], r.present()[::16]
    example = tuple(torch.tensor(v, dtype=torch.float32) for v in (x, past[::16], m))
    script = torch.jit.script(net)
    script.save(str(folder / "model.pt"))
    torch.onnx.export(net, example, str(folder / "model.onnx"), dynamo=False, opset_version=17,
                      input_names=["features", "references", "mask"],
                      output_names=["logits", "embedding"],
                      dynamic_axes={n: {0: "n"} for n in ("features", "references", "mask", "logits", "embedding")})
    import onnxruntime
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    other = session.run(None, {n: t.numpy() for n, t in zip(("features", "references", "mask"), example)})
    worst = max(float(np.abs(a.detach().numpy() - b).max()) for a, b in zip(script(*example), other))
    print(f"TorchScript and ONNX differ by at most {worst:.1e}")
    sha = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in ("model.pt", "model.onnx")}
    description = {
        "schema": 1, "id": "physio-stress", "version": "2.1.1", "engine": "PyTorch", "file": "model.pt",
        "sha256": sha["model.pt"], "onnx": {"file": "model.onnx", "sha256": sha["model.onnx"]},
        "inputs": [
            {"name": "features", "shape": ["n", FEATURES], "span_seconds": SPAN_SECONDS, "step_seconds": STEP_SECONDS,
             "missing": "the one-hour reference, or 0 if never seen", "features": INPUTS, "read": list(model.READ)},
            {"name": "references", "shape": ["n", 3, FEATURES],
             "rows": ["running mean over 3600 s", "running mean over 90 s", "running deviation over 3600 s"]},
            {"name": "mask", "shape": ["n", SIGNALS],
             "signals": ["pulse", "skin-conductance", "skin-temperature", "heart-rate"]}],
        "outputs": [{"name": "logits", "labels": ["calm", "stressed"]}, {"name": "embedding", "size": len(model.SIGN)}],
        "prior": 0.5, "temperature": 1.0, "metrics": metrics,
        "licence": "Apache-2.0; trained on data under the MIT licence",
        "data": ["Stress-Predict (Iqbal et al. 2022, doi:10.3390/s22218135), 34 people"]}
    (folder / "model.json").write_text(json.dumps(description, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
