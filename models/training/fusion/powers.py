"""How much a voice may say beside a face: pairs of outputs of the same class, joined in several ways.

    python powers.py TABLES [--pictures 40]

TABLES is the folder of outputs.py. No corpus at hand has a label for face and voice together, so each utterance is paired with some
pictures of its class, five if not told otherwise. Printed are unweighted average recall and, in brackets, the calibration error over
ten bins, for speakers and for corpora of whom the voice model has learned nothing.
"""
import argparse
import pathlib

import numpy as np
import pandas as pd

from outputs import EMOTIONS, logarithms

POWERS = (1, 0.8, 0.7, 0.6)


def figures(probabilities, label):
    top = probabilities.max(1)
    right = probabilities.argmax(1) == label
    recall = np.mean([right[label == k].mean() for k in np.unique(label)])
    bins = np.minimum((top * 10).astype(int), 9)
    error = sum(abs((right - top)[bins == b].sum()) for b in np.unique(bins)) / len(label)
    return f"{recall:.3f} ({error:.3f})"


def product(face, voice, power):
    joined = np.exp(face + power * voice)
    return joined / joined.sum(1, keepdims=True)


def row(face, voice, pictures):
    """All pairs of a corpus, in one table row."""
    random = np.random.default_rng(0)
    label = np.repeat([EMOTIONS.index(name) for name in voice.label], pictures)
    of_class = {k: np.flatnonzero(face.label == EMOTIONS[k]) for k in np.unique(label)}
    faces = logarithms(face)[[random.choice(of_class[k]) for k in label]]
    voices = np.repeat(logarithms(voice), pictures, axis=0)
    joined = [np.exp(faces), np.exp(voices), (np.exp(faces) + np.exp(voices)) / 2]
    return [figures(p, label) for p in joined + [product(faces, voices, power) for power in POWERS]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=pathlib.Path)
    parser.add_argument("--pictures", type=int, default=5, help="to an utterance")
    arguments = parser.parse_args()
    tables = arguments.tables
    face = pd.read_csv(tables / "face.csv")
    print("| voice of | face | voice | mean of both | " + " | ".join(f"product, voice to the power {p}" for p in POWERS) + " |")
    for part in ("voice", "left-out"):
        voices = pd.read_csv(tables / f"{part}.csv")
        for corpus, rows in voices.groupby(voices.group.str.split(":").str[0]):
            heard = "held back" if part == "voice" else "left out"
            print("| " + " | ".join([f"{corpus}, {heard}", *row(face, rows, arguments.pictures)]) + " |", flush=True)


if __name__ == "__main__":
    main()
