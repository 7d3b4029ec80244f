"""Random changes of whole batches of grey crops in [0, 1], shape (n, 1, 48, 48).

Everything is a tensor operation on the batch, so that on two cores it costs a few per cent of a
training step. The ranges are wide on purpose: a detector's eyes wander by a few per cent, crops of
other corpora are wider or tighter than FER2013's, and cameras differ.
"""

import math

import torch
from torch.nn import functional as F

# Luminance table of the JPEG standard (ITU-T T.81, annex K).
JPEG_TABLE = torch.tensor(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    dtype=torch.float32,
)
_k = torch.arange(8, dtype=torch.float32)
DCT = torch.cos(math.pi / 8 * (_k[None, :] + 0.5) * _k[:, None]) * 0.5
DCT[0] *= math.sqrt(0.5)


def uniform(n, low, high):
    return torch.empty(n).uniform_(low, high)


def warp(x):
    """One similarity transform, slightly squeezed, per crop."""
    n = x.shape[0]
    angle = torch.randn(n).mul(9).clamp(-30, 30) * (math.pi / 180)
    zoom = torch.exp(torch.randn(n).mul(0.12).clamp(-0.32, 0.28))
    squeeze = torch.exp(torch.randn(n) * 0.05)
    shift = torch.randn(n, 2).mul(0.07).clamp(-0.2, 0.2)
    mirror = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    cosine, sine = torch.cos(angle) / zoom, torch.sin(angle) / zoom
    matrix = torch.stack(
        [
            torch.stack([mirror * cosine * squeeze, -sine, shift[:, 0]], 1),
            torch.stack([mirror * sine * squeeze, cosine, shift[:, 1]], 1),
        ],
        1,
    )
    grid = F.affine_grid(matrix, x.shape, align_corners=False)
    padding = "zeros" if torch.rand(()) < 0.2 else "border"
    return F.grid_sample(x, grid, padding_mode=padding, align_corners=False)


def light(x):
    """Gamma, and light falling from one side."""
    n, _, height, width = x.shape
    x = x.clamp_min(1e-3).pow(torch.exp(torch.randn(n, 1, 1, 1) * 0.3))
    side = torch.randn(n, 2, 1, 1) * 0.2
    across = torch.linspace(-1, 1, width).view(1, 1, width)
    down = torch.linspace(-1, 1, height).view(1, height, 1)
    slope = 1 + side[:, 0:1] * across[None] + side[:, 1:2] * down[None]
    return (x * slope.clamp(0.3, 1.7)).clamp(0, 1)


def coarsen(x):
    """Half to a quarter of the resolution and back: a face far from the camera."""
    size = int(torch.randint(12, 36, ()))
    small = F.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False)
    return F.interpolate(small, size=x.shape[-2:], mode="bilinear", align_corners=False)


def blur(x):
    sigma = float(torch.empty(()).uniform_(0.4, 1.6))
    taps = torch.exp(-torch.arange(-3, 4).float().square() / (2 * sigma**2))
    taps = taps / taps.sum()
    x = F.conv2d(F.pad(x, (3, 3, 0, 0), mode="replicate"), taps.view(1, 1, 1, 7))
    return F.conv2d(F.pad(x, (0, 0, 3, 3), mode="replicate"), taps.view(1, 1, 7, 1))


def jpeg(x):
    """What JPEG does to a grey picture: 8x8 cosine transform, rounded by its table."""
    quality = float(torch.empty(()).uniform_(10, 60))
    factor = 50 / quality if quality < 50 else 2 - quality / 50
    table = (JPEG_TABLE * factor).clamp_min(1)
    n, _, height, width = x.shape
    blocks = (x * 255 - 128).view(n, height // 8, 8, width // 8, 8).transpose(2, 3)
    rounded = ((DCT @ blocks @ DCT.T) / table).round() * table
    back = (DCT.T @ rounded @ DCT).transpose(2, 3).reshape(n, 1, height, width)
    return ((back + 128) / 255).clamp(0, 1)


def noise(x):
    return (x + torch.randn_like(x) * uniform((x.shape[0], 1, 1, 1), 0.01, 0.1)).clamp(0, 1)


def erase(x, share):
    """Covers a rectangle of a part of the crops, and now and then a whole half, with one grey."""
    n, _, height, width = x.shape
    area, ratio = uniform(n, 0.03, 0.25), torch.exp(uniform(n, -1, 1))
    tall = (area * ratio).sqrt().clamp_max(0.9)
    wide = (area / ratio).sqrt().clamp_max(0.9)
    top, left = torch.rand(n) * (1 - tall), torch.rand(n) * (1 - wide)
    half = torch.rand(n) < 0.12
    right_half = torch.where(torch.rand(n) < 0.5, 0.5, 0.0)
    top, tall = torch.where(half, 0.0, top), torch.where(half, 1.0, tall)
    left, wide = torch.where(half, right_half, left), torch.where(half, 0.5, wide)
    y = ((torch.arange(height) + 0.5) / height).view(1, 1, height, 1)
    z = ((torch.arange(width) + 0.5) / width).view(1, 1, 1, width)
    column = lambda t: t.view(n, 1, 1, 1)
    inside = (y >= column(top)) & (y < column(top + tall))
    inside = inside & (z >= column(left)) & (z < column(left + wide))
    inside = inside & (torch.rand(n, 1, 1, 1) < share)
    return torch.where(inside, torch.rand(n, 1, 1, 1), x)


def sometimes(x, share, change):
    """Applies `change`, with one random strength, to a random part of the batch."""
    chosen = torch.rand(x.shape[0]) < share
    if chosen.any():
        x[chosen] = change(x[chosen])
    return x


def augment(x, size=48, erased=0.2):
    x = light(warp(x))
    x = sometimes(x, 0.06, coarsen)
    x = sometimes(x, 0.05, blur)
    x = sometimes(x, 0.07, noise)
    x = sometimes(x, 0.06, jpeg)
    x = erase(x, erased)
    if size != x.shape[-1]:
        x = F.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False)
    return x
