"""Counts how many faces that fill their picture the whole detector finds, by class.

    python tight_crops.py FER [--part PublicTest] [--a-class 40] [--skip 0] [--seed 0]

FER holds FER2013 as fer2013.zip with manifest.csv. A crop counts as found when the detector returns at least one face, wherever it lies: each
crop is a face. Of every class by FER+ majority, --a-class crops in random order are taken after the first --skip; those that one annotator or
more called no face, and those that another part holds too, are left out. A crop is shown as it is (48 pixels), in a grey frame of 128, and
enlarged to 200.
"""

import argparse
import csv
import zipfile
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from detector import Detector

CLASSES = (
    "anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"
)


def framed(crop):
    """A 48-pixel crop in the middle of a grey frame of 128."""
    frame = np.full((128, 128), 128, np.uint8)
    frame[40:88, 40:88] = crop
    return frame


def enlarged(crop):
    return cv2.resize(crop, (200, 200), interpolation=cv2.INTER_CUBIC)


SHOWN = {"at 48 pixels": lambda crop: crop, "framed": framed, "enlarged to 200": enlarged}


def crops(folder, part, a_class, skip, seed):
    """Class and grey crop of each face."""
    files = defaultdict(list)
    for row in csv.DictReader((folder / "manifest.csv").open()):
        is_face = not float(row["ferplus_NF"] or 0) and row["dup_in_other_split"] != "1"
        if row["split"] == part and is_face:
            files[row["ferplus_majority"]].append(row["file"])
    random = np.random.default_rng(seed)
    with zipfile.ZipFile(folder / "fer2013.zip") as pictures:
        for name in CLASSES:
            for file in random.permutation(sorted(files[name]))[skip : skip + a_class]:
                data = np.frombuffer(pictures.read(file), np.uint8)
                yield name, cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def interval(found, count):
    """Wilson's 95 % interval of a share, in percent."""
    share, z = found / count, 1.96
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return f"{100 * (middle - half):.1f}-{100 * (middle + half):.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fer", type=Path)
    parser.add_argument("--part", default="PublicTest")
    parser.add_argument("--a-class", type=int, default=40)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    shown = [
        *crops(arguments.fer, arguments.part, arguments.a_class, arguments.skip, arguments.seed)
    ]
    detector = Detector()
    for how, make in SHOWN.items():
        found, count = defaultdict(int), defaultdict(int)
        for name, crop in shown:
            hit = bool(detector.detect(make(crop)))
            for key in ("all", name):
                found[key] += hit
                count[key] += 1
        print(how, flush=True)
        for key in ("all", *(name for name in CLASSES if count[name])):
            share = 100 * found[key] / count[key]
            of = f"{found[key]} of {count[key]}"
            print(f"  {key:9s} {of:12s} {share:5.1f} % ({interval(found[key], count[key])})")


if __name__ == "__main__":
    main()
