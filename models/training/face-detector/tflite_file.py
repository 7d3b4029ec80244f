"""Reads a TFLite file: its convolution weights in graph order, and its outputs."""

import hashlib
import struct

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.lite.python.interpreter import Interpreter, OpResolverType


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _interpreter(content, keep=False):
    # The kernels built into TFLite, in float32; no delegate reorders their sums.
    return Interpreter(
        model_content=bytes(content),
        experimental_preserve_all_tensors=keep,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )


def _operators(content):
    """(kind, input tensor numbers) of every operator in graph order."""
    model = schema.Model.GetRootAsModel(content, 0)
    graph = model.Subgraphs(0)
    result = []
    for i in range(graph.OperatorsLength()):
        operator = graph.Operators(i)
        code = model.OperatorCodes(operator.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        result.append((kind, [int(tensor) for tensor in operator.InputsAsNumpy()]))
    return result


def convolutions(path):
    """(weight, bias) of every convolution in graph order, as float32 in PyTorch's layout.

    The weights are stored as float16 and turned into float32 by DEQUANTIZE operators, so they are
    read after one run of the graph.
    """
    content = open(path, "rb").read()
    interpreter = _interpreter(content, keep=True)
    interpreter.allocate_tensors()
    interpreter.invoke()
    result = []
    for kind, inputs in _operators(content):
        if kind == schema.BuiltinOperator.CONV_2D:
            axes = (0, 3, 1, 2)
        elif kind == schema.BuiltinOperator.DEPTHWISE_CONV_2D:
            axes = (3, 0, 1, 2)
        else:
            continue
        weight = interpreter.get_tensor(inputs[1]).transpose(axes)
        result.append((weight.astype(np.float32), interpreter.get_tensor(inputs[2])))
    return result


def _resizable(content, original_size, height, width):
    """The file with the targets of RESIZE_BILINEAR, the only constants that tie it to one input
    size, set for another."""
    result = bytearray(content)
    model = schema.Model.GetRootAsModel(content, 0)
    for kind, inputs in _operators(content):
        if kind == schema.BuiltinOperator.RESIZE_BILINEAR:
            table = model.Buffers(model.Subgraphs(0).Tensors(inputs[1]).Buffer())._tab
            start = table.Vector(table.Offset(4))
            old = struct.unpack_from("<2i", content, start)
            new = [old[0] * height // original_size, old[1] * width // original_size]
            struct.pack_into("<2i", result, start, *new)
    return result


class Original:
    """The file run by TensorFlow's own TFLite interpreter: regressions and logits as they come."""

    def __init__(self, path, original_size, height, width):
        content = _resizable(open(path, "rb").read(), original_size, height, width)
        self.interpreter = _interpreter(content)
        self.input = self.interpreter.get_input_details()[0]["index"]
        self.interpreter.resize_tensor_input(self.input, [1, height, width, 3])
        self.interpreter.allocate_tensors()
        self.outputs = self.interpreter.get_output_details()

    def __call__(self, images):
        """images: (n, 3, h, w) in [-1, 1]. Returns regressions (n, a, 16) and logits (n, a)."""
        regressions, logits = [], []
        for image in images:
            values = image.transpose(1, 2, 0)[None].astype(np.float32)
            self.interpreter.set_tensor(self.input, values)
            self.interpreter.invoke()
            for output in self.outputs:
                value = self.interpreter.get_tensor(output["index"])[0]
                (regressions if value.shape[-1] == 16 else logits).append(value)
        return np.stack(regressions), np.stack(logits)[..., 0]


def decode(regressions, logits, width, strides_and_anchors):
    """MediaPipe's decoding of the original's outputs, in numpy and independent of network.py.

    An anchor is the centre of its cell and has the size of one pixel; values are offsets in
    pixels. Returns scores (n, a), boxes (n, a, 4), keypoints (n, a, 12) in input pixels.
    """
    total = logits.shape[1]
    per_square = sum(anchors / stride**2 for stride, anchors in strides_and_anchors)
    height = round(total / per_square / width)
    centres = []
    for stride, anchors in strides_and_anchors:
        for row in range(height // stride):
            for column in range(width // stride):
                centre = ((column + 0.5) * stride, (row + 0.5) * stride)
                centres += [centre] * anchors
    centres = np.array(centres, np.float64)
    middle = regressions[:, :, 0:2] + centres
    half = regressions[:, :, 2:4] / 2
    boxes = np.concatenate([middle - half, middle + half], axis=2)
    keypoints = regressions[:, :, 4:] + np.tile(centres, 6)
    return 1 / (1 + np.exp(-logits.astype(np.float64))), boxes, keypoints
