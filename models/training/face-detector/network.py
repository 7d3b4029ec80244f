"""The BlazeFace detectors of MediaPipe as PyTorch networks that take any input size.

Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019,
https://arxiv.org/abs/1907.05047. Layer lists were read off the graphs in the TFLite files.

The originals work at one size (128x128, 192x192). All their layers are convolutions, so the same
weights give a dense detector over a frame of any size that is a multiple of the total stride.
TensorFlow's "SAME" padding depends on the input size; at even sizes a stride-2 convolution is
padded below and to the right only, which is what `Same` does, so that every size that is allowed
is padded like the original.

Modules are created in the order in which the TFLite graph runs them, because the weights are
assigned in that order (see rebuild.py).
"""

import torch
import torch.nn.functional as F
from torch import nn

KEYPOINTS = 6


class Same(nn.Module):
    """Convolution padded as TensorFlow's SAME does at even input sizes."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__()
        total = kernel - stride if stride > 1 else kernel - 1
        before, after = total // 2, total - total // 2
        self.extra = [0, 0, 0, 0] if before == after else [before, after, before, after]
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, padding=before if before == after else 0, groups=groups
        )

    def forward(self, x):
        if self.extra[1] > 0:
            x = F.pad(x, self.extra)
        return self.conv(x)


class Separable(nn.Module):
    """Depthwise 3x3, then pointwise 1x1; no activation."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.depthwise = Same(inputs, inputs, 3, stride, groups=inputs)
        self.pointwise = Same(inputs, outputs, 1)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))


class Block(nn.Module):
    """Residual block; `middle` adds the second half of a bottleneck.

    Where channels grow the shortcut is filled up with zero channels, where the stride is 2 it is
    max-pooled, so the shortcut has no weights.
    """

    def __init__(self, inputs, outputs, stride=1, middle=0):
        super().__init__()
        self.stride = stride
        self.grow = outputs - inputs
        if middle:
            self.body = nn.Sequential(
                Separable(inputs, middle, stride), nn.ReLU(), Separable(middle, outputs)
            )
        else:
            self.body = nn.Sequential(Separable(inputs, outputs, stride))

    def forward(self, x):
        y = self.body(x)
        if self.stride == 2:
            x = F.max_pool2d(x, 2)
        if self.grow > 0:
            x = F.pad(x, [0, 0, 0, 0, 0, self.grow])
        return F.relu(x + y)


class Lateral(nn.Module):
    """One step of the decoder: coarse features, upsampled twice, added to finer ones."""

    def __init__(self, coarse, fine, outputs):
        super().__init__()
        self.reduce = Same(coarse, outputs, 1)
        self.skip = Same(fine, outputs, 1)

    def forward(self, coarse, fine):
        coarse, fine = F.relu(self.reduce(coarse)), F.relu(self.skip(fine))
        return fine + F.interpolate(
            coarse, scale_factor=2.0, mode="bilinear", align_corners=False
        )


class ShortRange(nn.Module):
    """face_detection_short_range: faces near the camera. Original size 128x128, stride 16."""

    strides = (8, 16)
    stride_multiple = 16
    original_size = 128

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(Same(3, 24, 5, 2), nn.ReLU())
        self.fine = nn.Sequential(
            Block(24, 24),
            Block(24, 28),
            Block(28, 32, 2),
            Block(32, 36),
            Block(36, 42),
            Block(42, 48, 2),
            Block(48, 56),
            Block(56, 64),
            Block(64, 72),
            Block(72, 80),
            Block(80, 88),
        )
        self.coarse = nn.Sequential(
            Block(88, 96, 2), Block(96, 96), Block(96, 96), Block(96, 96), Block(96, 96)
        )
        self.score_fine = Same(88, 2, 1)
        self.score_coarse = Same(96, 6, 1)
        self.regression_fine = Same(88, 2 * 16, 1)
        self.regression_coarse = Same(96, 6 * 16, 1)

    def forward(self, x):
        fine = self.fine(self.stem(x))
        coarse = self.coarse(fine)
        scores = [self.score_fine(fine), self.score_coarse(coarse)]
        return scores, [self.regression_fine(fine), self.regression_coarse(coarse)]


class FullRange(nn.Module):
    """face_detection_full_range: faces up to 5 m away. Original size 192x192, stride 32.

    One cell of 4x4 pixels is one anchor, as in CenterNet.
    """

    strides = (4,)
    stride_multiple = 32
    original_size = 192

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(Same(3, 32, 3, 2), nn.ReLU())
        self.stage4 = nn.Sequential(
            Block(32, 32, middle=8),
            Block(32, 32, middle=8),
            Block(32, 48, 2, middle=12),
            Block(48, 48, middle=12),
            Block(48, 64, middle=16),
        )
        self.stage8 = nn.Sequential(
            Block(64, 96, 2, middle=24), Block(96, 128, middle=32), Block(128, 128, middle=32)
        )
        self.stage16 = nn.Sequential(
            Block(128, 144, 2, middle=36), Block(144, 192, middle=48), Block(192, 256, middle=64)
        )
        self.stage32 = nn.Sequential(
            Block(256, 384, 2, middle=96),
            Block(384, 384, middle=96),
            Block(384, 384, middle=96),
            Block(384, 384, middle=96),
        )
        self.up16 = Lateral(384, 256, 96)
        self.decode16 = nn.Sequential(Block(96, 96, middle=48), Block(96, 96, middle=48))
        self.up8 = Lateral(96, 128, 64)
        self.decode8 = nn.Sequential(Block(64, 64, middle=32), Block(64, 64, middle=32))
        self.up4 = Lateral(64, 64, 48)
        self.decode4 = nn.Sequential(Block(48, 48, middle=24))
        self.score = Same(48, 1, 1)
        self.regression = Same(48, 16, 1)

    def forward(self, x):
        x4 = self.stage4(self.stem(x))
        x8 = self.stage8(x4)
        x16 = self.stage16(x8)
        x = self.decode16(self.up16(self.stage32(x16), x16))
        x = self.decode8(self.up8(x, x8))
        x = self.decode4(self.up4(x, x4))
        return [self.score(x)], [self.regression(x)]


def by_anchor(maps: torch.Tensor, values: int):
    """Maps of (n, anchors, values) at rows and columns as (n, a, values)."""
    n, rows, columns = maps.shape[0], maps.shape[-2], maps.shape[-1]
    return maps.reshape(n, -1, rows * columns).permute(0, 2, 1).reshape(n, -1, values)


class Decoded(nn.Module):
    """A BlazeFace network with its outputs in input pixels.

    Output, for n pictures and a anchors: scores (n, a) in (0, 1); boxes (n, a, 4) as left, top,
    right, bottom; keypoints (n, a, 12) as six pairs x, y: eye on the left of the picture, eye on
    the right, tip of the nose, centre of the mouth, ear on the left, ear on the right.
    """

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.strides = list(network.strides)

    def forward(self, images):
        score_maps, regression_maps = self.network(images)
        scores, boxes, keypoints = [], [], []
        for i, stride in enumerate(self.strides):
            score, regression = score_maps[i], regression_maps[i]
            n, anchors, rows, columns = score.shape
            x = (torch.arange(columns, device=score.device).to(score.dtype) + 0.5) * stride
            y = (torch.arange(rows, device=score.device).to(score.dtype) + 0.5) * stride
            x = x.view(1, columns).expand(rows, columns)
            y = y.view(rows, 1).expand(rows, columns)
            # The anchors of one cell differ in nothing: the same centre, a size of one pixel.
            centre = torch.stack([x, y]).view(1, 1, 1, 2, rows, columns)
            pairs = regression.view(n, anchors, 8, 2, rows, columns)
            middle, half = pairs[:, :, :1] + centre, pairs[:, :, 1:2] * 0.5
            scores.append(torch.sigmoid(by_anchor(score, 1)[:, :, 0]))
            boxes.append(by_anchor(torch.cat([middle - half, middle + half], 2), 4))
            keypoints.append(by_anchor(pairs[:, :, 2:] + centre, 12))
        return torch.cat(scores, 1), torch.cat(boxes, 1), torch.cat(keypoints, 1)
