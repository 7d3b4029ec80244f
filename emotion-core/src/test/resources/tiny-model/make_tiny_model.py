"""Makes the model of ModelLoaderTest: doubled = 2 x + 1 and total = sum of x over the last axis.

    pip install torch==2.13.0 onnx==1.23.1
    python make_tiny_model.py tiny
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from torch import nn


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        return self.scale * x + 1, x.sum(dim=1, keepdim=True)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


folder = Path(sys.argv[1])
model = Tiny().eval()
example = torch.zeros(2, 3)
torch.jit.save(torch.jit.freeze(torch.jit.trace(model, example)), folder / "model.pt")
torch.onnx.export(
    model,
    (example,),
    folder / "model.onnx",
    input_names=["x"],
    output_names=["doubled", "total"],
    dynamic_axes={"x": {0: "n"}, "doubled": {0: "n"}, "total": {0: "n"}},
    opset_version=17,
    dynamo=False,
)
description = {
    "schema": 1,
    "id": "tiny",
    "version": "1.0.0",
    "engine": "PyTorch",
    "file": "model.pt",
    "sha256": sha256(folder / "model.pt"),
    "onnx": {"file": "model.onnx", "sha256": sha256(folder / "model.onnx")},
    "inputs": [{"name": "x", "shape": ["n", 3], "scale": 0.5}],
    "outputs": [{"name": "doubled", "labels": ["a", "b", "c"]}, {"name": "total", "size": 1}],
    "temperature": 1.5,
}
(folder / "model.json").write_text(json.dumps(description, indent=2) + "\n")
