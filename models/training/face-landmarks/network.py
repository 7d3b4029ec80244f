"""The face mesh with attention (Grishchenko et al. 2020, arXiv:2006.10962) as a PyTorch module.

The graph is walked as the TFLite file tells it. Its three operators that are not TFLite's own are
written here after their description: a window around a part of the face, found from the coarse
mesh; the window's features, sampled bilinearly; its landmarks, put back into the picture.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

COARSE = 468
IRIS = 5


def window(points, options):
    """The matrices (n, 4, 4) that take the pixels of a turned window around some points to the map
    that the points are in."""
    line = points[:, options["right_rotation_idx"], :2] - points[:, options["left_rotation_idx"], :2]
    axis = line / line.square().sum(1, keepdim=True).sqrt()
    cosine, sine = axis[:, 0], axis[:, 1]
    chosen = points[:, torch.tensor(options["subset_idxs"])]
    along = chosen[:, :, 0] * cosine[:, None] + chosen[:, :, 1] * sine[:, None]
    across = chosen[:, :, 1] * cosine[:, None] - chosen[:, :, 0] * sine[:, None]
    width, height = options["output_width"], options["output_height"]
    step_x = options["scale_x"] * (along.amax(1) - along.amin(1)) / width
    step_y = options["scale_y"] * (across.amax(1) - across.amin(1)) / height
    middle_x, middle_y = (along.amax(1) + along.amin(1)) / 2, (across.amax(1) + across.amin(1)) / 2
    a, b, c, d = cosine * step_x, -sine * step_y, sine * step_x, cosine * step_y
    shift_x = middle_x * cosine - middle_y * sine - a * width / 2 - b * height / 2
    shift_y = middle_x * sine + middle_y * cosine - c * width / 2 - d * height / 2
    zero, one = torch.zeros_like(a), torch.ones_like(a)
    rows = [a, b, zero, shift_x, c, d, zero, shift_y, zero, zero, one, zero, zero, zero, zero, one]
    return torch.stack(rows, 1).reshape(-1, 4, 4)


def sampled(features, matrix, width, height):
    """What a window shows of a map (n, c, h, w); nothing where it reaches out of it."""
    rows, columns = features.shape[2:]
    y, x = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    place = [
        matrix[:, i, 0, None, None] * x + matrix[:, i, 1, None, None] * y
        + matrix[:, i, 3, None, None] - 0.5
        for i in (0, 1)
    ]  # fmt: skip
    inside = (place[0] >= 0) & (place[0] <= columns - 1) & (place[1] >= 0) & (place[1] <= rows - 1)
    grid = torch.stack([place[0] * (2 / (columns - 1)) - 1, place[1] * (2 / (rows - 1)) - 1], -1)
    values = F.grid_sample(features, grid, "bilinear", "border", align_corners=True)
    return values * inside[:, None].float()


class Mesh(nn.Module):
    """The file's own outputs: coarse mesh, lips, eyes, irises, presence; each (n, values)."""

    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        self.weights = nn.ParameterDict()
        for number, operator in enumerate(graph.operators):
            for place, value in enumerate(operator.constants):
                if value is None or value.dtype != np.float32:
                    continue
                if place == 1 and operator.kind == "convolution":
                    value = value.transpose(0, 3, 1, 2)
                if place == 1 and operator.kind == "depthwise convolution":
                    value = value.transpose(3, 0, 1, 2)
                if operator.kind == "prelu":
                    value = value.reshape(-1, 1, 1)
                parameter = nn.Parameter(torch.from_numpy(value.copy()), requires_grad=False)
                self.weights[f"{number}_{place}"] = parameter

    def forward(self, faces):
        values = {self.graph.inputs[0]: faces}
        for number, operator in enumerate(self.graph.operators):
            given = [values.get(i) for i in operator.inputs]
            values[operator.outputs[0]] = self.apply(number, operator, given)
        return [values[i].flatten(1) for i in self.graph.outputs]

    def apply(self, number, operator, given):
        x, kind, options = given[0], operator.kind, operator.settings
        weight = {i: self.weights[f"{number}_{i}"]
                  for i in (1, 2) if f"{number}_{i}" in self.weights}  # fmt: skip
        if kind in ("convolution", "depthwise convolution"):
            groups = len(weight[1]) if kind == "depthwise convolution" else 1
            padded, padding = self.same(x, weight[1].shape[-1], operator)
            return F.conv2d(padded, weight[1], weight[2], options["stride"], padding, 1, groups)
        if kind == "prelu":
            # OnnxRuntime's own PRelu takes several times as long as these.
            if weight[1].max() <= 1:
                return torch.maximum(x, x * weight[1])
            return x + x.clamp(max=0) * (weight[1] - 1)
        if kind == "add":
            return x + given[1]
        if kind == "max pool":
            return F.max_pool2d(x, 2, 2)
        if kind == "pad":
            return F.pad(x, (0, 0, 0, 0, 0, int(operator.constants[1][3, 1])))
        if kind == "reshape":
            shape = self.graph.shapes[operator.outputs[0]]
            return x.reshape(-1, *shape[1:]) if len(shape) == 3 else x.reshape(-1, shape[-1])
        if kind == "multiply":
            return x * weight[1]
        if kind == "strided slice":
            return x
        if kind == "Landmarks2TransformMatrix":
            return window(x, options)
        if kind == "TransformTensorBilinear":
            return sampled(x, given[1], options["output_width"], options["output_height"])
        if kind == "TransformLandmarks":
            return x @ given[1][:, :2, :2].transpose(1, 2) + given[1][:, None, :2, 3]
        raise ValueError(f"operator {kind} is not known here")

    def same(self, x, size, operator):
        """TensorFlow's SAME: what is odd goes below and to the right."""
        if not operator.settings["same"]:
            return x, 0
        length, stride = self.graph.shapes[operator.inputs[0]][1], operator.settings["stride"]
        total = max((-(-length // stride) - 1) * stride + size - length, 0)
        before = total // 2
        if total % 2 == 0:
            return x, before
        return F.pad(x, (before, total - before, before, total - before)), 0


class Landmarks(nn.Module):
    """faces (n, 3, 192, 192) in [0, 1] to 478 points (n, 478, 3) and the presence (n, 1).

    As MediaPipe puts them together: lips and eyes replace the coarse mesh's x and y, the irises
    are added with the mean depth of their eye.
    """

    def __init__(self, graph):
        super().__init__()
        self.mesh = Mesh(graph)
        parts = [o.settings["subset_idxs"] for o in graph.operators
                 if o.kind == "Landmarks2TransformMatrix"]  # fmt: skip
        source, end = list(range(COARSE)), COARSE
        for part in parts:
            for index in part:
                source[index] = end
                end += 1
        self.source = torch.tensor(source)
        # The first 16 points of an eye's list are its contour.
        self.eyes = [torch.tensor(part[:16]) for part in parts[1:]]

    def forward(self, faces):
        coarse, lips, left, right, left_iris, right_iris, presence = self.mesh(faces)
        coarse = coarse.reshape(-1, COARSE, 3)
        refined = [part.reshape(-1, part.shape[1] // 2, 2) for part in (lips, left, right)]
        plane = torch.cat([coarse[:, :, :2], *refined], 1)[:, self.source]
        irises = [iris.reshape(-1, IRIS, 2) for iris in (left_iris, right_iris)]
        depth = coarse[:, :, 2:]
        of_irises = [depth[:, eye].mean(1, keepdim=True).expand(-1, IRIS, -1) for eye in self.eyes]
        points = torch.cat(
            [torch.cat([plane, *irises], 1), torch.cat([depth, *of_irises], 1)], 2
        )
        return points, presence.sigmoid()
