"""Silero VAD's network for 16 kHz as a PyTorch module that takes many windows in one call."""

from typing import Final

import torch
from torch import nn

RATE = 16000
WINDOW = 512  # new samples a step, 32 ms
CONTEXT = 64  # samples of the step before that the network sees again
UNITS = 128

# Channels in, channels out, stride of the convolutions over the four spectra of a window.
LAYERS = [(129, 128, 1), (128, 64, 2), (64, 64, 2), (64, 128, 1)]


class SpeechActivity(nn.Module):
    """Windows (n, 576) in the order of time and state (2, 1, 128) to probabilities (n) and state.

    The convolutions see each window alone and run as a batch; only the recurrent layer walks from
    window to window. So n windows in one call give the numbers of n calls of one window.

    For PyTorch that layer goes `step_by_step`: the whole nn.LSTM, which PyTorch 2.7 gives to oneDNN, is wrong on some CPUs
    with AVX-512. For ONNX it is one operator.
    """

    step_by_step: Final[bool]

    def __init__(self, step_by_step: bool):
        super().__init__()
        self.step_by_step = step_by_step
        self.pad = nn.ReflectionPad1d((0, CONTEXT))
        self.spectrum = nn.Conv1d(1, 258, 256, stride=128, bias=False)
        self.encoder = nn.Sequential()
        for inputs, outputs, stride in LAYERS:
            self.encoder.append(nn.Conv1d(inputs, outputs, 3, stride=stride, padding=1))
            self.encoder.append(nn.ReLU())
        self.recurrent = nn.LSTM(UNITS, UNITS)
        self.output = nn.Linear(UNITS, 1)

    def forward(self, windows: torch.Tensor, state: torch.Tensor):
        parts = self.spectrum(self.pad(windows.unsqueeze(1)))
        real, imaginary = parts[:, :129], parts[:, 129:]
        magnitude = torch.sqrt(real * real + imaginary * imaginary)
        features = self.encoder(magnitude).permute(2, 0, 1)[0].unsqueeze(1)
        if self.step_by_step:
            layer, (h, c) = self.recurrent, (state[0], state[1])
            hiddens = []
            for feature in features:
                h, c = torch.lstm_cell(
                    feature, (h, c), layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0)
                hiddens.append(h)
            hidden, after = torch.stack(hiddens), torch.stack([h, c])
        else:
            hidden, (h, c) = self.recurrent(features, (state[0:1], state[1:2]))
            after = torch.cat([h, c])
        logits = self.output(torch.relu(hidden))
        return torch.sigmoid(logits).reshape(-1), after
