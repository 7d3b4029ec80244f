"""Writes the reference values of emotion-physio's tests: python make_golden.py REF_MITBIH REF_SIGNALS OUT

MIT-BIH excerpts (Moody and Mark 2001, doi:10.1109/51.932724; ODC-BY 1.0), NeuroKit's and HeartPy's
example signals and outputs (MIT), and numpy/scipy's answers on the same beats.
"""
import gzip
import json
import pathlib
import sys
import numpy as np
import scipy
from scipy import interpolate, signal

mitbih, reference, out = map(pathlib.Path, sys.argv[1:])
SECONDS, RATE = 60, 360
for record in ("119", "208"):
    rows = {line.split("\t")[1]: line.rstrip("\n").split("\t")[4].split(" ")
            for line in gzip.open(mitbih / f"{record}.tsv.gz", "rt") if "\t" in line[:20]}
    with open(out / f"mitbih_{record}.csv", "w") as f:
        f.write(f"# MIT-BIH Arrhythmia Database, record {record}, signal 0, first {SECONDS} s, 360 Hz, ADC units"
                " (200 per mV, zero 1024); ODC-BY 1.0\n")
        f.write("# beats: " + " ".join(b for b in rows["BEAT_SAMPLE"] if int(b) < SECONDS * RATE) + "\n")
        f.write("\n".join(rows["ECG_ADU"][:SECONDS * RATE]) + "\n")

peers = json.load(open(reference / "peer_outputs.json"))
with gzip.open(reference / "heartpy__data.csv.gz", "rt") as f:
    ppg = f.read().split()
with open(out / "heartpy_data.csv", "w") as f:
    f.write("# HeartPy example data.csv, 100 Hz PPG (MIT, Paul van Gent); peaks by HeartPy\n")
    f.write("# peaks: " + " ".join(map(str, peers["heartpy/data"]["peaks"])) + "\n")
    f.write("\n".join(ppg) + "\n")

key = next(k for k in peers if k.endswith("bio_resting_5min_100hz/ecg"))
beats = np.array(peers[key]["peaks"])
rri = np.diff(beats) * 10.0
t = beats[1:] / 100.0
values = {k: v for k, v in peers[key].items() if k.startswith("HRV_") and v is not None}
values = {k: peers["nk_rest5/ecg_hrv"].get(k, v) for k, v in values.items()}
span = t[-1] - t[0]
stretches = max(1, int(span / 300))
step = min(1 / (2 * span / stretches), 1 / 600)
f = np.arange(1, int(np.ceil(0.4 / step)) + 1) * step
p = signal.lombscargle(t - t[0], rri - rri.mean(), 2 * np.pi * f) * 2 * span / len(rri)
spline = interpolate.CubicSpline(t, rri)
even = spline(t[0] + np.arange(int(span * 4) + 1) / 4)
fw, pw = signal.welch(even, 4, nperseg=min(1024, int(span * 4)))


def band(f, p, low, high):
    at = (f >= low - 1e-12) & (f < high - 1e-12)
    return p[at].sum() * (f[1] - f[0])


def phi(x, m, r, own):
    e = np.lib.stride_tricks.sliding_window_view(x, m)
    return e, (np.abs(e[:, None] - e[None]).max(-1) <= r).sum(1) - (0 if own else 1)


r = 0.2 * rri.std(ddof=1)
_, b = phi(rri[:-1], 2, r, False)
_, a = phi(rri, 3, r, False)
values["sample_entropy"] = -np.log(a.sum() / b.sum())
_, c2 = phi(rri, 2, r, True)
_, c3 = phi(rri, 3, r, True)
values["approximate_entropy"] = np.log(c2 / len(c2)).mean() - np.log(c3 / len(c3)).mean()
d = np.diff(rri)
values["sd1"], values["sd2"] = (d / 2 ** 0.5).std(ddof=1), ((rri[1:] + rri[:-1]) / 2 ** 0.5).std(ddof=1)


def alpha(low, high):
    profile, size = np.cumsum(rri - rri.mean()), []
    for n in range(low, high + 1):
        w = profile[:len(profile) // n * n].reshape(-1, n)
        x = np.arange(n)
        residual = [row - np.polyval(np.polyfit(x, row, 1), x) for row in w]
        size.append(np.sqrt(np.mean(np.square(residual))))
    return np.polyfit(np.log(np.arange(low, high + 1)), np.log(size), 1)[0]


values["dfa_alpha1"], values["dfa_alpha2"] = alpha(4, 16), alpha(16, 64)
for name, (low, high) in {"lf": (0.04, 0.15), "hf": (0.15, 0.4)}.items():
    values["lombscargle_" + name] = band(f, p, low, high)
    values["welch_" + name] = band(fw, pw, low, high)
with open(out / "intervals.csv", "w") as g:
    g.write(f"# NeuroKit2 0.2.0 on its bio_resting_5min_100hz ECG (MIT); numpy {np.__version__}, scipy {scipy.__version__}\n")
    g.write("# peaks: " + " ".join(map(str, beats)) + "\n")
    for k, v in values.items():
        g.write(f"{k},{v!r}\n" if not isinstance(v, np.floating) else f"{k},{float(v)!r}\n")
