"""Teaches a trained net posed expressions without losing the web pictures.

Web pictures hold few posed faces, and a net trained on them calls restrained posed anger "neutral".
Everything learned from them stays as it is. Added are, on the last features in 3x3 fields,

- a posed head, fitted to the posed pictures alone:   CE(posed) + decay * |weights|^2, and then
- a gate g that mixes both heads' probabilities, (1 - g) web + g posed, fitted to both kinds:
                            CE(web pictures) + weight * CE(posed pictures) + decay * |weights|^2

(a mixture of two experts, Jacobs et al. 1991, doi:10.1162/neco.1991.3.1.79). The posed head is right
on pictures like those it learned from and on nothing else, so it must speak there only. The web
pictures' targets are mixed with the unchanged head's own answers, which keeps the gate shut on them.

Both are fitted once for every posed person, without that person, and asked only about that person;
those answers are the ones to report. The shipped ones are then fitted on all of them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from augment import augment, light, warp
from model import FIELDS, PosedFaceNet, mixture
from train import Examples, normalise

WEB_PICTURES = 12000
POSED_VIEWS = 40
OWN_ANSWER = 0.7
CERTAINTY = 0.9


class Seen:
    """What the heads see of crops (..., 1, 48, 48) in [0, 1]: web head's logits, last and last but
    one features in fields; and the second head's logits."""

    @torch.no_grad()
    def __init__(self, net, crops):
        flat = crops.flatten(0, -4)
        parts = [net.features(normalise(part)) for part in flat.split(256)]
        embedding, last, before = (torch.cat(part) for part in zip(*parts))
        self.web, self.labels = net.votes_head(embedding), net.labels_head(embedding)
        self.before, self.fields = before, torch.cat([last, before], 1)
        self.shape = crops.shape[:-3]

    def take(self, name, rows):
        """The values of the pictures `rows` in every view, as one batch."""
        values = getattr(self, name)
        return values.view(*self.shape, -1)[:, rows].flatten(0, 1)


def minimise(parameters, objective, iterations=60):
    solver = torch.optim.LBFGS(parameters, max_iter=iterations, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        loss = objective()
        loss.backward()
        return loss

    solver.step(step)


class Standardised:
    """A linear layer that is fitted to standardised inputs and then takes them as they are."""

    def __init__(self, like, least, outputs):
        self.mean, self.deviation = like.mean(0), like.std(0) + least
        self.matrix = torch.zeros(outputs, like.shape[1], requires_grad=True)
        self.offset = torch.zeros(outputs, requires_grad=True)

    def inputs(self, x):
        return (x - self.mean) / self.deviation

    def layer(self):
        linear = nn.Linear(*reversed(self.matrix.shape))
        with torch.no_grad():
            linear.weight.copy_(self.matrix / self.deviation)
            linear.bias.copy_(self.offset - linear.weight @ self.mean)
        return linear.requires_grad_(False)


class Teacher:
    """Fits posed head and gate to some of the posed pictures."""

    def __init__(self, web, given, known, posed, truth, arguments):
        self.web, self.posed, self.arguments = web, posed, arguments
        own = web.web.softmax(1)
        mixed = OWN_ANSWER * own + (1 - OWN_ANSWER) * given
        self.web_target = torch.where(known[:, None], mixed, own)
        self.posed_target = F.one_hot(truth, 8) * CERTAINTY + (1 - CERTAINTY) / 8

    def fit(self, rows):
        """Posed head and gate."""
        target = self.posed_target[rows].repeat(POSED_VIEWS, 1)
        head = self.head(self.posed.take("fields", rows), target)
        return head, self.gate(head, rows, target)

    def head(self, fields, target):
        fitted = Standardised(fields, 0.05, 8)
        x = fitted.inputs(fields)

        def objective():
            logits = x @ fitted.matrix.T + fitted.offset
            decay = self.arguments.head_decay * fitted.matrix.square().sum()
            return F.cross_entropy(logits, target) + decay

        minimise([fitted.matrix, fitted.offset], objective)
        return fitted.layer()

    def gate(self, head, rows, target):
        fitted = Standardised(self.web.before, 0.01, 1)
        web_x = fitted.inputs(self.web.before)
        posed_x = fitted.inputs(self.posed.take("before", rows))
        web_answers = self.web.web, head(self.web.fields)
        posed_answers = self.posed.take("web", rows), head(self.posed.take("fields", rows))

        def wrong(answers, x, target):
            return F.cross_entropy(mixture(*answers, x @ fitted.matrix.T + fitted.offset), target)

        def objective():
            decay = self.arguments.gate_decay * fitted.matrix.square().sum()
            posed = self.arguments.weight * wrong(posed_answers, posed_x, target)
            return wrong(web_answers, web_x, self.web_target) + posed + decay

        minimise([fitted.matrix, fitted.offset], objective)
        return fitted.layer()

    def answer(self, head, gate, rows):
        """Log-probabilities of posed pictures, one view of each."""
        web, fields, before = (self.posed.take(n, rows) for n in ("web", "fields", "before"))
        one = slice(0, int(rows.sum()))
        return mixture(web[one], head(fields[one]), gate(before[one]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("posed", type=Path, help="made by crops.py")
    parser.add_argument("target", type=Path, help="checkpoint to write, and .npz beside it")
    parser.add_argument("--weight", type=float, default=2, help="of the posed pictures in the gate")
    parser.add_argument("--head-decay", type=float, default=0.3)
    parser.add_argument("--gate-decay", type=float, default=0.001)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(3)

    whole = PosedFaceNet()
    net = whole.net
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    net = net.to(memory_format=torch.channels_last).eval()
    train, posed = Examples(np.load(arguments.archive), "train"), np.load(arguments.posed)
    rows = torch.randperm(len(train))[:WEB_PICTURES]
    web = Seen(net, augment(train.images[rows].float() / 255))
    crops = torch.from_numpy(posed["images"]).unsqueeze(1).float() / 255
    views = [crops, crops.flip(3)] + [light(warp(crops.clone())) for _ in range(POSED_VIEWS - 2)]
    seen = Seen(net, torch.stack(views))
    truth, person = torch.from_numpy(posed["label"]), posed["subject"]
    given, known = train.votes[rows], train.has_votes[rows] > 0
    teacher = Teacher(web, given, known, seen, truth, arguments)

    everyone = torch.ones(len(truth), dtype=torch.bool)
    unseen = torch.zeros(len(truth), 8)
    right = {}
    for one in np.unique(person):
        own = torch.from_numpy(person == one)
        unseen[own] = teacher.answer(*teacher.fit(everyone & ~own), own)
        right[str(one)] = round((unseen[own].argmax(1) == truth[own]).float().mean().item(), 3)
    print(json.dumps({"right": float((unseen.argmax(1) == truth).float().mean())} | right))
    whole.posed, whole.gate = teacher.fit(everyone)
    torch.save({"average": whole.state_dict()}, arguments.target)
    np.savez(
        arguments.target.with_suffix(".npz"),
        truth=posed["label"],
        person=person,
        found=posed["found"],
        votes=unseen.numpy(),
        votes_before=seen.web[: len(truth)].numpy(),
        labels=seen.labels[: len(truth)].numpy(),
    )


if __name__ == "__main__":
    main()
