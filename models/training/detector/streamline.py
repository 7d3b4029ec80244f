"""The same networks in the form that OnnxRuntime computes fastest on CPUs; their answers stay.

OnnxRuntime keeps maps in blocks of 8 or 16 channels (NCHWc) as long as every operator can. Maps of
other channel counts, padding operators and unfused additions make it turn the map into planes and
back, which took half of the time. So all channel counts are filled up to multiples of 16 with weights
of zero, padding is an attribute of the convolutions, and a block whose channels grow adds its
shortcut to a convolution of the same width and appends the new channels by another one.
"""

import copy

import torch
import torch.nn.functional as F
from torch import nn

from network import Block, Same

BLOCK = 16


def _rounded(channels):
    return channels if channels <= 3 else -(-channels // BLOCK) * BLOCK


def _convolution(weight, bias, stride, groups):
    """A convolution with these weights; OnnxRuntime's padding is set by `exact_padding`."""
    outputs, inputs, kernel, _ = weight.shape
    conv = nn.Conv2d(inputs * groups, outputs, kernel, stride, kernel // 2, groups=groups)
    conv.weight, conv.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return conv


def _filled(conv, head):
    """The convolution with channels of zeros; those of a head's outputs stay."""
    each = conv.groups > 1
    outputs = conv.out_channels if head else _rounded(conv.out_channels)
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


def streamlined(network):
    """A copy of a network of network.py, to be exported and then given to `exact_padding`."""
    network = copy.deepcopy(network)
    for name, child in network.named_children():
        if isinstance(child, Same):
            head = name.startswith(("score", "regression"))
            setattr(network, name, _filled(child.conv, head))
    _replace(network, Same, lambda same: _filled(same.conv, False))
    _replace(network, Block, Streamlined)
    return network.eval()


def exact_padding(model):
    """Pads the halving convolutions of an ONNX model below and to the right as TensorFlow does,
    which PyTorch's convolutions cannot."""
    for node in model.graph.node:
        attributes = {attribute.name: attribute for attribute in node.attribute}
        if node.op_type == "Conv" and attributes["strides"].ints[0] == 2:
            total = attributes["kernel_shape"].ints[0] - 2
            before, after = total // 2, total - total // 2
            attributes["pads"].ints[:] = [before, before, after, after]
