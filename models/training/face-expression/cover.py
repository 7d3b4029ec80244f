"""Teaches the exported model to tell covered mouths and eyes, and adds that as its third output.

    python cover.py MODEL_FOLDER fer2013.npz cover.json

Masks, scarves, hands, cups, glasses and bars of many textures are drawn over training faces; hair, small
things and beards are drawn over others, which count as open. A linear layer on the embedding is fitted to
both (logistic regression). The report has each kind of cover found by a layer that never saw that kind.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from evaluate import Model
from export import digest

FACES, HELD = 350, 200
DECAY = 3e-3
# Of open held-back faces, the share that may look more covered than the threshold.
FALSE_ALARMS = 0.02


def texture(random, size):
    """A plain, noisy, striped or shaded surface with some light on it."""
    base, kind = random.uniform(10, 245), random.integers(4)
    y, x = np.mgrid[:size, :size]
    angle = random.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    surface = np.full((size, size), base)
    if kind == 1:
        noise = random.normal(0, random.uniform(3, 25), (size, size))
        surface += cv2.GaussianBlur(noise, (0, 0), random.uniform(0.5, 3))
    elif kind == 2:
        surface += random.uniform(5, 60) * np.sign(np.sin(along * random.uniform(0.15, 1.2)))
    elif kind == 3:
        surface += random.uniform(10, 70) * along / size
    light = cv2.GaussianBlur(random.normal(0, 1, (size, size)), (0, 0), random.uniform(4, 12))
    return np.clip(surface + light * random.uniform(0, 120), 0, 255)


def polygon(points, size):
    """A mask of corners given in sides of the picture."""
    mask = np.zeros((size, size), np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(points) * size * 8).astype(np.int32)], 1, shift=3)
    return mask


def ellipse(mask, middle, axes, angle=0):
    size = len(mask)
    whole = [tuple(int(value * size) for value in pair) for pair in (middle, axes)]
    cv2.ellipse(mask, *whole, angle, 0, 360, 1, -1)


def laid(face, mask, surface, random):
    soft = cv2.GaussianBlur(mask.astype(np.float64), (0, 0), random.uniform(0.3, 1.2))
    return face * (1 - soft) + surface * soft


def mask(face, random):
    size, top = len(face), random.uniform(0.48, 0.66)
    corners = [(0.02, top + 0.02), (0.3, top - 0.02), (0.5, top - 0.05), (0.7, top - 0.02),
               (0.98, top + 0.02), (0.95, 0.85), (0.75, 1.05), (0.25, 1.05), (0.05, 0.85)]  # fmt: skip
    moved = np.array(corners) + random.normal(0, 0.03, (9, 2))
    surface = texture(random, size)
    if random.random() < 0.5:
        rows = np.arange(size)[:, None]
        surface = surface + random.uniform(3, 18) * np.sin(rows * random.uniform(0.3, 0.9))
    return laid(face, polygon(moved, size), surface, random)


def scarf(face, random):
    size, top = len(face), random.uniform(0.5, 0.68)
    edge = [(x, top + random.normal(0, 0.03)) for x in np.linspace(-0.1, 1.1, 7)]
    return laid(face, polygon([*edge, (1.1, 1.1), (-0.1, 1.1)], size), texture(random, size), random)


def hand(face, random, middle=(0.5, 0.78)):
    """A palm and fingers of the face's own brightness, lines between the fingers."""
    size = len(face)
    middle = np.array(middle) + random.normal(0, 0.04, 2)
    shape, lines = np.zeros((size, size), np.uint8), np.zeros((size, size))
    ellipse(shape, middle, (random.uniform(0.2, 0.3), random.uniform(0.15, 0.22)), random.uniform(0, 180))
    skin = np.median(face[int(0.45 * size) : int(0.6 * size), int(0.2 * size) : int(0.8 * size)])
    light = cv2.GaussianBlur(random.normal(0, 1, (size, size)), (0, 0), 0.06 * size)
    surface = skin * random.uniform(0.6, 1.25) + light * random.uniform(20, 90)
    angle = np.radians(random.uniform(-60, 60) + random.choice([0, 180]))
    along = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-along[1], along[0]])
    count = random.integers(2, 5)
    for i in range(count):
        start = middle + aside * (i - (count - 1) / 2) * random.uniform(0.07, 0.1)
        end = start + along * random.uniform(0.25, 0.45)
        width = max(1, int(size * random.uniform(0.07, 0.09)))
        ends = [tuple(int(v) for v in point * size) for point in (start, end)]
        cv2.line(shape, *ends, 1, width)
        ends = [tuple(int(v) for v in (point + aside * 0.045) * size) for point in (start, end)]
        cv2.line(lines, *ends, 1.0, 1)
    return laid(face, shape, np.clip(surface - lines * random.uniform(20, 60), 0, 255), random)


def cup(face, random):
    size, wide, top = len(face), random.uniform(0.2, 0.32), random.uniform(0.58, 0.7)
    x = 0.5 + random.normal(0, 0.05)
    corners = [(x - wide, top), (x + wide, top + random.normal(0, 0.02)),
               (x + 0.85 * wide, 1.1), (x - 0.85 * wide, 1.1)]  # fmt: skip
    return laid(face, polygon(corners, size), texture(random, size), random)


def glasses(face, random):
    size, y = len(face), random.normal(0.395, 0.015)
    shape = np.zeros((size, size), np.uint8)
    for x in (0.316, 0.684):
        axes = random.uniform(0.13, 0.18), random.uniform(0.09, 0.14)
        ellipse(shape, (x + random.normal(0, 0.01), y + 0.02), axes)
    cv2.line(shape, (int(0.4 * size), int(y * size)), (int(0.6 * size), int(y * size)), 1, 1)
    surface = random.uniform(5, 60) + texture(random, size) * random.uniform(0, 0.15)
    return laid(face, shape, surface, random)


def bar(face, random):
    size, half, y = len(face), random.uniform(0.1, 0.16), random.normal(0.4, 0.02)
    slope = random.normal(0, 0.03)
    corners = [(-0.1, y - half - slope), (1.1, y - half + slope),
               (1.1, y + half + slope), (-0.1, y + half - slope)]  # fmt: skip
    return laid(face, polygon(corners, size), texture(random, size), random)


def hand_on_eyes(face, random):
    return hand(face, random, (0.5, 0.4))


def hair(face, random):
    size, wide = len(face), random.uniform(0.1, 0.28)
    corners = np.array([(-0.1, -0.1), (wide + 0.1, -0.1), (wide, 0.3), (0.8 * wide, 1.1), (-0.1, 1.1)])
    if random.random() < 0.5:
        corners[:, 0] = 1 - corners[:, 0]
    return laid(face, polygon(corners, size), 0.5 * texture(random, size), random)


def small(face, random):
    """Something small beside mouth and eyes."""
    size = len(face)
    shape = np.zeros((size, size), np.uint8)
    places = [(0.1, 0.7), (0.9, 0.7), (0.5, 0.1), (0.15, 0.15), (0.85, 0.15), (0.5, 0.58)]
    axes = random.uniform(0.05, 0.13), random.uniform(0.04, 0.12)
    ellipse(shape, places[random.integers(6)], axes, random.uniform(0, 180))
    return laid(face, shape, texture(random, size), random)


def beard(face, random):
    size = len(face)
    shape = polygon([(0.08, 0.62), (0.3, 0.68), (0.7, 0.68), (0.92, 0.62), (0.8, 1.05), (0.2, 1.05)], size)
    mouth = np.zeros((size, size), np.uint8)
    ellipse(mouth, (0.5, 0.79), (random.uniform(0.16, 0.24), random.uniform(0.06, 0.1)))
    dark = face * random.uniform(0.35, 0.75) + random.normal(0, 6, face.shape)
    return laid(face, shape & (1 - mouth), dark, random)


def bare(face, random):
    return face


COVERS = {
    "mouth": {"mask": mask, "scarf": scarf, "hand": hand, "cup": cup},
    "eyes": {"glasses": glasses, "bar": bar, "hand on the eyes": hand_on_eyes},
}
OPEN = {"open": bare, "hair": hair, "small": small, "beard": beard}


def drawn(model, images, count, random):
    """Logits, embeddings, kinds and rows of faces with every kind of cover."""
    logits, embeddings, kinds, rows = [], [], [], []
    for kind, draw in {**COVERS["mouth"], **COVERS["eyes"], **OPEN}.items():
        chosen = random.choice(len(images), count * (3 if kind == "open" else 1), replace=False)
        faces = [np.clip(draw(images[i].astype(float), random), 0, 255) for i in chosen]
        outputs = model.run(np.stack(faces).astype(np.uint8))
        logits.append(outputs[0])
        embeddings.append(outputs[1])
        kinds += [kind] * len(chosen)
        rows.append(chosen)
    return *map(np.concatenate, (logits, embeddings)), np.array(kinds), np.concatenate(rows)


def fit(embedding, covered):
    """Weights and offset of a logistic regression on the embedding as it is."""
    x, y = torch.from_numpy(embedding), torch.from_numpy(covered.astype(np.float32))
    mean, deviation = x.mean(0), x.std(0) + 0.02
    x = (x - mean) / deviation
    weight = torch.zeros(x.shape[1], requires_grad=True)
    offset = torch.zeros(1, requires_grad=True)
    solver = torch.optim.LBFGS([weight, offset], max_iter=100, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(x @ weight + offset, y)
        loss = loss + DECAY * weight.square().sum()
        loss.backward()
        return loss

    solver.step(step)
    plain = weight.detach() / deviation
    return plain.numpy(), float(offset.detach() - plain @ mean)


def chance(embedding, layer):
    return 1 / (1 + np.exp(-(embedding @ layer[0] + layer[1])))


class WithCovers(nn.Module):
    def __init__(self, network, weight, offset):
        super().__init__()
        self.network = network
        self.covered = nn.Linear(weight.shape[1], len(weight))
        self.covered.weight.data = torch.from_numpy(weight)
        self.covered.bias.data = torch.from_numpy(offset)

    def forward(self, faces):
        logits, embedding = self.network(faces)
        return logits, embedding, self.covered(embedding)


def add(folder, description, weight, offset):
    """The layer as the third output of both files."""
    path = folder / description["file"]
    whole = torch.jit.script(WithCovers(torch.jit.load(str(path)), weight, offset).eval())
    torch.jit.freeze(whole).save(str(path))
    description["sha256"] = digest(path)
    path = folder / description["onnx"]["file"]
    graph = onnx.load(path)
    for name, value in (("covered.weight", weight), ("covered.bias", offset)):
        graph.graph.initializer.append(numpy_helper.from_array(value, name))
    names = [graph.graph.output[1].name, "covered.weight", "covered.bias"]
    graph.graph.node.append(helper.make_node("Gemm", names, ["covered"], transB=1))
    shape = helper.make_tensor_value_info("covered", onnx.TensorProto.FLOAT, ["n", len(weight)])
    graph.graph.output.append(shape)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)
    description["onnx"]["sha256"] = digest(path)


def temperature(logits, truth):
    """The factor on the temperature at which answers about covered faces are least surprising."""
    factors = np.arange(1, 3, 0.05)
    z = torch.from_numpy(logits)
    losses = [nn.functional.cross_entropy(z / f, torch.from_numpy(truth)).item() for f in factors]
    return round(float(factors[int(np.argmin(losses))]), 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("report", type=Path)
    parser.add_argument("--elsewhere", nargs="*", default=[], help="faces of other corpora: NAME=ARCHIVE")
    arguments = parser.parse_args()
    model = Model(arguments.model)
    description = model.description
    if any(output["name"] == "covered" for output in description["outputs"]):
        raise SystemExit(f"{arguments.model} tells covers already: begin with export.py")
    archive = np.load(arguments.archive)
    images, part, majority = (archive[key] for key in ("images", "part", "majority"))
    random = np.random.default_rng(1)
    _, learned, kinds, _ = drawn(model, images[part == "train"], FACES, random)
    known = np.flatnonzero((part == "held") & (majority >= 0))
    logits, asked, asked_kinds, rows = drawn(model, images[known], HELD, random)
    truth = majority[known][rows].astype(np.int64)
    report, layers = {"threshold": {}, "found": {}, "false_alarms": {}}, []
    for place, covers in COVERS.items():
        layer = fit(learned, np.isin(kinds, list(covers)))
        layers.append(layer)
        bound = float(np.quantile(chance(asked[asked_kinds == "open"], layer), 1 - FALSE_ALARMS))
        report["threshold"][place] = round(bound, 3)
        for kind in covers:
            left_out = kinds != kind
            other = fit(learned[left_out], np.isin(kinds[left_out], list(covers)))
            bound_other = np.quantile(chance(asked[asked_kinds == "open"], other), 1 - FALSE_ALARMS)
            faces = asked[asked_kinds == kind]
            report["found"][kind] = {
                "left_out": round(float((chance(faces, other) > bound_other).mean()), 3),
                "shipped": round(float((chance(faces, layer) > bound).mean()), 3),
            }
        alarms = {kind: asked[asked_kinds == kind] for kind in OPEN}
        for pair in arguments.elsewhere:
            name, path = pair.split("=", 1)
            table = np.load(path)
            faces = table["images"][table["found"]] if "found" in table else table["images"]
            alarms[name] = model.run(faces)[1]
        report["false_alarms"][place] = {
            name: round(float((chance(values, layer) > bound).mean()), 3)
            for name, values in alarms.items()
        }
    mouth = np.isin(asked_kinds, list(COVERS["mouth"]))
    scaled = logits / description["temperature"]
    odds = np.exp(scaled - scaled.max(1, keepdims=True))
    sure = (odds / odds.sum(1, keepdims=True)).max(1)
    right = logits.argmax(1) == truth
    report["mouth_covered"] = {"right": round(float(right[mouth].mean()), 3),
                               "sure": round(float(sure[mouth].mean()), 3)}  # fmt: skip
    factor = temperature(scaled[mouth], truth[mouth])
    weight = np.stack([layer[0] for layer in layers]).astype(np.float32)
    offset = np.array([layer[1] for layer in layers], np.float32)
    add(arguments.model, description, weight, offset)
    description["outputs"].append(
        {"name": "covered", "labels": list(COVERS), "note": "logits of covered mouth and eyes"}
    )
    # From the threshold on, a cover lowers the quality; answers are less sure by the factor.
    description["covers"] = {
        "threshold": [report["threshold"][place] for place in COVERS],
        "temperature_factor": factor,
    }
    report["temperature_factor"] = factor
    (arguments.model / "model.json").write_text(json.dumps(description, indent=2) + "\n")
    arguments.report.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
