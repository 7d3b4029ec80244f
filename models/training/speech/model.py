"""The speech network: a convolutional branch over log-mel and pitch, and a branch over statistics.

The branches see the utterance differently (how it moves; how it is on the whole), are trained side
by side, each with a loss of its own, and their log-probabilities are averaged.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from data import CLASSES, FINE, TO_CLASS
from frontend import BANDS

FLOOR_BELOW_PEAK = 9.2  # natural log: 40 dB below the loudest band and frame nothing is heard
CEPSTRA = 20
FUNCTIONALS = 88
LOUDNESS = slice(10, 20)  # in the eGeMAPS-like order: mean, deviation, percentiles, range, slopes
LEVEL = 87


def floored(x, mask):
    peak = (x - 100.0 * (1 - mask.unsqueeze(2))).amax(dim=(1, 2), keepdim=True)
    return torch.maximum(x, peak - FLOOR_BELOW_PEAK)


class Statistics(nn.Module):
    """Means, deviations and movement of an utterance: none depends on gain.

    Frames count by how loud they are (a soft switch 3 nepers below the loudest frame), so that pauses
    do not blur the voice.
    """

    STEPS = (1, 3, 8)

    def __init__(self):
        super().__init__()
        k, b = np.arange(CEPSTRA)[:, None], np.arange(BANDS)[None, :]
        dct = np.sqrt(2.0 / BANDS) * np.cos(np.pi * k * (b + 0.5) / BANDS)
        self.register_buffer("dct", torch.tensor(dct.T, dtype=torch.float32))

    @staticmethod
    def size():
        return BANDS * 2 + CEPSTRA * (1 + len(Statistics.STEPS)) + 2 + 14 + FUNCTIONALS

    def forward(self, x, pitch, functionals, mask):
        x = floored(x, mask)
        energy = x.mean(2)
        loudest = (energy - 100.0 * (1 - mask)).amax(dim=1, keepdim=True)
        w = torch.sigmoid(3.0 * (energy - loudest + 3.0)) * mask
        active = w.sum(1, keepdim=True) / mask.sum(1, keepdim=True)
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
        duration = torch.log(mask.sum(1, keepdim=True))
        parts += [active, duration, self.melody(pitch, energy, mask), relative(functionals)]
        return torch.cat(parts, dim=1)

    @staticmethod
    def melody(pitch, energy, mask):
        """14 values of the pitch contour, in octaves from 27.5 Hz."""
        voiced = (pitch[:, :, 0] > 0).float() * mask
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
        time = (2.0 * mask.cumsum(1) / mask.sum(1, keepdim=True) - 1.0) * voiced
        time = (time - (time * share).sum(1, keepdim=True)) * voiced
        slope = (time * away).sum(1, keepdim=True) / ((time ** 2).sum(1, keepdim=True) + 1.0)
        fall = (time * level).sum(1, keepdim=True) / ((time ** 2).sum(1, keepdim=True) + 1.0)
        highest = (away - 10.0 * (1 - voiced)).amax(1, keepdim=True).clamp(min=-1.0)
        lowest = -(-away - 10.0 * (1 - voiced)).amax(1, keepdim=True).clamp(min=-1.0)
        parts = [mean, spread, skew, together, slope, fall, highest, lowest, level_spread,
                 voiced.sum(1, keepdim=True) / mask.sum(1, keepdim=True),
                 (pitch[:, :, 1] * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)]
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


class StatisticsBranch(nn.Module):
    """A few small networks over standardised statistics, each trained by itself."""

    def __init__(self, members=3, hidden=128, embedding=32, dropout=0.5):
        super().__init__()
        size = Statistics.size()
        self.register_buffer("centre", torch.zeros(size))
        self.register_buffer("scale", torch.ones(size))
        self.members = nn.ModuleList(
            nn.Sequential(nn.Dropout(0.2), nn.Linear(size, hidden), nn.BatchNorm1d(hidden), nn.ReLU(),
                          nn.Dropout(dropout), nn.Linear(hidden, embedding), nn.ReLU())
            for _ in range(members))
        self.out = nn.ModuleList(nn.Sequential(nn.Dropout(0.2), nn.Linear(embedding, len(FINE)))
                                 for _ in range(members))

    def standardise(self, s):
        s = (s - self.centre) / self.scale
        s = torch.where(torch.isnan(s), torch.zeros_like(s), s)
        return 3.0 * torch.tanh(s / 3.0)

    def forward(self, s):
        embeddings, logits = [], []
        for body, head in zip(self.members, self.out):
            e = body(s)
            embeddings.append(e)
            logits.append(head(e))
        return logits, torch.cat(embeddings, dim=1)


class Block(nn.Module):
    def __init__(self, cin, cout, stride, kernel=3):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class ConvBranch(nn.Module):
    """Convolutions over log-mel, with the pitch contour joined below a recurrent layer."""

    STRIDE = 8

    def __init__(self, width=16, hidden=64, embedding=64, dropout=0.4):
        super().__init__()
        w = width
        self.blocks = nn.Sequential(
            Block(2, w, (2, 2), 5), Block(w, 2 * w, (2, 2)), nn.Dropout2d(0.1),
            Block(2 * w, 3 * w, (2, 2)), Block(3 * w, 4 * w, (1, 2)))
        self.melody = nn.Sequential(nn.Conv1d(4, w, 9, stride=4, padding=4, bias=False), nn.BatchNorm1d(w),
                                    nn.ReLU(), nn.Conv1d(w, 2 * w, 5, stride=2, padding=2, bias=False),
                                    nn.BatchNorm1d(2 * w), nn.ReLU())
        self.mix = nn.Sequential(nn.Conv1d(18 * w, 2 * hidden, 3, padding=1, bias=False),
                                 nn.BatchNorm1d(2 * hidden), nn.ReLU(), nn.Dropout(dropout / 2))
        self.gru = nn.GRU(2 * hidden, hidden, batch_first=True, bidirectional=True)
        self.attention = nn.Sequential(nn.Linear(2 * hidden, 32), nn.Tanh(), nn.Linear(32, 1))
        self.embed = nn.Sequential(nn.Dropout(dropout), nn.Linear(6 * hidden, embedding), nn.ReLU())
        self.out = nn.Sequential(nn.Dropout(dropout / 2), nn.Linear(embedding, len(FINE)))

    @staticmethod
    def normalise(x, mask):
        """Two views: relative to the utterance's mean, and relative to each band's mean."""
        m = mask.unsqueeze(2)
        x = floored(x, mask)
        band_mean = (x * m).sum(dim=1, keepdim=True) / m.sum(dim=1, keepdim=True)
        level = band_mean.mean(dim=2, keepdim=True)
        return torch.stack([(x - level) * m, (x - band_mean) * m], dim=1) * 0.5

    def forward(self, x, pitch, mask):
        energy = (x.mean(2) - (x.mean(2) * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)) * mask
        voiced = (pitch[:, :, 0] > 0).float()
        octave = torch.log2(torch.clamp(pitch[:, :, 0], min=27.5) / 27.5)
        mean = (octave * voiced).sum(1, keepdim=True) / (voiced.sum(1, keepdim=True) + 1.0)
        contour = torch.stack([(octave - 3.0) * voiced, (octave - mean) * voiced * 3.0,
                               pitch[:, :, 1], energy * 0.5], dim=1)
        x = self.blocks(self.normalise(x, mask))
        n, c, t, b = x.shape
        x = torch.cat([x.permute(0, 1, 3, 2).reshape(n, c * b, t), self.melody(contour)], dim=1)
        x, _ = self.gru(self.mix(x).transpose(1, 2))
        m = mask[:, ::self.STRIDE].unsqueeze(2)
        weight = torch.softmax(self.attention(x) - 1e4 * (1 - m), dim=1)
        count = m.sum(1)
        mean = (x * m).sum(1) / count
        spread = torch.sqrt((((x - mean.unsqueeze(1)) ** 2) * m).sum(1) / count + 1e-5)
        embedding = self.embed(torch.cat([mean, (x * weight).sum(1), spread], dim=1))
        return self.out(embedding), embedding


class SpeechNet(nn.Module):
    """x (n, frames, 64) log-mel, pitch (n, frames, 2), functionals (n, 88), mask (n, frames)."""

    def __init__(self):
        super().__init__()
        self.statistics = Statistics()
        self.whole = StatisticsBranch()
        self.moving = ConvBranch()

    def forward(self, x, pitch, functionals, mask):
        """Fine logits of each member, the convolutional one first, and the joint embedding."""
        logits, embedding = self.moving(x, pitch, mask)
        statistics = self.statistics(x, pitch, functionals, mask)
        others, statistic = self.whole(self.whole.standardise(statistics))
        return [logits] + others, torch.cat([embedding, statistic], dim=1)


def average(logits):
    """Mean log-probabilities: half from the convolutional branch, half from the statistics."""
    moving = torch.log_softmax(logits[0], dim=1)
    whole = torch.stack([torch.log_softmax(l, dim=1) for l in logits[1:]]).mean(0)
    return 0.5 * (moving + whole)


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
