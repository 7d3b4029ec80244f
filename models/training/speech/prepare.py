"""Computes the front end of all utterances and of random variants once, into one folder.

Usage: python prepare.py SPEECH_FOLDER CACHE_FOLDER [--variants 6]
"""

import argparse
import pickle
from pathlib import Path

import numpy as np

import augment
import data
from frontend import log_mel


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("speech")
    parser.add_argument("cache")
    parser.add_argument("--variants", type=int, default=6)
    args = parser.parse_args()
    cache = Path(args.cache)
    cache.mkdir(parents=True, exist_ok=True)

    utterances = data.read_corpora(args.speech)
    with open(cache / "utterances.pickle", "wb") as f:
        pickle.dump(utterances, f)
    print(len(utterances), "utterances,", sum(len(u.wave) for u in utterances) / 16000 / 60, "minutes", flush=True)
    noises = list(data.read_noises(args.speech).values())
    for variant in range(args.variants + 1):
        features = []
        for i, u in enumerate(utterances):
            wave = u.wave.astype(np.float32) / 32767
            if variant > 0:
                wave = augment.randomly(wave, noises, np.random.default_rng([variant, i]))
            features.append(log_mel(wave).astype(np.float16))
        lengths = np.array([len(f) for f in features])
        np.savez(cache / f"logmel{variant}.npz", frames=np.concatenate(features), lengths=lengths)
        print("variant", variant, "mean frames", lengths.mean(), flush=True)


if __name__ == "__main__":
    main()
