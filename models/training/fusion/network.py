"""The fusion network: a recursive log-linear pool that an LSTM with attention steers and corrects.

At each step every modality (slot) is a vector of fixed width, or absent. Three paths lead to the logits:

1. the pool: a linear map of each present slot's vector, times a gate made of the same vector (quality, age), summed. With
   log-probabilities in the vector this is a learned weighted product; with any features it is early-fusion logistic
   regression. Each set of present slots has weights of its own beside those that all share, so that a slot alone can be
   read in another way than beside others. Nothing below can therefore be worse at its start than a regression for
   each set of modalities.
2. the running opinion: the pool's logits are joined with what was believed a step before, softened by a learned chance
   that the state has changed (the exact filter of a state that stays or jumps anywhere).
3. the LSTM: slots (or their learned absent tokens) attend to one another, an LSTM runs over the steps, each step attends
   to the recent outputs of the LSTM, and layers that start at zero add what this finds to the logits, to the
   chance of a change, and to how far the pool is believed.

Sources: late fusion by products, Kittler et al. 1998 (doi:10.1109/34.667881); modality dropout, Neverova et al. 2016
(arXiv:1501.00102); attention over utterances, Poria et al. 2017 (doi:10.1109/ICDM.2017.134).
"""
from typing import Tuple

import torch
from torch import Tensor, nn
import torch.nn.functional as F


class FusionNetwork(nn.Module):
    """Values (batch, time, slot, width) and presence (batch, time, slot) to logits (batch, time, class), and the state.

    State in and out: hidden and cell (batch, units), recent (batch, past, units), opinion (batch, class); zeros at first.
    """

    def __init__(self, slots: int, width: int, classes: int, token: int = 24, units: int = 48, past: int = 12,
                 dropout: float = 0.2, change: float = 0.2, log_columns: int = 0):
        super().__init__()
        self.past = past
        self.token = token
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
        self.lstm = nn.LSTM(slots * token, units, batch_first=True)
        self.back = nn.Linear(units, 3 * units)
        self.head = nn.Linear(2 * units, classes)
        self.steer = nn.Linear(2 * units, 2)
        nn.init.zeros_(self.steer.weight)
        nn.init.zeros_(self.steer.bias)
        self.drop = nn.Dropout(dropout)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        if log_columns:  # the plain product to begin with
            with torch.no_grad():
                self.direct[:, :log_columns] = torch.eye(log_columns)

    def forward(self, values: Tensor, present: Tensor, hidden: Tensor, cell: Tensor, recent: Tensor,
                opinion: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        batch, time, slots, width = values.shape[0], values.shape[1], values.shape[2], values.shape[3]
        there = present.unsqueeze(-1)
        values = values * there

        gate = 2 * torch.sigmoid((values * self.gate).sum(-1) + self.gate_bias) * present
        pattern = ((present > 0) * 2 ** torch.arange(slots)).sum(-1)
        said = (values.unsqueeze(-1) * (self.direct + self.apart[pattern])).sum(3) + self.slot_bias
        pooled = (said * gate.unsqueeze(-1)).sum(2)

        tokens = torch.tanh(torch.einsum("btsw,swd->btsd", self.drop(values), self.encode) + self.encode_bias)
        tokens = tokens * there + self.absent * (1 - there)
        query, key, value = self.across(tokens).chunk(3, -1)
        weights = torch.softmax(query @ key.transpose(-1, -2) * self.token ** -0.5, -1)
        tokens = self.norm(tokens + weights @ value)
        outputs, (last, memory) = self.lstm(self.drop(tokens).flatten(2), (hidden.unsqueeze(0), cell.unsqueeze(0)))

        seen = torch.cat((recent, outputs), 1)
        query, key, value = self.back(seen).chunk(3, -1)
        # Step t looks at the outputs of steps t - past + 1 to t, which are rows t + 1 to t + past here.
        keys = torch.stack([key[:, i:i + time] for i in range(1, self.past + 1)], 2)
        held = torch.stack([value[:, i:i + time] for i in range(1, self.past + 1)], 2)
        weights = torch.softmax((keys @ query[:, self.past:].unsqueeze(-1)).squeeze(-1) * query.shape[-1] ** -0.5, -1)
        looked = (weights.unsqueeze(2) @ held).squeeze(2)
        thought = self.drop(torch.cat((outputs, looked), -1))
        correction = self.head(thought)
        steer = self.steer(thought)
        pooled = pooled * 2 * torch.sigmoid(steer[:, :, 1:])

        changes = torch.sigmoid(self.change + steer[:, :, :1])
        steps = []
        for t in range(time):
            change = changes[:, t]
            believed = torch.softmax(opinion, -1)
            opinion = pooled[:, t] + torch.log(believed * (1 - change) + change / believed.shape[-1])
            opinion = opinion - opinion.mean(-1, keepdim=True)
            steps.append(opinion)
        logits = torch.stack(steps, 1) + self.prior + self.apart_prior[pattern] + correction
        return logits, last.squeeze(0), memory.squeeze(0), seen[:, -self.past:], opinion


def zero_state(net: FusionNetwork, batch: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    units = net.lstm.hidden_size
    return (torch.zeros(batch, units), torch.zeros(batch, units), torch.zeros(batch, net.past, units),
            torch.zeros(batch, net.prior.shape[0]))


def parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())
