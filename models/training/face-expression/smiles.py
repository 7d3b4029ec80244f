"""Slight smiles made of a person's neutral and happy pictures, to measure how slight a smile is seen.

    python smiles.py smiles.npz jaffe=jaffe.npz yale=yale.npz lfw=lfw_people.npz

The archives are those of crops.py. Between the two crops, which the eyes align, lie an optical flow
and a log ratio of the grey values (expression ratio images, Liu et al. 2001,
doi:10.1145/383259.383289), of which the slow part is taken for light and left out. A part of both is
put onto the neutral crop. Each happy picture is paired with the neutral picture of the same person
that is nearest to it; of LFW, whose pictures differ in light and pose, the nearest pair of each person
is taken. Two neutral pictures of a person, treated alike, show what the making itself looks like
("still").
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from data import LABELS

HAPPY, NEUTRAL = LABELS.index("happiness"), LABELS.index("neutral")
STRENGTHS = (0.3, 0.45, 0.6, 0.8)
# Corpora with one pair of pictures a person.
ONE_PAIR = ("lfw",)
ENLARGED = 3
FLOW_DEVIATION, RATIO_DEVIATION, LIGHT_DEVIATION = 4, 1, 10
DARKEST = 8.0


def flow(one, other):
    """Where in the second crop lies what the first one holds at each place, in pixels."""
    even = cv2.createCLAHE(2, (3, 3))
    size = ENLARGED * one.shape[0]
    one, other = (
        even.apply(cv2.resize(crop, (size, size), interpolation=cv2.INTER_CUBIC)) for crop in (one, other)
    )
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(1)
    search.setVariationalRefinementIterations(20)
    moved = cv2.GaussianBlur(search.calc(one, other, None), (0, 0), FLOW_DEVIATION)
    small = size // ENLARGED
    return cv2.resize(moved, (small, small), interpolation=cv2.INTER_AREA) / ENLARGED


def moved(crop, by):
    y, x = np.mgrid[: crop.shape[0], : crop.shape[1]].astype(np.float32)
    places = x + by[..., 0], y + by[..., 1]
    border = cv2.BORDER_REPLICATE
    result = cv2.remap(crop.astype(np.float32), *places, cv2.INTER_CUBIC, borderMode=border)
    return np.clip(result, 0, 255)


def between(start, end):
    """Crops at the strengths on the way from one crop to another."""
    way = flow(end, start)
    ratio = np.log(end + DARKEST) - np.log(moved(start, way) + DARKEST)
    ratio = cv2.GaussianBlur(ratio, (0, 0), RATIO_DEVIATION)
    ratio -= cv2.GaussianBlur(ratio, (0, 0), LIGHT_DEVIATION)
    for strength in STRENGTHS:
        crop = (moved(start, way * strength) + DARKEST) * np.exp(strength * ratio) - DARKEST
        yield np.clip(crop, 0, 255).round().astype(np.uint8)


def nearest(images, starts, end):
    """The start that is nearest to an end: how far, and both."""
    return min((np.abs(images[end].astype(float) - images[start]).mean(), start, end) for start in starts)


def pairs(table, one_pair):
    images, label, person = (table[key] for key in ("images", "label", "subject"))
    smiles, still = [], []
    for name in np.unique(person):
        own = (person == name) & table["found"]
        neutral, happy = (np.flatnonzero(own & (label == kind)) for kind in (NEUTRAL, HAPPY))
        if not len(neutral):
            continue
        for ends, chosen in (
            ([nearest(images, neutral, end) for end in happy], smiles),
            ([nearest(images, neutral[:i], neutral[i]) for i in range(1, len(neutral))], still),
        ):
            chosen += sorted(ends)[:1] if one_pair else ends
    return {"smile": smiles, "still": still}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("corpora", nargs="+", help="NAME=ARCHIVE of crops.py")
    arguments = parser.parse_args()
    made = {}
    for pair in arguments.corpora:
        name, path = pair.split("=", 1)
        table = dict(np.load(path))
        for kind, chosen in pairs(table, name in ONE_PAIR).items():
            crops = [list(between(*table["images"][list(ends[1:])])) for ends in chosen]
            # One row a pair, one column a strength.
            made[f"{name}_{kind}"] = np.array(crops)
            print(name, kind, len(crops))
    np.savez(arguments.target, **made)


if __name__ == "__main__":
    main()
