"""The face-expression network: a residual CNN of plain 3x3 convolutions with two heads.

Plain convolutions are used because on CPUs they run closer to peak than depthwise ones, both in
training and in OnnxRuntime. One trunk feeds a head for the FER+ votes (eight classes) and one for
the FER2013 labels (seven classes).
"""

import torch
from torch import nn
from torch.nn import functional as F

EMBEDDING = 192


class Standardise(nn.Module):
    """Gives every crop mean 0 and deviation 1, so exposure and contrast of the camera drop out."""

    def forward(self, x):
        centred = x - x.mean(dim=(1, 2, 3), keepdim=True)
        return centred / (centred.square().mean(dim=(1, 2, 3), keepdim=True) + 1e-3).sqrt()


class SqueezeExcite(nn.Module):
    """Channel gates (Hu et al. 2018, arXiv 1709.01507)."""

    def __init__(self, channels, reduction=8):
        super().__init__()
        self.down = nn.Conv2d(channels, channels // reduction, 1)
        self.up = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x):
        gate = x.mean(dim=(2, 3), keepdim=True)
        return x * torch.sigmoid(self.up(F.relu(self.down(gate))))


class Block(nn.Module):
    """Two 3x3 convolutions with a shortcut, dropped at random in training (stochastic depth)."""

    def __init__(self, inputs, outputs, stride, drop):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.gate = SqueezeExcite(outputs)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            pool = nn.AvgPool2d(2) if stride == 2 else nn.Identity()
            project = nn.Conv2d(inputs, outputs, 1, bias=False)
            self.shortcut = nn.Sequential(pool, project, nn.BatchNorm2d(outputs))
        self.drop = drop

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.gate(self.norm2(self.conv2(y)))
        if self.training and self.drop > 0:
            keep = torch.rand(x.shape[0], 1, 1, 1) >= self.drop
            y = y * (keep / (1 - self.drop)).to(y.dtype)
        return F.relu(self.shortcut(x) + y)


class FaceNet(nn.Module):
    """48x48 grey crops to FER+ logits (8), FER2013 logits (7) and the embedding."""

    def __init__(self, widths=(64, 64, 128, 192), depths=(2, 3, 2), dropout=0.2, drop_path=0.05):
        super().__init__()
        stem, *stages = widths
        self.standardise = Standardise()
        self.stem = nn.Sequential(
            nn.Conv2d(1, stem // 2, 3, 1, 1, bias=False),
            nn.BatchNorm2d(stem // 2),
            nn.ReLU(),
            nn.Conv2d(stem // 2, stem, 3, 2, 1, bias=False),
            nn.BatchNorm2d(stem),
            nn.ReLU(),
        )
        blocks, inputs, total, index = [], stem, sum(depths), 0
        for stage, (width, depth) in enumerate(zip(stages, depths)):
            for position in range(depth):
                stride = 2 if stage > 0 and position == 0 else 1
                index += 1
                blocks.append(Block(inputs, width, stride, drop_path * index / total))
                inputs = width
        self.blocks = nn.Sequential(*blocks)
        self.embed = nn.Linear(inputs, EMBEDDING) if inputs != EMBEDDING else nn.Identity()
        self.dropout = nn.Dropout(dropout)
        self.votes_head = nn.Linear(EMBEDDING, 8)
        self.labels_head = nn.Linear(EMBEDDING, 7)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        self.depths = depths

    def grow_from(self, state):
        """Takes the weights of a net of as many blocks a stage or fewer; the new ones begin by
        changing nothing."""
        first, moved, place = {}, {}, 0
        for stage, depth in enumerate(depths_of(state)):
            for position in range(depth):
                first[place] = sum(self.depths[:stage]) + position
                place += 1
        for key, value in state.items():
            if key.startswith("blocks."):
                _, block, rest = key.split(".", 2)
                key = f"blocks.{first[int(block)]}.{rest}"
            moved[key] = value
        self.load_state_dict(moved, strict=False)
        for place in set(range(len(self.blocks))) - set(first.values()):
            nn.init.zeros_(self.blocks[place].norm2.weight)

    def forward(self, x):
        embedding = self.embed(self.blocks(self.stem(self.standardise(x))).mean(dim=(2, 3)))
        dropped = self.dropout(embedding)
        return self.votes_head(dropped), self.labels_head(dropped), embedding


class JointFaceNet(nn.Module):
    """A trained net with a second answer from the same embedding, and how much it is heard (joint.py)."""

    def __init__(self):
        super().__init__()
        self.net = FaceNet()
        self.joint = nn.Linear(EMBEDDING, 8)
        self.weight = nn.Linear(EMBEDDING, 1)

    def forward(self, x):
        web, labels, embedding = self.net(x)
        return mixture(web, self.joint(embedding), self.weight(embedding)), labels, embedding


# The joint head is never heard more: a greater share costs web pictures or talkers more than a point.
MOST = 0.6
# Slight smiles of posed faces are called neutral. So the odds of happiness against neutral grow by e to this power
# times the joint head's share; what both have together stays (README.md, "Slight smiles").
SMILE = 1.4
# The two among the eight labels.
HAPPINESS, NEUTRAL = torch.eye(8)[4:5], torch.eye(8)[5:6]


def mixture(web, joint, weight, most=MOST, smile=SMILE):
    """(1 - w) log softmax(web) + w log softmax(joint), with w = most * sigmoid(weight); then the odds of happiness
    against neutral grow by exp(smile * w)."""
    share = most * torch.sigmoid(weight)
    logits = (1 - share) * web.log_softmax(1) + share * joint.log_softmax(1)
    odds = ((HAPPINESS - NEUTRAL) * logits).sum(1, keepdim=True)
    # log(1 + odds) before and after, so that the sum of both probabilities stays.
    kept = F.softplus(odds) - F.softplus(odds + smile * share)
    return logits + HAPPINESS * (smile * share + kept) + NEUTRAL * kept


def depths_of(state):
    """The blocks of each stage, from a net's weights: each stage but the first begins with a projection."""
    blocks = {int(key.split(".")[1]) for key in state if key.startswith("blocks.")}
    begins = [block for block in sorted(blocks) if f"blocks.{block}.shortcut.1.weight" in state]
    ends = begins + [len(blocks)]
    return tuple(end - begin for begin, end in zip([0] + begins, ends))
