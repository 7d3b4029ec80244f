"""Joins the two heads into one eight-class answer, and chooses how on held-back data.

Both labellings of the same pictures say something else. FER+ annotators call much of what is posed
"neutral"; the FER2013 labels come from the search word and are noisy, but name posed expressions.
With p from the FER+ head and q from the FER2013 head, the logits are

    weight * log p[k] + (1 - weight) * log q'[k] - adjustment * log prior[k]

where q' spreads what p leaves beside contempt, which FER2013 lacks, by q. The last term takes back
a part of the classes' frequency among web pictures (logit adjustment, Menon et al. 2021,
arXiv 2007.07314).
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from data import LABELS, SEVEN
from model import PosedFaceNet
from train import Examples, normalise


class Combine(nn.Module):
    def __init__(self, weight, bias):
        super().__init__()
        self.weight = weight
        self.register_buffer("bias", torch.as_tensor(bias, dtype=torch.float32))

    def forward(self, votes, labels):
        first = votes.log_softmax(1)
        contempt = first[:, 1:2]
        rest = torch.log1p(-contempt.exp().clamp_max(0.9999))
        second = labels.log_softmax(1) + rest
        second = torch.cat([second[:, :1], contempt, second[:, 1:]], 1)
        return self.weight * first + (1 - self.weight) * second + self.bias


def heads(net, images):
    """Outputs of both heads for uint8 crops (n, 48, 48)."""
    net.eval()
    with torch.no_grad():
        x = normalise(torch.from_numpy(images).unsqueeze(1).float() / 255)
        outputs = [net(part)[:2] for part in x.split(256)]
    return torch.cat([o[0] for o in outputs]), torch.cat([o[1] for o in outputs])


def calibration_error(probabilities, truth, bins=15):
    confidence, answer = probabilities.max(1)
    right = (answer == truth).float()
    place = (confidence * bins).long().clamp_max(bins - 1)
    gaps = [
        (right[place == b].mean() - confidence[place == b].mean()).abs() * (place == b).float().mean()
        for b in place.unique()
    ]
    return float(sum(gaps))


def fit_temperature(logits, truth):
    """The temperature of least cross-entropy (Guo et al. 2017, arXiv 1706.04599)."""
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 200))
    loss = [float(nn.functional.cross_entropy(logits / t, truth)) for t in grid]
    return float(grid[int(np.argmin(loss))])


def recall(answer, truth):
    return float(np.mean([(answer == k)[truth == k].float().mean() for k in truth.unique()]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("posed", type=Path, help="answers for posed pictures, made by adapt.py")
    parser.add_argument("target", type=Path, help="table and choice (JSON); posed answers (.npz)")
    parser.add_argument("--weight", type=float, help="set the choice instead of searching it")
    parser.add_argument("--adjustment", type=float)
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    net = PosedFaceNet()
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    held = Examples(np.load(arguments.archive), "held")
    posed = np.load(arguments.posed)
    found = torch.from_numpy(posed["found"])
    posed_truth = torch.from_numpy(posed["truth"])
    held_heads = heads(net, held.images.squeeze(1).numpy())
    posed_heads = torch.from_numpy(posed["votes"]), torch.from_numpy(posed["labels"])
    before_heads = torch.from_numpy(posed["votes_before"]), posed_heads[1]
    known = held.majority >= 0
    truth = held.majority[known]
    eight_label = torch.tensor(SEVEN)[held.label]

    table = []
    for weight in np.arange(0, 1.01, 0.1):
        plain = Combine(weight, torch.zeros(8))
        prior = plain(*held_heads).softmax(1).mean(0).log()
        for adjustment in (0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0):
            combine = Combine(weight, -adjustment * (prior - prior.mean()))
            logits, posed_logits = combine(*held_heads), combine(*posed_heads)
            answer, posed_answer = logits.argmax(1), posed_logits.argmax(1)
            right = ((posed_answer == posed_truth) & found).float()
            temperature = fit_temperature(logits[known], truth)
            table.append(
                {
                    "weight": round(float(weight), 2),
                    "adjustment": adjustment,
                    "ferplus": float((answer[known] == truth).float().mean()),
                    "ferplus_recall": recall(answer[known], truth),
                    "fer2013": float((answer == eight_label).float().mean()),
                    "posed": float(right.mean()),
                    "posed_recall": recall(torch.where(found, posed_answer, -1), posed_truth),
                    "temperature": temperature,
                    "calibration_error": calibration_error(
                        (logits[known] / temperature).softmax(1), truth
                    ),
                    "bias": [round(float(b), 5) for b in combine.bias],
                }
            )
    if arguments.weight is None:
        choice = max(
            table, key=lambda row: row["ferplus"] + 0.5 * row["posed"] + 0.5 * row["fer2013"]
        )
    else:
        wanted = (arguments.weight, arguments.adjustment)
        choice = next(row for row in table if (row["weight"], row["adjustment"]) == wanted)
    result = {
        "labels": LABELS,
        "images": {"held_back": int(known.sum()), "posed": len(found)},
        "fer2013_head": float((held_heads[1].argmax(1) == held.label).float().mean()),
        "choice": choice,
        "table": table,
    }
    arguments.target.write_text(json.dumps(result, indent=1) + "\n")
    combine, temperature = Combine(choice["weight"], choice["bias"]), choice["temperature"]
    np.savez(
        arguments.target.with_suffix(".npz"),
        unseen=(combine(*posed_heads) / temperature).softmax(1).numpy(),
        before=(combine(*before_heads) / temperature).softmax(1).numpy(),
        truth=posed["truth"],
        person=posed["person"],
        found=posed["found"],
    )
    print(f"FER2013 head on held-back labels {result['fer2013_head']:.4f}")
    print("weight adjust ferplus recall fer2013 posed recall")
    for row in table:
        mark = "*" if row is choice else " "
        keys = ("ferplus", "ferplus_recall", "fer2013", "posed", "posed_recall")
        values = " ".join(f"{row[key]:.3f}" for key in keys)
        print(f"{row['weight']:.1f} {row['adjustment']:.2f} {values} {mark}")


if __name__ == "__main__":
    main()
