"""Rewrites model.onnx with convolutions of 8 bits, which take about a third of the time on CPUs.

Activations by the ranges seen on training pictures, weights channel by channel (Jacob et al. 2018,
arXiv 1712.05877); all else stays in floats, as model.pt does.

    python quantise.py MODEL_FOLDER fer2013.npz quantisation.json
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

from evaluate import Model
from export import digest

EVERY, BATCH = 60, 50
# Every second held-back picture is compared.
COMPARED = 2
# Mean distance (total variation) of the probabilities on held-back pictures.
MOST_CHANGED = 0.02
CALLS = 200


class Pictures(CalibrationDataReader):
    def __init__(self, model, images):
        self.parts = (model.inputs(images[i : i + BATCH]) for i in range(0, len(images), BATCH))

    def get_next(self):
        part = next(self.parts, None)
        return None if part is None else {"faces": part}


def milliseconds(model, images):
    """Processor time of one face on one thread: the least of many calls, for the machine is shared."""
    spent = []
    for image in np.resize(images, (CALLS, *images.shape[1:])):
        begin = time.process_time()
        model(image[None])
        spent.append(time.process_time() - begin)
    return round(min(spent) * 1000, 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("archive", type=Path, help="made by data.py")
    parser.add_argument("report", type=Path, help="what it changed, to write")
    arguments = parser.parse_args()
    archive = np.load(arguments.archive)
    images, part, majority = (archive[key] for key in ("images", "part", "majority"))
    rows = np.flatnonzero((part == "held") & (majority >= 0))[::COMPARED]
    held, truth = images[rows], majority[rows]

    exact = Model(arguments.model)
    path = arguments.model / exact.description["onnx"]["file"]
    before, before_time = exact(held)[0], milliseconds(exact, held)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / path.name
        quantize_static(
            str(path),
            str(target),
            Pictures(exact, images[part == "train"][::EVERY]),
            per_channel=True,
            # Where a CPU multiplies bytes into sums of 16 bits (AVX2), weights of 8 would overflow.
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
        )
        path.write_bytes(target.read_bytes())
    exact.description["onnx"]["sha256"] = digest(path)
    description = arguments.model / "model.json"
    description.write_text(json.dumps(exact.description, indent=2) + "\n")

    quantised = Model(arguments.model)
    after = quantised(held)[0]
    report = {
        "pictures": len(held),
        "held_back_floats": round(float((before.argmax(1) == truth).mean()), 4),
        "held_back_8_bits": round(float((after.argmax(1) == truth).mean()), 4),
        "same_class": round(float((before.argmax(1) == after.argmax(1)).mean()), 4),
        "total_variation": round(float(np.abs(before - after).sum(1).mean() / 2), 4),
        "milliseconds_floats": before_time,
        "milliseconds_8_bits": milliseconds(quantised, held),
    }
    arguments.report.write_text(json.dumps(report, indent=1) + "\n")
    if report["total_variation"] > MOST_CHANGED:
        raise SystemExit("the graph of 8 bits answers differently")


if __name__ == "__main__":
    main()
