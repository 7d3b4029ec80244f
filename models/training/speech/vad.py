"""Trains the small recurrent voice activity net that emotion-audio runs in plain Java.

Usage: python vad.py SPEECH_FOLDER OUT.bin [--epochs 14]

Scenes of 5 s are mixed from the corpora's utterances (labels from the level of the clean wave), the
training noises, synthetic hum, tones and chords, rooms, and silence. Speakers of fold 0 and every third
noise are kept for the figures printed here. The recorded music is heard neither in training nor in these
figures, but in those of ActivityReport.
"""

import argparse
import struct
from pathlib import Path

import numpy as np
import torch
from torch import nn

import augment
import data
from frontend import BANDS, FRAME, HOP, RATE, log_mel

SECONDS = 5
GROUPS = 16  # neighbouring mel bands averaged by four
DENSE = 24
HIDDEN = 24


class ActivityNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(GROUPS, DENSE)
        self.gru = nn.GRU(DENSE, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, 1)

    def forward(self, x):
        h, _ = self.gru(torch.tanh(self.dense(x)))
        return self.out(h)[:, :, 0]


def grouped(mel):
    """(frames, 16): mean log-mel of four neighbours, shifted and scaled to about unit range."""
    return ((mel.reshape(len(mel), GROUPS, BANDS // GROUPS).mean(2) + 7.0) / 5.0).astype(np.float32)


def speech_frames(clean):
    """Frames of a clean wave within 32 dB of its loud parts; gaps below 120 ms are filled."""
    count = 1 + (len(clean) - FRAME) // HOP
    frames = np.lib.stride_tricks.sliding_window_view(clean, FRAME)[::HOP][:count]
    level = 10 * np.log10(np.mean(frames.astype(np.float64) ** 2, axis=1) + 1e-10)
    active = level > max(np.percentile(level, 95) - 32, -75)
    gap = 0
    for i in range(len(active)):
        if active[i]:
            if 0 < gap < 12 and i > gap:
                active[i - gap:i] = True
            gap = 0
        else:
            gap += 1
    return active


def synthetic(length, rng):
    """Hum, tones, sweeps, chords with decay, clicks: sounds with a pitch that are no voice."""
    t = np.arange(length) / RATE
    kind = rng.integers(5)
    if kind == 0:
        f = rng.choice([50, 60, 100, 120])
        wave = sum(rng.uniform(0, 1) / k * np.sin(2 * np.pi * f * k * t + rng.uniform(0, 6)) for k in range(1, 9))
    elif kind == 1:
        wave = np.sin(2 * np.pi * rng.uniform(80, 4000) * t)
        if rng.random() < 0.5:
            wave = np.sign(wave) * np.abs(wave) ** rng.uniform(0.05, 1)
    elif kind == 2:
        f0, f1 = rng.uniform(80, 1000, 2)
        wave = np.sin(2 * np.pi * (f0 * t + (f1 - f0) * t ** 2 / (2 * t[-1])))
    elif kind == 3:
        wave = np.zeros(length)
        at = 0
        while at < length:
            n = min(length - at, int(rng.uniform(0.1, 0.8) * RATE))
            base = 110 * 2 ** (rng.integers(0, 36) / 12)
            decay = np.exp(-t[:n] * rng.uniform(1, 8))
            for note in base * 2 ** (np.array([0, 4, 7])[:rng.integers(1, 4)] / 12):
                for k in range(1, 7):
                    if note * k < RATE / 2:
                        wave[at:at + n] += decay / k ** rng.uniform(0.8, 2) * np.sin(2 * np.pi * note * k * t[:n])
            at += n
    else:
        wave = np.zeros(length)
        wave[::int(RATE / rng.uniform(1, 150))] = 1
    return (wave / (np.sqrt(np.mean(wave ** 2)) + 1e-9)).astype(np.float32)


def scene(voices, noises, rng):
    """A 5 s wave and, for each frame, whether somebody speaks."""
    length = SECONDS * RATE
    clean = np.zeros(length, np.float32)
    if rng.random() < 0.6:
        at = int(rng.uniform(0, 2) * RATE)
        while at < length - RATE // 2:
            wave = voices[rng.integers(len(voices))].wave.astype(np.float32) / 32768
            wave = wave / (np.sqrt(np.mean(wave ** 2)) + 1e-6) * np.float32(rng.uniform(0.5, 1.5))
            n = min(len(wave), length - at)
            clean[at:at + n] += wave[:n]
            at += n + int(rng.uniform(0.3, 2.5) * RATE)
    label = speech_frames(clean) if clean.any() else np.zeros(1 + (length - FRAME) // HOP, bool)
    wave = augment.reverberate(clean, rng) if clean.any() and rng.random() < 0.25 else clean
    draw = rng.random()
    if draw < 0.6:
        noise = np.resize(noises[rng.integers(len(noises))], length)
        noise = np.roll(noise, rng.integers(length))
    elif draw < 0.78:
        noise = synthetic(length, rng)
    else:
        noise = augment.coloured(length, rng)
    noise = noise / (np.sqrt(np.mean(noise ** 2)) + 1e-6)
    if rng.random() < 0.5:  # noise that sets in after quiet is no voice either
        begin, end = sorted(rng.integers(0, length, 2))
        gate = np.full(length, 10 ** (-rng.uniform(20, 60) / 20), np.float32)
        gate[begin:end] = 1
        noise = noise * gate
    snr = rng.uniform(-3, 45) if clean.any() else 0.0  # noise alone must be heard loud, too
    wave = wave + np.float32(10 ** (-snr / 20)) * noise
    wave = wave * np.float32(10 ** (rng.uniform(-46, -8) / 20))
    return np.clip(wave, -1, 1).astype(np.float32), label


def scenes(voices, noises, count, seed):
    x, y = [], []
    for i in range(count):
        wave, label = scene(voices, noises, np.random.default_rng([seed, i]))
        x.append(grouped(log_mel(wave)))
        y.append(label)
    return torch.from_numpy(np.array(x)), torch.from_numpy(np.array(y, np.float32))


def report(net, x, y):
    with torch.no_grad():
        p = torch.sigmoid(net(x)) > 0.5
    truth = y > 0.5
    return (f"frame error {(p != truth).float().mean():.3f} "
            f"miss {(~p & truth).sum() / truth.sum():.3f} false {(p & ~truth).sum() / (~truth).sum():.3f}")


def write(net, path):
    """Little-endian float32: dense weight and bias, GRU input and hidden weights and biases, out."""
    order = [net.dense.weight, net.dense.bias, net.gru.weight_ih_l0, net.gru.weight_hh_l0,
             net.gru.bias_ih_l0, net.gru.bias_hh_l0, net.out.weight, net.out.bias]
    with open(path, "wb") as f:
        f.write(struct.pack("<3i", GROUPS, DENSE, HIDDEN))
        for p in order:
            f.write(p.detach().numpy().astype("<f4").tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("speech")
    parser.add_argument("out")
    parser.add_argument("--scenes", type=int, default=1200)
    parser.add_argument("--epochs", type=int, default=14)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    utterances = data.read_corpora(args.speech)
    fold = data.folds(utterances)
    voices = [u for u, f in zip(utterances, fold) if f != 0]
    others = [u for u, f in zip(utterances, fold) if f == 0]
    noises = [w for n, w in data.read_noises(args.speech, held_out=False).items() if "music" not in n]
    kept = list(data.read_noises(args.speech, held_out=True).values())
    x, y = scenes(voices, noises, args.scenes, 1)
    test_x, test_y = scenes(others, kept, 200, 2)
    print("scenes made", flush=True)
    net = ActivityNet()
    batch = 32
    steps = args.epochs * (len(x) // batch)
    optimiser = torch.optim.AdamW(net.parameters(), 1e-2, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, total_steps=steps, pct_start=0.1)
    for epoch in range(args.epochs):
        for picked in torch.randperm(len(x))[:len(x) // batch * batch].split(batch):
            loss = nn.functional.binary_cross_entropy_with_logits(net(x[picked]), y[picked])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        if epoch % 4 == 0 or epoch == args.epochs - 1:
            print(epoch, f"loss {loss.item():.3f}", report(net, test_x, test_y), flush=True)
    Path(args.out).parent.mkdir(parents=True, exist_ok=True)
    write(net, args.out)


if __name__ == "__main__":
    main()
