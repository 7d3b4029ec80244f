"""Trains the folds (by speaker) or the final model; keeps each fold's outputs, so it can be resumed.

Usage: python train.py CACHE_FOLDER RUN_FOLDER [--folds 0,1,2,3,4 | --final] [--epochs 40]
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
from model import SpeechNet, class_logits


class Features:
    """The cached variants of all utterances; index 0 is the recording as it is."""

    def __init__(self, cache):
        self.variants = []
        for path in sorted(Path(cache).glob("logmel*.npz")):
            z = np.load(path)
            starts = np.concatenate([[0], np.cumsum(z["lengths"])])
            self.variants.append((z["frames"], starts))

    def get(self, utterance, variant):
        frames, starts = self.variants[variant]
        return frames[starts[utterance]:starts[utterance + 1]].astype(np.float32)


def batch_of(arrays):
    n = max(len(a) for a in arrays)
    n += -n % 4
    x = np.full((len(arrays), n, arrays[0].shape[1]), -12.0, np.float32)
    mask = np.zeros((len(arrays), n), np.float32)
    for i, a in enumerate(arrays):
        x[i, :len(a)], mask[i, :len(a)] = a, 1
    return torch.from_numpy(x), torch.from_numpy(mask)


def crop(a, rng, longest=300):
    """A random part: usually nearly all, at times as short as a live window."""
    keep = int(min(longest, max(60, len(a) * rng.uniform(0.6, 1.0))))
    if len(a) <= keep:
        return a
    start = rng.integers(0, len(a) - keep + 1)
    return a[start:start + keep]


def spec_augment(a, rng):
    a = a.copy()
    mean = a.mean()
    for _ in range(2):
        width = rng.integers(0, 10)
        start = rng.integers(0, a.shape[1] - width)
        a[:, start:start + width] = mean
        width = rng.integers(0, min(20, len(a) // 4))
        start = rng.integers(0, len(a) - width)
        a[start:start + width] = mean
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


def train(features, utterances, chosen, args, log, seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = SpeechNet().to(memory_format=torch.channels_last)
    steps = args.epochs * (len(chosen) // args.batch)
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=args.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=steps, pct_start=0.2)
    weights = sampling_weights(utterances, chosen)
    fine = np.array([u.fine for u in utterances])
    start, losses = time.time(), []
    net.train()
    for step in range(steps):
        picked = rng.choice(chosen, args.batch, p=weights)
        arrays = [spec_augment(crop(features.get(u, rng.integers(len(features.variants))), rng), rng)
                  for u in picked]
        x, mask = batch_of(arrays)
        target = F.one_hot(torch.from_numpy(fine[picked]), len(data.FINE)).float()
        if rng.random() < args.mixup:
            share = float(rng.beta(0.4, 0.4))
            order = torch.from_numpy(rng.permutation(args.batch))
            both = torch.maximum(mask, mask[order])
            x, mask = share * x + (1 - share) * x[order], both
            target = share * target + (1 - share) * target[order]
        target = target * (1 - args.smooth) + args.smooth / len(data.FINE)
        logits, _ = net(x, mask)
        loss = -(target * F.log_softmax(logits, dim=1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if (step + 1) % max(1, steps // args.reports) == 0:
            log(net, step + 1, steps, np.mean(losses), time.time() - start)
            losses = []
            net.train()
    return net.eval()


@torch.no_grad()
def outputs(net, features, indices, variant=0):
    net.eval()
    fine, embedding = [], []
    for u in indices:
        x, mask = batch_of([features.get(u, variant)])
        logits, e = net(x, mask)
        fine.append(logits[0].numpy())
        embedding.append(e[0].numpy())
    return np.array(fine), np.array(embedding)


def recall(labels, predicted):
    return float(np.mean([np.mean(predicted[labels == k] == k) for k in np.unique(labels)]))


def by_corpus(utterances, indices, fine_logits):
    predicted = class_logits(torch.from_numpy(fine_logits)).argmax(1).numpy()
    labels = np.array([utterances[u].label for u in indices])
    corpus = np.array([utterances[u].corpus for u in indices])
    return {c: round(recall(labels[corpus == c], predicted[corpus == c]), 3)
            for c in data.CORPORA if np.any(corpus == c)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cache")
    parser.add_argument("run")
    parser.add_argument("--folds", default="0,1,2,3,4")
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--without", choices=data.CORPORA, help="train on the two other corpora, test on this one")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=1e-2)
    parser.add_argument("--mixup", type=float, default=0.5)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--reports", type=int, default=8)
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
            shown = by_corpus(utterances, held, outputs(net, features, held)[0]) if len(held) else {}
            print(f"{name} step {step}/{steps} loss {loss:.3f} {seconds:.0f} s {shown}", flush=True)

        net = train(features, utterances, training, args, log, args.seed)
        if len(held):
            fine, embedding = outputs(net, features, held)
            np.savez(run / f"{name}.npz", indices=held, fine=fine, embedding=embedding)
        torch.save(net.state_dict(), run / f"{name}.pt")


if __name__ == "__main__":
    main()
