"""Speed and pitch error of librosa on the material that emotion-audio's benchmarks use.

Usage: python librosa_speed.py SOUND_OF_TEN_SECONDS PRAAT_VALUES_FOLDER SOUNDS_FOLDER

Times are the best of some rounds, one thread. Pitch errors are those of PraatAgreement: over the frames
that Praat voices, the median error and the share of gross ones (more than 20 % off, or unvoiced).
"""

import sys
import time
from pathlib import Path

import librosa
import numpy as np


def best(name, work, seconds, rounds):
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(f"{name:50s} best {seconds / min(times):6.0f} x, median {seconds / np.median(times):6.0f} x real time",
          flush=True)


def yin(y):
    return librosa.yin(y, fmin=75, fmax=600, sr=16000, frame_length=1024, hop_length=160)


def pyin(y):
    return librosa.pyin(y, fmin=75, fmax=600, sr=16000, frame_length=1024, hop_length=160)[0]


def errors(tracks, sounds, follow):
    found = []
    for path in sorted(Path(tracks).glob("pitch_*.tsv")):
        sound = Path(sounds) / path.name[6:-4].replace("__", "/")
        if not sound.exists():
            continue
        y = librosa.load(sound, sr=16000, mono=True)[0]
        f0 = follow(y)
        for t, praat in np.loadtxt(path, skiprows=1, ndmin=2):
            frame = int(round(t * 100))
            if praat > 0 and frame < len(f0):
                e = abs(f0[frame] / praat - 1)
                found.append(1.0 if np.isnan(e) else e)
    found = np.array(found)
    return f"{len(found)} voiced frames, median error {np.median(found):.4f}, gross errors {np.mean(found > 0.2):.3f}"


def main():
    y = librosa.load(sys.argv[1], sr=16000, mono=True, duration=10)[0]
    seconds = len(y) / 16000
    best("MFCC, defaults (2048, 512, 128 bands, 20 values)", lambda: librosa.feature.mfcc(y=y, sr=16000), seconds, 30)
    best("MFCC, 512, hop 160, 23 bands, 13 values",
         lambda: librosa.feature.mfcc(y=y, sr=16000, n_mfcc=13, n_fft=512, hop_length=160, n_mels=23), seconds, 30)
    best("yin, defaults (2048, 512)", lambda: librosa.yin(y, fmin=75, fmax=600, sr=16000), seconds, 15)
    best("yin, 1024, hop 160", lambda: yin(y), seconds, 10)
    best("pyin, defaults (2048, 512)", lambda: librosa.pyin(y, fmin=75, fmax=600, sr=16000), seconds, 3)
    print("yin ", errors(sys.argv[2], sys.argv[3], yin))
    print("pyin", errors(sys.argv[2], sys.argv[3], pyin))


if __name__ == "__main__":
    main()
