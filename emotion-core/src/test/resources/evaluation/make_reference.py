"""Writes reference.json: the values that the evaluation package is tested against.

    pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
    python make_reference.py reference.json

Scores and text come from scikit-learn, the Pearson correlation from SciPy. The calibration error
and the concordance correlation are written here in NumPy from their papers' definitions.
"""

import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.stats import pearsonr
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    classification_report,
    confusion_matrix,
    precision_recall_fscore_support,
)

EMOTIONS = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]


def scores(precision, recall, f1, _):
    return {"precision": float(precision), "recall": float(recall), "f1": float(f1)}


def classification(name, labels, truth, predicted, weights=None):
    options = {"labels": labels, "sample_weight": weights, "zero_division": 0}
    per_class = zip(*precision_recall_fscore_support(truth, predicted, average=None, **options))
    case = {
        "name": name,
        "labels": labels,
        "truth": truth,
        "predicted": predicted,
        "weights": weights,
        "accuracy": float(accuracy_score(truth, predicted, sample_weight=weights)),
        "unweightedAverageRecall": float(
            balanced_accuracy_score(truth, predicted, sample_weight=weights)
        ),
        "classes": [scores(*values) for values in per_class],
        "confusion": confusion_matrix(
            truth, predicted, labels=labels, sample_weight=weights
        ).tolist(),
    }
    for average in ("micro", "macro", "weighted"):
        values = precision_recall_fscore_support(truth, predicted, average=average, **options)
        case[average] = scores(*values)
    if weights is None:
        case["text"] = classification_report(
            truth, predicted, labels=labels, digits=3, zero_division=0
        )
    return case


def expected_calibration_error(confidence, correct, weights, bins):
    edges = np.arange(bins + 1) / bins
    error = 0.0
    for i in range(bins):
        inside = (confidence > edges[i]) & (confidence <= edges[i + 1])
        if i == 0:
            inside |= confidence == 0
        if inside.any():
            w = weights[inside]
            gap = np.average(correct[inside], weights=w) - np.average(confidence[inside], weights=w)
            error += w.sum() / weights.sum() * abs(gap)
    return float(error)


def calibration(name, labels, truth, probabilities, weights, bins):
    probabilities = np.asarray(probabilities)
    top = probabilities.argmax(axis=1)
    correct = np.array([labels[t] == y for t, y in zip(top, truth)], dtype=float)
    return {
        "name": name,
        "labels": labels,
        "truth": truth,
        "probabilities": probabilities.tolist(),
        "weights": weights,
        "predicted": [labels[t] for t in top],
        "bins": bins,
        "expectedCalibrationError": expected_calibration_error(
            probabilities.max(axis=1), correct, np.asarray(weights), bins
        ),
    }


def agreement(name, truth, predicted):
    truth, predicted = np.asarray(truth, dtype=float), np.asarray(predicted, dtype=float)
    covariance = np.cov(truth, predicted, ddof=0)
    shift = truth.mean() - predicted.mean()
    return {
        "name": name,
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "concordanceCorrelation": float(2 * covariance[0, 1] / (np.trace(covariance) + shift**2)),
        "pearsonCorrelation": float(pearsonr(truth, predicted).statistic),
    }


def main(path):
    random = np.random.default_rng(20260301)

    prior = [0.1, 0.02, 0.08, 0.1, 0.3, 0.2, 0.1, 0.1]
    truth = [EMOTIONS[i] for i in random.choice(8, 60, p=prior)]
    noisy = [t if random.random() < 0.6 else EMOTIONS[random.integers(8)] for t in truth]
    weights = [float(w) for w in random.uniform(0.1, 3, 60).round(3)]

    # Quarters, so that many items have two equal largest probabilities and lie on bin edges.
    quarters = random.multinomial(4, [0.4, 0.3, 0.2, 0.1], size=40) / 4
    few = ["d", "c", "b", "a"]
    tied_truth = [few[i] for i in random.integers(4, size=40)]

    logits = random.normal(size=(50, 8)) * 2
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    soft_truth = [EMOTIONS[random.choice(8, p=p)] for p in softmax]

    rated = random.uniform(-1, 1, 30)
    estimated = 0.6 * rated + 0.2 + random.normal(size=30) * 0.2

    reference = {
        "header": {
            "tool": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__},"
            f" NumPy {np.__version__}",
            "call": "python make_reference.py reference.json",
        },
        "classification": [
            classification(
                "three classes", ["a", "b", "c"], list("aabbbccccc"), list("abbbaccbca")
            ),
            classification(
                "class that is neither true nor predicted, and one only predicted",
                ["a", "never", "b", "predicted"],
                ["a", "a", "b", "b", "b"],
                ["a", "predicted", "b", "b", "a"],
            ),
            classification("class that is never predicted", ["a", "b"], list("aab"), list("aaa")),
            classification("nothing right", ["a", "b"], list("ab"), list("ba"), [1.0, 2.5]),
            classification("eight classes", EMOTIONS, truth, noisy),
            classification("eight classes, weighted", EMOTIONS, truth, noisy, weights),
        ],
        "calibration": [
            calibration("ties and edges", few, tied_truth, quarters, [1.0] * 40, 4),
            calibration("softmax", EMOTIONS, soft_truth, softmax, [1.0] * 50, 15),
            calibration("softmax, weighted", EMOTIONS, soft_truth, softmax, weights[:50], 10),
        ],
        "agreement": [
            agreement("noisy, shifted and shrunk", rated, estimated),
            agreement("shifted and doubled", [1, 2, 3, 4], [3, 5, 7, 9]),
            agreement("opposed", rated, -rated),
            agreement("large offset", rated + 1e6, estimated + 1e6),
        ],
    }
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write('{"header": ' + json.dumps(reference.pop("header")))
        for kind, cases in reference.items():
            out.write(f',\n\n"{kind}": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]")
        out.write("}\n")


if __name__ == "__main__":
    main(sys.argv[1])
