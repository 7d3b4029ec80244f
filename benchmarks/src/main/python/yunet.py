"""Writes yunet_n.onnx and yunet_s.onnx: YuNet's layers with random weights, to be timed.

    python yunet.py FOLDER

YuNet's weights are in no package registry. Time does not depend on them; layers are those of
Wu et al. 2023 (doi:10.1007/s11633-023-1423-y), and the numbers of parameters are the published
ones, 75,856 and 54,608. Needs torch and onnx.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

STRIDES = (8, 16, 32)
OUTPUTS = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
VERSIONS = {
    "n": ([[3, 16, 16], [16, 64], [64, 64], [64, 64], [64, 64], [64, 64]], 1, 75_856),
    "s": ([[3, 16, 16], [16, 32], [32, 64], [64, 64], [64, 64], [64, 64]], 0, 54_608),
}


class Unit(nn.Sequential):
    """Pointwise, then depthwise convolution."""

    def __init__(self, inputs, outputs, last=False):
        layers = [
            nn.Conv2d(inputs, outputs, 1),
            nn.Conv2d(outputs, outputs, 3, padding=1, groups=outputs),
        ]
        super().__init__(*layers, *([] if last else [nn.BatchNorm2d(outputs), nn.ReLU()]))


class YuNet(nn.Module):
    def __init__(self, channels, shared):
        super().__init__()
        (colours, first, second), *rest = channels
        head = [nn.Conv2d(colours, first, 3, 2, 1), nn.BatchNorm2d(first), nn.ReLU()]
        stages = [nn.Sequential(*head, Unit(first, second))]
        stages += [nn.Sequential(Unit(a, a), Unit(a, b)) for a, b in rest]
        self.stages = nn.ModuleList(stages)
        self.neck = nn.ModuleList(Unit(64, 64) for _ in STRIDES)
        self.shared = nn.ModuleList(
            nn.Sequential(*(Unit(64, 64) for _ in range(shared))) for _ in STRIDES
        )
        self.heads = nn.ModuleList(
            nn.ModuleList(Unit(64, n, last=True) for n in OUTPUTS.values()) for _ in STRIDES
        )

    def forward(self, x):
        maps = []
        for i, stage in enumerate(self.stages):
            x = stage(x)
            if i > 2:
                maps.append(x)
            if i in (0, 2, 3, 4):
                x = F.max_pool2d(x, 2)
        for i in (2, 1, 0):
            if i < 2:
                maps[i] = maps[i] + F.interpolate(maps[i + 1], scale_factor=2.0, mode="nearest")
            maps[i] = self.neck[i](maps[i])
        maps = [shared(y) for shared, y in zip(self.shared, maps)]
        rows = []
        for i, (kind, n) in enumerate(OUTPUTS.items()):
            for heads, y in zip(self.heads, maps):
                values = heads[i](y).permute(0, 2, 3, 1).reshape(1, -1, n)
                rows.append(torch.sigmoid(values) if kind in ("cls", "obj") else values)
        return tuple(rows)


def main():
    torch.manual_seed(0)
    names = [f"{kind}_{stride}" for kind in OUTPUTS for stride in STRIDES]
    for version, (channels, shared, parameters) in VERSIONS.items():
        network = YuNet(channels, shared).eval()
        assert sum(p.numel() for p in network.parameters()) == parameters
        torch.onnx.export(
            network,
            (torch.zeros(1, 3, 640, 640),),
            str(Path(sys.argv[1]) / f"yunet_{version}.onnx"),
            input_names=["input"],
            output_names=names,
            dynamic_axes={"input": {2: "h", 3: "w"}, **{name: {1: "a"} for name in names}},
            opset_version=13,
            dynamo=False,
        )


if __name__ == "__main__":
    main()
