"""Trains the folds (by speaker) or the final model; keeps each fold's outputs, so it can be resumed.

Usage: python train.py CACHE_FOLDER RUN_FOLDER [--folds 0,1,2,3,4 | --final] [--epochs 20]
"""

import argparse
import json
import pickle
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import data
from frontend import BANDS
from model import FUNCTIONALS, SpeechNet, Statistics, average, class_logits


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
        self.statistics = self._statistics(Path(cache) / "statistics.npy")

    def get(self, utterance, variant):
        """Log-mel and pitch side by side (frames, 66), and the functionals."""
        frames, pitch, functionals, starts = self.variants[variant]
        span = slice(starts[utterance], starts[utterance + 1])
        return np.hstack([frames[span].astype(np.float32), pitch[span]]), functionals[utterance]

    @torch.no_grad()
    def _statistics(self, path):
        """The statistics branch's input of each variant and utterance, computed once."""
        if not path.exists():
            compute, result = Statistics(), []
            for v, (_, _, functionals, _) in enumerate(self.variants):
                for u in range(len(functionals)):
                    frames, f = self.get(u, v)
                    x, pitch, mask = batch_of([frames])
                    result.append(compute(x, pitch, torch.from_numpy(f[None]), mask)[0].numpy())
            np.save(path, np.array(result).reshape(len(self.variants), len(functionals), -1))
        return np.load(path)


def batch_of(arrays):
    """Pads (frames, 66) arrays to one length: log-mel, pitch, mask."""
    n = max(len(a) for a in arrays)
    x = np.full((len(arrays), n, arrays[0].shape[1]), -12.0, np.float32)
    x[:, :, BANDS:] = 0
    mask = np.zeros((len(arrays), n), np.float32)
    for i, a in enumerate(arrays):
        x[i, :len(a)], mask[i, :len(a)] = a, 1
    x = torch.from_numpy(x)
    return x[:, :, :BANDS].contiguous(), x[:, :, BANDS:].contiguous(), torch.from_numpy(mask)


def crop(a, rng, longest=240):
    """A random part: usually nearly all, at times as short as a live window."""
    keep = int(min(longest, max(60, len(a) * rng.uniform(0.6, 1.0))))
    if len(a) <= keep:
        return a
    start = rng.integers(0, len(a) - keep + 1)
    return a[start:start + keep]


def spec_augment(a, rng):
    a = a.copy()
    mean = a[:, :BANDS].mean()
    for _ in range(2):
        width = rng.integers(0, 10)
        start = rng.integers(0, BANDS - width)
        a[:, start:start + width] = mean
        width = rng.integers(0, min(20, len(a) // 4))
        start = rng.integers(0, len(a) - width)
        a[start:start + width, :BANDS] = mean
    return a


def sampling_weights(utterances, chosen):
    """Equal mass for each corpus (square root of its size), and in it for each class and speaker."""
    w = np.zeros(len(chosen))
    groups = {}
    for i, u in enumerate(chosen):
        groups.setdefault((utterances[u].corpus, utterances[u].fine), []).append(i)
    size = {c: sum(utterances[u].corpus == c for u in chosen) for c in data.CORPORA}
    classes = {c: len({k[1] for k in groups if k[0] == c}) for c in data.CORPORA}
    for (corpus, _), members in groups.items():
        w[members] = size[corpus] ** 0.5 / classes[corpus] / len(members)
    return w / w.sum()


def fit_scale(branch, statistics):
    """Centre and scale of the statistics on the training recordings."""
    branch.centre.copy_(torch.from_numpy(np.nanmean(statistics, axis=0)))
    branch.scale.copy_(torch.from_numpy(np.nanstd(statistics, axis=0) + 1e-3))


def train(features, utterances, chosen, args, log, seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = SpeechNet()
    net.moving.to(memory_format=torch.channels_last)
    fit_scale(net.whole, features.statistics[0][chosen])
    steps = args.epochs * (len(chosen) // args.batch)
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=args.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=steps, pct_start=0.2)
    weights = sampling_weights(utterances, chosen)
    fine = np.array([u.fine for u in utterances])
    start, losses = time.time(), []
    net.train()
    for step in range(steps):
        picked = rng.choice(chosen, args.batch, p=weights)
        variants = rng.integers(len(features.variants), size=args.batch)
        frames = [spec_augment(crop(features.get(u, v)[0], rng), rng) for u, v in zip(picked, variants)]
        x, pitch, mask = batch_of(frames)
        s = net.whole.standardise(torch.from_numpy(features.statistics[variants, picked]))
        target = F.one_hot(torch.from_numpy(fine[picked]), len(data.FINE)).float()
        if rng.random() < args.mixup:
            share = 1 - float(rng.beta(0.4, 0.4)) / 2
            share = max(share, 1 - share)
            order = torch.from_numpy(rng.permutation(args.batch))
            x, mask = share * x + (1 - share) * x[order], torch.maximum(mask, mask[order])
            s = share * s + (1 - share) * s[order]
            target = share * target + (1 - share) * target[order]
        target = target * (1 - args.smooth) + args.smooth / len(data.FINE)
        moving, _ = net.moving(x, pitch, mask)
        whole, _ = net.whole(s)
        loss = sum(-(target * F.log_softmax(logits, dim=1)).sum(1).mean() for logits in [moving] + whole)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.moving.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item() / (1 + len(whole)))
        if (step + 1) % max(1, steps // args.reports) == 0:
            log(net, step + 1, steps, np.mean(losses), time.time() - start)
            losses = []
            net.train()
    return net.eval()


@torch.no_grad()
def outputs(net, features, indices, variant=0):
    """Fine logits of each member (utterance, member, 9) and embeddings, one utterance at a time."""
    net.eval()
    fine, embedding = [], []
    for u in indices:
        frames, functionals = features.get(u, variant)
        x, pitch, mask = batch_of([frames])
        logits, e = net(x, pitch, torch.from_numpy(functionals[None]), mask)
        fine.append(torch.stack([l[0] for l in logits]).numpy())
        embedding.append(e[0].numpy())
    return np.array(fine), np.array(embedding)


def joint(fine):
    """The average of the members as class logits, (utterance, 8)."""
    members = [torch.from_numpy(fine[:, i]) for i in range(fine.shape[1])]
    return class_logits(average(members)).numpy()


def recall(labels, predicted):
    return float(np.mean([np.mean(predicted[labels == k] == k) for k in np.unique(labels)]))


def by_corpus(utterances, indices, logits):
    labels = np.array([utterances[u].label for u in indices])
    corpus = np.array([utterances[u].corpus for u in indices])
    return {c: round(recall(labels[corpus == c], logits[corpus == c].argmax(1)), 3)
            for c in data.CORPORA if np.any(corpus == c)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cache")
    parser.add_argument("run")
    parser.add_argument("--folds", default="0,1,2,3,4")
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--without", choices=data.CORPORA, help="train on the two other corpora, test on this one")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=1e-2)
    parser.add_argument("--mixup", type=float, default=0.5)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--reports", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    run = Path(args.run)
    run.mkdir(parents=True, exist_ok=True)
    (run / "settings.json").write_text(json.dumps(vars(args), indent=1))
    with open(Path(args.cache) / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    features = Features(args.cache)
    fold_of = data.folds(utterances)

    parts = {"final": (np.arange(len(utterances)), [])} if args.final else {}
    if args.without:
        held = np.array([u.corpus == args.without for u in utterances])
        parts = {f"without_{args.without}": (np.flatnonzero(~held), np.flatnonzero(held))}
    elif not args.final:
        parts = {f"fold{k}": (np.flatnonzero(fold_of != k), np.flatnonzero(fold_of == k))
                 for k in map(int, args.folds.split(","))}
    for name, (training, held) in parts.items():
        if (run / f"{name}.pt").exists():
            print(name, "is there already", flush=True)
            continue

        def log(net, step, steps, loss, seconds, name=name, held=held):
            print(f"{name} step {step}/{steps} loss {loss:.3f} {seconds:.0f} s", end=" ")
            if len(held):
                fine, _ = outputs(net, features, held)
                only = [class_logits(torch.from_numpy(fine[:, i])).numpy() for i in range(fine.shape[1])]
                for title, logits in (("joint", joint(fine)), ("moving", only[0]), ("whole", only[1])):
                    print(title, by_corpus(utterances, held, logits), end=" ")
            print(flush=True)

        net = train(features, utterances, training, args, log, args.seed)
        if len(held):
            fine, embedding = outputs(net, features, held)
            np.savez(run / f"{name}.npz", indices=held, fine=fine, embedding=embedding)
        torch.save(net.state_dict(), run / f"{name}.pt")


if __name__ == "__main__":
    main()
