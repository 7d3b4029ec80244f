"""Aligned crops of labelled pictures, as the product makes them: detector, eyes, 48x48 grey crop.

The pictures lie in a zip beside a manifest.csv with the column `file`, and `label` and `subject` or
`person` where they are known. In place of the zip a folder of videos is taken, too; every seventh
frame of each is a picture of a neutral face. Pictures without a detected face keep an empty crop and
`found` false, and count as wrong.
"""

import argparse
import sys
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from data import FER2013_NAMES, LABELS

sys.path.append(str(Path(__file__).parents[1] / "face-detector"))
from detector import align, detect  # noqa: E402

EVERY = 7
COMMON = 1000
UNKNOWN = -1
EMPTY = np.zeros((48, 48), np.uint8)


def aligned(picture):
    """The crop of the best face, in [0, 255], or None."""
    faces = detect(picture)
    if not faces:
        return None
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return align(grey, faces[0].keypoints[0], faces[0].keypoints[1])


def frames(folder, names):
    for name in names:
        video, number = cv2.VideoCapture(str(folder / name)), 0
        while (read := video.read())[0]:
            if number % EVERY == EVERY // 2:
                yield f"{name}:{number}", LABELS.index("neutral"), name, read[1]
            number += 1


def pictures(archive, table, chosen):
    who = next((table[column] for column in ("subject", "person") if column in table), table.file)
    table["who"] = who.astype(str)
    table = table[chosen(table)]
    with zipfile.ZipFile(archive) as files:
        for name, label, person in zip(table.file, table.label, table.who):
            data = np.frombuffer(files.read(name), np.uint8)
            label = FER2013_NAMES.get(label, label)
            place = LABELS.index(label) if label in LABELS else UNKNOWN
            yield name, place, person, cv2.imdecode(data, cv2.IMREAD_COLOR)


def chosen_by(arguments):
    """Which pictures of a manifest are taken, by hashes: people, and pictures of common classes."""

    def hashes(names):
        return names.map(lambda name: zlib.crc32(name.encode()))

    def chosen(table):
        people = hashes(table.who)
        kept = people % arguments.one_of == 0
        if arguments.but_one_of:
            kept = people % arguments.but_one_of != 0
        common = table.label.map(table.label.value_counts()) > COMMON
        return kept & (~common | (hashes(table.file) % arguments.common_one_of == 0))

    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("pictures", type=Path, help="zip with the pictures, or folder of videos")
    parser.add_argument("target", type=Path, help="archive to write, for example jaffe.npz")
    people = parser.add_mutually_exclusive_group()
    people.add_argument("--one-of", type=int, default=1, help="of so many people one, by hash")
    people.add_argument("--but-one-of", type=int, help="all people but these")
    parser.add_argument(
        "--common-one-of", type=int, default=1, help=f"of classes of over {COMMON} pictures, one of so many"
    )
    arguments = parser.parse_args()

    table = pd.read_csv(arguments.manifest)
    rows = []
    source = arguments.pictures
    every = frames(source, table.file) if source.is_dir() else pictures(source, table, chosen_by(arguments))
    for name, label, subject, picture in every:
        crop = aligned(picture)
        found = crop is not None
        rows.append((crop if found else EMPTY, found, label, subject, name))
    keys = ("images", "found", "label", "subject", "name")
    columns = {key: np.array(column) for key, column in zip(keys, zip(*rows))}
    np.savez(arguments.target, **columns)
    print(f"{columns['found'].sum()} of {len(rows)} pictures with a face")


if __name__ == "__main__":
    main()
