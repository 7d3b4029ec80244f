"""Compares ways to join the scores of both networks and mirror images at faces that fill a picture.

    python tight.py FER PICTURES_WITHOUT_FACES

FER holds FER2013 as fer2013.zip with manifest.csv. Crops of its Training part are shown at 48 and 200 pixels and in a grey frame of 128;
the pictures without faces whole and as random parts. Printed are, for several ways to join the scores of the windows, the highest
scores without a face and the share of faces above them.
"""

import csv
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np

from detector import Detector, Window, as_bgr, iou, suppress

A_CLASS = 40  # crops of each class
PARTS = 40  # random parts of each picture without a face

detector = Detector()
tight = detector.tight


def best(network, image, box, mirrored):
    """The highest score of a network for a box, in a window of each margin."""
    middle, side = (box[:2] + box[2:]) / 2, max(box[2:] - box[:2])
    windows = [Window.square(middle, m * side, 0, tight.size) for m in tight.lookMargins]
    for rows in network.look(image, windows, tight.candidateScore, mirrored):
        there = iou(box, rows[:, 1:5]) >= tight.overlap
        yield float(rows[there, 0].max()) if there.any() else 0.0


def windows(image):
    """Scores in all windows of short range, of the same mirrored, of full range and of the same
    mirrored, for the surest large candidate; None without one."""
    image = as_bgr(image)
    middle, side = np.array(image.shape[1::-1]) / 2, max(image.shape[:2])
    whole = [
        Window.square(middle, side * (1 + 2 * m), 0, tight.size) for m in tight.searchMargins
    ]
    passes = tight.network.look(image, whole, tight.searchScore)
    candidates = suppress(np.concatenate([*passes, detector.candidates(image, 0)[0]]), tight.overlap)
    rows = [
        [
            score
            for network in (tight.network, detector.full_range)
            for mirrored in (False, True)
            for score in best(network, image, c.box, mirrored)
        ]
        for c in candidates
        if tight.judges(c.box, image)
    ]
    return max(rows, key=sum, default=None)


def faces(folder):
    by_class = {}
    for row in csv.DictReader((folder / "manifest.csv").open()):
        if row["split"] == "Training" and not float(row["ferplus_NF"] or 0):
            by_class.setdefault(row["label"], []).append(row["file"])
    random = np.random.default_rng(0)
    with zipfile.ZipFile(folder / "fer2013.zip") as pictures:
        for files in by_class.values():
            for file in random.permutation(files)[:A_CLASS]:
                data = np.frombuffer(pictures.read(file), np.uint8)
                crop = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
                framed = np.full((128, 128), 128, np.uint8)
                framed[40:88, 40:88] = crop
                yield from (crop, framed, cv2.resize(crop, (200, 200), interpolation=cv2.INTER_CUBIC))


def without_faces(folder):
    random = np.random.default_rng(1)
    for file in sorted(folder.iterdir()):
        image = cv2.imread(str(file))
        if image is None or min(image.shape[:2]) < 32:
            continue
        yield image
        for _ in range(PARTS):
            side = max(32, int(random.uniform(0.15, 0.95) * min(image.shape[:2])))
            y, x = (random.integers(0, n - side + 1) for n in image.shape[:2])
            yield image[y : y + side, x : x + side]


def main():
    seen = [windows(image) for image in faces(Path(sys.argv[1]))]
    alarms = [windows(image) for image in without_faces(Path(sys.argv[2]))]
    count = 4 * len(tight.lookMargins)
    seen, alarms = (np.array([row or [0] * count for row in rows]) for rows in (seen, alarms))
    print(f"{len(seen)} faces, {len(alarms)} pictures without")
    # By network, mirroring and window.
    seen, alarms = (scores.reshape(len(scores), 2, 2, -1) for scores in (seen, alarms))
    ways = {
        "short range, margin 2": lambda a: a[:, 0, 0, 2],
        "short range, mean": lambda a: a[:, 0, 0].mean(1),
        "short range, least": lambda a: a[:, 0, 0].min(1),
        "full range, mean": lambda a: a[:, 1, 0].mean(1),
        "full range, highest": lambda a: a[:, 1, 0].max(1),
        "short range, both mirror images": lambda a: a[:, 0].mean((1, 2)),
        "both networks": lambda a: a[:, :, 0].mean((1, 2)),
        "all, mean": lambda a: a.mean((1, 2, 3)),
        "all, short range twice": lambda a: a.mean((2, 3)) @ [2 / 3, 1 / 3],
        "all, short range three times": lambda a: a.mean((2, 3)) @ [3 / 4, 1 / 4],
    }
    for name, way in ways.items():
        highest = np.sort(way(alarms))[::-1][:6]
        shares = [(way(seen) > highest[i]).mean() for i in (0, 2, 5)]
        print(f"{name:32s} highest without a face {highest.round(2)}; faces above the 1st, 3rd, 6th {np.round(shares, 3)}")


if __name__ == "__main__":
    main()
