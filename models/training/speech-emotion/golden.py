"""Writes the values that emotion-audio's tests compare with.

Usage: python golden.py TEST_RESOURCE_FOLDER   (needs librosa besides the requirements)

The values come from librosa, from frontend.py, and, for Kaldi's settings, from its definition in double precision
(NumPy and SciPy). Every signal is computed here and in the tests, so no sound is stored.
"""

import sys
from pathlib import Path

import librosa
import numpy as np
import scipy
from scipy import fft

from frontend import log_mel


def signal(n=8000):
    """A rising tone with noise from a linear congruential generator, the same in Java."""
    t = np.arange(n) / 16000
    state, noise = 12345, np.zeros(n)
    for i in range(n):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        noise[i] = state / 0x7FFFFFFF - 0.5
    return (0.3 * np.sin(2 * np.pi * (200 * t + 1500 * t * t)) + 0.1 * noise).astype(np.float32)


def write(path, head, rows):
    with open(path, "w") as f:
        f.write("# " + head + "\n")
        for row in rows:
            f.write(",".join(f"{v:.7g}" for v in row) + "\n")


def kaldi(x, bands):
    """Log-mel bands and log energy of each frame by Kaldi's defaults at 16 kHz without dither."""
    frames = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64) * 32768, 400)[::160]
    frames = frames - frames.mean(1, keepdims=True)
    energy = np.log(np.maximum((frames ** 2).sum(1), np.finfo(np.float32).eps))
    before = np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 399)) ** 0.85
    power = np.abs(fft.rfft((frames - 0.97 * before) * window, 512)) ** 2
    mel = 1127 * np.log(1 + np.arange(257) * 16000 / 512 / 700)
    edges = np.linspace(*1127 * np.log(1 + np.array([20, 8000]) / 700), bands + 2)
    sides = np.minimum((mel - edges[:-2, None]) / np.diff(edges)[:-1, None],
                       (edges[2:, None] - mel) / np.diff(edges)[1:, None])
    return np.log(np.maximum(power @ np.maximum(sides, 0).T, np.finfo(np.float32).eps)), energy


def kaldi_mfcc(x):
    """13 cepstra of 23 bands, lifter 22, the log energy in place of the first."""
    bands, energy = kaldi(x, 23)
    cepstra = fft.dct(bands, type=2, norm="ortho", axis=1)[:, :13]
    cepstra *= 1 + 11 * np.sin(np.pi * np.arange(13) / 22)
    cepstra[:, 0] = energy
    return cepstra


FILTER_BANKS = [(8000, 256, 20, 0, 2000), (8000, 256, 40, 512, 4000), (16000, 512, 40, 0, 8000),
                (22050, 512, 20, 300, 3000), (22050, 1024, 128, 0, 11025), (44100, 2048, 64, 50, 16000)]


def mel_filters(path):
    """Slaney's mel filters: their settings, then sum and mean bin of each filter."""
    rows = []
    for rate, size, bands, low, high in FILTER_BANKS:
        weights = librosa.filters.mel(sr=rate, n_fft=size, n_mels=bands, fmin=low, fmax=high, dtype=np.float64)
        total = weights.sum(1)
        means = weights @ np.arange(weights.shape[1]) / total
        rows.append(np.concatenate([[rate, size, bands, low, high], total, means]))
    write(path, f"librosa {librosa.__version__} filters.mel: rate, fft, bands, low, high; sums; mean bins", rows)


def spectral_shape(x, path):
    """Five frames at 22.05 kHz with what librosa finds in them, one a row."""
    magnitude = np.abs(librosa.stft(x, n_fft=512, hop_length=1600, center=False))
    columns = [librosa.feature.spectral_centroid(S=magnitude, sr=22050)]
    columns += [librosa.feature.spectral_rolloff(S=magnitude, sr=22050, roll_percent=p) for p in (0.8, 0.9, 0.95)]
    write(path, f"librosa {librosa.__version__}: centroid, roll-off of 80, 90, 95 %; 257 magnitudes",
          np.concatenate([*columns, magnitude]).T)


def main():
    folder = Path(sys.argv[1])
    x = signal()
    write(folder / "logmel.csv", "frontend.py log_mel(signal), frames 0, 10, 20, 30, 40", log_mel(x)[::10])
    version = librosa.__version__
    filters = librosa.filters.mel(sr=16000, n_fft=512, n_mels=40)
    power = np.abs(librosa.stft(x, n_fft=512, hop_length=160, center=False)) ** 2
    write(folder / "librosa_mel.csv", f"librosa {version} log(mel 40 @ |stft|^2), every tenth frame",
          np.log(np.maximum(filters @ power, 1e-10)).T[::10])
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(filters @ power, top_db=None), n_mfcc=13)
    write(folder / "librosa_mfcc.csv", f"librosa {version} mfcc 13 of those 40 bands, every tenth frame", mfcc.T[::10])
    magnitude = np.sqrt(power)
    shape = [librosa.feature.spectral_centroid(S=magnitude, sr=16000)[0],
             librosa.feature.spectral_bandwidth(S=magnitude, sr=16000)[0],
             librosa.feature.spectral_rolloff(S=magnitude, sr=16000)[0]]
    write(folder / "librosa_shape.csv", f"librosa {version} centroid, bandwidth, rolloff; every tenth frame",
          np.array(shape).T[::10])
    tool = f"Kaldi's definition in double precision, numpy {np.__version__}, scipy {scipy.__version__}"
    for bands in (23, 40):
        write(folder / f"kaldi_fbank_{bands}.csv", f"{tool}: {bands} log-mel bands, every fifth frame", kaldi(x, bands)[0][::5])
    write(folder / "kaldi_mfcc.csv", f"{tool}: 13 cepstra, every fifth frame", kaldi_mfcc(x)[::5])
    mel_filters(folder / "librosa_filters.csv")
    spectral_shape(x, folder / "librosa_shape_22050.csv")


if __name__ == "__main__":
    main()
