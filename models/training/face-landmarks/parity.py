"""Compares the exported files with another conversion of the same network (another.cjs).

    python parity.py --package FOLDER --model FOLDER --face FACE.rgb --other OUT.json [--reference reference.bin]

OpenCV's and TensorFlow's interpreters do not know the network's own operators; the other conversion
expresses them in its own way, so that what both say is what the file means.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from export import FILE, SIZE
from source import part
from tflite_graph import Graph

# Outputs of the other conversion: lips, eye and iris on the left of the picture, on the right.
PARTS = ("output_lips", "Identity_1:0", "Identity_5:0")
IRISES = ("Identity_2:0", "Identity_6:0")


def assembled(other, graph):
    """The other conversion's outputs as 478 points."""
    points = np.zeros((478, 3), np.float32)
    points[:468] = np.reshape(other["output_mesh_identity"], (468, 3))
    lists = [o.settings["subset_idxs"] for o in graph.operators
             if o.kind == "Landmarks2TransformMatrix"]  # fmt: skip
    for name, part_list in zip(PARTS, lists):
        points[part_list, :2] = np.reshape(other[name], (-1, 2))
    for i, name in enumerate(IRISES):
        rows = slice(468 + 5 * i, 473 + 5 * i)
        points[rows, :2] = np.reshape(other[name], (5, 2))
        points[rows, 2] = points[lists[1 + i][:16], 2].mean()
    return points


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--face", type=Path, required=True)
    parser.add_argument("--other", type=Path, required=True)
    parser.add_argument("--reference", type=Path, help="file for the Java test, to write")
    arguments = parser.parse_args()
    face = np.fromfile(arguments.face, np.uint8).reshape(SIZE, SIZE, 3)
    other = json.loads(arguments.other.read_text())
    expected = assembled(other, Graph(part(FILE, arguments.package)))
    values = np.ascontiguousarray(face.transpose(2, 0, 1)[None].astype(np.float32) / 255)
    session = onnxruntime.InferenceSession(
        str(arguments.model / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    script = torch.jit.load(str(arguments.model / "model.pt"))
    with torch.no_grad():
        found = {
            "ONNX": session.run(None, {"faces": values})[0][0],
            "TorchScript": script(torch.from_numpy(values))[0][0].numpy(),
        }
    refined = np.abs(expected[:468, 0] - np.reshape(other["output_mesh_identity"], (468, 3))[:, 0]) > 0
    for name, points in found.items():
        gap = np.abs(points - expected)
        print(f"{name}: coarse points {gap[:468][~refined].max():.1e}, depth {gap[..., 2].max():.1e}, "
              f"lips, eyes and irises {gap.max():.3f} at most, {gap[:468][refined].mean():.3f} on average")
    if arguments.reference:
        arguments.reference.write_bytes(face.tobytes() + expected.astype("<f4").tobytes())


if __name__ == "__main__":
    main()
