"""The pictures that the detector is measured on, each with the boxes or the count that it holds.

Reads folders laid out like `detector_dlib/`, `detector_photos/`, `examples_skimage/`, `jaffe/`
(pictures beside a manifest.csv) and `grid/*.mpg`; see README.md for where they come from.
"""

import csv
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from detector import Detector, iou

FACELESS = ["coffee.png", "gravel.png", "rocket.jpg", "brick.png", "chelsea.png", "coins.png"]


class Scene(NamedTuple):
    name: str
    image: np.ndarray
    faces: int
    boxes: np.ndarray | None = None  # (faces, 4) left, top, right, bottom where known


def _manifest(folder):
    with open(folder / "manifest.csv", newline="") as file:
        return list(csv.DictReader(file))


def dlib(root):
    for row in _manifest(root / "detector_dlib"):
        boxes = [[float(v) for v in box.split()] for box in
                 row["boxes_left_top_width_height"].split(";")]
        boxes = np.array(boxes)
        boxes[:, 2:] += boxes[:, :2]
        image = cv2.imread(str(root / "detector_dlib" / row["file"]))
        yield Scene(row["file"], image, len(boxes), boxes)


def counted(root, folder, column):
    for row in _manifest(root / folder):
        image = cv2.imread(str(root / folder / row["file"]))
        yield Scene(row["file"], image, int(row[column]))


def jaffe(root):
    for path in sorted((root / "jaffe").glob("*.tiff")):
        yield Scene(path.name, cv2.imread(str(path)), 1)


def grid(folder, every=5):
    for path in sorted(Path(folder).glob("*.mpg")):
        clip, index = cv2.VideoCapture(str(path)), 0
        while True:
            ok, frame = clip.read()
            if not ok:
                break
            if index % every == 0:
                yield Scene(f"{path.stem}#{index}", frame, 1)
            index += 1


def sources(root, clips):
    """Single faces to build hard cases from: (image, box). The box is the one that the detector
    finds in the unchanged picture, so what is measured on them is whether the hard case is found as
    well as the easy one, not how well the box fits."""
    detector, result = Detector(), []
    scenes = [*counted(root, "detector_photos", "n_prominent_faces_by_eye")]
    scenes += [*jaffe(root)][::9] + [*grid(clips, every=80)]
    scenes += [s for s in counted(root, "examples_skimage", "n_faces") if s.name == "astronaut.png"]
    for scene in scenes:
        result.append((scene.image, detector.detect(scene.image)[0].box))
    return result


def _cut(image, box, context):
    """The picture around a box, `context` times its width to each side as far as it reaches."""
    width, middle = box[2] - box[0], (box[:2] + box[2:]) / 2
    low = np.clip(np.floor(middle - context * width), 0, None).astype(int)
    high = np.minimum(np.ceil(middle + context * width).astype(int), image.shape[1::-1])
    return image[low[1] : high[1], low[0] : high[0]], box - np.tile(low, 2)


def _resized(image, box, scale):
    size = np.maximum(1, np.round(np.array(image.shape[1::-1]) * scale)).astype(int)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(image, tuple(int(v) for v in size), interpolation=how)
    return small, box * np.tile(size / image.shape[1::-1], 2)


def small_faces(root, faces, width):
    """Each face shrunk to a box of `width` pixels, pasted into a faceless 1280x720 picture."""
    rng = np.random.default_rng(width)
    for i, (image, box) in enumerate(faces):
        part, box = _cut(image, box, 1.1)
        part, box = _resized(part, box, width / (box[2] - box[0]))
        ground = cv2.imread(str(root / "examples_skimage" / FACELESS[i % len(FACELESS)]))
        ground = cv2.resize(ground, (1280, 720), interpolation=cv2.INTER_CUBIC)
        x = int(rng.integers(0, 1280 - part.shape[1]))
        y = int(rng.integers(0, 720 - part.shape[0]))
        ground[y : y + part.shape[0], x : x + part.shape[1]] = part
        yield Scene(f"{i}", ground, 1, (box + [x, y, x, y])[None])


def filling_faces(faces, share, size=(640, 480)):
    """Each face cut out so that its box takes `share` of the frame's height (and no less of the
    picture is there than that; what lies outside the picture is black)."""
    for i, (image, box) in enumerate(faces):
        scale = size[1] * share / (box[3] - box[1])
        middle = (box[:2] + box[2:]) / 2 * scale
        shift = np.array(size) / 2 - middle
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        frame = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)
        yield Scene(f"{i}", frame, 1, (box * scale + np.tile(shift, 2))[None])


def turned_faces(faces, degrees):
    """Each picture turned about the middle of its face; the box keeps its place."""
    for i, (image, box) in enumerate(faces):
        image, box = _cut(image, box, 2.0)
        image, box = _resized(image, box, 100 / (box[2] - box[0]))
        middle = (box[:2] + box[2:]) / 2
        matrix = cv2.getRotationMatrix2D(tuple(middle), degrees, 1.0)
        frame = cv2.warpAffine(
            image, matrix, image.shape[1::-1], flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        yield Scene(f"{i}", frame, 1, box[None])


def dark_faces(faces, gain=0.12, noise=3.0):
    """Each picture with a tenth of its light and a sensor's noise."""
    rng = np.random.default_rng(5)
    for i, (image, box) in enumerate(faces):
        image, box = _cut(image, box, 2.0)
        image, box = _resized(image, box, 100 / (box[2] - box[0]))
        dark = image * gain + rng.normal(0, noise, image.shape)
        yield Scene(f"{i}", np.clip(dark, 0, 255).astype(np.uint8), 1, box[None])


def faceless_tiles(root, faces, count=400):
    """Square tiles of the portraits and of the faceless pictures that hold no part of a face."""
    rng = np.random.default_rng(7)
    pictures = [(image, box) for image, box in faces if min(image.shape[:2]) >= 400]
    for name in ["coffee.png", "rocket.jpg", "chelsea.png", "coins.png", "text.png"]:
        pictures.append((cv2.imread(str(root / "examples_skimage" / name)), None))
    made = 0
    while made < count:
        image, box = pictures[made % len(pictures)]
        for _ in range(50):
            side = int(rng.integers(80, min(image.shape[:2]) // 2))
            x = int(rng.integers(0, image.shape[1] - side))
            y = int(rng.integers(0, image.shape[0] - side))
            grown = None
            if box is not None:
                reach = 0.25 * (box[2] - box[0])
                grown = box + np.array([-reach, -reach, reach, reach])
            if grown is None or iou(np.array([x, y, x + side, y + side]), grown[None])[0] == 0:
                yield Scene(f"{made}", image[y : y + side, x : x + side], 0)
                break
        made += 1
