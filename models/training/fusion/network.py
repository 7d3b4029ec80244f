"""The fusion network: a product of opinions with a memory, which an LSTM with attention steers and corrects.

At each step every modality (slot) is a vector of fixed width, or absent. Three paths lead to the logits:

1. the product: the log-probabilities of each present slot (its first values, one a class), each slot to a power of its own,
   times a gate made of the slot's vector (quality, age), summed. Where two slots at least tell of the classes, linear maps of the
   vectors join, one that all sets of present slots share and one for each set, which training may begin at a regression.
2. the memory: what was said is kept as the running opinion, softened by a learned chance that the state has changed (the
   filter of a hidden Markov model with sticky transitions). A slot's piece of evidence enters it, to a power of its own, when
   another piece takes its place: one that goes on (its last value is 1), such as a growing utterance, counts once, as it is now.
3. the LSTM: slots (or their learned absent tokens) attend to one another, an LSTM runs over the steps, each step attends
   to the recent outputs of the LSTM, and layers that start at zero add what this finds to the logits, to the
   chance of a change, and to how far the product is believed. It too, powers and gates speak only in such steps: a
   modality alone is read as its own model says it.

Training begins near the product and is drawn back to its start. Without the third path (`departs`) what is left is a
small explicit filter, to compare with.

Sources: late fusion by products, Kittler et al. 1998 (doi:10.1109/34.667881); modality dropout, Neverova et al. 2016
(arXiv:1501.00102); attention over utterances, Poria et al. 2017 (doi:10.1109/ICDM.2017.134).
"""
from typing import Tuple

import torch
from torch import Tensor, nn


class FusionNetwork(nn.Module):
    """Values (batch, time, slot, width) and presence (batch, time, slot) to logits (batch, time, class), and the state.

    State in and out: hidden and cell (batch, units), recent (batch, past, units), opinion (batch, (1 + slots) * class): the
    running opinion, then what each slot said in the last step; zeros at first.
    """

    def __init__(self, slots: int, width: int, classes: int, token: int = 24, units: int = 48, past: int = 12,
                 dropout: float = 0.2, change: float = 0.2, departs: bool = True):
        super().__init__()
        self.past = past
        self.token = token
        self.classes = classes
        self.departs = 1.0 if departs else 0.0
        self.power = nn.Parameter(torch.ones(slots))
        self.memory = nn.Parameter(torch.full((slots,), 0.1))
        self.direct = nn.Parameter(torch.zeros(slots, width, classes))
        self.slot_bias = nn.Parameter(torch.zeros(slots, classes))
        self.prior = nn.Parameter(torch.zeros(classes))
        self.apart = nn.Parameter(torch.zeros(1 << slots, slots, width, classes))
        self.apart_prior = nn.Parameter(torch.zeros(1 << slots, classes))
        self.gate = nn.Parameter(torch.zeros(slots, width))
        self.gate_bias = nn.Parameter(torch.zeros(slots))
        self.change = nn.Parameter(torch.tensor(change).logit())
        self.encode = nn.Parameter(torch.randn(slots, width, token) / width ** 0.5)
        self.encode_bias = nn.Parameter(torch.zeros(slots, token))
        self.absent = nn.Parameter(torch.randn(slots, token) * 0.1)
        self.across = nn.Linear(token, 3 * token)
        self.norm = nn.LayerNorm(token)
        # Step by step: the whole nn.LSTM, which PyTorch 2.7 gives to oneDNN, is wrong on some CPUs with AVX-512.
        self.lstm = nn.LSTMCell(slots * token, units)
        self.back = nn.Linear(units, 3 * units)
        self.head = nn.Linear(2 * units, classes)
        self.steer = nn.Linear(2 * units, 2)
        nn.init.zeros_(self.steer.weight)
        nn.init.zeros_(self.steer.bias)
        self.drop = nn.Dropout(dropout)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, values: Tensor, present: Tensor, hidden: Tensor, cell: Tensor, recent: Tensor,
                opinion: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        batch, time, slots, width = values.shape[0], values.shape[1], values.shape[2], values.shape[3]
        there = present.unsqueeze(-1)
        values = values * there

        gate = 2 * torch.sigmoid((values * self.gate).sum(-1) + self.gate_bias) * present
        pattern = ((present > 0) * 2 ** torch.arange(slots)).sum(-1)
        # A slot whose log-probabilities are even tells of no class, as the body does.
        telling = (values[:, :, :, :self.classes].abs().sum(-1) > 1e-6).to(there.dtype).sum(-1, keepdim=True)
        several = (telling > 1).to(there.dtype)
        said = values[:, :, :, :self.classes]
        mapped = (values.unsqueeze(-1) * (self.direct + self.apart[pattern])).sum(3) + self.slot_bias
        joined = (self.power.unsqueeze(-1) * said + mapped * self.departs) * gate.unsqueeze(-1)
        said = joined * several.unsqueeze(-1) + said * (1 - several).unsqueeze(-1)
        several = several * self.departs
        goes_on = values[:, :, :, width - 1:]

        tokens = torch.tanh(torch.einsum("btsw,swd->btsd", self.drop(values), self.encode) + self.encode_bias)
        tokens = tokens * there + self.absent * (1 - there)
        query, key, value = self.across(tokens).chunk(3, -1)
        weights = torch.softmax(query @ key.transpose(-1, -2) * self.token ** -0.5, -1)
        tokens = self.norm(tokens + weights @ value)
        tokens = self.drop(tokens).flatten(2)
        hiddens = []
        for t in range(time):
            hidden, cell = self.lstm(tokens[:, t], (hidden, cell))
            hiddens.append(hidden)
        outputs = torch.stack(hiddens, 1)

        seen = torch.cat((recent, outputs), 1)
        query, key, value = self.back(seen).chunk(3, -1)
        # Step t looks at the outputs of steps t - past + 1 to t, which are rows t + 1 to t + past here.
        keys = torch.stack([key[:, i:i + time] for i in range(1, self.past + 1)], 2)
        held = torch.stack([value[:, i:i + time] for i in range(1, self.past + 1)], 2)
        weights = torch.softmax((keys @ query[:, self.past:].unsqueeze(-1)).squeeze(-1) * query.shape[-1] ** -0.5, -1)
        looked = (weights.unsqueeze(2) @ held).squeeze(2)
        thought = self.drop(torch.cat((outputs, looked), -1))
        correction = self.head(thought) * several
        steer = self.steer(thought) * several
        said = said * (2 * torch.sigmoid(steer[:, :, 1:])).unsqueeze(2)

        changes = torch.sigmoid(self.change + steer[:, :, :1])
        kept = torch.relu(self.memory).unsqueeze(-1)
        running = opinion[:, :self.classes]
        held = opinion[:, self.classes:].reshape(batch, slots, self.classes)
        steps = []
        for t in range(time):
            change = changes[:, t]
            # What another piece has taken the place of, and what has fallen silent, is over.
            running = running + (held * kept * (1 - goes_on[:, t])).sum(1)
            believed = torch.softmax(running, -1)
            running = torch.log(believed * (1 - change) + change / self.classes)
            held = said[:, t]
            steps.append(running + held.sum(1))
        logits = torch.stack(steps, 1) + (self.prior + self.apart_prior[pattern]) * several + correction
        opinion = torch.cat((running, held.flatten(1)), 1)
        return logits, hidden, cell, seen[:, -self.past:], opinion


def zero_state(net: FusionNetwork, batch: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    units = net.lstm.hidden_size
    return (torch.zeros(batch, units), torch.zeros(batch, units), torch.zeros(batch, net.past, units),
            torch.zeros(batch, (1 + net.power.shape[0]) * net.classes))


def parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())
