"""The speech network: a small convolutional net over log-mel, attention pooling, nine fine outputs."""

import torch
from torch import nn
from torch.nn import functional as F

from data import CLASSES, FINE, TO_CLASS

FLOOR_BELOW_PEAK = 9.2  # natural log; 40 dB below the loudest band and frame nothing is heard


def normalise(x, mask):
    """Makes (n, frames, bands) log-mel independent of gain and adds a view free of the channel's colour.

    Returns (n, 2, frames, bands): relative to the utterance's mean, and relative to each band's mean.
    """
    m = mask.unsqueeze(2)
    peak = (x - 100.0 * (1 - m)).amax(dim=(1, 2), keepdim=True)
    x = torch.maximum(x, peak - FLOOR_BELOW_PEAK)
    count = m.sum(dim=1, keepdim=True)
    band_mean = (x * m).sum(dim=1, keepdim=True) / count
    level = band_mean.mean(dim=2, keepdim=True)
    return torch.stack([(x - level) * m, (x - band_mean) * m], dim=1) * 0.5


class Block(nn.Module):
    def __init__(self, cin, cout, stride, kernel=3):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class SpeechNet(nn.Module):
    def __init__(self, width=16, hidden=64, embedding=64, dropout=0.4):
        super().__init__()
        w = width
        self.blocks = nn.Sequential(
            Block(2, w, (2, 2), 5), Block(w, 2 * w, (2, 2)), nn.Dropout2d(0.1),
            Block(2 * w, 3 * w, (1, 2)), Block(3 * w, 4 * w, (1, 2)))
        self.mix = nn.Sequential(nn.Conv1d(16 * w, 2 * hidden, 3, padding=1, bias=False),
                                 nn.BatchNorm1d(2 * hidden), nn.ReLU(), nn.Dropout(dropout / 2))
        self.gru = nn.GRU(2 * hidden, hidden, batch_first=True, bidirectional=True)
        self.attention = nn.Sequential(nn.Linear(2 * hidden, 32), nn.Tanh(), nn.Linear(32, 4))
        pooled = 2 * hidden * 2 + 2 * hidden
        self.embed = nn.Sequential(nn.Dropout(dropout), nn.Linear(pooled, embedding), nn.ReLU())
        self.out = nn.Sequential(nn.Dropout(dropout / 2), nn.Linear(embedding, len(FINE)))

    def forward(self, x, mask):
        """x (n, frames, bands), mask (n, frames) of ones and zeros: fine logits (n, 9), embedding."""
        x = self.blocks(normalise(x, mask))  # (n, c, frames / 4, bands / 16)
        n, c, t, b = x.shape
        x = self.mix(x.permute(0, 1, 3, 2).reshape(n, c * b, t))
        x, _ = self.gru(x.transpose(1, 2))
        m = mask[:, ::4][:, :t].unsqueeze(2)
        score = self.attention(x) - 1e4 * (1 - m)
        weight = torch.softmax(score, dim=1).mean(dim=2, keepdim=True)
        mean = (x * m).sum(1) / m.sum(1)
        attended = (x * weight).sum(1)
        spread = torch.sqrt((((x - mean.unsqueeze(1)) ** 2) * m).sum(1) / m.sum(1) + 1e-5)
        embedding = self.embed(torch.cat([mean, attended, spread], dim=1))
        return self.out(embedding), embedding


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
