"""Fills the PyTorch networks with the weights of MediaPipe's TFLite files.

The files come from the npm package @mediapipe/face_detection 0.4.1657300184 (Apache-2.0 by its
package.json). `fetch` gets it with `npm pack`; a folder that holds the files may be given instead.
"""

import subprocess
import tarfile
from pathlib import Path

import torch
from torch import nn

from network import FullRange, ShortRange
from tflite_file import convolutions, sha256

PACKAGE = "@mediapipe/face_detection"
VERSION = "0.4.1657300184"
SOURCES = {
    "full-range": (
        FullRange,
        "face_detection_full_range.tflite",
        "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    ),
    "short-range": (
        ShortRange,
        "face_detection_short_range.tflite",
        "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    ),
}


def fetch(folder):
    """Downloads the package and unpacks its TFLite files into `folder`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)
    archive = folder / f"mediapipe-face_detection-{VERSION}.tgz"
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if member.name.endswith(".tflite"):
                (folder / Path(member.name).name).write_bytes(tar.extractfile(member).read())
    return folder


def source_file(name, folder):
    """The TFLite file of a network, its hash checked."""
    _, file, expected = SOURCES[name]
    path = Path(folder) / file
    found = sha256(path)
    if found != expected:
        raise ValueError(f"{path}: SHA-256 {found}, expected {expected}")
    return path


def rebuild(name, folder):
    """The network `name` with the original's weights, ready for inference."""
    network = SOURCES[name][0]()
    weights = convolutions(source_file(name, folder))
    targets = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    if len(weights) != len(targets):
        raise ValueError(f"{name}: {len(weights)} convolutions in the file, {len(targets)} here")
    with torch.no_grad():
        for target, (weight, bias) in zip(targets, weights):
            if tuple(target.weight.shape) != weight.shape:
                raise ValueError(f"{name}: {weight.shape} in the file, {target.weight.shape} here")
            target.weight.copy_(torch.from_numpy(weight.copy()))
            target.bias.copy_(torch.from_numpy(bias.copy()))
    return network.eval()
