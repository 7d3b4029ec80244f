"""Measures the detector, its variants and OpenCV's Haar cascade on the same pictures.

    python evaluate.py --data FOLDER --clips FOLDER [--only TEXT ...] [--detectors NAME ...]
        --out results-new.md

A face counts as found when a box has an intersection over union of at least 0.5 with it, or,
where only the number of faces is known, when there is a box for it; every further box is a false
alarm.
"""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np

import scenes
from detector import MODELS, Detector, Network, Window, iou, suppress


class SingleScale:
    """One pass, no close look: the network as MediaPipe uses it, at another input size."""

    def __init__(self, long_side, network):
        self.long_side = long_side
        self.network = network

    def detect(self, image):
        rows = self.network.look(image, [Window.whole(image, self.long_side)], 0.5)[0]
        return suppress(rows, 0.3)


class Haar:
    """OpenCV's frontal face cascade, with the settings of its tutorial."""

    def __init__(self, neighbours):
        folder = Path(cv2.data.haarcascades)
        self.cascade = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))
        self.neighbours = neighbours

    def detect(self, image):
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        found = self.cascade.detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=self.neighbours, minSize=(20, 20)
        )
        boxes = np.array(found, np.float64).reshape(-1, 4)
        return [np.r_[b[:2], b[:2] + b[2:]] for b in boxes]


def boxes_of(found):
    rows = [face.box if hasattr(face, "box") else face for face in found]
    return np.array(rows).reshape(-1, 4)


def measure(detector, pictures):
    """found, faces, false alarms, CPU milliseconds a picture."""
    hits = faces = alarms = 0
    spent = []
    for scene in pictures:
        start = time.process_time()
        boxes = boxes_of(detector.detect(scene.image))
        spent.append(time.process_time() - start)
        if scene.boxes is None:
            hit = min(len(boxes), scene.faces)
        else:
            hit = sum(len(boxes) > 0 and iou(box, boxes).max() >= 0.5 for box in scene.boxes)
        hits, faces, alarms = hits + hit, faces + scene.faces, alarms + len(boxes) - hit
    return hits, faces, alarms, 1000 * float(np.median(spent))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of picture folders")
    parser.add_argument("--clips", type=Path, required=True, help="folder of GRID clips")
    parser.add_argument("--only", nargs="*", help="sets whose name holds one of these")
    parser.add_argument("--detectors", nargs="*", help="names of the columns")
    parser.add_argument("--out", type=Path, default=Path("results-new.md"))
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    root, clips = arguments.data, arguments.clips

    faces = scenes.sources(root, clips)
    examples = [*scenes.counted(root, "examples_skimage", "n_faces")]
    sets = {
        "dlib group photos, boxes": [*scenes.dlib(root)],
        "portraits": [*scenes.counted(root, "detector_photos", "n_prominent_faces_by_eye")],
        "astronaut, camera (profile)": [scene for scene in examples if scene.faces],
        "nine faceless pictures": [scene for scene in examples if not scene.faces],
        "GRID, every 5th frame": [*scenes.grid(clips)],
        "JAFFE": [*scenes.jaffe(root)],
        "24 px in 1280x720": [*scenes.small_faces(root, faces, 24)],
        "32 px in 1280x720": [*scenes.small_faces(root, faces, 32)],
        "box = 1.0 frame height": [*scenes.filling_faces(faces, 1.0)],
        "box = 1.3 frame height": [*scenes.filling_faces(faces, 1.3)],
        "turned +30 degrees": [*scenes.turned_faces(faces, 30)],
        "turned -30 degrees": [*scenes.turned_faces(faces, -30)],
        "dark (12 % of the light, noise)": [*scenes.dark_faces(faces)],
        "faceless tiles": [*scenes.faceless_tiles(root, faces)],
    }
    full = Network(MODELS / "face-detector")
    short = Network(MODELS / "face-detector-short-range")
    detectors = {
        "shipped": Detector(),
        "full-range 192": SingleScale(192, full),
        "full-range 640": SingleScale(640, full),
        "short-range 128": SingleScale(128, short),
        "short-range 320": SingleScale(320, short),
        "Haar, 3 neighbours": Haar(3),
        "Haar, 5 neighbours": Haar(5),
    }

    if arguments.only:
        sets = {k: v for k, v in sets.items() if any(text in k for text in arguments.only)}
    if arguments.detectors:
        detectors = {name: detectors[name] for name in arguments.detectors}
    lines = ["| pictures | n | " + " | ".join(detectors) + " |"]
    lines.append("|---|---|" + "---|" * len(detectors))
    for name, pictures in sets.items():
        cells = []
        for detector in detectors.values():
            hits, total, alarms, spent = measure(detector, pictures)
            cells.append(f"{hits}/{total} +{alarms} ({spent:.0f} ms)")
        lines.append(f"| {name} | {len(pictures)} | " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    arguments.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
