"""Reads the three corpora, trims silence and keeps the utterances as 16 kHz int16 waves."""

import csv
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from frontend import FRAME, HOP, RATE

CLASSES = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
# "calm" and "boredom" are separate outputs while training and are averaged into "neutral" after it.
FINE = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise", "calm", "boredom"]
TO_CLASS = {f: CLASSES.index("neutral" if f in ("calm", "boredom") else f) for f in FINE}
RAVDESS_NAMES = {"angry": "anger", "fearful": "fear", "happy": "happiness", "sad": "sadness",
                 "surprised": "surprise"}
CORPORA = ["ravdess", "nemo", "emodb_2s"]


@dataclass
class Utterance:
    corpus: str
    clip: str
    speaker: str  # unique over corpora
    fine: int  # index into FINE
    wave: np.ndarray  # int16, trimmed

    @property
    def label(self):
        return TO_CLASS[FINE[self.fine]]


def trim(wave, below_peak_db=38.0, keep_s=0.1):
    """Cuts the silence before and after the speech, leaving keep_s of it."""
    count = max(1, 1 + (len(wave) - FRAME) // HOP)
    level = np.array([np.mean(wave[i * HOP:i * HOP + FRAME].astype(np.float64) ** 2) + 1e-12
                      for i in range(count)])
    level = 10 * np.log10(level)
    active = np.flatnonzero(level > np.percentile(level, 98) - below_peak_db)
    first = max(0, int(active[0] * HOP - keep_s * RATE))
    last = min(len(wave), int(active[-1] * HOP + FRAME + keep_s * RATE))
    return wave[first:last]


def _rows(folder, corpus):
    with open(folder / corpus / "manifest.csv", newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def _tar(folder, corpus):
    with tarfile.open(folder / corpus / f"{corpus}.tar") as tar:
        return {Path(m.name).name: tar.extractfile(m).read() for m in tar if m.isfile()}


def _decode(source):
    wave, rate = soundfile.read(source, dtype="float64")
    assert rate == RATE and wave.ndim == 1
    return wave


def _int16(wave):
    return np.clip(np.round(wave * 32767), -32768, 32767).astype(np.int16)


def read_corpora(folder):
    """All utterances of the speech folder, in a fixed order."""
    folder, result = Path(folder), []
    for row in _rows(folder, "ravdess"):
        fine = FINE.index(RAVDESS_NAMES.get(row["emotion"], row["emotion"]))
        wave = _decode(folder / "ravdess" / row["audio"])
        result.append(Utterance("ravdess", row["audio_clip"], "ravdess:" + row["actor"], fine, _int16(trim(wave))))
    for corpus in ("nemo", "emodb_2s"):
        files = _tar(folder, corpus)
        for row in _rows(folder, corpus):
            wave = _decode(io.BytesIO(files[row["file"]]))
            result.append(Utterance(corpus, Path(row["file"]).stem, f"{corpus}:{row['speaker']}",
                                    FINE.index(row["emotion"]), _int16(trim(wave))))
    return result


def read_noises(folder, held_out):
    """Noise and music clips of the robust folder by name, float waves; every third is held out."""
    folder, result = Path(folder), {}
    files = _tar(folder, "robust")
    rows = [r for r in _rows(folder, "robust") if "kind=noise" in r["extra"] or "kind=music" in r["extra"]]
    for i, row in enumerate(rows):
        if (i % 3 == 2) == held_out:
            result[row["file"]] = _decode(io.BytesIO(files[row["file"]])).astype(np.float32)
    return result


def folds(utterances, count=5, seed=7):
    """Fold of each utterance; the speakers of each corpus are dealt out in turn, so none is split."""
    rng = np.random.default_rng(seed)
    of_speaker = {}
    for corpus in CORPORA:
        speakers = sorted({u.speaker for u in utterances if u.corpus == corpus})
        for i, speaker in enumerate(rng.permutation(speakers)):
            of_speaker[speaker] = i % count
    return np.array([of_speaker[u.speaker] for u in utterances])
