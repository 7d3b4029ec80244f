"""Turns the modalities' out-of-fold outputs into the plain tables that the Java programs read.

    python outputs.py --face answers.npz --voice oof.npz --left-out loco.npz --body oof.npz FOLDER
    python outputs.py --sample ../../../emotion-fusion/src/test/resources/io/github/emotion4j/fusion/outputs.csv FOLDER

face.csv:  group,label,p0..p7    pictures whose labels the face model has not learned; groups are made of picture numbers, for people
                                 are not named in FER2013
voice.csv: group,clip,label,p0..p7    utterances of speakers the voice model has not heard
left-out.csv                          the same of corpora it has not heard
body.csv:  group,label,stress,seconds    windows of people the body model has not seen; label 1 = stressor

The sample, for a test, has the outputs of some of them (corpus,modality,label,p0..p7): no recordings, no names.
"""
import argparse
import pathlib

import numpy as np
import pandas as pd

EMOTIONS = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
PROBABILITIES = [f"p{i}" for i in range(8)]
# What a class has at least in a product (LogLinearPool of emotion-fusion). Contempt, of which the voice says exactly 0, counts there as no
# opinion; in these pairs it never occurs, which would cost them 0.2 points.
MIN_PROBABILITY = 0.005


def logarithms(frame: pd.DataFrame) -> np.ndarray:
    """The log-probabilities of a table, as the library multiplies them, contempt apart."""
    return np.log(np.maximum(frame[PROBABILITIES].to_numpy(), MIN_PROBABILITY))


def table(group, label, probabilities, **more) -> pd.DataFrame:
    frame = pd.DataFrame({"group": group, **more, "label": label})
    for i, name in enumerate(PROBABILITIES):
        frame[name] = probabilities[:, i]
    return frame


def voices(path: str, target: pathlib.Path) -> None:
    z = np.load(path)
    label = np.array([str(v) if not isinstance(v, (int, np.integer)) else EMOTIONS[v] for v in z["label"]])
    clip = z["clip" if "clip" in z else "file"]
    group = z["speaker"].astype(str)
    table(group, label, z["probabilities"], clip=clip).to_csv(target, index=False)
    print(target.name, len(label), (np.array(EMOTIONS)[z["probabilities"].argmax(1)] == label).mean())


def sample(folder: pathlib.Path, target: pathlib.Path, most: int = 60) -> None:
    """As many of each class of each corpus, at most."""
    parts = []
    for name, modality in (("face", "face"), ("voice", "voice"), ("left-out", "voice")):
        frame = pd.read_csv(folder / f"{name}.csv")
        corpus = frame.group.astype(str).str.split(":").str[0] if modality == "voice" else "fer2013"
        frame.insert(0, "corpus", name + " " + corpus)
        frame.insert(1, "modality", modality)
        for _, rows in frame.groupby(["corpus", "label"]):
            parts.append(rows.sample(min(most, len(rows)), random_state=0))
    chosen = pd.concat(parts)[["corpus", "modality", "label", *PROBABILITIES]]
    chosen.to_csv(target, index=False, float_format="%.3g")
    print(target, len(chosen))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--face")
    parser.add_argument("--voice")
    parser.add_argument("--left-out")
    parser.add_argument("--body")
    parser.add_argument("--sample", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.face:
        z = np.load(args.face)
        # Pictures whose majority is clear, as in the face model's own figures; copies of training pictures are left out.
        keep = (z["majority"] >= 0) & ~z["copied"]
        label = np.array(EMOTIONS)[z["majority"]]
        group = np.random.default_rng(0).integers(0, 200, len(label))
        table(group[keep], label[keep], z["probabilities"][keep]).to_csv(args.folder / "face.csv", index=False)
        print("face", keep.sum(), (z["probabilities"][keep].argmax(1) == z["majority"][keep]).mean())
    if args.voice:
        voices(args.voice, args.folder / "voice.csv")
    if args.left_out:
        voices(args.left_out, args.folder / "left-out.csv")
    if args.body:
        z = np.load(args.body)
        keep = z["label"] >= 0
        stress = z["probability"][keep]
        frame = pd.DataFrame({"group": z["person"][keep], "label": z["label"][keep], "stress": stress.round(4)})
        frame["seconds"] = z["end_s"][keep]
        frame.to_csv(args.folder / "body.csv", index=False)
        print("body", len(frame), frame.groupby("label").stress.mean().to_dict())
    if args.sample:
        sample(args.folder, args.sample)


if __name__ == "__main__":
    main()
