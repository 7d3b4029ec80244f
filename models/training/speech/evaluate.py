"""Turns the folds' outputs into figures: recall by corpus, calibration, cross-corpus, baselines.

Usage: python evaluate.py CACHE_FOLDER RUN_FOLDER

Writes report.json and oof.npz (probabilities, embedding, label, speaker of each utterance by the fold
that did not hear that speaker). The eight fine classes of RAVDESS are scored from the fine outputs.
"""

import argparse
import json
import pickle
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize

import data
from model import WEIGHTS, class_logits, join
from train import joint, recall


def softmax(logits, temperature=1.0):
    z = logits / temperature
    z = np.exp(z - z.max(1, keepdims=True))
    return z / z.sum(1, keepdims=True)


def calibration_error(p, labels, bins=10):
    top, hit = p.max(1), p.argmax(1) == labels
    place = np.minimum((top * bins).astype(int), bins - 1)
    return float(sum(abs(hit[place == b].mean() - top[place == b].mean()) * np.mean(place == b)
                     for b in range(bins) if np.any(place == b)))


def best_temperature(logits, labels):
    grid = np.arange(0.3, 3.0, 0.02)
    losses = [-np.mean(np.log(softmax(logits, t)[np.arange(len(labels)), labels] + 1e-12)) for t in grid]
    return float(round(grid[int(np.argmin(losses))], 2))


def with_baseline(logits, speaker, strength):
    """Moves each speaker's mean log-probabilities (over what they said, no labels) to everyone's."""
    log_p = np.log(softmax(logits) + 1e-6)
    moved = log_p.copy()
    for s in np.unique(speaker):
        moved[speaker == s] -= strength * (log_p[speaker == s].mean(0) - log_p.mean(0))
    return moved


def fitted_weights(judges, labels, corpus):
    """The judges' weights of the greatest likelihood, each corpus and each class in it counting the same."""
    mass = np.zeros(len(labels))
    for c in np.unique(corpus):
        for k in np.unique(labels[corpus == c]):
            members = (corpus == c) & (labels == k)
            mass[members] = 1 / members.sum() / len(np.unique(labels[corpus == c]))

    def loss(log_weights):
        log_p = np.log(softmax(weighed(judges, np.exp(log_weights))) + 1e-12)
        return -float(mass @ log_p[np.arange(len(labels)), labels])

    return np.exp(minimize(loss, np.full(judges.shape[1], -1.0), method="L-BFGS-B").x)


def weighed(judges, weights):
    return class_logits(torch.from_numpy(np.tensordot(np.float64(judges), weights, (1, 0)))).numpy()


def guesses_with_weights_of_other_folds(judges, labels, corpus, fold):
    """The shipped weights were fitted on all folds; this is what fitting alone is worth."""
    guessed = np.zeros(len(labels), int)
    for k in range(5):
        weights = fitted_weights(judges[fold != k], labels[fold != k], corpus[fold != k])
        guessed[fold == k] = weighed(judges[fold == k], weights).argmax(1)
    return guessed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cache")
    parser.add_argument("run")
    args = parser.parse_args()
    run = Path(args.run)
    with open(Path(args.cache) / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    fold = data.folds(utterances)
    labels = np.array([u.label for u in utterances])
    fine_labels = np.array([u.fine for u in utterances])
    corpus = np.array([u.corpus for u in utterances])
    speaker = np.array([u.speaker for u in utterances])
    judges, embedding = None, None
    for k in range(5):
        z = np.load(run / f"fold{k}.npz")
        if judges is None:
            judges = np.zeros((len(utterances),) + z["judges"].shape[1:], np.float32)
            embedding = np.zeros((len(utterances), z["embedding"].shape[1]), np.float32)
        judges[z["indices"]], embedding[z["indices"]] = z["judges"], z["embedding"]
    logits = joint(judges)
    fine = join([torch.from_numpy(judges[:, i]) for i in range(judges.shape[1])]).numpy()

    p = np.zeros_like(logits)
    for k in range(5):  # the temperature of a fold comes from the others
        p[fold == k] = softmax(logits[fold == k], best_temperature(logits[fold != k], labels[fold != k]))
    metrics, guessed = {}, guesses_with_weights_of_other_folds(judges, labels, corpus, fold)
    ravdess_fine = [data.FINE.index(c) for c in data.FINE if c != "boredom"]
    for c in data.CORPORA:
        m = corpus == c
        row = {"uar": recall(labels[m], p[m].argmax(1)), "accuracy": float(np.mean(p[m].argmax(1) == labels[m])),
               "ece": calibration_error(p[m], labels[m]), "utterances": int(m.sum()),
               "speakers": len(np.unique(speaker[m]))}
        row["uar_with_weights_of_other_folds"] = recall(labels[m], guessed[m])
        row["uar_by_judge"] = {
            name: recall(labels[m], class_logits(torch.from_numpy(judges[m, i])).numpy().argmax(1))
            for i, name in enumerate(WEIGHTS)}
        others = corpus != c
        best = max(np.arange(0, 1.3, 0.1), key=lambda a: recall(
            labels[others], with_baseline(logits[others], speaker[others], a).argmax(1)))
        row["uar_with_personal_baseline"] = recall(labels[m], with_baseline(logits[m], speaker[m], best).argmax(1))
        by_speaker = [recall(labels[speaker == s], p[speaker == s].argmax(1)) for s in np.unique(speaker[m])]
        row["uar_least_and_greatest_speaker"] = [min(by_speaker), max(by_speaker)]
        row["recall"] = {data.CLASSES[k]: float(np.mean(p[m & (labels == k)].argmax(1) == k))
                         for k in np.unique(labels[m])}
        if c == "ravdess":
            sub = fine[m][:, ravdess_fine]
            row["uar_eight_original_classes"] = recall(fine_labels[m], np.array(ravdess_fine)[sub.argmax(1)])
        path = run / f"without_{c}.npz"
        if path.exists():
            z = np.load(path)
            row["uar_trained_on_the_other_two"] = recall(labels[z["indices"]], joint(z["judges"]).argmax(1))
        metrics[c] = row
    metrics["all"] = {"ece": calibration_error(p, labels), "accuracy": float(np.mean(p.argmax(1) == labels))}
    weights = dict(zip(WEIGHTS, fitted_weights(judges, labels, corpus).tolist()))
    report = {"temperature": best_temperature(logits, labels), "weights": weights, "metrics": metrics}
    rounded = json.loads(json.dumps(report), parse_float=lambda v: round(float(v), 4))
    (run / "report.json").write_text(json.dumps(rounded, indent=1) + "\n")
    np.savez(run / "oof.npz", probabilities=p, embedding=embedding, label=labels, speaker=speaker, corpus=corpus,
             clip=np.array([u.clip for u in utterances]), fold=fold)
    print(json.dumps(rounded, indent=1))


if __name__ == "__main__":
    main()
