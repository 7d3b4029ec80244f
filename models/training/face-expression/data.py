"""FER2013 images with both labellings, decoded once into one NumPy archive.

The manifest holds one line per image: `split` (Training, PublicTest), `label` (the seven-class
FER2013 label), the ten FER+ vote counts, and `dup_group`, which is shared by copies of one picture.
"""

import argparse
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

LABELS = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
CONTEMPT = LABELS.index("contempt")
# Positions of the seven FER2013 classes among the eight labels.
SEVEN = [i for i in range(8) if i != CONTEMPT]
FER2013_NAMES = {
    "angry": "anger",
    "disgust": "disgust",
    "fear": "fear",
    "happy": "happiness",
    "neutral": "neutral",
    "sad": "sadness",
    "surprise": "surprise",
    "surprised": "surprise",
}
REJECTED = ("unknown", "NF")
HELD_BACK = 0.10


def prepare(folder: Path, target: Path, archive: str = "fer2013.zip") -> None:
    """Decodes the archive beside manifest.csv and writes images, labels and parts to `target`."""
    table = pd.read_csv(folder / "manifest.csv")
    images = np.zeros((len(table), 48, 48), np.uint8)
    with zipfile.ZipFile(folder / archive) as pictures:
        for row, name in enumerate(table.file):
            images[row] = np.asarray(Image.open(io.BytesIO(pictures.read(name))).convert("L"))

    ballots = np.stack([table[f"ferplus_{name}"].fillna(0).to_numpy() for name in (*LABELS, *REJECTED)], 1)
    votes, rejected = ballots[:, : len(LABELS)], ballots[:, len(LABELS) :].sum(1)
    majority = np.array([LABELS.index(m) if m in LABELS else -1 for m in table.ferplus_majority])
    seven = np.array([LABELS.index(FER2013_NAMES[name]) for name in table.label])

    np.savez(
        target,
        images=images,
        votes=votes.astype(np.float32),
        rejected=rejected.astype(np.float32),
        majority=majority,
        clear=more_than_half(ballots),
        label=seven,
        part=parts(table),
        copied=table.dup_in_other_split.to_numpy() == 1,
        name=table.file.to_numpy(str),
    )


def parts(table: pd.DataFrame, seed: int = 7) -> np.ndarray:
    """train, held (calibration, early stopping), test, or unused, one per image.

    Pictures of one duplicate group stay together. Training pictures with a copy in PublicTest are
    used for nothing, so that no test picture has been seen.
    """
    group = table.dup_group.fillna(table.file).to_numpy(str)
    training = (table.split == "Training").to_numpy()
    copied = (table.dup_in_other_split == 1).to_numpy()
    part = np.where(training, "train", "test").astype("<U6")
    part[training & copied] = "unused"
    names = np.unique(group[training & ~copied])
    chosen = np.random.default_rng(seed).permutation(names)[: int(HELD_BACK * len(names))]
    part[training & ~copied & np.isin(group, chosen)] = "held"
    return part


def more_than_half(ballots: np.ndarray) -> np.ndarray:
    """Whether one choice has more than half of the votes, single ones not counted: what the makers of
    FER+ call a majority and published their figures on (arXiv 1608.01041)."""
    kept = np.where(ballots <= 1, 0, ballots)
    return kept.max(1) > 0.5 * kept.sum(1)


def vote_distribution(votes: np.ndarray) -> np.ndarray:
    """FER+ votes as probabilities; a class named by one of ten people is taken as noise."""
    kept = np.where(votes <= 1, 0, votes)
    kept = np.where(kept.sum(1, keepdims=True) > 0, kept, votes)
    return kept / np.maximum(kept.sum(1, keepdims=True), 1e-6)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds manifest.csv and fer2013.zip")
    parser.add_argument("target", type=Path, help="archive to write, for example fer2013.npz")
    arguments = parser.parse_args()
    prepare(arguments.folder, arguments.target)
