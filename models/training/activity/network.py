"""Silero VAD's network for 16 kHz as a PyTorch module that takes many windows in one call."""

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
    """

    def __init__(self):
        super().__init__()
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
        hidden, (h, c) = self.recurrent(features, (state[0:1], state[1:2]))
        logits = self.output(torch.relu(hidden))
        return torch.sigmoid(logits).reshape(-1), torch.cat([h, c])
