"""The same networks in the form that OnnxRuntime computes fastest on CPUs; their answers stay.

OnnxRuntime keeps maps in blocks of 8 or 16 channels (NCHWc) as long as every operator can. Maps of
other channel counts, padding operators and unfused additions make it turn the map into planes and
back, which took half of the time. So all channel counts are filled up to multiples of 16 with weights
of zero, padding is an attribute of the convolutions, and a block whose channels grow adds its
shortcut to a convolution of the same width and appends the new channels by another one.

In small inputs the many small operators that decode anchors took as long as half of the
convolutions. So scores, boxes and keypoints of an anchor come from one convolution, whose weights
make corners of middles and sizes, and what is left is to add the place of the cell.
"""

import copy

import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from network import KEYPOINTS, Block, Same

BLOCK = 16
COORDINATES = 4 + 2 * KEYPOINTS


def _rounded(channels):
    return channels if channels <= 3 else -(-channels // BLOCK) * BLOCK


def _convolution(weight, bias, stride, groups):
    """A convolution with these weights; OnnxRuntime's padding is set by `exact_padding`."""
    outputs, inputs, kernel, _ = weight.shape
    conv = nn.Conv2d(inputs * groups, outputs, kernel, stride, kernel // 2, groups=groups)
    conv.weight, conv.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return conv


def _filled(conv):
    """The convolution with channels of zeros."""
    each = conv.groups > 1
    outputs = _rounded(conv.out_channels)
    inputs = 1 if each else _rounded(conv.in_channels)
    weight = torch.zeros(outputs, inputs, *conv.kernel_size)
    bias = torch.zeros(outputs)
    weight[: conv.out_channels, : conv.weight.shape[1]] = conv.weight
    bias[: conv.out_channels] = conv.bias
    return _convolution(weight, bias, conv.stride[0], outputs if each else 1)


class Streamlined(nn.Module):
    """A residual block, its last convolution split where channels grow."""

    def __init__(self, block):
        super().__init__()
        *self.begin, last = _layers(block.body)
        self.begin = nn.Sequential(*self.begin)
        self.stride = block.stride
        inputs = self.begin[0].in_channels
        weight, bias = last.weight, last.bias
        self.kept = _convolution(weight[:inputs], bias[:inputs], 1, 1)
        self.grown = None
        if len(weight) > inputs:
            self.grown = _convolution(weight[inputs:], bias[inputs:], 1, 1)

    def forward(self, x):
        y = self.begin(x)
        if self.stride == 2:
            x = F.max_pool2d(x, 2)
        kept = F.relu(self.kept(y) + x)
        return kept if self.grown is None else torch.cat([kept, F.relu(self.grown(y))], 1)


def _layers(body):
    for part in body:
        yield from (part.depthwise, part.pointwise) if hasattr(part, "depthwise") else (part,)


def _replace(module, kind, make):
    for name, child in module.named_children():
        if isinstance(child, kind):
            setattr(module, name, make(child))
        else:
            _replace(child, kind, make)


def _head(score, regression, stride):
    """One convolution in place of two: for each anchor its score before the sigmoid, left, top,
    right, bottom and keypoints, in input pixels from the left top corner of its cell."""
    anchors, inputs = score.out_channels, score.in_channels

    def joined(scores, values):
        middle, half = values[:, 0:2], values[:, 2:4] / 2
        return torch.cat([scores, middle - half, middle + half, values[:, 4:]], 1)

    weight = joined(
        score.weight.view(anchors, 1, inputs), regression.weight.view(anchors, COORDINATES, inputs)
    )
    bias = joined(score.bias.view(anchors, 1), regression.bias.view(anchors, COORDINATES))
    bias[:, 1:] += stride / 2
    filled = torch.zeros(weight.shape[0] * weight.shape[1], _rounded(inputs), 1, 1)
    filled[:, :inputs, 0, 0] = weight.view(-1, inputs)
    return _convolution(filled, bias.view(-1), 1, 1)


class Maps(nn.Module):
    """The network of `streamlined` with the maps of its heads as outputs, for `decoded`."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, images):
        maps, _ = self.network(images)
        return tuple(maps)


def streamlined(network):
    """A copy of a network of network.py, to be exported and then given to `exact_padding` and
    `decoded`. Where the network gives scores, the copy gives all values of the anchors."""
    network = copy.deepcopy(network)
    heads = [name for name, _ in network.named_children() if name.startswith("score")]
    with torch.no_grad():
        for name, stride in zip(heads, network.strides):
            regression = name.replace("score", "regression")
            head = _head(getattr(network, name).conv, getattr(network, regression).conv, stride)
            setattr(network, name, head)
            setattr(network, regression, nn.Identity())
    _replace(network, Same, lambda same: _filled(same.conv))
    _replace(network, Block, Streamlined)
    return Maps(network).eval()


def exact_padding(model):
    """Pads the halving operators of an ONNX model so that they give what TensorFlow's do, which
    PyTorch's cannot: at even sizes nothing above and left, where the kernel has 3 pixels.

    Below and to the right there is one pixel more than any window reaches. OnnxRuntime takes sizes
    for halves of the input's only where windows and padding agree so, and fuses an addition with a
    convolution only where it knows that the sizes are equal.
    """
    for node in model.graph.node:
        attributes = {attribute.name: attribute for attribute in node.attribute}
        if node.op_type in ("Conv", "MaxPool") and attributes["strides"].ints[0] == 2:
            kernel = attributes["kernel_shape"].ints[0]
            before = (kernel - 2) // 2
            after = kernel - 1 - before
            attributes["pads"].ints[:] = [before, before, after, after]


def decoded(model, strides):
    """Turns the maps of a streamlined ONNX model into scores, boxes and keypoints, as `Decoded`
    of network.py has them, by few operators."""
    graph = model.graph

    def constant(name, values):
        graph.initializer.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def add(kind, inputs, *outputs, **attributes):
        node = helper.make_node(kind, inputs, outputs, name=outputs[0], **attributes)
        graph.node.append(node)
        return outputs[0]

    zero, one = constant("zero", np.int64(0)), constant("one", np.int64(1))
    shapes = {"x": constant("across", [-1, 1]), "y": constant("down", [-1, 1, 1])}
    by_anchor = constant("by_anchor", [0, -1, 1 + COORDINATES])
    parts = []
    for output, stride in zip(list(graph.output), strides):
        map_, name = output.name, f"stride{stride}"
        channels = output.type.tensor_type.shape.dim[1].dim_value
        rows = add("Transpose", [map_], f"{name}_cells", perm=[0, 2, 3, 1])
        for axis, dimension, first in (("y", 1, 2), ("x", 2, 1)):
            # The stride for the axis' coordinates, nothing for the score and the other axis.
            strides_of_values = np.zeros(
                (channels // (1 + COORDINATES), 1 + COORDINATES), np.float32
            )
            strides_of_values[:, first::2] = stride
            size = add("Shape", [rows], f"{name}_size_{axis}", start=dimension, end=dimension + 1)
            length = add("Squeeze", [size], f"{name}_length_{axis}")
            numbers = add("Range", [zero, length, one], f"{name}_range_{axis}")
            floats = add("Cast", [numbers], f"{name}_cell_{axis}", to=TensorProto.FLOAT)
            cells = add("Reshape", [floats, shapes[axis]], f"{name}_place_{axis}")
            steps = constant(f"{name}_steps_{axis}", strides_of_values.ravel())
            moves = add("Mul", [cells, steps], f"{name}_move_{axis}")
            rows = add("Add", [rows, moves], f"{name}_moved_{axis}")
        parts.append(add("Reshape", [rows, by_anchor], f"{name}_anchors"))
    anchors = parts[0] if len(parts) == 1 else add("Concat", parts, "all_anchors", axis=1)
    sizes = constant("sizes", [1, 4, 2 * KEYPOINTS])
    add("Split", [anchors, sizes], "logits", "boxes", "keypoints", axis=2)
    add("Sigmoid", [add("Reshape", ["logits", constant("flat", [0, -1])], "flat_logits")], "scores")
    del graph.output[:]
    for name, more in (("scores", []), ("boxes", [4]), ("keypoints", [2 * KEYPOINTS])):
        shape = ["n", "anchors", *more]
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
