"""What the recipe reaches on people it has not seen: python evaluate.py ROWS MANIFEST [OUT.npz]

Leave one person out, each signal subset, each task left out, causal smoothing, calibration.
"""
import sys
import numpy as np
import torch

import model
from data import CALM, TASKS, Rows, balanced_accuracy, calibration_error

SUBSETS = {"all": (0, 1, 2, 3), "BVP": (0,), "EDA": (1,), "temperature": (2,), "HR": (3,), "BVP + EDA": (0, 1),
           "BVP + HR": (0, 3), "EDA + temperature": (1, 2), "EDA + HR": (1, 3), "BVP + EDA + temperature": (0, 1, 2)}
LAST_EIGHT = list(range(28, 36))


def out_of_fold(rows, full, groups, **how):
    """Logits and embeddings of full recordings by networks that did not see the person."""
    folds, mean, scale = model.train(rows, groups, **how)
    logit, embedding = {name: np.full(len(full.person), np.nan) for name in SUBSETS}, None
    for k, people in enumerate(groups):
        own = full.select(np.isin(full.person, people))
        at = np.where(np.isin(full.person, people))[0]
        for name, signals in SUBSETS.items():
            z, e = model.predict(folds, mean, scale, own, signals, fold=k)
            logit[name][at] = z[0]
            if name == "all":
                embedding = np.zeros((len(full.person), e.shape[-1]), "f4") if embedding is None else embedding
                embedding[at] = e[0]
    return logit, embedding


def smooth(logit, rows, seconds, step=10.0):
    """Running mean over the person's past."""
    out = np.empty_like(logit)
    for p in np.unique(rows.person):
        mean = None
        for n, i in enumerate(np.where(rows.person == p)[0]):
            mean = logit[i] if mean is None else mean + max(step / seconds, 1 / (n + 1)) * (logit[i] - mean)
            out[i] = mean
    return out


def calibrate(label, logit):
    """Temperature and bias that make the logits' probabilities match, by Newton's method."""
    a, b = 1.0, 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-(a * logit + b)))
        g = np.array([((p - label) * logit).mean(), (p - label).mean()])
        w = p * (1 - p)
        h = np.array([[(w * logit * logit).mean(), (w * logit).mean()], [(w * logit).mean(), w.mean()]])
        a, b = np.array([a, b]) - np.linalg.solve(h + 1e-9 * np.eye(2), g)
    return a, b


def main(path, manifest, span, out=None):
    torch.set_num_threads(1)
    rows = Rows(path, manifest, span)
    full = rows.select(rows.offset == 0)
    people = sorted(set(full.person[full.label >= 0]))
    seen = full.label >= 0
    last = seen & np.isin(full.person, LAST_EIGHT)

    def line(name, z, where=seen):
        by_person = [balanced_accuracy(full.label[where & (full.person == p)], z[where & (full.person == p)])
                     for p in people if (where & (full.person == p)).any()]
        print(f"{name:44s} {balanced_accuracy(full.label[where], z[where]):.3f}   persons {np.mean(by_person):.3f}"
              f" ± {np.std(by_person) / len(by_person) ** 0.5:.3f}", flush=True)

    print(f"{len(people)} people, {seen.sum()} spans of {span:g} s every 10 s, {full.label[seen].mean():.3f} stressed")
    logit, embedding = out_of_fold(rows, full, [[p] for p in people])
    for name in SUBSETS:
        line("leave one person out, " + name, logit[name])
    z = logit["all"]
    for task in CALM[:1] + TASKS[:1] + CALM[1:2] + TASKS[1:2] + CALM[2:3] + TASKS[2:] + CALM[3:]:
        print(f"  share called stressed in {task:20s} {(z[seen & (full.task == task)] >= 0).mean():.3f}")
    for seconds in (30, 60):
        line(f"leave one person out, mean of the last {seconds} s", smooth(z, full, seconds))
    line("leave one person out, S28-S35", z, last)
    # Calibration of each person by the others' out-of-fold logits.
    p = np.full(len(z), np.nan)
    for one in people:
        others = seen & (full.person != one)
        a, b = calibrate(full.label[others], z[others])
        p[full.person == one] = 1 / (1 + np.exp(-(a * z[full.person == one] + b)))
    print(f"calibration error, leave one person out {calibration_error(full.label[seen], p[seen]):.3f}")
    if out:
        labelled = np.isin(full.person, people)
        np.savez_compressed(out, probability=p[labelled].astype("f4"), embedding=embedding[labelled],
                            person=full.person[labelled], task=full.task[labelled].astype("U20"),
                            label=full.label[labelled], end_s=full.end[labelled])

    groups = [[q for q in people if q % 6 == g] for g in range(6)]
    for task in TASKS:
        z_task, _ = out_of_fold(rows, full, groups, skip_tasks=[task] * 6)
        line(f"task not trained on: {task}", z_task["all"], seen & ((full.task == task) | (full.label == 0)))

    train = rows.select(np.isin(rows.person, range(2, 28)))
    folds, mean, scale = model.train(train, [[0]])
    z8, _ = model.predict(folds, mean, scale, full)
    line("trained on S02-S27, S28-S35", z8[0], last)
    line("trained on S02-S27, S28-S35, last 30 s", smooth(z8[0], full, 30), last)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
