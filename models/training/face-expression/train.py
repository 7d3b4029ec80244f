"""Trains the face network: FER+ votes and FER2013 labels on one trunk, averaged weights.

Small crops first, full crops last (progressive resizing), one cosine of the learning rate. The
length is a number of epochs, or of minutes where the machine is shared and the time is what counts.
Every epoch writes a checkpoint from which --resume goes on, and a line of JSON to the log.

The work is shared by single-threaded processes that average their gradients once a step. On a busy
machine this is much faster than one process with as many threads, which wait for each other in
every layer.
"""

import argparse
import copy
import json
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import distributed, multiprocessing
from torch.nn import functional as F

from augment import augment, uniform
from data import SEVEN, vote_distribution
from model import FaceNet, depths_of

MEAN, STD = 0.508, 0.255
TAUGHT = 0.8


class Examples:
    """The images of one part of the archive with the targets of both heads."""

    def __init__(self, archive, part):
        rows = np.flatnonzero(archive["part"] == part)
        if part == "train":
            # Mostly "not a face" or "unknown" to the FER+ annotators: nothing to learn from.
            rows = rows[archive["rejected"][rows] <= 5]
        self.rows = rows
        self.images = torch.from_numpy(archive["images"][rows]).unsqueeze(1)
        votes = archive["votes"][rows]
        self.has_votes = torch.from_numpy((votes.sum(1) > 0).astype(np.float32))
        self.votes = torch.from_numpy(vote_distribution(votes).astype(np.float32))
        to_seven = {eight: seven for seven, eight in enumerate(SEVEN)}
        self.label = torch.tensor([to_seven[label] for label in archive["label"][rows]])
        self.majority = torch.from_numpy(archive["majority"][rows])

    def __len__(self):
        return len(self.images)

    def sampling_weights(self):
        """Contempt and disgust are seen about twice as often as they occur."""
        rare = self.votes[:, [1, 2]].sum(1).clamp(max=1) + (self.label == 1).float()
        return 1 + rare.clamp(max=1)


def normalise(x):
    return (x - MEAN) / STD


@torch.no_grad()
def measure(net, examples):
    """Accuracy of the two heads, one view per image."""
    net.eval()
    votes, labels = [], []
    for batch in examples.images.split(256):
        x = normalise(batch.float() / 255).contiguous(memory_format=torch.channels_last)
        first, second, _ = net(x)
        votes.append(first)
        labels.append(second)
    votes, labels = torch.cat(votes), torch.cat(labels)
    known = examples.majority >= 0
    return {
        "ferplus": (votes.argmax(1) == examples.majority)[known].float().mean().item(),
        "fer2013": (labels.argmax(1) == examples.label).float().mean().item(),
        "votes_loss": F.cross_entropy(votes[known], examples.votes[known]).item(),
    }


def crop_size(progress, sizes):
    """The first size for two fifths of the way, the second for two more, the third for the rest."""
    return sizes[min(int(progress * 2.5), 2)]


def average_over(processes, values):
    """Replaces every tensor by its mean over the processes, in one exchange."""
    flat = torch.cat([value.flatten() for value in values])
    distributed.all_reduce(flat)
    flat /= processes
    for value, mean in zip(values, flat.split([value.numel() for value in values])):
        value.copy_(mean.view_as(value))


class Teachers:
    """Nets whose mean answer another shall give to the very same input (Beyer et al. 2022, arXiv
    2106.05237). Half of them see it in the mirror, so that this mean is learned, too."""

    def __init__(self, checkpoints):
        self.nets = []
        for checkpoint in checkpoints:
            state = torch.load(checkpoint)["average"]
            net = FaceNet(depths=depths_of(state))
            net.load_state_dict(state)
            self.nets.append(net.to(memory_format=torch.channels_last).eval())
        self.calls = 0

    @torch.no_grad()
    def __call__(self, x):
        self.calls += 1
        answers = [
            net(x.flip(3) if (place + self.calls) % 2 else x)[:2]
            for place, net in enumerate(self.nets)
        ]
        return [torch.stack(a).float().softmax(2).mean(0) for a in zip(*answers)]


class Objective:
    """Both heads' cross-entropy against the labels, or mostly against the teachers' answers."""

    def __init__(self, train, labels_weight, teachers):
        self.train, self.labels_weight = train, labels_weight
        self.teachers = Teachers(teachers) if teachers else None

    def targets(self, rows):
        return self.train.votes[rows], F.one_hot(self.train.label[rows], 7) * 0.9 + 0.1 / 7

    def mixed(self, x, rows):
        """With teachers: half of the pictures mixed with others (Zhang et al. 2018, arXiv
        1710.09412), whose answers no label tells; then inputs, both targets and their weights."""
        votes, labels = self.targets(rows)
        known = self.train.has_votes[rows]
        if not self.teachers:
            return x, votes, labels, known
        share = torch.where(torch.rand(len(x)) < 0.5, 1.0, uniform(len(x), 0.5, 1))
        other = torch.randperm(len(x))
        mix = lambda a: share.view(-1, *[1] * (a.ndim - 1)) * a + (1 - share).view(
            -1, *[1] * (a.ndim - 1)
        ) * a[other]
        x = mix(x).contiguous(memory_format=torch.channels_last)
        own_votes, own_labels = self.teachers(x)
        # Where the votes are not known, the teachers' alone are.
        known = (known * known[other])[:, None]
        votes = TAUGHT * own_votes + (1 - TAUGHT) * torch.where(known > 0, mix(votes), own_votes)
        labels = TAUGHT * own_labels + (1 - TAUGHT) * mix(labels)
        return x, votes, labels, torch.ones(len(x))

    def __call__(self, answers, votes, labels, known):
        first = F.cross_entropy(answers[0].float(), votes, reduction="none")
        second = F.cross_entropy(answers[1].float(), labels)
        return (first * known).mean() + self.labels_weight * second


def epoch_order(weights, count):
    """Every image once, the rest drawn by weight - 1, shuffled."""
    extra = torch.multinomial(weights - 1 + 1e-9, max(0, count - len(weights)))
    order = torch.cat([torch.randperm(len(weights)), extra])[:count]
    return order[torch.randperm(len(order))]


def run(process, arguments):
    torch.set_num_threads(1)
    processes, first = arguments.processes, process == 0
    distributed.init_process_group("gloo", rank=process, world_size=processes)
    archive = np.load(arguments.archive)
    train = Examples(archive, "train")
    held = Examples(archive, "held") if first else None
    objective = Objective(train, arguments.labels_weight, arguments.teachers)
    weights = train.sampling_weights()
    steps = round(float(weights.sum())) // arguments.batch

    torch.manual_seed(arguments.seed)
    net = FaceNet(
        depths=arguments.depths, dropout=arguments.dropout, drop_path=arguments.drop_path
    )
    if arguments.start:
        net.grow_from(torch.load(arguments.start)["average"])
    net = net.to(memory_format=torch.channels_last)
    average = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in net.parameters() if p.ndim > 1]},
            {"params": [p for p in net.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=arguments.rate,
        betas=(0.9, 0.99),
        weight_decay=arguments.decay,
    )

    arguments.output.mkdir(parents=True, exist_ok=True)
    checkpoint, epoch, done, spent = arguments.output / "checkpoint.pt", 0, 0, 0.0
    if arguments.resume and checkpoint.exists():
        state = torch.load(checkpoint)
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        epoch, done, spent = state["epoch"], state["done"], state["spent"]
    begin = time.monotonic() - spent

    def log(line):
        if first:
            with (arguments.output / "log.jsonl").open("a") as lines:
                print(json.dumps(line), file=lines)

    paths = ("archive", "output", "start", "teachers")
    settings = {k: v for k, v in vars(arguments).items() if k not in paths}
    parameters = sum(p.numel() for p in net.parameters())
    log({"images": len(train), "steps": steps, "parameters": parameters, "settings": settings})

    progress = 0.0
    while progress < 1:
        net.train()
        torch.manual_seed(1000 * arguments.seed + epoch)
        order = epoch_order(weights, steps * arguments.batch)
        torch.manual_seed(torch.initial_seed() * processes + process)
        losses = []
        for rows in order.split(arguments.batch):
            if arguments.minutes:
                clock = torch.tensor((time.monotonic() - begin) / 60 / arguments.minutes)
                distributed.broadcast(clock, 0)
                progress = clock.item()
            else:
                progress = done / (steps * arguments.epochs)
            if progress >= 1:
                break
            warm = min(1, (done + 1) / 200)
            rate = arguments.rate * warm * 0.5 * (1 + math.cos(math.pi * progress))
            for group in optimiser.param_groups:
                group["lr"] = rate + 1e-6
            size = crop_size(progress, arguments.sizes)
            rows = rows[process::processes]
            # Less and less is covered: at the end the net shall know whole faces best.
            erased = 0.2 - 0.15 * progress
            x = normalise(augment(train.images[rows].float() / 255, size, erased))
            x = x.contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16, enabled=arguments.bfloat16):
                x, *wanted = objective.mixed(x, rows)
                answers = net(x)
            loss = objective(answers, *wanted)
            optimiser.zero_grad()
            loss.backward()
            with torch.no_grad():
                average_over(processes, [p.grad for p in net.parameters()])
                optimiser.step()
                done += 1
                decay = min(arguments.average, (1 + done) / (10 + done))
                for mean, value in zip(average.state_dict().values(), net.state_dict().values()):
                    if mean.is_floating_point():
                        mean.lerp_(value, 1 - decay)
            losses.append(loss.item())
        epoch += 1
        spent = time.monotonic() - begin
        if first:
            line = {"epoch": epoch, "minutes": round(spent / 60, 2), "steps": done, "size": size}
            line |= {"rate": round(rate, 7), "loss": round(float(np.mean(losses)), 4)}
            if epoch % 5 == 0 or progress > 0.85:
                line |= {k: round(v, 4) for k, v in measure(average, held).items()}
            log(line)
            state = {"net": net.state_dict(), "average": average.state_dict()}
            state |= {"optimiser": optimiser.state_dict()}
            state |= {"epoch": epoch, "done": done, "spent": spent}
            torch.save(state, checkpoint)
        if not arguments.minutes:
            progress = done / (steps * arguments.epochs)
    distributed.destroy_process_group()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("output", type=Path, help="folder for checkpoint and log")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--epochs", type=int)
    length.add_argument("--minutes", type=float)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="checkpoint of this or a shallower net to go on from")
    parser.add_argument("--teachers", type=Path, nargs="+", help="checkpoints to learn from")
    parser.add_argument("--depths", type=int, nargs=3, default=(2, 3, 2), help="blocks a stage")
    parser.add_argument("--sizes", type=int, nargs=3, default=(40, 48, 48), help="of the crops")
    parser.add_argument("--batch", type=int, default=128, help="over all processes")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--drop-path", type=float, default=0.05)
    parser.add_argument("--labels-weight", type=float, default=0.7)
    parser.add_argument("--average", type=float, default=0.998)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--bfloat16", action="store_true", help="faster where the CPU has it")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29517")
    multiprocessing.spawn(run, (arguments,), arguments.processes)


if __name__ == "__main__":
    main()
