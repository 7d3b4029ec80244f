"""Writes untrained networks for the Java trainer, and the ONNX twin of one that it has trained.

    python export.py untrained FOLDER --slots face voice body other --width 24
    python export.py calibrate FOLDER --tables TABLES
    python export.py onnx FOLDER      # reads FOLDER/model.pt and model.json, adds model.onnx
"""
import argparse
import hashlib
import json
import pathlib

import torch

from network import FusionNetwork, parameters, zero_state

EMOTIONS = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
STATE = ["hidden", "cell", "recent", "opinion"]


def build(form: dict) -> FusionNetwork:
    return FusionNetwork(len(form["slots"]), form["width"], form["classes"], form["token"], form["units"], form["past"],
                         form["dropout"], form["change"], form["departs"])


def untrained(folder: pathlib.Path, args) -> None:
    torch.manual_seed(args.seed)
    form = {"slots": args.slots, "width": args.width, "classes": len(args.labels), "token": args.token, "units": args.units,
            "past": args.past, "dropout": args.dropout, "change": args.change, "departs": not args.filter}
    net = build(form)
    if args.powers:
        net.power.data = torch.tensor(args.powers)
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.script(net).save(str(folder / "model.pt"))
    patterns = 1 << 2 * len(args.slots)  # present, and heard of lately
    description = {
        "schema": 1, "id": args.id, "version": "untrained", "licence": "Apache-2.0; nothing was learned", "engine": "PyTorch",
        "file": "model.pt",
        "sha256": hashlib.sha256((folder / "model.pt").read_bytes()).hexdigest(),
        "slots": args.slots,
        "inputs": [{"name": "values", "shape": ["n", "t", len(args.slots), args.width]},
                   {"name": "present", "shape": ["n", "t", len(args.slots)]},
                   {"name": "hidden", "shape": ["n", args.units]}, {"name": "cell", "shape": ["n", args.units]},
                   {"name": "recent", "shape": ["n", args.past, args.units]},
                   {"name": "opinion", "shape": ["n", (1 + len(args.slots)) * len(args.labels)]}],
        "outputs": [{"name": "logits", "labels": args.labels}] + [{"name": name} for name in STATE],
        "pool": args.powers or [1.0] * len(args.slots),
        "calibration": {"temperatures": [1.0] * patterns, "thresholds": [0.0] * patterns},
        "parameters": parameters(net), "form": form}
    (folder / "model.json").write_text(json.dumps(description, indent=1) + "\n")
    print(folder, parameters(net), "parameters")


def calibrate(folder: pathlib.Path, tables: pathlib.Path) -> None:
    """Temperature of the product of face and voice, and 90 % thresholds, on outputs for people not learned from.

    A slot alone has the temperature 1: it is reported as its own model says it. Faces are drawn to utterances of their class.
    """
    import numpy as np
    import pandas as pd

    from outputs import logarithms
    face, voice = (pd.read_csv(tables / f"{part}.csv") for part in ("face", "voice"))
    truth = {name: frame.label.map(EMOTIONS.index).to_numpy() for name, frame in (("face", face), ("voice", voice))}
    logs = {name: logarithms(frame) for name, frame in (("face", face), ("voice", voice))}
    draw = np.random.default_rng(0)
    picked = np.array([draw.choice(np.flatnonzero(truth["face"] == label)) for label in truth["voice"]])
    description = json.loads((folder / "model.json").read_text())
    powers = dict(zip(description["slots"], description["pool"]))
    both = powers["face"] * logs["face"][picked] + powers["voice"] * logs["voice"]

    def softmax(z):
        e = np.exp(z - z.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    def loss(temperature):
        return -np.log(softmax(both / temperature)[np.arange(len(both)), truth["voice"]]).mean()

    temperature = min(np.arange(0.5, 3, 0.01), key=loss)

    def threshold(p, labels):
        return float(np.quantile(p[np.arange(len(p)), labels], 0.1))

    least = {1: threshold(softmax(logs["face"]), truth["face"]), 2: threshold(softmax(logs["voice"]), truth["voice"]),
             3: threshold(softmax(both / temperature), truth["voice"])}
    slots = len(description["slots"])
    face_bit, voice_bits = 1, 0b1010  # other is read as a voice is: it may be less sure than a face
    temperatures, thresholds = [], []
    for pattern in range(1 << 2 * slots):
        present = pattern & (1 << slots) - 1
        kind = (1 if present & face_bit else 0) + (2 if present & voice_bits else 0)
        temperatures.append(round(float(temperature), 2) if kind == 3 else 1.0)
        thresholds.append(round(least.get(kind, least[2]), 4))
    description["calibration"] = {"temperatures": temperatures, "thresholds": thresholds}
    (folder / "model.json").write_text(json.dumps(description, indent=1) + "\n")
    print("temperature", temperature, "thresholds", least)


def onnx(folder: pathlib.Path, version: str | None) -> None:
    description = json.loads((folder / "model.json").read_text())
    description["version"] = version or description["version"]
    net = build(description["form"]).eval()
    net.load_state_dict(torch.jit.load(str(folder / "model.pt")).state_dict())
    slots, width = len(description["slots"]), description["form"]["width"]
    example = (torch.randn(2, 1, slots, width), torch.ones(2, 1, slots), *zero_state(net, 2))
    names = [i["name"] for i in description["inputs"]]
    out = ["logits"] + ["next_" + name for name in STATE]
    torch.onnx.export(net, example, str(folder / "model.onnx"), input_names=names, output_names=out, opset_version=17,
                      dynamic_axes={name: {0: "n"} for name in names + out}, dynamo=False)
    import onnxruntime
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    fed = (torch.randn(5, 1, slots, width), (torch.rand(5, 1, slots) > 0.3).float(), *(torch.randn_like(s) for s in zero_state(net, 5)))
    with torch.no_grad():
        expected = net(*fed)
    found = session.run(None, {name: value.numpy() for name, value in zip(names, fed)})
    worst = max(float(abs(e.numpy() - f).max()) for e, f in zip(expected, found))
    assert worst < 1e-4, worst
    description["onnx"] = {"file": "model.onnx", "sha256": hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()}
    (folder / "model.json").write_text(json.dumps(description, indent=1) + "\n")
    print("onnx differs by at most", worst)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["untrained", "calibrate", "onnx"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--id", default="fusion")
    parser.add_argument("--slots", nargs="+", default=["face", "voice", "body", "other"])
    parser.add_argument("--labels", nargs="+", default=EMOTIONS)
    parser.add_argument("--width", type=int, default=24)
    parser.add_argument("--powers", type=float, nargs="+", help="of the slots in the product, at first; else 1")
    parser.add_argument("--filter", action="store_true", help="without the LSTM's departure")
    parser.add_argument("--token", type=int, default=24)
    parser.add_argument("--units", type=int, default=48)
    parser.add_argument("--past", type=int, default=12)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--change", type=float, default=0.2, help="chance that the state changes from a step to the next, at first")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", type=pathlib.Path, help="made by outputs.py, to calibrate on")
    parser.add_argument("--version", help="of the trained network")
    args = parser.parse_args()
    if args.what == "untrained":
        untrained(args.folder, args)
    elif args.what == "calibrate":
        calibrate(args.folder, args.tables)
    else:
        onnx(args.folder, args.version)
