"""Writes the trained network as model.pt (TorchScript), model.onnx and model.json.

Batch normalisation is folded into the convolutions; the joint head is mixed in inside of the graph
(joint.py). The TorchScript graph is frozen and keeps its weights channels-last, which runs faster on CPUs.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from data import LABELS
from model import EMBEDDING, JointFaceNet
from train import MEAN, STD

OPSET = 17


class FaceExpression(nn.Module):
    """Normalised crops to the mixed logits and the embedding."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, faces):
        votes, _, embedding = self.net(faces)
        return votes, embedding


def fold(net):
    """Takes batch normalisation out of a network, which goes on to say the same."""
    net.eval()
    first, second = fuse_conv_bn_eval(*net.stem[:2]), fuse_conv_bn_eval(*net.stem[3:5])
    net.stem = nn.Sequential(first, nn.ReLU(), second, nn.ReLU())
    for block in net.blocks:
        block.conv1, block.norm1 = fuse_conv_bn_eval(block.conv1, block.norm1), nn.Identity()
        block.conv2, block.norm2 = fuse_conv_bn_eval(block.conv2, block.norm2), nn.Identity()
        if isinstance(block.shortcut, nn.Sequential):
            pool, project, norm = block.shortcut
            block.shortcut = nn.Sequential(pool, fuse_conv_bn_eval(project, norm))


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("report", type=Path, help="made by joint.py, which holds the temperature")
    parser.add_argument("target", type=Path, help="folder of the model")
    parser.add_argument("--version", default="1.0.0")
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    net = JointFaceNet()
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    temperature = json.loads(arguments.report.read_text())["temperature"]
    fold(net.net)
    whole = FaceExpression(net).eval()
    for parameter in whole.parameters():
        parameter.requires_grad_(False)

    torch.manual_seed(0)
    example = (torch.rand(2, 1, 48, 48) - MEAN) / STD
    arguments.target.mkdir(parents=True, exist_ok=True)
    graph, script = arguments.target / "model.onnx", arguments.target / "model.pt"
    torch.onnx.export(
        whole,
        (example,),
        str(graph),
        input_names=["faces"],
        output_names=["logits", "embedding"],
        dynamic_axes={"faces": {0: "n"}, "logits": {0: "n"}, "embedding": {0: "n"}},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(str(graph)))

    whole = whole.to(memory_format=torch.channels_last)
    with torch.no_grad():
        traced = torch.jit.freeze(torch.jit.trace(whole, example))
    traced.save(str(script))

    many = (torch.rand(33, 1, 48, 48) - MEAN) / STD
    reloaded = torch.jit.load(str(script))
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = [t.numpy() for t in whole(many)]
        one = reloaded(many)
    other = session.run(None, {"faces": many.numpy()})
    for name, a, b, c in zip(("logits", "embedding"), expected, one, other):
        gap = max(np.abs(a - b.numpy()).max(), np.abs(a - c).max())
        print(f"{name} {a.shape}: largest difference between the files {gap:.1e}")
        if gap > 1e-4:
            raise SystemExit(f"{name}: model.pt and model.onnx disagree by {gap}")

    description = {
        "schema": 1,
        "id": "face-expression",
        "version": arguments.version,
        "engine": "PyTorch",
        "file": script.name,
        "sha256": digest(script),
        "onnx": {"file": graph.name, "sha256": digest(graph)},
        "inputs": [
            {
                "name": "faces",
                "shape": ["n", 1, 48, 48],
                "layout": "NCHW",
                "colour": "GRAY",
                "scale": round(1 / 255, 9),
                "mean": [MEAN],
                "std": [STD],
            }
        ],
        "outputs": [
            {"name": "logits", "labels": LABELS},
            {"name": "embedding", "size": EMBEDDING},
        ],
        "temperature": round(temperature, 4),
        "alignment": {"left_eye": [0.316, 0.395], "right_eye": [0.684, 0.395]},
        "metrics": {},
        "licence": "Weights: non-commercial research use, after the terms of the training pictures",
        "data": [
            "FER2013 Training pictures (Goodfellow et al. 2013, arXiv 1307.0414), research use",
            "FER+ votes (Barsoum et al. 2016, arXiv 1608.01041), MIT",
            "JAFFE (Lyons et al. 1998), non-commercial research use",
            "Yale faces (Belhumeur et al. 1997), research use",
            "Labeled Faces in the Wild with labels of one rater, photographs for research use",
        ],
    }
    path = arguments.target / "model.json"
    path.write_text(json.dumps(description, indent=2) + "\n")
    # The FER2013 head is no output of the product; with the embedding it can be checked.
    np.savez(
        Path(__file__).with_name("labels_head.npz"),
        weight=net.net.labels_head.weight.numpy(),
        bias=net.net.labels_head.bias.numpy(),
    )


if __name__ == "__main__":
    main()
