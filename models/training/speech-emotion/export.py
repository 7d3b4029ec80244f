"""Writes the final network as TorchScript and ONNX with its model.json.

Usage: python export.py RUN_FOLDER OUT_FOLDER [--golden TEST_RESOURCE_FOLDER]

Needs final.pt of train.py and report.json of evaluate.py (temperature and figures).
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import frontend
import session
from data import CLASSES
from model import FUNCTIONALS, SpeechNet


def sample(frames, seed):
    """Inputs that look like speech enough to go through every branch; NaN among the functionals."""
    rng = np.random.default_rng(seed)
    logmel = rng.normal(-6, 3, (1, frames, frontend.BANDS)).astype(np.float32)
    f0 = np.where(rng.random(frames) < 0.6, rng.uniform(90, 300, frames), 0)
    pitch = np.stack([f0, rng.random(frames)], axis=1)[None].astype(np.float32)
    functionals = rng.normal(0, 5, (1, FUNCTIONALS)).astype(np.float32)
    functionals[0, [3, 40]] = np.nan
    return torch.from_numpy(logmel), torch.from_numpy(pitch), torch.from_numpy(functionals)


def shorten(path):
    """Merges equal nodes and gives inner values short names: the exporter's long ones take a hundredth of the file."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(path.read_bytes(), options)
    model = onnx.load(path)
    names = {v.name: v.name for v in (*model.graph.input, *model.graph.output)} | {"": ""}
    for i, node in enumerate(model.graph.node):
        node.name = f"n{i}"
        for side in (node.input, node.output):
            side[:] = [names.setdefault(n, f"v{len(names)}") for n in side]
    for initializer in model.graph.initializer:
        initializer.name = names[initializer.name]
    del model.graph.value_info[:]
    standard = [v for v in model.opset_import if not v.domain]  # the optimiser lists others that old runtimes refuse
    del model.opset_import[:]
    model.opset_import.extend(standard)
    onnx.save(model, path)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("out")
    parser.add_argument("--golden", help="also write inputs and outputs for the Java test")
    args = parser.parse_args()
    torch.set_num_threads(1)
    run, out = Path(args.run), Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    state = torch.load(run / "final.pt")
    net = SpeechNet(state["kernels.weights"].shape[1])
    net.load_state_dict(state)
    exported = net.eval()

    inputs = sample(160, 1)
    with torch.no_grad():
        traced = torch.jit.trace(exported, inputs, check_inputs=[sample(57, 2), sample(311, 3)])
        traced = torch.jit.freeze(traced)
        traced.save(str(out / "model.pt"))
        names = ["logmel", "pitch", "functionals"]
        torch.onnx.export(exported, inputs, str(out / "model.onnx"), dynamo=False, opset_version=17,
                          input_names=names, output_names=["logits", "embedding", "strangeness"],
                          dynamic_axes={"logmel": {0: "n", 1: "frames"}, "pitch": {0: "n", 1: "frames"},
                                        "functionals": {0: "n"}})
    shorten(out / "model.onnx")
    runtime = onnxruntime.InferenceSession(str(out / "model.onnx"))
    loaded = torch.jit.load(str(out / "model.pt"))
    for frames, seed in ((30, 5), (100, 6), (333, 7)):
        x = sample(frames, seed)
        with torch.no_grad():
            want, script = exported(*x), loaded(*x)
        got = runtime.run(None, dict(zip(names, (v.numpy() for v in x))))
        for a, b, c in zip(want, script, got):
            print(frames, "TorchScript", float((a - b).abs().max()), "ONNX", float(np.abs(a.numpy() - c).max()))
            assert np.abs(a.numpy() - c).max() < 1e-3 and (a - b).abs().max() < 1e-4

    report = json.loads((run / "report.json").read_text())
    description = {
        "schema": 1, "id": "speech-emotion", "version": "1.8.0", "engine": "PyTorch",
        "file": "model.pt", "sha256": sha256(out / "model.pt"),
        "onnx": {"file": "model.onnx", "sha256": sha256(out / "model.onnx")},
        "inputs": [
            {"name": "logmel", "shape": ["n", "frames", frontend.BANDS], "rate": frontend.RATE,
             "frame": frontend.FRAME, "hop": frontend.HOP, "fft": frontend.FFT, "bands": frontend.BANDS,
             "low": frontend.LOW_HERTZ, "high": frontend.HIGH_HERTZ, "window": "Hann, periodic",
             "mel": "1127 ln(1 + f / 700), triangles on the mel scale", "log": "natural", "floor": frontend.FLOOR},
            {"name": "pitch", "shape": ["n", "frames", 2],
             "columns": ["F0 in Hz, 0 where unvoiced", "voicing in [0, 1]"]},
            {"name": "functionals", "shape": ["n", FUNCTIONALS], "set": "eGeMAPS-like/1",
             "missing": "NaN"}],
        "outputs": [{"name": "logits", "labels": CLASSES},
                    {"name": "embedding", "size": int(exported(*inputs)[1].shape[1])},
                    {"name": "strangeness", "usual": session.USUAL, "strange": session.STRANGE}],
        "absent": ["contempt"],
        "temperature": report["session"]["temperature"],
        "session": {"utterances": session.UTTERANCES, "expected": session.EXPECTED,
                    "spreadOfOne": session.SPREAD_OF_ONE, "spreadOfSeveral": session.SPREAD_OF_SEVERAL,
                    "remembered": session.REMEMBERED, "settled": report["session"]["settled"], "left": report["session"]["left"],
                    "usualOffset": report["session"]["usual_offset"],
                    "usualOffsetCounts": session.USUAL_OFFSET_COUNTS},
        "metrics": {"left_out": report["left_out"]["shipped"]},
        "parameters": sum(v.numel() for v in state.values()),
        "licence": "CC BY-NC-SA 4.0 (follows RAVDESS and nEMO); Emo-DB part: research use; first layers: Apache-2.0 (Google speech embedding)",
        "data": ["RAVDESS speech, actors 1-18", "nEMO, 7 speakers", "Emo-DB cut to 2 s, 8 speakers"]}
    (out / "model.json").write_text(json.dumps(description, indent=1) + "\n")
    if args.golden:
        x = sample(80, 11)
        with torch.no_grad():
            rows = [v.numpy().ravel() for v in (*x, *exported(*x))]
        with open(Path(args.golden) / "speech_emotion.csv", "w") as f:
            f.write("# export.py: logmel (80, 64), pitch (80, 2), functionals, logits, embedding, strangeness\n")
            for row in rows:
                f.write(",".join(f"{v:.7g}" for v in row) + "\n")


if __name__ == "__main__":
    main()
