"""Trains the folds (by speaker), the models without one corpus, and the final one.

Usage: python train.py CACHE_FOLDER RUN_FOLDER EMBEDDING_FOLDER [part ...]   (parts: without_X fold0..fold4 final; all)

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
from model import FUNCTIONALS, Description, SpeechNet, Statistics, class_scores, join
from trunk import Trunk

STEPS, BATCH, RATE, DECAY = 600, 96, 3e-3, 1e-2
MIXUP, SMOOTHING = 0.5, 0.1
RIDGE = 0.15
SHRINK = 0.1  # of directions in which speakers differ


class Features:
    """The cached variants of all utterances; variant 0 is the recording as it is, the others are changed copies of it (prepare.py)."""

    def __init__(self, cache, embedding):
        self.variants = []
        for v in range(len(list(Path(cache).glob("logmel*.npz")))):
            z = np.load(Path(cache) / f"logmel{v}.npz")
            starts = np.concatenate([[0], np.cumsum(z["lengths"])])
            pitch = np.fromfile(Path(cache) / f"pitch{v}.f32", "<f4").reshape(-1, 2)
            functionals = np.fromfile(Path(cache) / f"functionals{v}.f32", "<f4").reshape(-1, FUNCTIONALS)
            assert len(pitch) == starts[-1] and len(functionals) == len(z["lengths"])
            self.variants.append((z["frames"], pitch, functionals, starts))
        self.described = self.describe(Path(cache) / "described.npy")
        self.trunk = Trunk().read(embedding)
        self.pooled = self.pool(Path(cache) / "trunk.npy")

    def tensors(self, utterance, variant):
        """Log-mel and pitch of one utterance as inputs of the network, n = 1."""
        frames, pitch, _, starts = self.variants[variant]
        span = slice(starts[utterance], starts[utterance + 1])
        return torch.from_numpy(frames[span].astype(np.float32))[None], torch.from_numpy(pitch[span])[None]

    @torch.no_grad()
    def describe(self, path):
        """The description of each variant and utterance, computed once: (variants, utterances, size)."""
        if not path.exists():
            describe = Description()
            rows = [describe(*self.tensors(u, v), torch.from_numpy(functionals[u])[None])[0].numpy()
                    for v, (_, _, functionals, _) in enumerate(self.variants) for u in range(len(functionals))]
            np.save(path, np.array(rows).reshape(len(self.variants), -1, Description.SIZE))
        return np.load(path)

    @torch.no_grad()
    def pool(self, path):
        """What the trunk makes of each utterance, computed once: (variants, utterances, size)."""
        if not path.exists():
            np.save(path, [np.concatenate([self.trunk(self.tensors(u, v)[0]).numpy() for u in range(len(functionals))])
                           for v, (_, _, functionals, _) in enumerate(self.variants)])
        return np.load(path)

    def linear_rows(self, utterances, variant=0):
        """What the linear judge goes by, (utterances, size)."""
        return np.hstack([self.described[variant][utterances, :Statistics.SIZE], self.pooled[variant][utterances]])


def sampling_weights(utterances, chosen, of=lambda u: u.fine):
    """Mass of a corpus: the square root of its size; in it the same for each class."""
    w = np.zeros(len(chosen))
    groups = {}
    for i, u in enumerate(chosen):
        groups.setdefault((utterances[u].corpus, of(utterances[u])), []).append(i)
    size = {c: sum(utterances[u].corpus == c for u in chosen) for c in data.CORPORA}
    classes = {c: len({k[1] for k in groups if k[0] == c}) for c in data.CORPORA}
    for (corpus, _), members in groups.items():
        w[members] = size[corpus] ** 0.5 / classes[corpus] / len(members)
    return w / w.sum()


def fit_perceptron(net, v, fine, chosen, weights, rng):
    """AdamW on variants drawn at random, with mixup; v is (variants, utterances, size), standardised."""
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS, pct_start=0.2)
    net.train()
    for _ in range(STEPS):
        picked = rng.choice(chosen, BATCH, p=weights)
        x = v[rng.integers(len(v), size=BATCH), picked]
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


def main_axes(rows, speakers, count):
    """The main axes of rows (utterance, size), after shrinking what tells speakers of a corpus apart; (size, count)."""
    corpora = np.array([s.split(":")[0] for s in speakers])
    apart = np.array([rows[speakers == s].mean(0) - rows[corpora == s.split(":")[0]].mean(0)
                      for s in np.unique(speakers)])
    _, strength, directions = np.linalg.svd(SHRINK * apart, full_matrices=False)
    shrunk = np.eye(rows.shape[1]) - directions.T * (1 - 1 / np.sqrt(1 + strength ** 2)) @ directions
    centred = rows - rows.mean(0)
    values, axes = np.linalg.eigh(shrunk @ (centred.T @ centred) @ shrunk)
    return torch.from_numpy(shrunk @ axes[:, np.argsort(-values)[:count]]).float()


@torch.no_grad()
def fit_kernels(kernels, v, fine, speakers, chosen, weights):
    """Axes from the recordings, which are the centres; ridge regression on all variants."""
    for part, axes in kernels.AXES.items():
        rows = kernels.columns(v[0][chosen], part).double().numpy()
        getattr(kernels, f"axes_{part}").copy_(main_axes(rows, speakers[chosen], axes))
    kernels.place(v[0][chosen])
    w = torch.from_numpy(weights / weights.mean())
    target = F.one_hot(torch.from_numpy(fine[chosen]), len(data.FINE)).double() - 1 / len(data.FINE)
    similar = [kernels.similar(variant[chosen]) for variant in v]
    for i in range(len(kernels.weights)):
        k = [s[i].double() for s in similar]  # single precision is not enough for these sums
        left = RIDGE * k[0] + 1e-6 * torch.eye(len(chosen), dtype=torch.float64)
        left += sum(s.T @ (w[:, None] * s) for s in k)
        right = sum(s.T @ (w[:, None] * target) for s in k)
        kernels.weights[i] = torch.linalg.solve(left, right).float()


def train(utterances, features, chosen, seed=1):
    """A network trained on the chosen utterances."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = SpeechNet(len(chosen))
    net.standard.fit(features.described[0][chosen])
    with torch.no_grad():
        v = torch.stack([net.standard(torch.from_numpy(rows)) for rows in features.described])
    fine = np.array([u.fine for u in utterances])
    weights = sampling_weights(utterances, chosen)
    speakers = np.array([u.speaker for u in utterances])
    fit_kernels(net.kernels, v, fine, speakers, chosen, weights)
    net.trunk.load_state_dict(features.trunk.state_dict())
    net.linear.fit(features.linear_rows(chosen), np.array([utterances[u].label for u in chosen]), speakers[chosen],
                   sampling_weights(utterances, chosen, lambda u: u.label),
                   [features.linear_rows(chosen, v) for v in range(1, len(features.variants))])
    for p in net.perceptrons:
        fit_perceptron(p, v, fine, chosen, weights, rng)
    return net.eval()


@torch.no_grad()
def outputs(net, features, utterances, variant=0):
    """Log-probabilities of the first judges (utterance, judge, 9), of the linear one (utterance, 7), embeddings, strangeness."""
    v = net.standard(torch.from_numpy(features.described[variant][utterances]))
    judges = torch.stack(net.judge(v), dim=1)
    rows = torch.from_numpy(features.linear_rows(utterances, variant))
    return judges.numpy(), net.linear(rows).numpy(), net.embedding(v).numpy(), net.linear.strangeness(rows).numpy()


def joint(judges, linear, strangeness):
    """The judges joined as class scores, (utterance, 8)."""
    first = join([torch.from_numpy(judges[:, i]) for i in range(judges.shape[1])])
    return class_scores(first, torch.from_numpy(linear), torch.from_numpy(strangeness)).numpy()


def recall(labels, predicted):
    return float(np.mean([np.mean(predicted[labels == k] == k) for k in np.unique(labels)]))


def main():
    torch.set_num_threads(1)
    cache, run = Path(sys.argv[1]), Path(sys.argv[2])
    run.mkdir(parents=True, exist_ok=True)
    with open(cache / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    features = Features(cache, sys.argv[3])
    fold_of = data.folds(utterances)
    corpus = np.array([u.corpus for u in utterances])
    labels = np.array([u.label for u in utterances])
    parts = {f"without_{c}": corpus == c for c in data.CORPORA}
    parts.update({f"fold{k}": fold_of == k for k in range(5)})
    parts["final"] = np.zeros(len(utterances), bool)
    for name in sys.argv[4:] or parts:
        if (run / f"{name}.pt").exists():
            continue
        start, held = time.time(), np.flatnonzero(parts[name])
        net = train(utterances, features, np.flatnonzero(~parts[name]))
        shown = {}
        if len(held):
            judges, linear, embedding, strangeness = outputs(net, features, held)
            np.savez(run / f"{name}.npz", indices=held, judges=judges, linear=linear, embedding=embedding, strangeness=strangeness)
            predicted = joint(judges, linear, strangeness).argmax(1)
            shown = {c: round(recall(labels[held][corpus[held] == c], predicted[corpus[held] == c]), 3)
                     for c in data.CORPORA if np.any(corpus[held] == c)}
        torch.save(net.state_dict(), run / f"{name}.pt")
        print(f"{name} {time.time() - start:.0f} s {shown}", flush=True)


if __name__ == "__main__":
    main()
