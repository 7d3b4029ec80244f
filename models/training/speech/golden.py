"""Writes the values that emotion-audio's tests compare with, computed by frontend.py and librosa.

Usage: python golden.py TEST_RESOURCE_FOLDER   (needs librosa besides the requirements)
"""

import sys
from pathlib import Path

import librosa
import numpy as np

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
        for row in np.atleast_2d(rows):
            f.write(",".join(f"{v:.7g}" for v in row) + "\n")


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


if __name__ == "__main__":
    main()
