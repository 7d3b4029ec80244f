"""Turns outputs for utterances that a model has not heard into figures, by the rule in README.md.

Usage: python evaluate.py CACHE_FOLDER RUN_FOLDER

Writes report.json. Corpora left out come first; folds by speaker are added where train.py has made all five, and then
oof.npz (probabilities, embedding, label, speaker of each utterance by the fold that did not hear that speaker).
"""

import argparse
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


def calibration_error(p, labels, bins=10):
    top, hit = p.max(1), p.argmax(1) == labels
    place = np.minimum((top * bins).astype(int), bins - 1)
    return float(sum(abs(hit[place == b].mean() - top[place == b].mean()) * np.mean(place == b)
                     for b in range(bins) if np.any(place == b)))


def fitted_temperature(probabilities_at, labels):
    """The temperature of the least log loss, each class counting the same."""
    weight = np.array([1 / np.sum(labels == k) for k in labels])
    grid = np.exp(np.arange(-0.7, 1.6, 0.05))
    losses = [-(weight * np.log(p[np.arange(len(labels)), labels] + 1e-12)).sum() for p in map(probabilities_at, grid)]
    return float(round(grid[int(np.argmin(losses))], 2))


class Table:
    """All utterances with their labels among the known classes."""

    def __init__(self, utterances):
        self.utterances = utterances
        self.corpus = np.array([u.corpus for u in utterances])
        self.speaker = np.array([u.speaker for u in utterances])
        self.labels = np.array([KNOWN.index(u.label) for u in utterances])

    def temperatures(self, scores, chosen):
        """Of the first utterance of a session, and of late ones, fitted on the chosen utterances."""
        first = fitted_temperature(lambda t: session.softmax(scores[chosen] / t), self.labels[chosen])
        late = fitted_temperature(lambda t: session.live(scores[chosen], self.labels[chosen], self.speaker[chosen], 3,
                                                         first_temperature=first, temperature=t)[0],
                                  session.live(scores[chosen], self.labels[chosen], self.speaker[chosen], 3)[1])
        return {"first_temperature": first, "temperature": late}

    def figures(self, scores, chosen, temperatures):
        """What the rule asks for of the chosen utterances."""
        y, speaker = self.labels[chosen], self.speaker[chosen]
        cold = session.softmax(scores[chosen] / temperatures["first_temperature"])
        p, live = session.live(scores[chosen], y, speaker, **temperatures)
        row = {"utterances": len(y), "speakers": len(np.unique(speaker))}
        for name, q, label in (("cold", cold, y), ("live", p, live)):
            guess, told = q.argmax(1), q.max(1) >= SPEAKS
            row[name] = {"uar": recall(label, guess), "accuracy": float(np.mean(guess == label)),
                         "ece": calibration_error(q, label), "told": float(told.mean()),
                         "right_when_told": float(np.mean(guess[told] == label[told])),
                         "recall": {data.CLASSES[KNOWN[k]]: float(np.mean(guess[label == k] == k))
                                    for k in np.unique(label)},
                         "answers_neutral": float(np.mean(guess == KNOWN.index(5)))}
        row["sessions_of_one_class"] = {
            data.CLASSES[KNOWN[k]]: dict(zip(("live", "cold"), session.of_one_class(scores[chosen], y, speaker, k, **temperatures)))
            for k in np.unique(y)}
        for share in (0.6, 0.8):
            truth, guess, first = session.mostly(scores[chosen], y, speaker, KNOWN.index(5), share, **temperatures)
            row[f"sessions_{share:.0%}_neutral"] = {
                "uar": recall(truth, guess), "uar_cold": recall(truth, first),
                "accuracy": float(np.mean(truth == guess)), "accuracy_cold": float(np.mean(truth == first))}
        return row


def left_out(table, scores):
    """Figures of each corpus, judged by what has not heard it, with the temperatures of the other two; temperatures of all."""
    rows = {}
    for c in data.CORPORA:
        own = np.flatnonzero(table.corpus == c)
        rows[c] = table.figures(scores, own, table.temperatures(scores, np.flatnonzero(table.corpus != c)))
    return rows, table.temperatures(scores, np.arange(len(table.labels)))


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cache")
    parser.add_argument("run")
    args = parser.parse_args()
    run, cache = Path(args.run), Path(args.cache)
    with open(cache / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    table = Table(utterances)
    parts = {c: np.load(run / f"without_{c}.npz") for c in data.CORPORA}
    scores = {name: np.zeros((len(utterances), len(KNOWN))) for name in ("shipped", "without the linear judge", "linear judge")}
    for z in parts.values():
        own = z["indices"]
        scores["shipped"][own] = joint(z["judges"], z["linear"])[:, KNOWN]
        scores["without the linear judge"][own] = class_logits(join(list(torch.from_numpy(z["judges"]).unbind(1)))).numpy()[:, KNOWN]
        scores["linear judge"][own] = z["linear"]
    scores |= plain(table, np.fromfile(cache / "functionals0.f32", "<f4").reshape(-1, FUNCTIONALS))
    report = {"left_out": {}}
    for name, values in scores.items():
        report["left_out"][name], temperatures = left_out(table, values)
        if name == "shipped":
            report["session"] = temperatures
    folds = [run / f"fold{k}.npz" for k in range(5)]
    if all(path.exists() for path in folds):
        values, embedding = np.zeros((len(utterances), len(KNOWN))), None
        for path in folds:
            z = np.load(path)
            values[z["indices"]] = joint(z["judges"], z["linear"])[:, KNOWN]
            embedding = np.zeros((len(utterances), z["embedding"].shape[1]), np.float32) if embedding is None else embedding
            embedding[z["indices"]] = z["embedding"]
        report["by_speaker"] = {c: table.figures(values, np.flatnonzero(table.corpus == c), report["session"])
                                for c in data.CORPORA}
        p = np.zeros((len(utterances), len(data.CLASSES)))
        p[:, KNOWN] = session.softmax(values / report["session"]["first_temperature"])
        np.savez(run / "oof.npz", probabilities=p, embedding=embedding, label=[u.label for u in utterances],
                 speaker=table.speaker, corpus=table.corpus, clip=np.array([u.clip for u in utterances]),
                 fold=data.folds(utterances))
    rounded = json.loads(json.dumps(report), parse_float=lambda v: round(float(v), 4))
    (run / "report.json").write_text(json.dumps(rounded, indent=1) + "\n")
    for name, rows in rounded["left_out"].items():
        print(f"{name:24s}", *(f"{c}: {r['cold']['uar']:.3f} {r['live']['uar']:.3f} ece {r['cold']['ece']:.3f} {r['live']['ece']:.3f}"
                               for c, r in rows.items()))
    print(rounded["session"])


if __name__ == "__main__":
    main()
