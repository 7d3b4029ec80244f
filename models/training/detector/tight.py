"""Chooses how the short-range network judges faces that fill a picture.

    python tight.py FER PICTURES_WITHOUT_FACES

FER holds FER2013 as fer2013.zip with manifest.csv. Crops of PublicTest are shown at 48 and 200 pixels and in a grey frame of 128;
the pictures without faces whole and as random parts. Printed are, for several ways to join the scores of the windows, the highest
scores without a face and the share of faces above them.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from PIL import Image

import detector as twin

MARGINS = (1.4, 1.7, 2.0, 2.6)
MIN_SHARE = 0.25
A_CLASS, PARTS = 16, 13

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
short = onnxruntime.InferenceSession(
    str(twin.RESOURCES.parent / "face-detector-short-range" / "model.onnx"), options
)
full = twin.Detector()


def best(session, image, box, margin):
    """The highest score of a network for a box, seen in a window of `margin` times its side."""
    picture, low, step = twin.crop(image, box, margin, 128)
    scores, boxes, _ = (out[0] for out in session.run(None, {"images": twin.network_input([picture])}))
    there = twin.iou(box, boxes * step + np.tile(low, 2)) >= 0.3
    return float(scores[there].max()) if there.any() else 0.0


def near(image, margin):
    """Candidates of the short-range network in the whole picture with a black margin."""
    height, width = image.shape[:2]
    box = np.array([0, 0, width, height], float)
    picture, low, step = twin.crop(image, box, 1 + 2 * margin, 128)
    scores, boxes, points = (out[0] for out in short.run(None, {"images": twin.network_input([picture])}))
    keep = scores >= 0.2
    rows = np.concatenate([scores[keep, None], boxes[keep], points[keep]], axis=1)
    rows[:, 1:] = rows[:, 1:] * step + np.tile(low, 8)
    return rows


def windows(image):
    """Scores of both networks in all windows, of the surest large candidate; None without one."""
    image = twin.as_bgr(image)
    passes = [near(image, 0.125), near(image, 0.5)]
    passes += [full.search(image, side) for side in full.long_sides(image)]
    candidates = [
        c.box
        for c in twin.suppress(np.concatenate(passes), 0.3)
        if c.box[2] - c.box[0] >= MIN_SHARE * max(image.shape[:2])
    ]
    rows = [
        [best(session, image, box, m) for session in (short, full.session) for m in MARGINS]
        for box in candidates
    ]
    return max(rows, key=sum, default=None)


def faces(folder):
    by_class = {}
    for row in csv.DictReader((folder / "manifest.csv").open()):
        if row["split"] == "PublicTest" and not float(row["ferplus_NF"] or 0):
            by_class.setdefault(row["label"], []).append(row["file"])
    random = np.random.default_rng(0)
    with zipfile.ZipFile(folder / "fer2013.zip") as pictures:
        for files in by_class.values():
            for file in random.permutation(files)[:A_CLASS]:
                crop = np.asarray(Image.open(io.BytesIO(pictures.read(file))).convert("L"))
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
    count = 2 * len(MARGINS)
    seen, alarms = (np.array([row or [0] * count for row in rows]) for rows in (seen, alarms))
    print(f"{len(seen)} faces, {len(alarms)} pictures without")
    ways = {
        "short range, margin 2": lambda a: a[:, 2],
        "short range, mean": lambda a: a[:, :4].mean(1),
        "short range, least": lambda a: a[:, :4].min(1),
        "full range, mean": lambda a: a[:, 4:].mean(1),
        "full range, highest": lambda a: a[:, 4:].max(1),
        "both, mean": lambda a: a.mean(1),
    }
    for name, way in ways.items():
        highest = np.sort(way(alarms))[::-1][:6]
        shares = [(way(seen) > highest[i]).mean() for i in (0, 2, 5)]
        print(f"{name:24s} highest without a face {highest.round(2)}; faces above the 1st, 3rd, 6th {np.round(shares, 3)}")


if __name__ == "__main__":
    main()
