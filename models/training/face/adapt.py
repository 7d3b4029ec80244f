"""Teaches the last block and the heads posed expressions without losing the web pictures.

Web pictures hold few posed faces, and a network trained on them calls restrained posed anger
"neutral". Here everything below the last block stays as it is; the last block and both heads go on
learning from batches of web pictures with a few posed ones. The web pictures' targets are mixed with
the unchanged network's own answers, which keeps it from drifting.

One network is trained for every posed person, without that person, and asked only about that
person; those answers are the ones to report. The shipped one is then trained on all of them.
"""

import argparse
import copy
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from augment import augment
from data import SEVEN
from model import FaceNet
from train import Examples, normalise


class Tail(torch.nn.Module):
    """What is trained: the last block and the heads. Batch statistics stay fixed."""

    def __init__(self, net):
        super().__init__()
        self.block, self.embed = copy.deepcopy(net.blocks[-1]), copy.deepcopy(net.embed)
        self.votes_head = copy.deepcopy(net.votes_head)
        self.labels_head = copy.deepcopy(net.labels_head)
        self.eval()

    def forward(self, features, dropout=0.0):
        embedding = self.embed(self.block(features).mean(dim=(2, 3)))
        embedding = F.dropout(embedding, dropout, dropout > 0)
        return self.votes_head(embedding), self.labels_head(embedding)

    def put_back(self, net):
        net.blocks[-1] = self.block
        net.embed, net.votes_head, net.labels_head = self.embed, self.votes_head, self.labels_head
        return net


@torch.no_grad()
def features(net, images, change=None):
    """What the last block gets to see of uint8 crops (n, 1, 48, 48), as half floats."""
    result = []
    for batch in images.split(128):
        x = batch.float() / 255
        x = normalise(change(x) if change else x).contiguous(memory_format=torch.channels_last)
        result.append(net.blocks[:-1](net.stem(net.standardise(x))).half())
    return torch.cat(result)


class Web:
    """Features, targets and the unchanged network's answers for a sample of the web pictures."""

    def __init__(self, net, examples, count):
        rows = torch.randperm(len(examples))[:count]
        self.features = features(net, examples.images[rows], augment)
        self.votes, self.labels = examples.votes[rows], F.one_hot(examples.label[rows], 7).float()
        tail, before = Tail(net), []
        with torch.no_grad():
            for part in self.features.split(256):
                before.append([o.softmax(1) for o in tail(part.float())])
        self.votes = 0.5 * self.votes + 0.5 * torch.cat([b[0] for b in before])
        self.labels = 0.5 * self.labels + 0.5 * torch.cat([b[1] for b in before])


class Posed:
    def __init__(self, net, archive, views):
        images = torch.from_numpy(archive["images"]).unsqueeze(1)
        to_seven = {eight: seven for seven, eight in enumerate(SEVEN)}
        self.truth = torch.from_numpy(archive["label"])
        seven = torch.tensor([to_seven[int(label)] for label in self.truth])
        self.votes = F.one_hot(self.truth, 8) * 0.8 + 0.2 / 8
        self.labels = F.one_hot(seven, 7) * 0.8 + 0.2 / 7
        self.person = archive["subject"]
        self.found = torch.from_numpy(archive["found"])
        self.plain = features(net, images)
        self.features = torch.stack([features(net, images, augment) for _ in range(views)])


def adapt(net, web, posed, rows, arguments):
    """A tail trained on the web sample and the posed pictures in `rows`."""
    tail = Tail(net)
    average = copy.deepcopy(tail)
    optimiser = torch.optim.SGD(
        tail.parameters(), arguments.rate, momentum=0.9, nesterov=True, weight_decay=1e-4
    )
    for step in range(arguments.steps):
        for group in optimiser.param_groups:
            group["lr"] = arguments.rate * min(1, (step + 1) / 20) * (1 - step / arguments.steps)
        pick = torch.randint(len(web.features), (arguments.batch - arguments.posed_batch,))
        some = rows[torch.randint(len(rows), (arguments.posed_batch,))]
        view = torch.randint(len(posed.features), (arguments.posed_batch,))
        x = torch.cat([web.features[pick], posed.features[view, some]]).float()
        votes, labels = tail(x.contiguous(memory_format=torch.channels_last), dropout=0.2)
        votes_target = torch.cat([web.votes[pick], posed.votes[some]])
        labels_target = torch.cat([web.labels[pick], posed.labels[some]])
        loss = F.cross_entropy(votes, votes_target) + 0.7 * F.cross_entropy(labels, labels_target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        decay = min(0.98, (1 + step) / (10 + step))
        with torch.no_grad():
            for mean, value in zip(average.parameters(), tail.parameters()):
                mean.lerp_(value, 1 - decay)
    return average


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("posed", type=Path, help="made by crops.py")
    parser.add_argument("target", type=Path, help="checkpoint to write, and .npz beside it")
    parser.add_argument("--web", type=int, default=4000, help="web pictures in the sample")
    parser.add_argument("--views", type=int, default=24, help="augmented views of a posed picture")
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--posed-batch", type=int, default=16, help="posed pictures in a batch")
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(3)

    net = FaceNet()
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    net = net.to(memory_format=torch.channels_last).eval()
    archive = np.load(arguments.archive)
    web = Web(net, Examples(archive, "train"), arguments.web)
    posed = Posed(net, np.load(arguments.posed), arguments.views)

    with torch.no_grad():
        before = [o.numpy() for o in Tail(net)(posed.plain.float())]
    # Heads' outputs for every posed picture by the network that has not seen its person.
    votes, labels = torch.zeros(len(posed.truth), 8), torch.zeros(len(posed.truth), 7)
    for person in np.unique(posed.person):
        own = torch.from_numpy(posed.person == person)
        tail = adapt(net, web, posed, torch.nonzero(~own).flatten(), arguments)
        with torch.no_grad():
            votes[own], labels[own] = tail(posed.plain[own].float())
        right = (votes[own].argmax(1) == posed.truth[own]).float().mean().item()
        print(json.dumps({"person": str(person), "right": round(right, 3)}), flush=True)
    tail = adapt(net, web, posed, torch.arange(len(posed.truth)), arguments)
    torch.save({"average": tail.put_back(net).state_dict()}, arguments.target)
    np.savez(
        arguments.target.with_suffix(".npz"),
        votes=votes.numpy(),
        labels=labels.numpy(),
        votes_before=before[0],
        labels_before=before[1],
        truth=posed.truth.numpy(),
        person=posed.person,
        found=posed.found.numpy(),
    )


if __name__ == "__main__":
    main()
