"""Accuracy of the folds' networks on their unheard speakers when the sound is made worse.

Usage: python robustness.py prepare SPEECH_FOLDER CACHE_FOLDER WORSE_FOLDER
       java -cp CLASSPATH ExportDescriptors.java WORSE_FOLDER
       python robustness.py report CACHE_FOLDER RUN_FOLDER WORSE_FOLDER EMBEDDING_FOLDER

Every fourth utterance; noises that no training heard (every third clip of the robust folder).
"""

import io
import json
import pickle
import sys
from pathlib import Path

import numpy as np
import soundfile
import torch

import augment
import data
from frontend import RATE, log_mel
from model import SpeechNet
from train import Features, joint, outputs, recall

EVERY = 4
CONDITIONS = ["clean", "noise 20 dB", "noise 10 dB", "noise 5 dB", "noise 0 dB", "telephone", "telephone, steep",
              "MP3 32 kbit/s", "room 0.5 s"]


def mp3(wave):
    """Through LAME at 32 kbit/s; the codec's delay is cut off."""
    buffer = io.BytesIO()
    soundfile.write(buffer, wave, RATE, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode="CONSTANT",
                    compression_level=0.84)
    kbits = len(buffer.getvalue()) * 8 / (len(wave) / RATE) / 1000
    assert 24 < kbits < 45, f"{kbits:.0f} kbit/s"
    buffer.seek(0)
    return soundfile.read(buffer, dtype="float32")[0][:len(wave) + 2000]


def worse(condition, wave, noises, rng):
    if condition.startswith("noise"):
        return augment.add_noise(wave, noises[rng.integers(len(noises))], float(condition.split()[1]), rng)
    if condition == "telephone":
        return augment.telephone(wave)
    if condition == "telephone, steep":
        return augment.telephone(wave, steep=True)
    if condition.startswith("MP3"):
        return mp3(wave)
    if condition.startswith("room"):
        return augment.reverberate(wave, rng, 0.5)
    return wave


def prepare(speech, cache, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(Path(cache) / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)[::EVERY]
    noises = list(data.read_noises(speech, held_out=True).values())
    for v, condition in enumerate(CONDITIONS):
        waves = []
        for i, u in enumerate(utterances):
            wave = worse(condition, u.wave / np.float32(32768), noises, np.random.default_rng([v, i]))
            waves.append((np.clip(wave, -1, 1) * 32767).astype("<i2"))
        np.concatenate(waves).tofile(folder / f"waves{v}.s16")
        np.array([len(w) for w in waves], "<i4").tofile(folder / f"waves{v}.lengths")
        features = [log_mel(w / 32768.0).astype(np.float16) for w in waves]
        np.savez(folder / f"logmel{v}.npz", frames=np.concatenate(features), lengths=[len(f) for f in features])
        print(condition, flush=True)


def report(cache, run, folder, embedding):
    torch.set_num_threads(1)
    with open(Path(cache) / "utterances.pickle", "rb") as f:
        utterances = pickle.load(f)
    fold = data.folds(utterances)[::EVERY]
    utterances = utterances[::EVERY]
    labels = np.array([u.label for u in utterances])
    corpus = np.array([u.corpus for u in utterances])
    features = Features(folder, embedding)
    nets, table = [], {}
    for k in range(5):
        state = torch.load(Path(run) / f"fold{k}.pt")
        nets.append(SpeechNet(state["kernels.weights"].shape[1]))
        nets[k].load_state_dict(state)
        nets[k].eval()
    for v, condition in enumerate(CONDITIONS):
        predicted = np.zeros(len(utterances), int)
        for k in range(5):
            held = np.flatnonzero(fold == k)
            judges, linear, _, strangeness = outputs(nets[k], features, held, v)
            predicted[held] = joint(judges, linear, strangeness).argmax(1)
        table[condition] = {c: round(recall(labels[corpus == c], predicted[corpus == c]), 3) for c in data.CORPORA}
        table[condition]["accuracy"] = round(float(np.mean(predicted == labels)), 3)
        print(condition, table[condition], flush=True)
    (Path(run) / "robustness.json").write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    {"prepare": prepare, "report": report}[sys.argv[1]](*sys.argv[2:])
