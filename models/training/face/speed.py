"""Times model.onnx in onnxruntime and model.pt in torch.jit on one thread; medians of many calls."""

import argparse
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch


def milliseconds(call, repeats):
    for _ in range(max(3, repeats // 10)):
        call()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - begin))
    return np.min(times), np.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(arguments.model / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    script = torch.jit.load(str(arguments.model / "model.pt"))
    for batch, repeats in ((1, 200), (32, 30)):
        faces = np.random.default_rng(0).standard_normal((batch, 1, 48, 48)).astype(np.float32)
        tensor = torch.from_numpy(faces)
        with torch.inference_mode():
            rows = {
                "onnxruntime": milliseconds(lambda: session.run(None, {"faces": faces}), repeats),
                "torch.jit": milliseconds(lambda: script(tensor), repeats),
            }
        for name, (least, median) in rows.items():
            print(f"batch {batch:2d} {name:12s} least {least:7.2f} ms, median {median:7.2f} ms")


if __name__ == "__main__":
    main()
