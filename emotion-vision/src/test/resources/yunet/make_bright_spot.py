"""Writes bright_spot.onnx: YuNet's inputs and outputs around a network whose answer is known.

It calls each 32x32 cell of the picture a face with the score of the cell's mean blue value in
[0, 1]; nothing is found at the strides 8 and 16. With (x, y) the cell's left upper corner, the box
is 64 wide and 96 high around (x + 16, y + 8), and the five points lie at (x + 3.2 k, y + 6.4 k),
k = 1..5: right eye, left eye, nose, right and left corner of the mouth, as YuNet names them.
"""

import math
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

STRIDES = (8, 16, 32)
POINTS = [value for k in range(1, 6) for value in (0.1 * k, 0.2 * k)]
BOX = [0.5, 0.25, math.log(2), math.log(3)]

nodes, constants, outputs = [], [], []


def constant(name, values, dtype=np.float32):
    constants.append(numpy_helper.from_array(np.asarray(values, dtype), name))
    return name


def head(kind, stride, channels, gain, bias):
    """gain * (mean blue of the cell) + bias, shape (1, cells, channels)."""
    name = f"{kind}_{stride}"
    weight = np.zeros((channels, 3, 1, 1), np.float32)
    weight[:, 0] = gain / 255
    nodes.append(
        helper.make_node(
            "Conv",
            [f"cells_{stride}", constant(f"w_{name}", weight), constant(f"b_{name}", bias)],
            [f"map_{name}"],
        )
    )
    nodes.append(helper.make_node("Transpose", [f"map_{name}"], [f"t_{name}"], perm=[0, 2, 3, 1]))
    shape = constant(f"s_{name}", [1, -1, channels], np.int64)
    nodes.append(helper.make_node("Reshape", [f"t_{name}", shape], [name]))
    outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, channels]))


for stride in STRIDES:
    nodes.append(
        helper.make_node(
            "AveragePool",
            ["input"],
            [f"cells_{stride}"],
            kernel_shape=[stride, stride],
            strides=[stride, stride],
        )
    )
for kind, channels in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)):
    for stride in STRIDES:
        bias = {"bbox": BOX, "kps": POINTS}.get(kind, [0.0])
        gain = 1 if kind in ("cls", "obj") and stride == 32 else 0
        head(kind, stride, channels, gain, bias)

picture = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 320, 320])
graph = helper.make_graph(nodes, "bright_spot", [picture], outputs, constants)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, sys.argv[1])
