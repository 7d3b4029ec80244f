"""The stress network, one copy for each fold side by side, and the module that ships."""
import math
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from data import FEATURES, GROUP, SIGNALS

CLIP = 4.0


def views(x, r):
    """How a span stands to the person's recent past: x (n, f), r (n, 5, f) -> (n, 6 f).

    References are running means over 90 s, 4, 10 and 30 min and the deviation over 30 min.
    """
    fast, four, ten, slow, deviation = r.unbind(1)
    return torch.cat([x - ten, x - four, (x - slow) / (deviation + 0.05), fast - slow, fast - ten,
                      four - slow], 1)


def views_of(rows):
    x = torch.tensor(rows.x)
    r = torch.tensor(rows.r)
    x = torch.where(torch.isnan(x), r[:, 3], x)
    v = views(x, r)
    # The ratio to the deviation has heavy tails.
    return v.clamp(-1e3, 1e3)


class Folds(nn.Module):
    """K independent networks: a linear part and a small hidden one, added."""

    def __init__(self, folds, width, hidden, embedding, seed):
        super().__init__()
        g = torch.Generator().manual_seed(seed)

        def weights(*shape, scale):
            return nn.Parameter(torch.randn(*shape, generator=g) * scale)

        self.linear = weights(folds, width, 1, scale=1e-3)
        self.w1 = weights(folds, width, hidden, scale=width ** -0.5)
        self.b1 = nn.Parameter(torch.zeros(folds, 1, hidden))
        self.w2 = weights(folds, hidden, embedding, scale=hidden ** -0.5)
        self.b2 = nn.Parameter(torch.zeros(folds, 1, embedding))
        self.w3 = weights(folds, embedding, 1, scale=0.3 * embedding ** -0.5)
        self.b3 = nn.Parameter(torch.zeros(folds, 1, 1))

    def forward(self, x, drop=0.0):
        z = torch.baddbmm(self.b3, x, self.linear)
        h = F.gelu(torch.baddbmm(self.b1, F.dropout(x, drop, drop > 0), self.w1))
        e = torch.tanh(torch.baddbmm(self.b2, F.dropout(h, 2 * drop, drop > 0), self.w2))
        return (z + torch.bmm(e, self.w3))[..., 0], e


class StressNet(nn.Module):
    """What ships: features, references and mask in; logits, arousal and embedding out."""

    def __init__(self, folds, fold, mean, scale, temperature, bias):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.register_buffer("group", torch.tensor(np.tile(GROUP, 6)))
        self.bias, self.temperature = bias, temperature
        for name in ("linear", "w1", "b1", "w2", "b2", "w3", "b3"):
            self.register_buffer(name, getattr(folds, name)[fold].detach().clone())

    def forward(self, features: torch.Tensor, references: torch.Tensor, mask: torch.Tensor):
        v = views(features, references).clamp(-1e3, 1e3)
        v = ((v - self.mean) / self.scale).clamp(-4.0, 4.0) * mask[:, self.group]
        x = torch.cat([v, mask], 1)
        e = torch.tanh(F.gelu(x @ self.w1 + self.b1) @ self.w2 + self.b2)
        z = x @ self.linear + e @ self.w3 + self.b3 + self.bias
        return torch.cat([-z / 2, z / 2], 1), torch.tanh(z / (2 * self.temperature)), e


def train(rows, leave_out, seed=0, epochs=8, hidden=24, embedding=32, batch=256, rate=2e-3, decay=0.1,
          drop=0.2, skip_tasks=None, log=None):
    """Trains one network for each set of people left out; returns networks, means and scales."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    v = views_of(rows)
    group = torch.tensor(np.tile(GROUP, 6))
    present = torch.tensor(rows.m)
    label = torch.tensor(rows.label, dtype=torch.float32)
    usable = rows.label >= 0
    index, mean, scale, weight = [], [], [], []
    for k, people in enumerate(leave_out):
        keep = usable & ~np.isin(rows.person, people)
        if skip_tasks:
            keep &= rows.task != skip_tasks[k]
        at = np.where(keep)[0]
        index.append(torch.tensor(at))
        has = present[at][:, group]
        total = has.sum(0).clamp(min=1)
        mu = (v[at] * has).sum(0) / total
        sd = (((v[at] - mu) ** 2 * has).sum(0) / total).sqrt()
        mean.append(mu)
        scale.append(sd + 1e-3)
        weight.append(float((rows.label[at] == 0).sum() / (rows.label[at] == 1).sum()))
    mean, scale = torch.stack(mean)[:, None], torch.stack(scale)[:, None]
    weight = torch.tensor(weight)[:, None]
    folds = Folds(len(leave_out), v.shape[1] + SIGNALS, hidden, embedding, seed)
    optimiser = torch.optim.AdamW(folds.parameters(), lr=rate, weight_decay=decay)
    steps = min(map(len, index)) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * steps, pct_start=0.2)
    for epoch in range(epochs):
        order = [i[torch.tensor(rng.permutation(len(i)))] for i in index]
        losses = 0.0
        for b in range(steps):
            at = torch.stack([o[b * batch:(b + 1) * batch] for o in order])
            has = present[at]
            keep = has * (torch.rand(has.shape) > 0.25)
            has = torch.where(keep.sum(-1, keepdim=True) > 0, keep, has)
            x = ((v[at] - mean) / scale).clamp(-CLIP, CLIP) * has[..., group]
            z, _ = folds(torch.cat([x, has], -1), drop)
            y = label[at]
            # Labels hold for a task as a whole: a little doubt keeps the network from certainty.
            loss = F.binary_cross_entropy_with_logits(z, 0.05 + 0.9 * y, reduction="none")
            loss = (loss * torch.where(y == 1, weight, torch.ones(1))).mean(1).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses += float(loss) / len(leave_out) / steps
        if log:
            print(f"epoch {epoch + 1}/{epochs} loss {losses:.4f}", file=log, flush=True)
    return folds.eval(), mean, scale


def predict(folds, mean, scale, rows, signals=range(SIGNALS), fold=None):
    """Logits (k, n) and embeddings (k, n, e) with only the given signals present."""
    allowed = torch.tensor([float(s in signals) for s in range(SIGNALS)])
    has = torch.tensor(rows.m) * allowed
    group = torch.tensor(np.tile(GROUP, 6))
    v = views_of(rows)
    logits, embeddings = [], []
    with torch.no_grad():
        for k in range(len(mean)) if fold is None else [fold]:
            one = Folds.__new__(Folds)
            nn.Module.__init__(one)
            for name, p in folds.named_parameters():
                setattr(one, name, nn.Parameter(p[k:k + 1]))
            x = ((v - mean[k]) / scale[k]).clamp(-CLIP, CLIP) * has[:, group]
            z, e = one(torch.cat([x, has], 1)[None])
            logits.append(z[0].numpy())
            embeddings.append(e[0].numpy())
    return np.array(logits), np.array(embeddings)
