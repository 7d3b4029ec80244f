"""Turns the modalities' out-of-fold outputs into the plain tables that the Java programs read.

    python outputs.py --face answers.npz --voice oof.npz --body oof.npz FOLDER

face.csv:  group,label,p0..p7    pictures whose labels the face model has not learned; groups are made of picture numbers, for people
                                 are not named in FER2013
voice.csv: group,clip,label,p0..p7    utterances of speakers the voice model has not heard
body.csv:  group,label,stress,arousal,seconds    windows of people the body model has not seen; label 1 = stressor
"""
import argparse
import pathlib

import numpy as np
import pandas as pd

EMOTIONS = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
PROBABILITIES = [f"p{i}" for i in range(8)]


def table(group, label, probabilities, **more) -> pd.DataFrame:
    frame = pd.DataFrame({"group": group, **more, "label": label})
    for i, name in enumerate(PROBABILITIES):
        frame[name] = np.round(probabilities[:, i], 5)
    return frame


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--face")
    parser.add_argument("--voice")
    parser.add_argument("--body")
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
        z = np.load(args.voice)
        label = np.array([str(v) if not isinstance(v, (int, np.integer)) else EMOTIONS[v] for v in z["label"]])
        clip = z["clip" if "clip" in z else "file"]
        group = z["speaker"].astype(str)
        table(group, label, z["probabilities"], clip=clip).to_csv(args.folder / "voice.csv", index=False)
        print("voice", len(label), (np.array(EMOTIONS)[z["probabilities"].argmax(1)] == label).mean())
    if args.body:
        z = np.load(args.body)
        keep = z["label"] >= 0
        stress = z["probability"][keep]
        frame = pd.DataFrame({"group": z["person"][keep], "label": z["label"][keep], "stress": stress.round(4)})
        # As the model: tanh of half the logit.
        frame["arousal"] = (2 * stress - 1).round(4)
        frame["seconds"] = z["end_s"][keep]
        frame.to_csv(args.folder / "body.csv", index=False)
        print("body", len(frame), frame.groupby("label").stress.mean().to_dict())


if __name__ == "__main__":
    main()
