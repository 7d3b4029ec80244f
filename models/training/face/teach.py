"""Writes a trained network's own answers for the training pictures, mirror images averaged.

train.py --teacher mixes them into the targets of a further run (self-distillation, Furlanello et
al. 2018, arXiv 1805.04770), which softens wrong labels.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from model import FaceNet
from train import Examples, normalise


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("target", type=Path, help="archive to write, for example teacher.npz")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    net = FaceNet()
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    net = net.to(memory_format=torch.channels_last).eval()
    votes, labels = [], []
    with torch.no_grad():
        for batch in Examples(np.load(arguments.archive), "train").images.split(256):
            x = normalise(batch.float() / 255)
            both = [net(v.contiguous(memory_format=torch.channels_last)) for v in (x, x.flip(3))]
            votes.append((both[0][0].softmax(1) + both[1][0].softmax(1)) / 2)
            labels.append((both[0][1].softmax(1) + both[1][1].softmax(1)) / 2)
    np.savez(arguments.target, votes=torch.cat(votes).numpy(), labels=torch.cat(labels).numpy())


if __name__ == "__main__":
    main()
