"""Writes the values that emotion-audio's tests compare with, computed by frontend.py and librosa.

Usage: python golden.py TEST_RESOURCE_FOLDER [LIBROSA_TEST_DATA]   (needs librosa besides the requirements)

LIBROSA_TEST_DATA holds the .mat files of github.com/librosa/librosa-test-data, which MATLAB reference
code computed. Its centroid, roll-off and mel filters are taken; its bandwidth (a mean distance, not a
deviation), linear prediction (Burg), resampling (to 8 kHz), transforms without window and spectral contrast
have no counterpart here.
"""

import sys
from pathlib import Path

import librosa
import numpy as np
from scipy.io import loadmat

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


def matlab_shape(data, path):
    """Frames of a spectrum with what the reference code found in them, one a row."""
    spectrum = loadmat(data / "met-bandwidth-001.mat")
    columns = [spectrum["centroid"]] + [loadmat(data / f"met-rolloff-00{i}.mat")["rolloff"] for i in (1, 2, 3)]
    rows = np.concatenate([*columns, spectrum["S"]]).T[20::75]
    write(path, "librosa-test-data, met-*.mat: centroid, roll-off of 80, 90, 95 %; 257 magnitudes", rows)


def matlab_filters(data, path):
    """Mel filters of the reference code: their settings, then sum and mean bin of each filter."""
    rows = []
    for number in (1, 15, 57, 87, 107, 131):
        bank = loadmat(data / f"feature-melfb-{number:03}.mat")
        settings = [float(bank[k].item()) for k in ("sr", "nfft", "nfilts", "fmin", "fmax")]
        weights = bank["wts"][:, :int(settings[1]) // 2 + 1]
        total = weights.sum(1)
        rows.append(np.concatenate([settings, total, weights @ np.arange(weights.shape[1]) / total]))
    write(path, "librosa-test-data, feature-melfb-*.mat: rate, fft, bands, low, high; sums; mean bins", rows)


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
    if len(sys.argv) > 2:
        matlab_shape(Path(sys.argv[2]), folder / "matlab_shape.csv")
        matlab_filters(Path(sys.argv[2]), folder / "matlab_filters.csv")


if __name__ == "__main__":
    main()
