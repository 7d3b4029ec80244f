"""Computes log-mel of all utterances, of random variants and of each disguise once, into one folder.

ExportDescriptors.java then adds pitch and functionals, computed by the library itself.

Usage: python prepare.py SPEECH_FOLDER CACHE_FOLDER [--variants 2]
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
    parser.add_argument("--variants", type=int, default=2, help="random ones, beside the disguises")
    args = parser.parse_args()
    cache = Path(args.cache)
    cache.mkdir(parents=True, exist_ok=True)

    utterances = data.read_corpora(args.speech)
    with open(cache / "utterances.pickle", "wb") as f:
        pickle.dump(utterances, f)
    print(len(utterances), "utterances,", sum(len(u.wave) for u in utterances) / 16000 / 60, "minutes", flush=True)
    noises = list(data.read_noises(args.speech, held_out=False).values())
    changes = [lambda wave, rng: augment.randomly(wave, noises, rng)] * args.variants + list(augment.DISGUISES)
    for variant, change in enumerate([None] + changes):
        features, waves = [], []
        for i, u in enumerate(utterances):
            wave = u.wave
            if change is not None:
                wave = change(wave / np.float32(32768), np.random.default_rng([variant, i]))
                wave = np.round(np.clip(wave, -1, 1) * 32767).astype(np.int16)
            waves.append(wave)
            features.append(log_mel(wave / 32768.0).astype(np.float16))
        lengths = np.array([len(f) for f in features])
        np.concatenate(waves).astype("<i2").tofile(cache / f"waves{variant}.s16")
        np.array([len(w) for w in waves], "<i4").tofile(cache / f"waves{variant}.lengths")
        np.savez(cache / f"logmel{variant}.npz", frames=np.concatenate(features), lengths=lengths)
        print("variant", variant, "mean frames", lengths.mean(), flush=True)


if __name__ == "__main__":
    main()
