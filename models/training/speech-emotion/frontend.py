"""The log-mel front end of the speech model.

`io.github.emotion4j.audio.descriptor.LogMel` computes the same values in Java; a test there holds
numbers that this file wrote (see export.py).
"""

import numpy as np

RATE = 16000
FRAME = 400  # 25 ms
HOP = 160  # 10 ms
FFT = 512
BANDS = 64
LOW_HERTZ, HIGH_HERTZ = 60.0, 7600.0
FLOOR = 1e-10


def mel(hertz):
    return 1127.0 * np.log1p(np.asarray(hertz, dtype=np.float64) / 700.0)


def mel_filters():
    """Triangles with equal spacing and straight sides on the mel scale, (BANDS, FFT / 2 + 1)."""
    edges = np.linspace(mel(LOW_HERTZ), mel(HIGH_HERTZ), BANDS + 2)
    bins = mel(np.arange(FFT // 2 + 1) * RATE / FFT)[None, :]
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = (bins - left) / (centre - left)
    falling = (right - bins) / (right - centre)
    return np.maximum(0.0, np.minimum(rising, falling))


_WINDOW = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)  # periodic Hann
_FILTERS = mel_filters().T


def log_mel(wave):
    """Natural log of mel band energies of a float wave in [-1, 1]: float32 (frames, BANDS).

    Frame i holds the samples from i * HOP; only whole frames count.
    """
    count = 1 + (len(wave) - FRAME) // HOP
    if count < 1:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(wave, np.float64), FRAME)[::HOP][:count]
    power = np.abs(np.fft.rfft(frames * _WINDOW, FFT)) ** 2
    return np.log(np.maximum(power @ _FILTERS, FLOOR)).astype(np.float32)
