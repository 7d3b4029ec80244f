"""The stress model: one ridge classifier for each subset of signals, on how a span stands to the
person's recent past. Few people and long tasks leave no ground for more: networks on the same views
were worse on people they had not seen (log.txt)."""
import numpy as np
import torch
from torch import nn

from data import FEATURES, GROUP, SIGNALS

VIEWS = 6
COLUMN_GROUP = np.tile(GROUP, VIEWS)
SUBSETS = [[bool(code >> s & 1) for s in range(SIGNALS)] for code in range(2 ** SIGNALS)]
CLIP = 4.0
RIDGE = 0.15
EMBEDDING = 32


def views(x, r):
    """x (n, f) and references r (n, 5, f) -> (n, 6 f).

    References are running means over 90 s, 4, 10 and 30 min and the deviation over 30 min.
    """
    fast, four, ten, slow, deviation = r[:, 0], r[:, 1], r[:, 2], r[:, 3], r[:, 4]
    x = np.where(np.isnan(x), slow, x)
    z = np.clip((x - slow) / (deviation + 0.05), -10, 10)
    return np.hstack([x - ten, x - four, z, fast - slow, fast - ten, four - slow]).astype("f4")


class Fit:
    """Weights for each subset, from the rows given: a (n, 252) views, m (n, 4) presence, y 0 or 1."""

    def __init__(self, a, m, y):
        has = m[:, COLUMN_GROUP] > 0
        count = has.sum(0)
        self.mean = (a * has).sum(0) / count
        self.scale = np.sqrt(((a - self.mean) ** 2 * has).sum(0) / count) + 1e-3
        x = self.standard(a, m)
        weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean())).astype("f4")
        x1 = np.hstack([x, np.ones((len(x), 1), "f4")])
        gram = (x1 * weight[:, None]).T.astype("f4") @ x1
        target = (x1 * weight[:, None]).T @ (2.0 * y - 1).astype("f4")
        self.weights = np.zeros((len(SUBSETS), x.shape[1] + 1))
        for code, subset in enumerate(SUBSETS):
            use = np.append(np.array(subset)[COLUMN_GROUP], True)
            g = gram[np.ix_(use, use)].astype("f8")
            g[np.diag_indices(len(g) - 1)] += RIDGE * len(y)
            self.weights[code, use] = np.linalg.solve(g, target[use])
        # The embedding: principal directions of what is predicted from, whitened.
        covariance = gram[:-1, :-1] / weight.sum()
        values, vectors = np.linalg.eigh(covariance.astype("f8"))
        top = np.argsort(values)[::-1][:EMBEDDING]
        self.projection = vectors[:, top] / np.sqrt(values[top])

    def standard(self, a, m):
        return np.clip((a - self.mean) / self.scale, -CLIP, CLIP) * (m[:, COLUMN_GROUP] > 0)

    def predict(self, a, m, subset=(True,) * SIGNALS):
        """Raw scores and embeddings with at most the given signals present."""
        m = m * np.array(subset)
        code = (m > 0) @ (1 << np.arange(SIGNALS))
        x = self.standard(a, m)
        w = self.weights[code]
        return (x * w[:, :-1]).sum(1) + w[:, -1], np.tanh(x @ self.projection)


class StressNet(nn.Module):
    """What ships: features, references and mask in; logits, arousal and embedding out."""

    def __init__(self, fit, slope, bias, temperature):
        super().__init__()
        self.temperature = temperature
        for name, value in (("mean", fit.mean), ("scale", fit.scale), ("weights", fit.weights[:, :-1]),
                            ("intercept", fit.weights[:, -1]), ("projection", fit.projection),
                            ("slope", slope), ("bias", bias), ("code", 2.0 ** np.arange(SIGNALS))):
            self.register_buffer(name, torch.tensor(np.asarray(value), dtype=torch.float32))
        self.register_buffer("group", torch.tensor(COLUMN_GROUP, dtype=torch.int64))

    def forward(self, features: torch.Tensor, references: torch.Tensor, mask: torch.Tensor):
        fast, four, ten = references[:, 0], references[:, 1], references[:, 2]
        slow, deviation = references[:, 3], references[:, 4]
        z = ((features - slow) / (deviation + 0.05)).clamp(-10.0, 10.0)
        v = torch.cat([features - ten, features - four, z, fast - slow, fast - ten, four - slow], 1)
        x = ((v - self.mean) / self.scale).clamp(-4.0, 4.0) * mask[:, self.group]
        code = (mask * self.code).sum(1).to(torch.int64)
        score = (x * self.weights[code]).sum(1) + self.intercept[code]
        logit = (score * self.slope[code] + self.bias[code]).unsqueeze(1)
        arousal = torch.tanh(logit / (2.0 * self.temperature))
        return torch.cat([-logit / 2.0, logit / 2.0], 1), arousal, torch.tanh(x @ self.projection)
