"""The speech network: what an utterance is like on the whole, heard by judges of three kinds.

Log-mel, pitch and functionals of an utterance become one `Description` of four parts: statistics,
contours, modulations and covariances. A kernel machine judges each of the first three, and some small perceptrons
judge all four. A linear judge goes by the statistics and by the first layers of a network that others trained on much
speech. Their log-probabilities are joined. All is one TorchScript.
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from data import CLASSES, FINE, TO_CLASS
from frontend import BANDS
from session import STRANGE, USUAL
from trunk import Linear, Trunk

FUNCTIONALS = 88
LOUDNESS = slice(10, 20)  # in the eGeMAPS-like order: mean, deviation, percentiles, range, slopes
LEVEL = 87
FLOOR_BELOW_PEAK = 9.2  # natural log: 40 dB below the loudest band and frame nothing is heard
# Of the linear judge, in voices and rooms as those learned from and in strange ones (strangeness of USUAL and STRANGE); the others
# share what is left. They know the corpora better, and it does better in corpora that none has heard.
LINEAR, LINEAR_STRANGE = 0.5, 0.95
# Of the first judges' log-probabilities in their mean, and what this is multiplied by: fitted for 1.2.0 on the folds by speaker, and rounded.
WEIGHTS = {"statistics": 0.2, "contours": 0.1, "modulations": 0.1, "perceptrons": 0.35}
SHARPNESS = 1.4


def floored(x):
    return torch.maximum(x, x.amax(dim=(1, 2), keepdim=True) - FLOOR_BELOW_PEAK)


def cosines(count, length):
    """Rows of the orthonormal DCT-II."""
    k, t = np.arange(count)[:, None], np.arange(length)[None, :]
    rows = np.sqrt(2.0 / length) * np.cos(np.pi * k * (t + 0.5) / length)
    rows[0] /= np.sqrt(2.0)
    return torch.tensor(rows, dtype=torch.float32)


def loud(energy):
    """Each frame's share by a soft switch 3 nepers below the loudest, so that pauses do not blur; and the mean."""
    w = torch.sigmoid(3.0 * (energy - energy.amax(dim=1, keepdim=True) + 3.0))
    return w / w.sum(1, keepdim=True), w.mean(1, keepdim=True)


class Statistics(nn.Module):
    """Means, deviations and movement of an utterance: none depends on gain."""

    CEPSTRA = 20
    STEPS = (1, 3, 8)
    SIZE = BANDS * 2 + CEPSTRA * (1 + len(STEPS)) + 2 + 14 + FUNCTIONALS

    def __init__(self):
        super().__init__()
        self.register_buffer("dct", cosines(self.CEPSTRA, BANDS).T.contiguous())

    def forward(self, x, energy, w, active, pitch, functionals):
        w = w.unsqueeze(2)
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
        cepstra = (x - x.mean(dim=(1, 2), keepdim=True)) @ self.bands
        voiced = (pitch[:, :, 0] > 0).float()
        octave = torch.log2(torch.clamp(pitch[:, :, 0], min=27.5) / 27.5)
        mean = (octave * voiced).sum(1, keepdim=True) / (voiced.sum(1, keepdim=True) + 1.0)
        melody = torch.stack([(octave - mean) * voiced * 8.0, voiced * 2.0, pitch[:, :, 1] * 2.0], dim=2)
        rows = torch.cat([cepstra, melody], dim=2).transpose(1, 2)
        rows = F.interpolate(rows, size=self.POINTS, mode="linear", align_corners=False)
        return (rows @ self.terms).flatten(1) / 8.0


class Modulations(nn.Module):
    """How strongly the spectrum ripples in time (0 to 20 Hz) and over bands (0 to 1/8 of a cycle a band), up and down.

    Complex Gabor filters over the log-mel image; mean and deviation over time of the logarithm of their
    magnitudes in eight zones of bands. Both directions of a ripple count apart, as in the auditory cortex
    (Chi, Ru and Shamma 2005, doi:10.1121/1.1945807).
    """

    HERTZ, HALF_FRAMES = (0.0, 2.5, 5.0, 10.0, 20.0), 20
    CYCLES, HALF_BANDS = (0.0, 1 / 32, 1 / 16, 1 / 8), 16
    ZONES = 8
    RIPPLES = len(HERTZ) * len(CYCLES) + (len(HERTZ) - 1) * (len(CYCLES) - 1)
    SIZE = RIPPLES * ZONES * 2

    def __init__(self):
        super().__init__()
        times, bands = len(self.HERTZ), len(self.CYCLES)
        self.register_buffer("in_time", gabor(self.HERTZ, self.HALF_FRAMES, 100.0)[:, None, :, None])
        self.register_buffer("over_bands", gabor(self.CYCLES, self.HALF_BANDS, 1.0).repeat(2 * times, 1)[:, None, None])
        up = [(t, b) for t in range(times) for b in range(bands)]
        down = [(t, b) for t, b in up if t > 0 and b > 0]
        self.up, self.down = self.parts(up), self.parts(down)

    def parts(self, ripples):
        """Channels of cosine x cosine, cosine x sine, sine x cosine, sine x sine of each ripple."""
        width = 2 * len(self.CYCLES)
        return [[(2 * t + i) * width + 2 * b + j for t, b in ripples] for i in (0, 1) for j in (0, 1)]

    @staticmethod
    def magnitude(y, parts, sign):
        cc, cs, sc, ss = [y[:, p] for p in parts]
        return torch.sqrt((cc - sign * ss) ** 2 + (cs + sign * sc) ** 2 + 1e-4)

    def forward(self, x, w):
        w = w[:, ::4]
        w = (w / w.sum(1, keepdim=True)).unsqueeze(1).unsqueeze(3)
        x = (x - x.mean(dim=(1, 2), keepdim=True)).unsqueeze(1)
        n, m = self.HALF_FRAMES, self.HALF_BANDS
        y = F.conv2d(F.pad(x, (0, 0, n, n), mode="replicate"), self.in_time, stride=(4, 1))
        y = F.conv2d(F.pad(y, (m, m, 0, 0), mode="replicate"), self.over_bands, stride=(1, 4),
                     groups=2 * len(self.HERTZ))
        y = torch.cat([self.magnitude(y, self.up, 1.0), self.magnitude(y, self.down, -1.0)], dim=1)
        y = torch.log(F.avg_pool2d(y, (1, 2)))
        mean = (y * w).sum(2, keepdim=True)
        deviation = torch.sqrt(((y - mean) ** 2 * w).sum(2) + 1e-4)
        return torch.cat([mean.flatten(1), deviation.flatten(1)], dim=1)


def gabor(frequencies, half, rate):
    """Cosine and sine rows under a Hann bell of 1.5 periods at least, of unit area; cosines without mean."""
    t, rows = np.arange(-half, half + 1), []
    for f in frequencies:
        reach = half if f == 0 else min(half, max(2.0, 0.75 * rate / f))
        bell = np.where(np.abs(t) <= reach, 0.5 + 0.5 * np.cos(np.pi * t / (reach + 1)), 0)
        bell /= bell.sum()
        cosine = bell * np.cos(2 * np.pi * f * t / rate)
        rows += [cosine - bell * cosine.sum() * (f > 0), bell * np.sin(2 * np.pi * f * t / rate)]
    return torch.tensor(np.array(rows), dtype=torch.float32)


class Covariances(nn.Module):
    """How 14 cepstra and the slopes of 10 move together: Fisher's z of their correlations, log deviations."""

    CEPSTRA, SLOPES = 14, 10
    SIZE = (CEPSTRA + SLOPES) * (CEPSTRA + SLOPES + 1) // 2

    def __init__(self):
        super().__init__()
        self.register_buffer("dct", cosines(20, BANDS).T[:, :self.CEPSTRA].contiguous())
        rows, columns = np.triu_indices(self.CEPSTRA + self.SLOPES, 1)
        self.pairs = (rows * (self.CEPSTRA + self.SLOPES) + columns).tolist()

    def forward(self, x, w):
        w = w.unsqueeze(2)
        cepstra = x @ self.dct
        slopes = F.pad(cepstra[:, 4:, :self.SLOPES] - cepstra[:, :-4, :self.SLOPES], (0, 0, 2, 2))
        f = torch.cat([cepstra, slopes], dim=2)
        f = f - (f * w).sum(1, keepdim=True)
        moved = torch.sqrt((f ** 2 * w).sum(1) + 1e-3)
        f = f / moved.unsqueeze(1)
        r = ((f * w).transpose(1, 2) @ f).flatten(1)[:, self.pairs]
        r = torch.clamp(r, -0.99, 0.99)
        return torch.cat([0.5 * torch.log((1 + r) / (1 - r)), torch.log(moved)], dim=1)


class Description(nn.Module):
    """All parts of an utterance's description in one row, (n, SIZE), from log-mel, pitch and functionals."""

    PARTS = {"statistics": Statistics.SIZE, "contours": Contours.SIZE, "modulations": Modulations.SIZE,
             "covariances": Covariances.SIZE}
    SIZE = sum(PARTS.values())

    def __init__(self):
        super().__init__()
        self.statistics, self.contours = Statistics(), Contours()
        self.modulations, self.covariances = Modulations(), Covariances()

    def forward(self, x, pitch, functionals):
        x = floored(x)
        energy = x.mean(2)
        w, active = loud(energy)
        return torch.cat([self.statistics(x, energy, w, active, pitch, functionals), self.contours(x, pitch),
                          self.modulations(x, w), self.covariances(x, w)], dim=1)


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


class Kernels(nn.Module):
    """Radial basis functions around the recordings of the training: a machine for each of some parts.

    Each part is projected on its main axes first, in which directions that tell speakers apart are shrunk.
    Weights come from ridge regression.
    """

    WIDTH = 0.9  # of the mean squared distance
    SHARPNESS = 8.0  # from regression scores to logits
    AXES = {"statistics": 128, "contours": 96, "modulations": 160}

    def __init__(self, centres):
        super().__init__()
        for part, axes in self.AXES.items():
            self.register_buffer(f"axes_{part}", torch.zeros(Description.PARTS[part], axes))
            # Columns, and their squared lengths apart: a transpose would be a second copy in the ONNX file.
            self.register_buffer(f"centres_{part}", torch.zeros(axes, centres))
            self.register_buffer(f"lengths_{part}", torch.zeros(centres))
        self.register_buffer("weights", torch.zeros(len(self.AXES), centres, len(FINE)))

    @staticmethod
    def columns(v, part):
        first = list(Description.PARTS).index(part)
        start = sum(list(Description.PARTS.values())[:first])
        return v[:, start:start + Description.PARTS[part]]

    def project(self, v, part):
        return self.columns(v, part) @ getattr(self, f"axes_{part}")

    def place(self, v):
        """Takes the rows of v as the centres."""
        for part in self.AXES:
            rows = self.project(v, part)
            getattr(self, f"centres_{part}").copy_(rows.T)
            getattr(self, f"lengths_{part}").copy_((rows ** 2).sum(1))

    def similar(self, v):
        """Similarities with each centre by each part, (n, centres)."""
        result = []
        for part in self.AXES:
            rows = self.project(v, part)
            d = (rows ** 2).sum(1, keepdim=True) - 2.0 * rows @ getattr(self, f"centres_{part}")
            d = torch.clamp(d + getattr(self, f"lengths_{part}"), min=0.0)
            result.append(torch.exp(-self.WIDTH / Description.PARTS[part] * d))
        return result

    def forward(self, v):
        return [self.SHARPNESS * (k @ self.weights[i]) for i, k in enumerate(self.similar(v))]


def perceptron():
    return nn.Sequential(nn.Dropout(0.2), nn.Linear(Description.SIZE, 96), nn.BatchNorm1d(96), nn.ReLU(),
                         nn.Dropout(0.5), nn.Linear(96, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, len(FINE)))


class SpeechNet(nn.Module):
    """Log-mel (n, frames, 64), pitch (n, frames, 2), functionals (n, 88) to class scores, embedding and strangeness (n, 1)."""

    EMBEDDING = 48

    def __init__(self, centres, perceptrons=5):
        super().__init__()
        self.describe, self.standard = Description(), Standard(Description.SIZE)
        self.kernels = Kernels(centres)
        self.perceptrons = nn.ModuleList(perceptron() for _ in range(perceptrons))
        self.trunk, self.linear = Trunk(), Linear(Statistics.SIZE + Trunk.SIZE)

    def judge(self, v):
        """Log-probabilities of each first judge, in the order of WEIGHTS, from standardised descriptions."""
        judges = [torch.log_softmax(scores, dim=1) for scores in self.kernels(v)]
        return judges + [torch.stack([torch.log_softmax(p(v), dim=1) for p in self.perceptrons]).mean(0)]

    def embedding(self, v):
        """The main axes of the statistics."""
        return self.kernels.project(v, "statistics")[:, :self.EMBEDDING]

    def forward(self, x, pitch, functionals):
        described = self.describe(x, pitch, functionals)
        v = self.standard(described)
        rows = torch.cat([described[:, :Statistics.SIZE], self.trunk(x)], dim=1)
        strangeness = self.linear.strangeness(rows)
        scores = class_scores(join(self.judge(v)), self.linear(rows), strangeness)
        return scores, self.embedding(v), strangeness


def join(log_probabilities):
    total = sum(w * l for w, l in zip(WEIGHTS.values(), log_probabilities))
    return SHARPNESS / sum(WEIGHTS.values()) * total


def class_scores(fine_logits, linear, strangeness):
    """Eight scores of the nine of the first judges and the seven of the linear one, by strangeness (n, 1); contempt has no mass."""
    far = torch.clamp((strangeness - USUAL) / (STRANGE - USUAL), 0.0, 1.0)
    share = LINEAR + (LINEAR_STRANGE - LINEAR) * far
    first = class_logits(fine_logits)
    second = torch.cat([linear[:, :1], torch.full_like(linear[:, :1], -60.0), linear[:, 1:]], dim=1)
    return (1 - share) * first + share * second


def class_logits(fine_logits):
    """Eight class logits of nine fine ones; contempt has no mass.

    Neutral is the mean of neutral, calm and boredom, not their sum: three outputs against one let it answer half of what
    a corpus not heard says.
    """
    log_p = torch.log_softmax(fine_logits, dim=1)
    columns = []
    for k in range(len(CLASSES)):
        members = [i for i, f in enumerate(FINE) if TO_CLASS[f] == k]
        if members:
            columns.append(torch.logsumexp(log_p[:, members], dim=1) - math.log(len(members)))
        else:
            columns.append(torch.full_like(log_p[:, 0], -60.0))
    return torch.stack(columns, dim=1)
