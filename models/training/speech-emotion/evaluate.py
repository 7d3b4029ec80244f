"""Turns outputs for utterances that a model has not heard into figures, by the rule in README.md.

Usage: python evaluate.py CACHE_FOLDER RUN_FOLDER

Writes report.json, and the first estimates of each utterance (probabilities, label, speaker, clip): oof.npz by the fold that did
not hear the speaker, loco.npz by the part that did not hear the corpus.
"""

import argparse
import itertools
import json
import pickle
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

import data
import session
from model import FUNCTIONALS, class_logits, join, relative
from train import joint, recall, sampling_weights
import torch

KNOWN = [k for k, name in enumerate(data.CLASSES) if name != "contempt"]
SPEAKS = 0.6  # probability from which a guess counts as told
TEMPERATURES = np.exp(np.linspace(np.log(0.2), np.log(1.3), 11))
CALIBRATIONS = [dict(temperature=float(t), settled=s, left=l, usual_offset=o) for s, l, o, t in itertools.product(
    (0.3, 0.75, 2.0, 5.0), (0.1, 0.25, 0.5, 1.0), (2.0, 6.0, 12.0), TEMPERATURES)]
NEARLY_BEST = 0.15  # log loss of cold and live, summed over corpora, above that of the best calibration
# One temperature, for the plain baselines: the offset counts for nothing beside what is added to it.
PLAIN = [dict(temperature=float(t) / 1e3, settled=1e6) for t in np.exp(np.arange(-0.7, 1.6, 0.05))]


def calibration_error(p, labels, bins=10):
    top, hit = p.max(1), p.argmax(1) == labels
    place = np.minimum((top * bins).astype(int), bins - 1)
    return float(sum(abs(hit[place == b].mean() - top[place == b].mean()) * np.mean(place == b)
                     for b in range(bins) if np.any(place == b)))


def log_loss(p, labels):
    """Each class counting the same."""
    weight = 1 / np.bincount(labels)[labels]
    return float(-(weight * np.log(p[np.arange(len(labels)), labels] + 1e-12)).sum() / weight.sum())


class Table:
    """All utterances with their labels among the known classes."""

    def __init__(self, utterances):
        self.utterances = utterances
        self.corpus = np.array([u.corpus for u in utterances])
        self.speaker = np.array([u.speaker for u in utterances])
        self.labels = np.array([KNOWN.index(u.label) for u in utterances])

    def losses(self, scores, chosen, candidates):
        """Log loss of each candidate, cold and live, summed over the corpora of the chosen utterances."""
        total = np.zeros(len(candidates))
        for c in np.unique(self.corpus[chosen]):
            own = chosen[self.corpus[chosen] == c]
            parts = {"cold": [], "live": []}
            for order in session.orders(self.speaker[own], 1):
                at = own[order[0]]
                y = self.labels[at]
                parts["live"].append((session.of_all(scores[at][None], candidates), y))
                parts["cold"].append((session.of_all(scores[at][:, None], candidates), y))
            for said in parts.values():
                labels = np.concatenate([y for _, y in said])
                total += [log_loss(p, labels) for p in np.concatenate([p for p, _ in said], axis=1)]
        return total

    def calibration(self, scores, chosen, candidates):
        """The geometric mean of the candidates that do nearly best on the chosen utterances, each corpus counting the same.

        scores are those of models that know none of the utterances' corpora. Two corpora do not tell one number
        from another well: the best candidate lies on the border of the grid and does worse on the third corpus than the mean of the
        good ones.
        """
        loss = self.losses(scores, chosen, candidates)
        good = [how for how, value in zip(candidates, loss) if value <= loss.min() + NEARLY_BEST]
        return {name: float(np.exp(np.mean([np.log(how[name]) for how in good]))) for name in candidates[0]}

    def figures(self, scores, chosen, calibration):
        """What the rule asks for of the chosen utterances."""
        y, speaker, scores = self.labels[chosen], self.speaker[chosen], scores[chosen]
        cold = session.cold(scores, **calibration)
        p, live = session.live(scores, y, speaker, **calibration)
        row = {"utterances": len(y), "speakers": len(np.unique(speaker))}
        for name, q, label in (("cold", cold, y), ("live", p, live)):
            guess, told = q.argmax(1), q.max(1) >= SPEAKS
            row[name] = {"uar": recall(label, guess), "accuracy": float(np.mean(guess == label)),
                         "ece": calibration_error(q, label), "told": float(told.mean()),
                         "right_when_told": float(np.mean(guess[told] == label[told])) if told.any() else None,
                         "recall": {data.CLASSES[KNOWN[k]]: float(np.mean(guess[label == k] == k))
                                    for k in np.unique(label)},
                         "answers_neutral": float(np.mean(guess == KNOWN.index(5)))}
        row["sessions_of_one_class"] = {
            data.CLASSES[KNOWN[k]]: dict(zip(("live", "cold"), session.of_one_class(scores, y, speaker, k, **calibration)))
            for k in np.unique(y)}
        for share in (0.6, 0.8):
            truth, guess, first = session.mostly(scores, y, speaker, KNOWN.index(5), share, **calibration)
            row[f"sessions_{share:.0%}_neutral"] = {
                "uar": recall(truth, guess), "uar_cold": recall(truth, first),
                "accuracy": float(np.mean(truth == guess)), "accuracy_cold": float(np.mean(truth == first))}
        return row


def left_out(table, scores, candidates):
    """Figures of each corpus, judged by what has not heard it, with the calibration of the other two; the calibration of all."""
    rows, found = {}, {}
    for c in data.CORPORA:
        own, others = np.flatnonzero(table.corpus == c), np.flatnonzero(table.corpus != c)
        found[c] = table.calibration(scores, others, candidates)
        rows[c] = table.figures(scores, own, found[c])
    return rows, table.calibration(scores, np.arange(len(table.labels)), candidates), found


def plain(table, functionals):
    """Scores of logistic regression and a linear support vector machine on the 88 functionals, corpora left out."""
    x = relative(torch.from_numpy(functionals)).numpy()
    result = {"logistic regression": np.zeros((len(x), len(KNOWN))), "support vector machine": np.zeros((len(x), len(KNOWN)))}
    for c in data.CORPORA:
        train, test = np.flatnonzero(table.corpus != c), np.flatnonzero(table.corpus == c)
        centre, scale = np.nanmean(x[train], axis=0), np.nanstd(x[train], axis=0) + 1e-3
        bent = 3 * np.tanh(np.nan_to_num((x - centre) / scale) / 3)
        weights = sampling_weights(table.utterances, train, lambda u: u.label)
        for name, model in (("logistic regression", LogisticRegression(C=0.01, max_iter=300)),
                            ("support vector machine", LinearSVC(C=0.003))):
            fitted = model.fit(bent[train], table.labels[train], sample_weight=weights / weights.mean())
            result[name][test] = fitted.decision_function(bent[test])
    return result


def first_judges(part):
    return class_logits(join(list(torch.from_numpy(part["judges"]).unbind(1)))).numpy()


def gathered(parts, of):
    """What is said of each utterance by the part that has not heard it."""
    order = np.argsort(np.concatenate([z["indices"] for z in parts]))
    return np.concatenate([np.asarray(of(z), np.float64) for z in parts])[order]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cache")
    parser.add_argument("run")
    args = parser.parse_args()
    run, cache = Path(args.run), Path(args.cache)
    with open(cache / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    table = Table(utterances)
    parts = [np.load(run / f"without_{c}.npz") for c in data.CORPORA]
    folds = [np.load(run / f"fold{k}.npz") for k in range(5)]
    scores = {"shipped": gathered(parts, lambda z: joint(z["judges"], z["linear"], z["strangeness"])[:, KNOWN]),
              "without the linear judge": gathered(parts, lambda z: first_judges(z)[:, KNOWN]),
              "linear judge": gathered(parts, lambda z: z["linear"])}
    scores |= plain(table, np.fromfile(cache / "functionals0.f32", "<f4").reshape(-1, FUNCTIONALS))
    heard = gathered(folds, lambda z: joint(z["judges"], z["linear"], z["strangeness"])[:, KNOWN])
    report = {"left_out": {}}
    for name, values in scores.items():
        if name == "shipped":
            report["left_out"][name], report["session"], report["session_left_out"] = left_out(table, values, CALIBRATIONS)
            report["left_out"]["shipped, one temperature"], _, _ = left_out(table, values, PLAIN)
        else:
            report["left_out"][name], _, _ = left_out(table, values, PLAIN)
    report["by_speaker"] = {c: table.figures(heard, np.flatnonzero(table.corpus == c), report["session"]) for c in data.CORPORA}
    # What is said of a corpus left out has the calibration of the other two, as in the figures.
    calibrations = {"oof.npz": dict.fromkeys(data.CORPORA, report["session"]), "loco.npz": report["session_left_out"]}
    for file, values in (("oof.npz", heard), ("loco.npz", scores["shipped"])):
        p = np.zeros((len(utterances), len(data.CLASSES)))
        for c in data.CORPORA:
            own = np.flatnonzero(table.corpus == c)
            p[np.ix_(own, KNOWN)] = session.cold(values[own], **calibrations[file][c])
        np.savez(run / file, probabilities=p, label=[u.label for u in utterances], speaker=table.speaker,
                 clip=np.array([u.clip for u in utterances]))
    rounded = json.loads(json.dumps(report), parse_float=lambda v: round(float(v), 4))
    (run / "report.json").write_text(json.dumps(rounded, indent=1) + "\n")
    for name, rows in rounded["left_out"].items():
        print(f"{name:24s}", *(f"{c}: {r['cold']['uar']:.3f} {r['live']['uar']:.3f} ece {r['cold']['ece']:.3f} {r['live']['ece']:.3f}"
                               for c, r in rows.items()))
    print(rounded["session"])


if __name__ == "__main__":
    main()
