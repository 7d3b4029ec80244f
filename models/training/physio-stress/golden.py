"""Writes the reference values of emotion-physio's tests: python golden.py OUT

The signals are simulated here with fixed seeds; numpy and scipy compute the values.
"""
import pathlib
import sys
import numpy as np
import scipy
from scipy import interpolate, signal, stats

out = pathlib.Path(sys.argv[1])
TOOLS = f"numpy {np.__version__}, scipy {scipy.__version__}"


def pulse_wave(seconds=25, rate=100, seed=1):
    """A pulse wave as a 10-bit converter gives it: dicrotic wave, breath, wandering level, noise."""
    noise = np.random.default_rng(seed)
    time = np.arange(seconds * rate) / rate
    wave = 30 * np.sin(2 * np.pi * 0.08 * time) + 2 * noise.standard_normal(len(time))
    beat = 0.4
    while beat < seconds + 1:
        height = 150 * (1 + 0.15 * np.sin(2 * np.pi * 0.25 * beat))
        for delay, width, share in ((0.2, 0.06, 1), (0.45, 0.08, 0.35)):
            wave += height * share * np.exp(-((time - beat - delay) / width) ** 2 / 2)
        beat += 0.9 + 0.06 * np.sin(2 * np.pi * 0.25 * beat) + 0.02 * noise.standard_normal()
    return np.clip(np.round(500 + wave), 0, 1023).astype(int)


def beats(seconds=300, rate=100, seed=2):
    """Sample numbers of beats: breath and blood pressure sway the rate; two beats come early."""
    noise = np.random.default_rng(seed)
    at, number, found = 0.5, 0, []
    while at < seconds:
        found.append(round(at * rate))
        step = 0.7 + 0.04 * np.sin(2 * np.pi * 0.25 * at) + 0.05 * np.sin(2 * np.pi * 0.1 * at)
        step += 0.02 * noise.standard_normal()
        step *= {100: 0.55, 101: 1.6, 300: 0.6, 301: 1.5}.get(number, 1)
        at, number = at + step, number + 1
    return np.array(found)


ppg = pulse_wave()
peaks, _ = signal.find_peaks(ppg, distance=50, prominence=60)
with open(out / "pulse.csv", "w") as f:
    f.write(f"# simulated pulse wave, 100 Hz, 10 bits; peaks of the raw signal by find_peaks, {TOOLS}\n")
    f.write("# peaks: " + " ".join(map(str, peaks)) + "\n")
    f.write("\n".join(map(str, ppg)) + "\n")

beats = beats()
rri = np.diff(beats) * 10.0
t = beats[1:] / 100.0
differences = np.diff(rri)
values = {
    "mean": rri.mean(), "sdnn": rri.std(ddof=1), "rmssd": np.sqrt(np.mean(differences ** 2)),
    "sdsd": differences.std(ddof=1), "cvnn": stats.variation(rri, ddof=1),
    "cvsd": np.sqrt(np.mean(differences ** 2)) / rri.mean(), "median": np.median(rri),
    "mad": 1.4826 * stats.median_abs_deviation(rri),
    "pnn50": np.mean(np.abs(differences) > 50), "pnn20": np.mean(np.abs(differences) > 20),
    # Task Force 1996: the bins are 1 / 128 s wide.
    "triangular_index": len(rri) / np.histogram(rri, np.arange(0, rri.max() + 8, 1000 / 128))[0].max(),
    "min": rri.min(), "max": rri.max(),
}
span = t[-1] - t[0]
segments = max(1, int(span / 300))
step = min(1 / (2 * span / segments), 1 / 600)
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
d = differences
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
    g.write(f"# simulated beats, 100 samples a second; values by their definitions, {TOOLS}\n")
    g.write("# peaks: " + " ".join(map(str, beats)) + "\n")
    for k, v in values.items():
        g.write(f"{k},{float(v)!r}\n")
