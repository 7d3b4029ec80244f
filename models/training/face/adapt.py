"""Teaches the two heads posed expressions without losing the web pictures.

Web pictures hold few posed faces, and a network trained on them calls restrained posed anger
"neutral". Everything below the heads stays as it is. To each head a linear correction of the
embedding is added that minimises

    CE(web pictures) + weight * CE(posed pictures) + decay * |correction|^2

over the standardised embedding, a convex problem. The web pictures' targets are mixed with the
unchanged head's own answers, which keeps it from drifting.

One correction is fitted for every posed person, without that person, and asked only about that
person; those answers are the ones to report. The shipped one is then fitted on all of them.
"""

import argparse
import copy
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from augment import augment, light, warp
from data import SEVEN
from model import FaceNet
from train import Examples, normalise

WEB_PICTURES = 8000
POSED_VIEWS = 8
OWN_ANSWER = 0.7
CERTAINTY = 0.9


@torch.no_grad()
def embeddings(net, x):
    """Of crops (n, 1, 48, 48) in [0, 1]."""
    return torch.cat([net(normalise(part))[2] for part in x.split(256)])


class Head:
    """One head with what it shall learn: embeddings and targets of web and of posed pictures."""

    def __init__(self, layer, web, given, known, posed, posed_class):
        self.layer, self.web, self.posed = layer, web, posed
        self.mean, self.deviation = web.mean(0), web.std(0) + 1e-2
        classes = layer.out_features
        with torch.no_grad():
            own = layer(web).softmax(1)
        mixed = OWN_ANSWER * own + (1 - OWN_ANSWER) * given
        self.web_target = torch.where(known[:, None], mixed, own)
        smooth = (1 - CERTAINTY) / classes
        self.posed_target = F.one_hot(posed_class, classes) * CERTAINTY + smooth

    def fit(self, rows, weight, decay):
        """The head corrected for the posed pictures `rows`."""
        with torch.no_grad():
            posed = self.posed[:, rows].flatten(0, 1)
            web_logits, posed_logits = self.layer(self.web), self.layer(posed)
            web = (self.web - self.mean) / self.deviation
            posed = (posed - self.mean) / self.deviation
        target = self.posed_target[rows].repeat(len(self.posed), 1)
        matrix = torch.zeros_like(self.layer.weight).requires_grad_()
        offset = torch.zeros_like(self.layer.bias).requires_grad_()
        solver = torch.optim.LBFGS([matrix, offset], max_iter=60, line_search_fn="strong_wolfe")

        def objective():
            solver.zero_grad()
            loss = F.cross_entropy(web_logits + web @ matrix.T + offset, self.web_target)
            wrong = F.cross_entropy(posed_logits + posed @ matrix.T + offset, target)
            loss = loss + weight * wrong + decay * matrix.square().sum()
            loss.backward()
            return loss

        solver.step(objective)
        corrected = copy.deepcopy(self.layer)
        with torch.no_grad():
            scaled = matrix / self.deviation
            corrected.weight += scaled
            corrected.bias += offset - scaled @ self.mean
        return corrected


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("posed", type=Path, help="made by crops.py")
    parser.add_argument("target", type=Path, help="checkpoint to write, and .npz beside it")
    parser.add_argument("--weight", type=float, default=0.05, help="of the posed pictures")
    parser.add_argument("--decay", type=float, default=0.003)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(3)

    net = FaceNet()
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    net = net.to(memory_format=torch.channels_last).eval()
    train, posed = Examples(np.load(arguments.archive), "train"), np.load(arguments.posed)
    rows = torch.randperm(len(train))[:WEB_PICTURES]
    web = embeddings(net, augment(train.images[rows].float() / 255))
    crops = torch.from_numpy(posed["images"]).unsqueeze(1).float() / 255
    views = [crops, crops.flip(3)] + [light(warp(crops.clone())) for _ in range(POSED_VIEWS - 2)]
    seen = torch.stack([embeddings(net, view) for view in views])
    truth, person = torch.from_numpy(posed["label"]), posed["subject"]
    seven = torch.tensor([SEVEN.index(int(label)) for label in truth])

    given = F.one_hot(train.label[rows], 7).float()
    always = torch.ones(len(rows), dtype=torch.bool)
    heads = {
        "votes": Head(
            net.votes_head, web, train.votes[rows], train.has_votes[rows] > 0, seen, truth
        ),
        "labels": Head(net.labels_head, web, given, always, seen, seven),
    }
    answers = {"truth": posed["label"], "person": person, "found": posed["found"]}
    everyone = torch.arange(len(truth))
    for name, head in heads.items():
        unseen = torch.zeros(len(truth), head.layer.out_features)
        for one in np.unique(person):
            own = torch.from_numpy(person == one)
            layer = head.fit(everyone[~own], arguments.weight, arguments.decay)
            unseen[own] = layer(seen[0][own]).detach()
        answers[name] = unseen.numpy()
        answers[f"{name}_before"] = head.layer(seen[0]).detach().numpy()
        right = head.posed_target.argmax(1) == unseen.argmax(1)
        by_person = {str(p): round(right[person == p].float().mean().item(), 3) for p in np.unique(person)}
        print(json.dumps({"head": name, "right": round(right.float().mean().item(), 3)} | by_person))
    net.votes_head = heads["votes"].fit(everyone, arguments.weight, arguments.decay)
    net.labels_head = heads["labels"].fit(everyone, arguments.weight, arguments.decay)
    torch.save({"average": net.state_dict()}, arguments.target)
    np.savez(arguments.target.with_suffix(".npz"), **answers)


if __name__ == "__main__":
    main()
