"""The speech network: what an utterance is like on the whole, heard by three kinds of judges.

Two descriptions of an utterance are computed from log-mel, pitch and functionals: `Statistics` (312
values) and `Contours` (238 values: how cepstra and pitch move over the utterance, a low-order cosine
transform over time). A few small perceptrons judge the statistics, a kernel machine judges the
statistics, and another one the contours; their log-probabilities are averaged. All is one TorchScript.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from data import CLASSES, FINE, TO_CLASS
from frontend import BANDS

FLOOR_BELOW_PEAK = 9.2  # natural log: 40 dB below the loudest band and frame nothing is heard
FUNCTIONALS = 88
LOUDNESS = slice(10, 20)  # in the eGeMAPS-like order: mean, deviation, percentiles, range, slopes
LEVEL = 87
WEIGHTS = {"perceptrons": 0.4, "statistics kernel": 0.4, "contours kernel": 0.2}


def floored(x):
    return torch.maximum(x, x.amax(dim=(1, 2), keepdim=True) - FLOOR_BELOW_PEAK)


def cosines(count, length):
    """Rows of the orthonormal DCT-II."""
    k, t = np.arange(count)[:, None], np.arange(length)[None, :]
    rows = np.sqrt(2.0 / length) * np.cos(np.pi * k * (t + 0.5) / length)
    rows[0] /= np.sqrt(2.0)
    return torch.tensor(rows, dtype=torch.float32)


class Statistics(nn.Module):
    """Means, deviations and movement of an utterance: none depends on gain.

    Frames count by how loud they are (a soft switch 3 nepers below the loudest frame), so that pauses
    do not blur the voice.
    """

    CEPSTRA = 20
    STEPS = (1, 3, 8)
    SIZE = BANDS * 2 + CEPSTRA * (1 + len(STEPS)) + 2 + 14 + FUNCTIONALS

    def __init__(self):
        super().__init__()
        self.register_buffer("dct", cosines(self.CEPSTRA, BANDS).T.contiguous())

    def forward(self, x, pitch, functionals):
        x = floored(x)
        energy = x.mean(2)
        w = torch.sigmoid(3.0 * (energy - energy.amax(dim=1, keepdim=True) + 3.0))
        active = w.mean(1, keepdim=True)
        w = (w / w.sum(1, keepdim=True)).unsqueeze(2)
        mean = (x * w).sum(1)
        deviation = torch.sqrt(((x - mean.unsqueeze(1)) ** 2 * w).sum(1) + 1e-4)
        cepstra = x @ self.dct
        centre = (cepstra * w).sum(1, keepdim=True)
        parts = [mean - mean.mean(1, keepdim=True), deviation,
                 torch.sqrt(((cepstra - centre) ** 2 * w).sum(1) + 1e-4)]
        for step in self.STEPS:
            moved = torch.abs(cepstra[:, step:] - cepstra[:, :-step])
            parts.append((moved * w[:, step:]).sum(1))
        duration = torch.log(torch.ones_like(energy).sum(1, keepdim=True))
        parts += [active, duration, self.melody(pitch, energy), relative(functionals)]
        return torch.cat(parts, dim=1)

    @staticmethod
    def melody(pitch, energy):
        """14 values of the pitch contour, in octaves from 27.5 Hz."""
        voiced = (pitch[:, :, 0] > 0).float()
        octave = torch.log2(torch.clamp(pitch[:, :, 0], min=27.5) / 27.5)
        n = voiced.sum(1, keepdim=True) + 1.0
        share = voiced / n
        mean = (octave * share).sum(1, keepdim=True)
        away = (octave - mean) * voiced
        spread = torch.sqrt((away ** 2 * share).sum(1, keepdim=True) + 1e-5)
        skew = ((away / spread) ** 3 * share).sum(1, keepdim=True)
        level = energy - (energy * share).sum(1, keepdim=True)
        level_spread = torch.sqrt((level ** 2 * share).sum(1, keepdim=True) + 1e-4)
        together = (away * level * share).sum(1, keepdim=True) / (spread * level_spread)
        every = torch.ones_like(voiced)
        time = (2.0 * every.cumsum(1) / every.sum(1, keepdim=True) - 1.0) * voiced
        time = (time - (time * share).sum(1, keepdim=True)) * voiced
        slope = (time * away).sum(1, keepdim=True) / ((time ** 2).sum(1, keepdim=True) + 1.0)
        fall = (time * level).sum(1, keepdim=True) / ((time ** 2).sum(1, keepdim=True) + 1.0)
        highest = (away - 10.0 * (1 - voiced)).amax(1, keepdim=True).clamp(min=-1.0)
        lowest = -(-away - 10.0 * (1 - voiced)).amax(1, keepdim=True).clamp(min=-1.0)
        parts = [mean, spread, skew, together, slope, fall, highest, lowest, level_spread,
                 voiced.mean(1, keepdim=True), pitch[:, :, 1].mean(1, keepdim=True)]
        for step in (1, 4, 12):
            both = voiced[:, step:] * voiced[:, :-step]
            moved = torch.abs(octave[:, step:] - octave[:, :-step]) * both
            parts.append(moved.sum(1, keepdim=True) / (both.sum(1, keepdim=True) + 1.0))
        return torch.cat(parts, dim=1)


def relative(functionals):
    """Takes the gain out: loudness relative to its mean, no level."""
    mean = functionals[:, LOUDNESS.start:LOUDNESS.start + 1] + 1e-6
    return torch.cat([functionals[:, :LOUDNESS.start],
                      torch.zeros_like(mean), functionals[:, LOUDNESS.start + 1:LOUDNESS.start + 2],
                      functionals[:, LOUDNESS.start + 2:LOUDNESS.stop] / mean,
                      functionals[:, LOUDNESS.stop:LEVEL], torch.zeros_like(mean)], dim=1)


class Contours(nn.Module):
    """14 cepstra, pitch, voicing over 64 points of the utterance: the first 14 cosine terms of each."""

    CEPSTRA, POINTS, TERMS = 14, 64, 14
    SIZE = (CEPSTRA + 3) * TERMS

    def __init__(self):
        super().__init__()
        self.register_buffer("bands", cosines(self.CEPSTRA, BANDS).T.contiguous())
        self.register_buffer("terms", cosines(self.TERMS, self.POINTS).T.contiguous())

    def forward(self, x, pitch):
        x = floored(x)
        cepstra = (x - x.mean(dim=(1, 2), keepdim=True)) @ self.bands
        voiced = (pitch[:, :, 0] > 0).float()
        octave = torch.log2(torch.clamp(pitch[:, :, 0], min=27.5) / 27.5)
        mean = (octave * voiced).sum(1, keepdim=True) / (voiced.sum(1, keepdim=True) + 1.0)
        melody = torch.stack([(octave - mean) * voiced * 8.0, voiced * 2.0, pitch[:, :, 1] * 2.0], dim=2)
        rows = torch.cat([cepstra, melody], dim=2).transpose(1, 2)
        rows = F.interpolate(rows, size=self.POINTS, mode="linear", align_corners=False)
        return (rows @ self.terms).flatten(1) / 8.0


class Standard(nn.Module):
    """Centres and scales, counts what is not defined as the mean, and bends far values back."""

    def __init__(self, size):
        super().__init__()
        self.register_buffer("centre", torch.zeros(size))
        self.register_buffer("scale", torch.ones(size))

    def fit(self, values):
        self.centre.copy_(torch.from_numpy(np.nanmean(values, axis=0)))
        self.scale.copy_(torch.from_numpy(np.nanstd(values, axis=0) + 1e-3))

    def forward(self, v):
        v = (v - self.centre) / self.scale
        v = torch.where(torch.isnan(v), torch.zeros_like(v), v)
        return 3.0 * torch.tanh(v / 3.0)


class Kernel(nn.Module):
    """Radial basis functions around utterances of the training, weights by ridge regression."""

    WIDTH = 0.5  # of the mean squared distance
    SHARPNESS = 6.0  # from regression scores to logits

    def __init__(self, size, centres):
        super().__init__()
        # Columns, and their squared lengths apart: a transpose here would be a second copy in the ONNX file.
        self.register_buffer("centres", torch.zeros(size, centres))
        self.register_buffer("lengths", torch.zeros(centres))
        self.register_buffer("weights", torch.zeros(centres, len(FINE)))

    def place(self, centres):
        """Takes the rows of centres as the centres."""
        self.centres.copy_(centres.T)
        self.lengths.copy_((centres ** 2).sum(1))

    def similar(self, v):
        distance = (v ** 2).sum(1, keepdim=True) - 2.0 * v @ self.centres + self.lengths
        return torch.exp(-self.WIDTH / v.shape[1] * torch.clamp(distance, min=0.0))

    def forward(self, v):
        return self.SHARPNESS * (self.similar(v) @ self.weights)


def perceptron():
    return nn.Sequential(nn.Dropout(0.2), nn.Linear(Statistics.SIZE, 128), nn.BatchNorm1d(128), nn.ReLU(),
                         nn.Dropout(0.5), nn.Linear(128, 32), nn.ReLU(), nn.Dropout(0.2),
                         nn.Linear(32, len(FINE)))


class SpeechNet(nn.Module):
    """Log-mel (n, frames, 64), pitch (n, frames, 2), functionals (n, 88) to fine logits and embedding."""

    EMBEDDING = 48

    def __init__(self, centres, perceptrons=3):
        super().__init__()
        self.statistics, self.contours = Statistics(), Contours()
        self.standard, self.standard_contours = Standard(Statistics.SIZE), Standard(Contours.SIZE)
        self.perceptrons = nn.ModuleList(perceptron() for _ in range(perceptrons))
        self.kernel = Kernel(Statistics.SIZE, centres)
        self.contour_kernel = Kernel(Contours.SIZE, centres)
        self.register_buffer("axes", torch.zeros(Statistics.SIZE, self.EMBEDDING))

    def judge(self, s, c):
        """Log-probabilities of the three kinds of judges, from standardised descriptions."""
        return [torch.stack([torch.log_softmax(p(s), dim=1) for p in self.perceptrons]).mean(0),
                torch.log_softmax(self.kernel(s), dim=1),
                torch.log_softmax(self.contour_kernel(c), dim=1)]

    def forward(self, x, pitch, functionals):
        s = self.standard(self.statistics(x, pitch, functionals))
        c = self.standard_contours(self.contours(x, pitch))
        return average(self.judge(s, c)), s @ self.axes


def average(log_probabilities):
    return sum(w * l for w, l in zip(WEIGHTS.values(), log_probabilities))


def class_logits(fine_logits):
    """Eight class logits of nine fine ones: neutral, calm and boredom are summed; contempt has no mass."""
    log_p = torch.log_softmax(fine_logits, dim=1)
    columns = []
    for k in range(len(CLASSES)):
        members = [i for i, f in enumerate(FINE) if TO_CLASS[f] == k]
        if members:
            columns.append(torch.logsumexp(log_p[:, members], dim=1))
        else:
            columns.append(torch.full_like(log_p[:, 0], -60.0))
    return torch.stack(columns, dim=1)
