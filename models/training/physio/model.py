"""The stress model: one ridge classifier for each subset of signals, on how a span stands to the
person's recent past. What differs between stress and calm in the same way in one person as in the
next is believed more. Few people and long tasks leave no ground for networks: on the same views they
were worse on people they had not seen (log.txt)."""
import numpy as np
import torch
from torch import nn

from data import GROUP, SIGNALS

# Rows of the references: running means over 90 s, 4, 10 and 30 min, deviation, low and high end.
SPAN, FAST, FOUR, TEN, SLOW, DEVIATION, LOW, HIGH = range(-1, 7)
# What is set against what; SPAN is the span's own value.
VIEWS = ((SPAN, TEN), (SPAN, FOUR), (SPAN, SLOW), (FAST, SLOW), (FAST, TEN), (FOUR, SLOW),
         (SPAN, LOW), (SPAN, HIGH), (FAST, LOW))
COLUMN_GROUP = np.tile(GROUP, len(VIEWS))
SUBSETS = [[bool(code >> s & 1) for s in range(SIGNALS)] for code in range(2 ** SIGNALS)]
PULSE, DEVICE_RATE = 0, 3
RIDGE = 0.05
# A person's deviation counts as no less than about this share of what is usual.
LEAST_DEVIATION = 0.25
EMBEDDING = 32


def usual_deviation(r):
    """What the people's running deviations are in the middle; r (n, references, f) -> (f)."""
    return np.median(r[:, DEVIATION], 0)


def views(x, r, usual):
    """x (n, f), references r (n, references, f) -> (n, views * f): distances in personal deviations, bent by tanh."""
    x = np.where(np.isnan(x), r[:, SLOW], x)
    unit = np.sqrt(r[:, DEVIATION] ** 2 + (LEAST_DEVIATION * usual) ** 2)
    level = lambda at: x if at == SPAN else r[:, at]
    return np.hstack([np.tanh((level(a) - level(b)) / unit) for a, b in VIEWS]).astype("f4")


def consistency(a, y, person):
    """How alike people are in what stress changes: the squared t statistic of their mean changes, column by column."""
    change = np.array([a[(person == p) & (y == 1)].mean(0) - a[(person == p) & (y == 0)].mean(0)
                       for p in np.unique(person) if len(set(y[person == p])) == 2])
    return change.mean(0) ** 2 / (change.std(0) + 1e-3) ** 2 * len(change)


def subset_code(m):
    """The subset that judges: a device's heart rate adds nothing to a pulse and is left out beside one."""
    present = m > 0
    present[:, DEVICE_RATE] &= ~present[:, PULSE]
    return present @ (1 << np.arange(SIGNALS))


class Fit:
    """Weights for each subset, from the rows given: a (n, columns) views, m (n, signals) presence, y 0 or 1, whose."""

    def __init__(self, a, m, y, person):
        has = m[:, COLUMN_GROUP] > 0
        count = has.sum(0)
        self.mean = (a * has).sum(0) / count
        deviation = np.sqrt(((a - self.mean) ** 2 * has).sum(0) / count) + 1e-3
        # The ridge shrinks a column the less, the larger it is: columns are as large as they are consistent.
        self.scale = deviation * 25 / (consistency(np.where(has, a, self.mean), y, person) + 1)
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
        return (a - self.mean) / self.scale * (m[:, COLUMN_GROUP] > 0)

    def predict(self, a, m, subset=(True,) * SIGNALS):
        """Raw scores and embeddings with at most the given signals present."""
        m = m * np.array(subset)
        x = self.standard(a, m)
        w = self.weights[subset_code(m)]
        return (x * w[:, :-1]).sum(1) + w[:, -1], np.tanh(x @ self.projection)


class StressNet(nn.Module):
    """What ships: features, references and mask in; logits, arousal and embedding out."""

    def __init__(self, fit, usual, slope, bias, temperature):
        super().__init__()
        self.temperature = temperature
        for name, value in (("least", LEAST_DEVIATION * usual), ("mean", fit.mean), ("scale", fit.scale),
                            ("weights", fit.weights[:, :-1]), ("intercept", fit.weights[:, -1]),
                            ("projection", fit.projection), ("slope", slope), ("bias", bias),
                            ("code", 2.0 ** np.arange(SIGNALS))):
            self.register_buffer(name, torch.tensor(np.asarray(value), dtype=torch.float32))
        self.register_buffer("group", torch.tensor(COLUMN_GROUP, dtype=torch.int64))
        self.register_buffer("of", torch.tensor([a + 1 for a, _ in VIEWS], dtype=torch.int64))
        self.register_buffer("against", torch.tensor([b + 1 for _, b in VIEWS], dtype=torch.int64))

    def forward(self, features: torch.Tensor, references: torch.Tensor, mask: torch.Tensor):
        levels = torch.cat([features.unsqueeze(1), references], 1)
        unit = torch.sqrt(references[:, 4:5] ** 2 + self.least ** 2)
        views = torch.tanh((levels[:, self.of] - levels[:, self.against]) / unit).flatten(1)
        x = (views - self.mean) / self.scale * mask[:, self.group]
        # A device's heart rate is left out beside a pulse.
        code = ((mask * self.code).sum(1) - self.code[3] * mask[:, 0] * mask[:, 3]).to(torch.int64)
        score = (x * self.weights[code]).sum(1) + self.intercept[code]
        logit = (score * self.slope[code] + self.bias[code]).unsqueeze(1)
        arousal = torch.tanh(logit / (2.0 * self.temperature))
        return torch.cat([-logit / 2.0, logit / 2.0], 1), arousal, torch.tanh(x @ self.projection)
