"""The stress model: a logistic regression for each subset of signals, on how a few features of a span stand to the person's own
past. A weight has the sign that physiology gives it, or is 0: what one study's tasks do besides is not believed (README.md)."""
import numpy as np
import torch
from torch import nn

from data import DEVICE_RATE, PULSE, SIGNALS, STEP_SECONDS
from features import GROUP, NAMES

# What is read, and where stress moves it.
READ = {"pulse_rate_bpm": 1, "pulse_height_cv": -1, "pulse_width_s": -1,
        "ln_scl_us": 1, "scl_slope_us_per_min": 1, "scr_per_min": 1,
        "heart_rate_bpm": 1}
AT = np.array([NAMES.index(name) for name in READ])
SIGN = np.tile(list(READ.values()), 2)
COLUMN_GROUP = np.tile(GROUP[AT], 2)
SUBSETS = [[bool(code >> s & 1) for s in range(SIGNALS)] for code in range(2 ** SIGNALS)]
# Rows of the references, as RunningReference.java has them.
SLOW, FAST, DEVIATION = range(3)
SLOW_SECONDS, FAST_SECONDS = 3600, 90
# A person's deviation counts as no less than about this share of what is usual; distances bend beyond this many.
LEAST_DEVIATION, BEND = 0.75, 1.5
RIDGE = 0.03


def references(x, start=None):
    """Running references (n, 3, f) of features x (n, f), each span included; NaN is passed over. The twin of
    RunningReference.java. A start, (rows, seen) of a baseline, is gone on from."""
    rows, seen = (np.zeros((3, x.shape[1])), np.zeros(x.shape[1])) if start is None else (start[0].copy(), start[1].copy())
    out = np.empty((len(x), 3, x.shape[1]))
    for t, value in enumerate(x):
        ok = ~np.isnan(value)
        seen[ok] += 1
        slow = np.maximum(1 / np.maximum(seen, 1), STEP_SECONDS / SLOW_SECONDS)
        fast = np.maximum(1 / np.maximum(seen, 1), STEP_SECONDS / FAST_SECONDS)
        away = np.where(ok, value - rows[SLOW], 0)
        rows[DEVIATION] = np.where(ok, np.sqrt((1 - slow) * (rows[DEVIATION] ** 2 + slow * away ** 2)), rows[DEVIATION])
        rows[SLOW] += slow * away
        rows[FAST] += np.where(ok, fast * (np.where(ok, value, 0) - rows[FAST]), 0)
        out[t] = rows
    return out, seen


def views(x, r, usual):
    """Distances (n, 2 columns): the span's and the last 90 s' from the last hour, in deviations, bent by tanh."""
    x, r = x[:, AT], r[:, :, AT]
    x = np.where(np.isnan(x), r[:, SLOW], x)
    unit = np.sqrt(r[:, DEVIATION] ** 2 + (LEAST_DEVIATION * usual[AT]) ** 2)
    return np.tanh(np.hstack([(x - r[:, SLOW]) / unit, (r[:, FAST] - r[:, SLOW]) / unit]) / BEND)


def subset_code(m):
    """The subset that judges. Skin temperature is not read; a device's heart rate is left out beside a pulse."""
    m = np.array(m, bool)
    m[:, 2] = False
    m[:, DEVICE_RATE] &= ~m[:, PULSE]
    return m @ (1 << np.arange(SIGNALS))


CODES = sorted(set(subset_code(np.array(SUBSETS[1:]))) - {0})


def logistic(a, y, sign=None, ridge=RIDGE):
    """Weights and intercept of a logistic regression with even classes; columns whose weight would have the wrong sign are
    left out, until none has."""
    weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean())) / len(y)
    scale = a.std(0) + 1e-6
    use = np.ones(a.shape[1], bool)
    while True:
        a1 = np.hstack([a[:, use] / scale[use], np.ones((len(a), 1))])
        penalty = np.append(np.full(use.sum(), ridge), 1e-9)
        b = np.zeros(a1.shape[1])
        for _ in range(12):
            p = 1 / (1 + np.exp(-(a1 @ b)))
            gradient = a1.T @ (weight * (p - y)) + penalty * b
            b -= np.linalg.solve((a1 * (weight * p * (1 - p))[:, None]).T @ a1 + np.diag(penalty), gradient)
        full = np.zeros(a.shape[1])
        full[use] = b[:-1] / scale[use]
        wrong = np.zeros(len(full), bool) if sign is None else full * sign < 0
        if not wrong.any():
            return full, b[-1]
        use &= ~wrong


class Fit:
    """Weights for each subset of signals, from views a (n, columns) of spans with label y."""

    def __init__(self, a, y):
        self.weights = np.zeros((len(SUBSETS), a.shape[1] + 1))
        for code in CODES:
            use = np.array(SUBSETS[code])[COLUMN_GROUP]
            self.weights[code, :-1][use], self.weights[code, -1] = logistic(a[:, use], y, SIGN[use])

    def predict(self, a, m):
        w = self.weights[subset_code(m)]
        return (a * w[:, :-1]).sum(1) + w[:, -1]


class StressNet(nn.Module):
    """What ships: features, references and mask in; logits and embedding (the views) out."""

    def __init__(self, fit, usual, slope, bias):
        super().__init__()
        self.bend: float = BEND
        for name, value in (("least", LEAST_DEVIATION * usual[AT]), ("weights", fit.weights[:, :-1]),
                            ("intercept", fit.weights[:, -1]), ("slope", slope), ("bias", bias),
                            ("code", 2.0 ** np.arange(SIGNALS) * (np.arange(SIGNALS) != 2))):
            self.register_buffer(name, torch.tensor(np.asarray(value), dtype=torch.float32))
        for name, value in (("at", AT), ("group", COLUMN_GROUP)):
            self.register_buffer(name, torch.tensor(value, dtype=torch.int64))

    def forward(self, features: torch.Tensor, references: torch.Tensor, mask: torch.Tensor):
        x, r = features[:, self.at], references[:, :, self.at]
        unit = torch.sqrt(r[:, 2] ** 2 + self.least ** 2)
        distances = torch.cat([(x - r[:, 0]) / unit, (r[:, 1] - r[:, 0]) / unit], 1)
        a = torch.tanh(distances / self.bend) * mask[:, self.group]
        # A device's heart rate is left out beside a pulse.
        code = ((mask * self.code).sum(1) - self.code[3] * mask[:, 0] * mask[:, 3]).to(torch.int64)
        logit = ((a * self.weights[code]).sum(1) + self.intercept[code]) * self.slope[code] + self.bias[code]
        logit = logit.unsqueeze(1)
        return torch.cat([-logit / 2.0, logit / 2.0], 1), a
