"""Speed and pitch error of librosa beside emotion-audio.

Usage: python librosa_speed.py CLASSPATH SOUND_OF_TEN_SECONDS PRAAT_VALUES_FOLDER SOUNDS_FOLDER

Needs librosa 0.11 and numpy; CLASSPATH is that of benchmarks/README.md. The two take turns on the same sound, five each, one thread,
timed by processor time; the ratio of a turn is that of the two bests in it, and the median turn counts. Pitch errors are those of
PraatAgreement: over the frames that Praat voices, the median error and the share of gross ones (more than 20 % off, or unvoiced).
"""

import re
import subprocess
import sys
import time
from pathlib import Path

import librosa
import numpy as np

TURNS = 5
MFCC, F0 = "MFCC, librosa's defaults", "F0 by AUTOCORRELATION, 10 ms"  # as AudioSpeed names them


def best(work, seconds, rounds):
    """How many times faster than real time the best of some rounds is."""
    work()
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return seconds / min(times)


def ours(classpath, sound):
    """The same of emotion-audio, by the names that AudioSpeed prints."""
    command = ["java", "-XX:+UseSerialGC", "-cp", classpath, "io.github.emotion4j.benchmarks.audio.AudioSpeed", sound]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {m[1].strip(): float(m[2]) for m in re.finditer(r"(?m)^(.+?)\s+best\s+(\d+) x", printed)}


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
    classpath, sound, tracks, sounds = sys.argv[1:]
    y = librosa.load(sound, sr=16000, mono=True, duration=10)[0]
    seconds = len(y) / 16000
    works = {
        "mfcc": (MFCC, lambda: librosa.feature.mfcc(y=y, sr=16000), 20),
        "yin": (F0, lambda: librosa.yin(y, fmin=75, fmax=600, sr=16000), 10),
        "yin, 64 ms frames every 10 ms": (F0, lambda: yin(y), 10),
        "pyin": (F0, lambda: librosa.pyin(y, fmin=75, fmax=600, sr=16000), 2)}
    turns = {name: [] for name in works}
    for _ in range(TURNS):
        here = ours(classpath, sound)
        for name, (counterpart, work, rounds) in works.items():
            mine = next(v for k, v in here.items() if k.startswith(counterpart))
            turns[name].append((mine, best(work, seconds, rounds)))
    for name, pairs in turns.items():
        mine, theirs = np.array(pairs).T
        ratios = np.sort(mine / theirs)
        print(f"librosa {name:32s} {np.median(theirs):6.0f} x real time, here {np.median(mine):6.0f} x; "
              f"ratio {np.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)
    print("yin ", errors(tracks, sounds, yin))
    print("pyin", errors(tracks, sounds, pyin))


if __name__ == "__main__":
    main()
