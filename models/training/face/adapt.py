"""Teaches the first head posed expressions without losing the web pictures.

Web pictures hold few posed faces, and a network trained on them calls restrained posed anger
"neutral". Everything below the heads stays as it is. To the answer for the votes a linear
correction is added that sees the embedding and the last features in 3x3 fields, and minimises

    CE(web pictures) + weight * CE(posed pictures) + decay * |correction|^2

over standardised inputs, a convex problem. The web pictures' targets are mixed with the unchanged
head's own answers, which keeps it from drifting.

One correction is fitted for every posed person, without that person, and asked only about that
person; those answers are the ones to report. The shipped one is then fitted on all of them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from augment import augment, light, warp
from model import EMBEDDING, PosedFaceNet
from train import Examples, normalise

WEB_PICTURES = 8000
POSED_VIEWS = 8
OWN_ANSWER = 0.7
CERTAINTY = 0.9


@torch.no_grad()
def parts(net, x):
    """What the correction sees of crops (n, 1, 48, 48) in [0, 1]."""
    return torch.cat([net.features(normalise(part))[1] for part in x.split(256)])


class Corrector:
    """Fits the correction of a head to posed pictures."""

    def __init__(self, layer, web, given, known, posed, posed_class):
        self.web, self.posed = web, posed
        self.mean, self.deviation = web.mean(0), web.std(0) + 1e-2
        classes = layer.out_features
        with torch.no_grad():
            self.web_logits = layer(web[:, :EMBEDDING])
            self.posed_logits = layer(posed[..., :EMBEDDING])
            own = self.web_logits.softmax(1)
        mixed = OWN_ANSWER * own + (1 - OWN_ANSWER) * given
        self.web_target = torch.where(known[:, None], mixed, own)
        smooth = (1 - CERTAINTY) / classes
        self.posed_target = F.one_hot(posed_class, classes) * CERTAINTY + smooth

    def fit(self, rows, weight, decay):
        """The correction learned from the posed pictures `rows`."""
        web = (self.web - self.mean) / self.deviation
        posed = ((self.posed[:, rows] - self.mean) / self.deviation).flatten(0, 1)
        posed_logits = self.posed_logits[:, rows].flatten(0, 1)
        target = self.posed_target[rows].repeat(len(self.posed), 1)
        matrix = torch.zeros(target.shape[1], web.shape[1], requires_grad=True)
        offset = torch.zeros(target.shape[1], requires_grad=True)
        solver = torch.optim.LBFGS([matrix, offset], max_iter=60, line_search_fn="strong_wolfe")

        def objective():
            solver.zero_grad()
            loss = F.cross_entropy(self.web_logits + web @ matrix.T + offset, self.web_target)
            wrong = F.cross_entropy(posed_logits + posed @ matrix.T + offset, target)
            loss = loss + weight * wrong + decay * matrix.square().sum()
            loss.backward()
            return loss

        solver.step(objective)
        correction = nn.Linear(web.shape[1], target.shape[1])
        with torch.no_grad():
            scaled = matrix / self.deviation
            correction.weight.copy_(scaled)
            correction.bias.copy_(offset - scaled @ self.mean)
        return correction

    def answer(self, correction, rows):
        """Logits for posed pictures, one view of each."""
        with torch.no_grad():
            return self.posed_logits[0, rows] + correction(self.posed[0, rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("posed", type=Path, help="made by crops.py")
    parser.add_argument("target", type=Path, help="checkpoint to write, and .npz beside it")
    parser.add_argument("--weight", type=float, default=0.05, help="of the posed pictures")
    parser.add_argument("--decay", type=float, default=0.1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(3)

    whole = PosedFaceNet()
    net = whole.net
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    net = net.to(memory_format=torch.channels_last).eval()
    train, posed = Examples(np.load(arguments.archive), "train"), np.load(arguments.posed)
    rows = torch.randperm(len(train))[:WEB_PICTURES]
    web = parts(net, augment(train.images[rows].float() / 255))
    crops = torch.from_numpy(posed["images"]).unsqueeze(1).float() / 255
    views = [crops, crops.flip(3)] + [light(warp(crops.clone())) for _ in range(POSED_VIEWS - 2)]
    seen = torch.stack([parts(net, view) for view in views])
    truth, person = torch.from_numpy(posed["label"]), posed["subject"]

    corrector = Corrector(
        net.votes_head, web, train.votes[rows], train.has_votes[rows] > 0, seen, truth
    )
    everyone = torch.arange(len(truth))
    unseen = torch.zeros(len(truth), net.votes_head.out_features)
    right = {}
    for one in np.unique(person):
        own = torch.from_numpy(person == one)
        correction = corrector.fit(everyone[~own], arguments.weight, arguments.decay)
        unseen[own] = corrector.answer(correction, own)
        right[str(one)] = round((unseen[own].argmax(1) == truth[own]).float().mean().item(), 3)
    print(json.dumps({"right": float((unseen.argmax(1) == truth).float().mean())} | right))
    with torch.no_grad():
        labels = net.labels_head(seen[0, :, :EMBEDDING])
    whole.correction = corrector.fit(everyone, arguments.weight, arguments.decay)
    torch.save({"average": whole.state_dict()}, arguments.target)
    np.savez(
        arguments.target.with_suffix(".npz"),
        truth=posed["label"],
        person=person,
        found=posed["found"],
        votes=unseen.numpy(),
        votes_before=corrector.posed_logits[0].numpy(),
        labels=labels.numpy(),
    )


if __name__ == "__main__":
    main()
