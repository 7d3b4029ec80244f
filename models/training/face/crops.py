"""Aligned crops of labelled pictures, as the product makes them: detector, eyes, 48x48 grey crop.

The pictures lie in a zip beside a manifest.csv with the columns `file`, `label` and `subject`.
Pictures without a detected face keep an empty crop and `found` false, and count as wrong.
"""

import argparse
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from data import FER2013_NAMES, LABELS

sys.path.append(str(Path(__file__).parents[1] / "detector"))
from detector import align, detect  # noqa: E402


def aligned(picture):
    """The crop of the best face, in [0, 255], or None."""
    faces = detect(picture)
    if not faces:
        return None
    crop = align(picture, faces[0].keypoints[0], faces[0].keypoints[1])
    return crop if crop.ndim == 2 else cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("pictures", type=Path, help="zip with the pictures")
    parser.add_argument("target", type=Path, help="archive to write, for example jaffe.npz")
    arguments = parser.parse_args()

    table = pd.read_csv(arguments.manifest)
    crops, found = np.zeros((len(table), 48, 48), np.uint8), np.zeros(len(table), bool)
    with zipfile.ZipFile(arguments.pictures) as pictures:
        for row, name in enumerate(table.file):
            data = np.frombuffer(pictures.read(name), np.uint8)
            crop = aligned(cv2.imdecode(data, cv2.IMREAD_COLOR))
            if crop is not None:
                crops[row], found[row] = crop, True
    label = [LABELS.index(FER2013_NAMES.get(name, name)) for name in table.label]
    np.savez(
        arguments.target,
        images=crops,
        found=found,
        label=np.array(label),
        subject=table.subject.to_numpy(str),
        name=table.file.to_numpy(str),
    )
    print(f"{found.sum()} of {len(table)} pictures with a face")


if __name__ == "__main__":
    main()
