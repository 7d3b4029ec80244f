"""The Python side of Compare.java: the same networks, inputs and rounds.

    python compare.py MODELS-FOLDER THREADS     # prints {"name": milliseconds}

Needs torch, onnxruntime and numpy.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch

folder, threads = Path(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.set_grad_enabled(False)


def median(call):
    warm = time.perf_counter() + 1
    while time.perf_counter() < warm:
        call()
    millis = []
    until = time.perf_counter() + 1
    while len(millis) < 2000 and (len(millis) < 5 or time.perf_counter() < until):
        start = time.perf_counter()
        call()
        millis.append((time.perf_counter() - start) * 1e3)
    return statistics.median(millis)


def onnx(model, values):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        str(folder / model / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name
    return median(lambda: session.run(None, {name: values}))


def jit(model, values):
    module = torch.jit.load(str(folder / model / "model.pt"), map_location="cpu").eval()
    tensor = torch.from_numpy(values)
    return median(lambda: module(tensor))


millis = {}
for label, run in (("PYTORCH", jit), ("ONNX_RUNTIME", onnx)):
    for batch in (1, 32):
        faces = np.zeros((batch, 1, 48, 48), np.float32)
        millis[f"face-expression, batch {batch}, {label}"] = run("face-expression", faces)
    picture = np.zeros((1, 3, 480, 640), np.float32)
    millis[f"face-detector, 640x480, {label}"] = run("face-detector", picture)
print(json.dumps(millis))
