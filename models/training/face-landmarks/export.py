"""Writes the face mesh as TorchScript and ONNX with its model.json.

    python export.py --package FOLDER [--fetch] --out FOLDER
"""

import argparse
import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from network import Landmarks
from source import ASSETS, PACKAGE, VERSION, canonical, fetch, part
from tflite_graph import Graph

FILE = "face_landmark_with_attention.tflite"
SIZE = 192


def rebuilt(folder):
    return Landmarks(Graph(part(FILE, folder))).eval()


def write(network, folder):
    faces = torch.rand(2, 3, SIZE, SIZE)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.jit.freeze(torch.jit.trace(network, faces)).save(str(folder / "model.pt"))
        torch.onnx.export(
            network,
            (faces,),
            str(folder / "model.onnx"),
            input_names=["faces"],
            output_names=["points", "presence"],
            dynamic_axes={name: {0: "n"} for name in ("faces", "points", "presence")},
            opset_version=17,
            dynamo=False,
        )
    halve(folder / "model.onnx")


def halve(path):
    """Stores the weights as float16, as the source does: nothing is lost and half the size."""
    model = onnx.load(path)
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < 16:
            continue
        halves = values.astype(np.float16)
        if np.array_equal(halves.astype(np.float32), values):
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(halves, name + "_half"))
            casts.append(onnx.helper.make_node("Cast", [name + "_half"], [name], to=1))
    for i, cast in enumerate(casts):
        model.graph.node.insert(i, cast)
    onnx.save(model, path)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def describe(package, folder):
    points, basis, weights = canonical(package)
    description = {
        "schema": 1,
        "id": "face-landmarks",
        "version": "1.0.0",
        "engine": "PyTorch",
        "file": "model.pt",
        "sha256": digest(folder / "model.pt"),
        "onnx": {"file": "model.onnx", "sha256": digest(folder / "model.onnx")},
        "inputs": [
            {
                "name": "faces",
                "shape": ["n", 3, SIZE, SIZE],
                "layout": "NCHW",
                "colour": "RGB",
                "scale": 1 / 255,
                "mean": [0.0, 0.0, 0.0],
                "std": [1.0, 1.0, 1.0],
            }
        ],
        "outputs": [
            {
                "name": "points",
                "shape": ["n", 478, 3],
                "note": "x, y in input pixels, the first pixel's centre is 0.5; z likewise, away"
                " from the camera; 468 of the face, then 5 of each iris, its centre first",
            },
            {"name": "presence", "shape": ["n", 1], "note": "probability of a face"},
        ],
        # The window around a face, in sides of its box.
        "window": {"margin": 1.5},
        "canonical": {
            "note": "points by which a face is laid onto the mean face, their weights, and their"
            " x (right in the picture), y (down), z (away from the camera) there, in centimetres",
            "points": basis,
            "weights": [round(weight, 6) for weight in weights],
            "coordinates": [round(float(value), 5) for value in points[basis].ravel()],
        },
        "metrics": {},
        "licence": "Apache-2.0",
        "source": {
            "registry": "npm",
            "package": PACKAGE,
            "version": VERSION,
            "file": f"{FILE} in {ASSETS}",
            "sha256": hashlib.sha256(part(FILE, package)).hexdigest(),
        },
        "data": ["not published by the weights' authors; no data of this project"],
    }
    (folder / "model.json").write_text(json.dumps(description, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, required=True, help="folder of the package's assets")
    parser.add_argument("--fetch", action="store_true", help="download the npm package first")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.fetch:
        fetch(arguments.package)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(rebuilt(arguments.package), arguments.out)
    describe(arguments.package, arguments.out)


if __name__ == "__main__":
    main()
