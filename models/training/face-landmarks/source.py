"""The npm package @mediapipe/face_mesh: the network's file and the canonical face in it."""

import hashlib
import struct
import subprocess
import tarfile
from pathlib import Path

import numpy as np

PACKAGE = "@mediapipe/face_mesh"
VERSION = "0.4.1657299874"
ASSETS = "face_mesh_solution_packed_assets.data"
# Name: first byte, end, SHA-256; the bytes are those of the package's own loader script.
PARTS = {
    "face_landmark_with_attention.tflite": (
        0,
        2495952,
        "883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d",
    ),
    "geometry_pipeline_metadata_landmarks.binarypb": (
        3737848,
        3757224,
        "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4",
    ),
}


def fetch(folder):
    """Downloads the package with `npm pack` and unpacks its assets into `folder`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)
    with tarfile.open(folder / f"mediapipe-face_mesh-{VERSION}.tgz") as tar:
        (folder / ASSETS).write_bytes(tar.extractfile(f"package/{ASSETS}").read())


def part(name, folder):
    """The bytes of a file in the package, their hash checked."""
    begin, end, expected = PARTS[name]
    content = (Path(folder) / ASSETS).read_bytes()[begin:end]
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ValueError(f"{name}: SHA-256 {found}, expected {expected}")
    return content


def fields(content):
    """(number, value) of every field of a Protocol Buffers message."""
    place = 0

    def variable():
        nonlocal place
        value = shift = 0
        while True:
            byte = content[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(content):
        key = variable()
        if key & 7 == 0:
            yield key >> 3, variable()
        elif key & 7 == 5:
            yield key >> 3, struct.unpack_from("<f", content, place)[0]
            place += 4
        elif key & 7 == 2:
            length = variable()
            yield key >> 3, content[place : place + length]
            place += length
        else:
            raise ValueError(f"wire type {key & 7} is not known here")


def canonical(folder):
    """MediaPipe's mean face, 468 points (x right in the picture, y down, z away from the camera;
    centimetres), and the points by which a face is laid onto it, with their weights."""
    message = list(fields(part("geometry_pipeline_metadata_landmarks.binarypb", folder)))
    mesh = next(value for number, value in message if number == 1)
    vertices = [value for number, value in fields(mesh) if number == 3]
    points = np.array(vertices).reshape(-1, 5)[:, :3] * [1, -1, -1]
    basis = [dict(fields(value)) for number, value in message if number == 2]
    return points, [entry.get(1, 0) for entry in basis], [entry[2] for entry in basis]
