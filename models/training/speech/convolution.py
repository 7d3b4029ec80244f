"""The judge that listens along: a convolutional net over log-mel and pitch, and how it is trained."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from data import FINE
from frontend import BANDS

STEPS, BATCH, RATE, DECAY = 1300, 48, 2e-3, 5e-2
LENGTHS = (160, 208, 256)  # frames; longer recordings are cut to one of these, shorter ones padded with silence
MIXUP, SMOOTHING = 0.4, 0.1
FLOOR_BELOW_PEAK = 9.2  # natural log: 40 dB below the loudest band and frame nothing is heard


def floored(x):
    return torch.maximum(x, x.amax(dim=(1, 2), keepdim=True) - FLOOR_BELOW_PEAK)


def layer(inputs, outputs, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class Convolution(nn.Module):
    """Log-mel (n, frames, 64), floored, and pitch (n, frames, 2) to fine logits; any number of frames from 8 on.

    The image goes in twice, against the utterance's mean and against the mean of each band; what comes out of the
    convolutions joins the melody, and frames are pooled by attention, silent ones without weight.
    """

    WIDTH = 112

    def __init__(self):
        super().__init__()
        self.image = nn.Sequential(layer(2, 16, 2), layer(16, 48, 2), layer(48, 64, (1, 2)), layer(64, 96, 2))
        width = self.WIDTH
        self.join = nn.Sequential(nn.Conv1d(96 * 4 + 4, width, 1, bias=False), nn.BatchNorm1d(width), nn.ReLU(),
                                  nn.Dropout(0.2))
        self.along = nn.Sequential(nn.Conv1d(width, width, 5, padding=2, bias=False), nn.BatchNorm1d(width), nn.ReLU())
        self.attention = nn.Conv1d(width, 1, 1)
        self.head = nn.Sequential(nn.Dropout(0.4), nn.Linear(3 * width, len(FINE)))

    @staticmethod
    def melody(pitch):
        """Octaves from 110 Hz and from the utterance's mean, voiced or not, voicing: (n, 4, frames)."""
        voiced = (pitch[:, :, 0] > 0).float()
        octave = torch.log2(torch.clamp(pitch[:, :, 0], min=27.5) / 110.0) * voiced
        mean = octave.sum(1, keepdim=True) / (voiced.sum(1, keepdim=True) + 1.0)
        return torch.stack([octave, (octave - mean) * voiced * 4.0, voiced, pitch[:, :, 1]], dim=1)

    def forward(self, x, pitch):
        energy = x.mean(2)
        w = torch.sigmoid(3.0 * (energy - energy.amax(dim=1, keepdim=True) + 4.0))
        share = (w / w.sum(1, keepdim=True)).unsqueeze(2)
        band = (x * share).sum(1, keepdim=True)
        y = torch.stack([x - band.mean(2, keepdim=True), x - band], dim=1) / 2.5
        y = self.image(y.contiguous(memory_format=torch.channels_last))
        y = y.permute(0, 1, 3, 2).flatten(1, 2)
        melody = F.avg_pool1d(F.pad(self.melody(pitch), (0, 7)), 8)[:, :, :y.shape[2]]
        y = self.join(torch.cat([y, melody.to(y.dtype)], dim=1))
        y = (y + self.along(y)).float()
        w = F.avg_pool1d(F.pad(w, (0, 7)).unsqueeze(1), 8)[:, :, :y.shape[2]]
        plain = w / w.sum(2, keepdim=True)
        a = self.attention(y)
        a = torch.exp(a - a.amax(2, keepdim=True)) * w + 1e-6 * plain
        a = a / a.sum(2, keepdim=True)
        mean = (y * a).sum(2)
        deviation = torch.sqrt(((y - mean.unsqueeze(2)) ** 2 * a).sum(2) + 1e-4)
        return self.head(torch.cat([mean, deviation, (y * plain).sum(2)], dim=1))


def cut(frames, pitch, length, rng):
    """A part of a recording, played 0.85 to 1.18 times as fast, with silence around it where it is short."""
    pace = rng.uniform(0.85, 1.18)
    wanted = min(length, int(len(frames) / pace))
    first = rng.uniform(0, len(frames) - wanted * pace + 1e-6)
    at = np.minimum((first + pace * np.arange(wanted)).astype(int), len(frames) - 1)
    x = np.full((length, BANDS), frames.max() - 2 * FLOOR_BELOW_PEAK, np.float32)
    p = np.zeros((length, 2), np.float32)
    put = rng.integers(0, length - wanted + 1)
    x[put:put + wanted], p[put:put + wanted] = frames[at], pitch[at]
    return x, p


def smooth_over_bands(n, strength, rng):
    """Random curves over the bands, (n, 1, 64), as of microphones and rooms."""
    place = np.arange(BANDS)[None] / BANDS
    curve = sum(rng.normal(0, strength / k, (n, 1)) * np.cos(np.pi * k * place + rng.uniform(0, 2 * np.pi, (n, 1)))
                for k in (1, 2, 3, 4))
    return torch.from_numpy(curve.astype(np.float32))[:, None]


def disguised(x, pitch, rng):
    """Other throats, microphones and noise; bands and times left out; the colour and contrast of others' recordings."""
    n, frames, _ = x.shape
    scale = torch.from_numpy(np.exp(rng.normal(0, 0.05, (n, 1))).astype(np.float32))
    at = torch.clamp(torch.arange(BANDS)[None] * scale + torch.from_numpy(
        rng.normal(0, 1.0, (n, 1)).astype(np.float32)), 0, BANDS - 1.001)
    low = at.long()
    part = (at - low)[:, None]
    low = low[:, None].expand(n, frames, BANDS)
    x = x.gather(2, low) * (1 - part) + x.gather(2, low + 1) * part
    higher = torch.from_numpy(np.exp2(rng.normal(0, 0.15, (n, 1))).astype(np.float32))
    pitch = torch.stack([pitch[:, :, 0] * higher, pitch[:, :, 1]], dim=2)
    x = x + smooth_over_bands(n, 0.7, rng)
    peak = x.amax(dim=(1, 2), keepdim=True)
    noise = peak - torch.from_numpy(rng.uniform(3, 14, (n, 1, 1)).astype(np.float32)) + smooth_over_bands(n, 1.0, rng)
    x = torch.where(torch.from_numpy(rng.random((n, 1, 1)) < 0.4), torch.logaddexp(x, noise + 0.3 * torch.randn(x.shape)), x)
    x = floored(x)
    if rng.random() < 0.5:  # frequency-wise MixStyle: mean and deviation of each band partly from another recording
        other = torch.from_numpy(rng.permutation(n))
        share = torch.from_numpy(rng.beta(0.4, 0.4, (n, 1, 1)).astype(np.float32))
        mean, deviation = x.mean(1, keepdim=True), x.std(1, keepdim=True) + 0.1
        x = ((x - mean) / deviation * (share * deviation + (1 - share) * deviation[other])
             + share * mean + (1 - share) * mean[other])
    lowest, middle = x.amin(dim=(1, 2)), x.mean(dim=(1, 2))
    for i in range(n):
        for _ in range(2):
            width = rng.integers(0, 9)
            first = rng.integers(0, BANDS - width)
            x[i, :, first:first + width] = middle[i]
            width = rng.integers(0, 20)
            first = rng.integers(0, frames - width)
            x[i, first:first + width] = lowest[i]
            pitch[i, first:first + width] = 0
    return x, pitch


def fit(features, fine, chosen, weights, seed):
    """A net trained on the chosen utterances, each drawn in a random variant with its weight as chance."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Convolution().to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS, pct_start=0.15)
    for _ in range(STEPS):
        picked = rng.choice(chosen, BATCH, p=weights)
        length = LENGTHS[rng.integers(len(LENGTHS))]
        parts = [cut(*features.raw(u, rng.integers(len(features.variants))), length, rng) for u in picked]
        x, pitch = (torch.from_numpy(np.stack(p)) for p in zip(*parts))
        x, pitch = disguised(x, pitch, rng)
        target = F.one_hot(torch.from_numpy(fine[picked]), len(FINE)).float()
        if rng.random() < MIXUP:
            share, order = float(rng.beta(0.4, 0.4)), torch.from_numpy(rng.permutation(BATCH))
            x, pitch = share * x + (1 - share) * x[order], pitch if share > 0.5 else pitch[order]
            target = share * target + (1 - share) * target[order]
        target = target * (1 - SMOOTHING) + SMOOTHING / len(FINE)
        with torch.autocast("cpu", torch.bfloat16):
            scores = net(x, pitch)
        loss = -(target * F.log_softmax(scores.float(), dim=1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval()
