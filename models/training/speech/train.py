"""Trains the folds (by speaker), the models without one corpus, and the final one.

Usage: python train.py CACHE_FOLDER RUN_FOLDER [part ...]   (parts: fold0..fold4 without_X final; all)

A part whose output is there is left out, so a run can be resumed.
"""

import pickle
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import data
from frontend import BANDS
from model import FUNCTIONALS, Contours, SpeechNet, Statistics, average, class_logits

STEPS, BATCH, RATE, DECAY = 600, 96, 3e-3, 1e-2
MIXUP, SMOOTHING = 0.5, 0.1
RIDGE, KERNEL_VARIANTS = 0.3, 3


class Features:
    """The cached variants of all utterances; variant 0 is the recording as it is."""

    def __init__(self, cache):
        self.variants = []
        for v in range(len(list(Path(cache).glob("logmel*.npz")))):
            z = np.load(Path(cache) / f"logmel{v}.npz")
            starts = np.concatenate([[0], np.cumsum(z["lengths"])])
            pitch = np.fromfile(Path(cache) / f"pitch{v}.f32", "<f4").reshape(-1, 2)
            functionals = np.fromfile(Path(cache) / f"functionals{v}.f32", "<f4").reshape(-1, FUNCTIONALS)
            assert len(pitch) == starts[-1] and len(functionals) == len(z["lengths"])
            self.variants.append((z["frames"], pitch, functionals, starts))

    def get(self, utterance, variant):
        """Inputs of the network for one utterance, as tensors of n = 1."""
        frames, pitch, functionals, starts = self.variants[variant]
        span = slice(starts[utterance], starts[utterance + 1])
        return (torch.from_numpy(frames[span].astype(np.float32))[None], torch.from_numpy(pitch[span])[None],
                torch.from_numpy(functionals[utterance])[None])

    @torch.no_grad()
    def described(self, cache):
        """Statistics and contours of each variant and utterance, computed once: (variants, utterances, size)."""
        path = Path(cache) / "described.npz"
        if not path.exists():
            statistics, contours = Statistics(), Contours()
            s, c = [], []
            for v, (_, _, functionals, _) in enumerate(self.variants):
                for u in range(len(functionals)):
                    x, pitch, f = self.get(u, v)
                    s.append(statistics(x, pitch, f)[0].numpy())
                    c.append(contours(x, pitch)[0].numpy())
            n = len(self.variants)
            np.savez(path, s=np.array(s).reshape(n, -1, Statistics.SIZE), c=np.array(c).reshape(n, -1, Contours.SIZE))
        z = np.load(path)
        return z["s"], z["c"]


def sampling_weights(utterances, chosen):
    """Mass of a corpus: the square root of its size; in it the same for each class."""
    w = np.zeros(len(chosen))
    groups = {}
    for i, u in enumerate(chosen):
        groups.setdefault((utterances[u].corpus, utterances[u].fine), []).append(i)
    size = {c: sum(utterances[u].corpus == c for u in chosen) for c in data.CORPORA}
    classes = {c: len({k[1] for k in groups if k[0] == c}) for c in data.CORPORA}
    for (corpus, _), members in groups.items():
        w[members] = size[corpus] ** 0.5 / classes[corpus] / len(members)
    return w / w.sum()


def fit_perceptron(net, s, fine, chosen, weights, rng):
    """AdamW on random variants with mixup; s is (variants, utterances, size), standardised."""
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS, pct_start=0.2)
    net.train()
    for _ in range(STEPS):
        picked = rng.choice(chosen, BATCH, p=weights)
        x = s[rng.integers(len(s), size=BATCH), picked]
        target = F.one_hot(torch.from_numpy(fine[picked]), len(data.FINE)).float()
        if rng.random() < MIXUP:
            share, order = float(rng.beta(0.4, 0.4)), torch.from_numpy(rng.permutation(BATCH))
            x = share * x + (1 - share) * x[order]
            target = share * target + (1 - share) * target[order]
        target = target * (1 - SMOOTHING) + SMOOTHING / len(data.FINE)
        loss = -(target * F.log_softmax(net(x), dim=1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    net.eval()


@torch.no_grad()
def fit_kernel(kernel, v, fine, chosen, weights):
    """Ridge regression on the first variants of the training utterances; centres are the recordings."""
    kernel.place(v[0][chosen])
    w = torch.from_numpy(weights / weights.mean())
    target = F.one_hot(torch.from_numpy(fine[chosen]), len(data.FINE)).double() - 1 / len(data.FINE)
    inner = kernel.similar(v[0][chosen]).double()
    left, right = RIDGE * inner + 1e-6 * torch.eye(len(chosen), dtype=torch.float64), 0
    for variant in v[:KERNEL_VARIANTS]:
        k = kernel.similar(variant[chosen]).double()
        left += k.T @ (w[:, None] * k)
        right = right + k.T @ (w[:, None] * target)
    kernel.weights.copy_(torch.linalg.solve(left, right).float())


def train(utterances, described, chosen, seed=1):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = SpeechNet(len(chosen))
    s, c = described
    net.standard.fit(s[0][chosen])
    net.standard_contours.fit(c[0][chosen])
    with torch.no_grad():
        s = torch.stack([net.standard(torch.from_numpy(v)) for v in s])
        c = torch.stack([net.standard_contours(torch.from_numpy(v)) for v in c])
        net.axes.copy_(torch.linalg.svd(s[0][chosen], full_matrices=False)[2][:net.EMBEDDING].T)
    fine = np.array([u.fine for u in utterances])
    weights = sampling_weights(utterances, chosen)
    fit_kernel(net.kernel, s, fine, chosen, weights)
    fit_kernel(net.contour_kernel, c, fine, chosen, weights)
    for p in net.perceptrons:
        fit_perceptron(p, s, fine, chosen, weights, rng)
    return net.eval()


@torch.no_grad()
def outputs(net, s, c):
    """Log-probabilities of each judge (utterance, judge, 9) and embeddings, from raw descriptions."""
    s, c = net.standard(torch.from_numpy(s)), net.standard_contours(torch.from_numpy(c))
    return torch.stack(net.judge(s, c), dim=1).numpy(), (s @ net.axes).numpy()


def joint(judges):
    """The average of the judges as class logits, (utterance, 8)."""
    return class_logits(average([torch.from_numpy(judges[:, i]) for i in range(judges.shape[1])])).numpy()


def recall(labels, predicted):
    return float(np.mean([np.mean(predicted[labels == k] == k) for k in np.unique(labels)]))


def main():
    torch.set_num_threads(1)
    cache, run = Path(sys.argv[1]), Path(sys.argv[2])
    run.mkdir(parents=True, exist_ok=True)
    with open(cache / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    described = Features(cache).described(cache)
    fold_of = data.folds(utterances)
    corpus = np.array([u.corpus for u in utterances])
    labels = np.array([u.label for u in utterances])
    parts = {f"fold{k}": fold_of == k for k in range(5)}
    parts["final"] = np.zeros(len(utterances), bool)
    parts.update({f"without_{c}": corpus == c for c in data.CORPORA})
    for name in sys.argv[3:] or parts:
        if (run / f"{name}.pt").exists():
            continue
        start, held = time.time(), np.flatnonzero(parts[name])
        net = train(utterances, described, np.flatnonzero(~parts[name]))
        shown = {}
        if len(held):
            judges, embedding = outputs(net, described[0][0][held], described[1][0][held])
            np.savez(run / f"{name}.npz", indices=held, judges=judges, embedding=embedding)
            predicted = joint(judges).argmax(1)
            shown = {c: round(recall(labels[held][corpus[held] == c], predicted[corpus[held] == c]), 3)
                     for c in data.CORPORA if np.any(corpus[held] == c)}
        torch.save(net.state_dict(), run / f"{name}.pt")
        print(f"{name} {time.time() - start:.0f} s {shown}", flush=True)


if __name__ == "__main__":
    main()
