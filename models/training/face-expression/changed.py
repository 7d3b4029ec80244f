"""Folders of changed pictures for the robustness table through the whole pipeline.

One folder a change, each with a manifest.csv of file, label and person, as `emotion4j evaluate` and
`WorldTable` read them.

    python changed.py LFW/manifest.csv LFW/faces.zip TARGET

The pictures are of LFW's people whom nothing was learned from, at most 20 of a class and one of a
person and class. Covers are drawn where the detector finds the eyes of the unchanged picture.
"""

import argparse
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from cover import glasses, hand, mask
from crops import detect

ASIDE, OF_A_CLASS = 5, 20
CLASSES = ("anger", "happiness", "neutral", "sadness", "surprise")
# The functions that draw covers expect crops with the eyes here.
EYES = np.array([(0.316, 0.395), (0.684, 0.395)])
DRAWN = 96


def turned(degrees):
    def turn(picture, random):
        size = picture.shape[0]
        reach = int(np.ceil(size * (abs(np.cos(np.radians(degrees))) + abs(np.sin(np.radians(degrees))))))
        matrix = cv2.getRotationMatrix2D(((size - 1) / 2, (size - 1) / 2), degrees, 1)
        matrix[:, 2] += (reach - size) / 2
        return cv2.warpAffine(picture, matrix, (reach, reach), borderMode=cv2.BORDER_REPLICATE)

    return turn


def blurred(picture, random):
    return cv2.GaussianBlur(picture, (0, 0), 3)


def moved(picture, random):
    kernel = np.zeros((11, 11), np.float32)
    kernel[5] = 1 / 11
    return cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE)


def jpeg(picture, random):
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 10])[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def dark(picture, random):
    return (picture * 0.2).round().astype(np.uint8)


def noisy(picture, random):
    return np.clip(picture + random.normal(0, 20, picture.shape), 0, 255).round().astype(np.uint8)


def shrunk(size):
    return lambda picture, random: cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)


def left_black(picture, random):
    picture = picture.copy()
    picture[:, : picture.shape[1] // 2] = 0
    return picture


def covered(draw):
    def cover(picture, random):
        faces = detect(picture)
        if not faces:
            return picture
        left, right = (complex(*eye) for eye in faces[0].keypoints[:2])
        to_left, to_right = (complex(*eye) for eye in EYES * DRAWN)
        a = (right - left) / (to_right - to_left)
        b = left - a * to_left
        to_picture = np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])
        to_picture[:, 2] += to_picture[:, :2] @ [0.5, 0.5] - 0.5
        there = {"flags": cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, "borderMode": cv2.BORDER_REPLICATE}
        face = cv2.warpAffine(picture, to_picture, (DRAWN, DRAWN), **there)
        grey = cv2.cvtColor(face, cv2.COLOR_BGR2GRAY).astype(np.float64)
        drawn = draw(grey, random)
        over = cv2.morphologyEx((np.abs(drawn - grey) > 0.5).astype(np.float32), cv2.MORPH_CLOSE, np.ones((5, 5)))
        shape = picture.shape[1::-1]
        drawn, over = (cv2.warpAffine(part, to_picture, shape) for part in (drawn, over))
        result = picture * (1 - over[..., None]) + (drawn * over)[..., None]
        return result.round().astype(np.uint8)

    return cover


CHANGES = {
    "unchanged": lambda picture, random: picture,
    "turned-30": turned(30),
    "turned-90": turned(90),
    "turned-180": turned(180),
    "blurred-3-pixels": blurred,
    "motion-11-pixels": moved,
    "jpeg-10": jpeg,
    "fifth-of-light": dark,
    "noise-20": noisy,
    "shrunk-48": shrunk(48),
    "shrunk-32": shrunk(32),
    "left-half-black": left_black,
    "mask": covered(mask),
    "hand": covered(hand),
    "sunglasses": covered(glasses),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("manifest", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    table = pd.read_csv(arguments.manifest)
    aside = table.person.map(lambda name: zlib.crc32(name.encode()) % ASIDE == 0)
    table = table[aside & table.label.isin(CLASSES)]
    table = table.assign(order=table.file.map(lambda name: zlib.crc32(name.encode()))).sort_values("order")
    table = table.drop_duplicates(["person", "label"]).groupby("label").head(OF_A_CLASS)
    with zipfile.ZipFile(arguments.pictures) as files:
        whole = {
            name: cv2.imdecode(np.frombuffer(files.read(name), np.uint8), cv2.IMREAD_COLOR)
            for name in table.file
        }
    for change, make in CHANGES.items():
        folder = arguments.target / change
        folder.mkdir(parents=True, exist_ok=True)
        rows = table[["file", "label", "person"]].copy()
        rows["file"] = [Path(name).with_suffix(".png").name for name in table.file]
        rows.to_csv(folder / "manifest.csv", index=False)
        for name, to in zip(table.file, rows.file):
            random = np.random.default_rng(zlib.crc32(name.encode()))
            cv2.imwrite(str(folder / to), make(whole[name], random))


if __name__ == "__main__":
    main()
