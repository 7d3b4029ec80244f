"""Teaches a trained net restrained and posed expressions by a second head on its embedding.

Web pictures hold few restrained faces, and a net trained on them calls most of these "neutral".
Everything learned from them stays as it is. Added are, on the embedding,

- a joint head, a logistic regression learned from web, news and posed pictures together, in which
  every class is equally frequent, and within a class every corpus by its share;
- a weight w in [0, MOST] that says how much the joint head is heard beside the web head:
  (1 - w) log p(web) + w log p(joint), a logarithmic pool (Genest and Zidek 1986,
  doi:10.1214/ss/1177013825). It is learned too: the answers of the joint head for posed people
  come from a head that has not seen them, so that the weight learns where the head carries over.

The table holds what the rule of choice asks for (README.md): each posed corpus is asked when head
and weight have not seen that corpus.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from data import LABELS
from model import MOST, JointFaceNet, mixture
from train import Examples, normalise

# Within a class: how often a corpus is drawn.
CORPUS_SHARES = {"web": 1, "news": 1, "posed": 3}
# How much the corpora count when the weight is learned; posed ones together.
WEIGHT_SHARES = {"web": 1, "news": 0.3, "posed": 0.1}
HEAD_DECAY, WEIGHT_DECAY = 1e-3, 1e-2
FOLDS = 5
# Of the web's two commonest classes every so-manieth picture: more would add to no other class.
COMMON, EVERY = ("happiness", "neutral"), 2
# A head that saw a class in no corpus does not name it.
NEVER = -4.0
# Caps of the weight and exponents of the smile beside which the shipped ones stand; the first is version 1.6.0.
TRIED = ((0.6, 0), (0.6, 1), (0.6, 2), (0.4, 0), (0.4, 2.25), (0.5, 1.5))
# Classes of fewer pictures stay out of mean recalls.
LEAST = 5


class Faces:
    """Embeddings of pictures and of their mirror images, classes, and people where they are known."""

    def __init__(self, net, images, truth, people=None, mirrored=True):
        views = [images, np.ascontiguousarray(images[:, :, ::-1])] if mirrored else [images]
        self.views = [embeddings(net, view) for view in views]
        self.truth = torch.as_tensor(truth)
        self.people = people

    def rows(self, chosen):
        """Inputs and classes of some of the pictures, all views."""
        inputs = torch.cat([view[chosen] for view in self.views])
        return inputs, self.truth[chosen].repeat(len(self.views))

    @classmethod
    def of(cls, net, path):
        """The pictures of an archive of crops.py on which a face was found."""
        table = np.load(path)
        kept = table["found"]
        return cls(net, table["images"][kept], table["label"][kept], table["subject"][kept])


@torch.no_grad()
def embeddings(net, images):
    x = torch.from_numpy(images).unsqueeze(1)
    parts = [net(normalise(part.float() / 255))[2] for part in x.split(128)]
    return torch.cat(parts)


def minimise(parameters, objective, iterations=80):
    solver = torch.optim.LBFGS(parameters, max_iter=iterations, line_search_fn="strong_wolfe")

    def step():
        solver.zero_grad()
        loss = objective()
        loss.backward()
        return loss

    solver.step(step)


class Standardised:
    """A linear layer that is fitted to standardised inputs and then takes them as they are."""

    def __init__(self, like, outputs, offset=0.0):
        self.mean, self.deviation = like.mean(0), like.std(0) + 0.05
        self.matrix = torch.zeros(outputs, like.shape[1], requires_grad=True)
        self.offset = torch.full((outputs,), offset, requires_grad=True)

    def inputs(self, x):
        return (x - self.mean) / self.deviation

    def __call__(self, inputs):
        return inputs @ self.matrix.T + self.offset

    def layer(self):
        linear = nn.Linear(*reversed(self.matrix.shape))
        with torch.no_grad():
            linear.weight.copy_(self.matrix / self.deviation)
            linear.bias.copy_(self.offset - linear.weight @ self.mean)
        return linear.requires_grad_(False)


def fit_head(corpora):
    """The joint head of (kind, inputs, classes) triples."""
    counts = torch.stack([torch.bincount(y, minlength=8).float() for _, _, y in corpora])
    shares = torch.tensor([CORPUS_SHARES[kind] for kind, _, _ in corpora])[:, None] * (counts > 0)
    each = shares / shares.sum(0).clamp_min(1e-9) / counts.clamp_min(1)
    x, y = (torch.cat([corpus[i] for corpus in corpora]) for i in (1, 2))
    weight = torch.cat([share[corpus[2]] for share, corpus in zip(each, corpora)])
    weight = weight / weight.sum()
    unseen = (counts.sum(0) == 0).float() * NEVER
    fitted = Standardised(x, 8)
    inputs = fitted.inputs(x)

    def objective():
        loss = F.cross_entropy(fitted(inputs) + unseen, y, reduction="none") @ weight
        return loss + HEAD_DECAY * fitted.matrix.square().sum()

    minimise([fitted.matrix, fitted.offset], objective)
    layer = fitted.layer()
    layer.bias += unseen
    return layer


class Teacher:
    """Fits head and weight to the web's and the news' pictures and to some of the posed corpora."""

    def __init__(self, votes_head, web, news, posed):
        self.votes_head, self.posed = votes_head, posed
        self.free = [("web", *web), ("news", *news)]

    def fit(self, names):
        """Head and weight of the named posed corpora."""
        chosen = [("posed", *self.posed[name].rows(slice(None))) for name in names]
        head = fit_head(self.free + chosen)
        unseen = {name: self.unseen(name, names) for name in names}
        sets = [(x, head(x), y, WEIGHT_SHARES[kind] / len(y)) for kind, x, y in self.free]
        for name in names:
            x, y = self.posed[name].rows(slice(None))
            share = WEIGHT_SHARES["posed"] / len(names) / len(y)
            sets.append((x, torch.cat(unseen[name]), y, share))
        return head, self.fit_weight(sets), unseen

    def unseen(self, name, names):
        """The answers of heads of the named corpora for one of them, person by person unseen: one
        tensor a view."""
        faces = self.posed[name]
        others = [("posed", *self.posed[n].rows(slice(None))) for n in names if n != name]
        answers = [torch.zeros(len(faces.truth), 8) for _ in faces.views]
        for people in np.array_split(np.unique(faces.people), FOLDS):
            own = torch.from_numpy(np.isin(faces.people, people))
            head = fit_head(self.free + others + [("posed", *faces.rows(~own))])
            for answer, view in zip(answers, faces.views):
                answer[own] = head(view[own])
        return answers

    def fit_weight(self, sets):
        x, joint, y = (torch.cat([s[i] for s in sets]) for i in range(3))
        weight = torch.cat([torch.full((len(s[2]),), s[3]) for s in sets])
        weight = weight / weight.sum()
        web = self.votes_head(x)
        fitted = Standardised(x, 1, -2.0)
        inputs = fitted.inputs(x)
        temperature = torch.tensor(-0.4, requires_grad=True)

        def objective():
            logits = mixture(web, joint, fitted(inputs), most=1, smile=0) / temperature.exp()
            loss = F.cross_entropy(logits, y, reduction="none") @ weight
            return loss + WEIGHT_DECAY * fitted.matrix.square().sum()

        minimise([fitted.matrix, fitted.offset, temperature], objective)
        return fitted.layer()


def mean_recall(answer, truth):
    kinds, counts = truth.unique(return_counts=True)
    enough = kinds[counts >= LEAST]
    return float(np.mean([(answer == k)[truth == k].float().mean() for k in enough]))


class Rule:
    """The figures by which a version is chosen: `ask(corpus, view)` gives the logits of one view."""

    def __init__(self, held, news, posed, elsewhere):
        self.held, self.news, self.posed, self.elsewhere = held, news, posed, elsewhere

    def figures(self, ask):
        def answers(faces, name="all"):
            return sum(ask(name, view).log_softmax(1) for view in faces.views).argmax(1)

        named = {name: answers(faces, name) for name, faces in self.posed.items()}
        figures = {"ferplus": right(answers(self.held), self.held.truth)}
        figures["jaffe"] = right(named["jaffe"], self.posed["jaffe"].truth)
        figures["yale"] = mean_recall(named["yale"], self.posed["yale"].truth)
        figures["lfw"] = mean_recall(answers(self.news), self.news.truth)
        talkers, portraits = (answers(self.elsewhere[name]) for name in ("grid", "portraits"))
        figures["grid"] = right(talkers, LABELS.index("neutral"))
        calm = [LABELS.index(name) for name in ("happiness", "neutral")]
        figures["portraits"] = float(torch.isin(portraits, torch.tensor(calm)).float().mean())
        figures["mean"] = float(np.mean(list(figures.values())))
        return {name: round(value, 4) for name, value in figures.items()}


class Smiles:
    """Made smiles (smiles.py): how many are seen, and how many neutral faces are called happy."""

    def __init__(self, net, archive, rule):
        made = np.load(archive)
        self.shapes = {name: made[name].shape[:2] for name in made.files}
        self.made = {
            name: Faces(net, made[name].reshape(-1, *made[name].shape[2:]), np.zeros(0))
            for name in made.files
        }
        self.neutral = {"jaffe": rule.posed["jaffe"], "yale": rule.posed["yale"]}
        self.neutral |= {"lfw": rule.news, "grid": rule.elsewhere["grid"]}

    def figures(self, ask):
        def happy(faces, name):
            fit = name if name in ("jaffe", "yale") else "all"
            answers = sum(ask(fit, view).log_softmax(1) for view in faces.views).argmax(1)
            return answers == LABELS.index("happiness")

        figures = {}
        for key, faces in self.made.items():
            name, kind = key.split("_")
            seen = happy(faces, name).reshape(self.shapes[key]).float()
            figures[key] = round(float(seen.mean()), 4)
            if kind == "smile":
                figures[key + "_by_strength"] = [round(float(share), 3) for share in seen.mean(0)]
        for name, faces in self.neutral.items():
            neutral = faces.truth == LABELS.index("neutral")
            figures[f"{name}_neutral"] = round(float(happy(faces, name)[neutral].float().mean()), 4)
        return figures


def right(answer, truth):
    return float((answer == truth).float().mean())


def fit_temperature(logits, truth):
    """The temperature of least cross-entropy (Guo et al. 2017, arXiv 1706.04599)."""
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 200))
    loss = [float(F.cross_entropy(logits / t, truth)) for t in grid]
    return float(grid[int(np.argmin(loss))])


def named(pairs):
    return dict(pair.split("=", 1) for pair in pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, help="made by train.py")
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("target", type=Path, help="checkpoint to write, and .json and .npz beside it")
    parser.add_argument("--news", type=Path, required=True, help="crops of LFW's people to learn from")
    parser.add_argument("--news-aside", type=Path, required=True, help="crops of its other people")
    parser.add_argument("--posed", nargs=2, required=True, help="jaffe=CROPS yale=CROPS")
    parser.add_argument("--elsewhere", nargs=2, required=True, help="grid=CROPS portraits=CROPS")
    parser.add_argument("--smiles", type=Path, required=True, help="made by smiles.py")
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    whole = JointFaceNet()
    net = whole.net
    net.load_state_dict(torch.load(arguments.checkpoint)["average"])
    net.eval()
    archive = np.load(arguments.archive)
    train, held = (Examples(archive, part) for part in ("train", "held"))
    common = torch.tensor([LABELS.index(name) for name in COMMON])
    kept = (train.majority >= 0) & (
        ~torch.isin(train.majority, common) | (torch.arange(len(train)) % EVERY == 0)
    )
    known = held.majority >= 0
    web = Faces(net, train.images[kept].squeeze(1).numpy(), train.majority[kept], mirrored=False)
    held = Faces(net, held.images[known].squeeze(1).numpy(), held.majority[known], mirrored=False)
    news = Faces.of(net, arguments.news)
    posed = {name: Faces.of(net, path) for name, path in named(arguments.posed).items()}
    elsewhere = {name: Faces.of(net, path) for name, path in named(arguments.elsewhere).items()}
    rule = Rule(held, Faces.of(net, arguments.news_aside), posed, elsewhere)

    every = slice(None)
    teacher = Teacher(net.votes_head.requires_grad_(False), web.rows(every), news.rows(every), posed)
    fits = {name: teacher.fit([n for n in posed if n != name]) for name in posed}
    fits["all"] = teacher.fit(list(posed))
    ask = {
        "web head alone": lambda name, x: net.votes_head(x),
        "joint head alone": lambda name, x: fits[name][0](x),
        "shipped": lambda name, x: mixture(net.votes_head(x), fits[name][0](x), fits[name][1](x)),
    }
    for at, (most, smile) in enumerate(TRIED):
        key = f"cap {most}, smile {smile}" + ("" if at else " (version 1.6.0)")
        ask[key] = lambda name, x, most=most, smile=smile: mixture(
            net.votes_head(x), fits[name][0](x), fits[name][1](x), most, smile
        )
    table = {key: rule.figures(answer) for key, answer in ask.items()}
    smiles = Smiles(net, arguments.smiles, rule)
    seen = {key: smiles.figures(answer) for key, answer in ask.items()}
    whole.joint, whole.weight, unseen = fits["all"]
    logits = ask["shipped"]("all", held.views[0])
    temperature = fit_temperature(logits, held.truth)

    answers = {}
    for name, faces in posed.items():
        head, weight, _ = fits[name]
        views = list(zip(faces.views, unseen[name]))
        joint = [mixture(net.votes_head(x), z, whole.weight(x)) for x, z in views]
        apart = [mixture(net.votes_head(x), head(x), weight(x)) for x in faces.views]
        web_alone = [net.votes_head(x) for x in faces.views]
        for key, outputs in (("person", joint), ("corpus", apart), ("web", web_alone)):
            answers[f"{name}_{key}"] = (sum(outputs) / 2 / temperature).softmax(1).numpy()
        answers[f"{name}_truth"], answers[f"{name}_people"] = faces.truth.numpy(), faces.people
    table["shipped"]["jaffe_person"] = round(
        right(torch.from_numpy(answers["jaffe_person"]).argmax(1), posed["jaffe"].truth), 4
    )
    torch.save({"average": whole.state_dict()}, arguments.target)
    np.savez(arguments.target.with_suffix(".npz"), **answers)
    report = {
        "images": {"web": len(web.truth), "news": len(news.truth), "held_back": len(held.truth)}
        | {name: len(faces.truth) for name, faces in posed.items()},
        "temperature": temperature,
        "mean_weight": {
            name: round(MOST * float(torch.cat([whole.weight(x) for x in faces.views]).sigmoid().mean()), 3)
            for name, faces in {"ferplus": held, "lfw": rule.news, **posed, **elsewhere}.items()
        },
        "table": table,
        "smiles": seen,
    }
    arguments.target.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
