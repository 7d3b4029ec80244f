"""Rows written by ExportFeatures.java, with the labels of Stress-Predict's segments, and recordings made of them."""
import csv
import numpy as np

from features import GROUP, INPUTS

FEATURES, SIGNALS = len(INPUTS), 4
PULSE, SKIN, TEMPERATURE, DEVICE_RATE = range(SIGNALS)
TASKS = ("stroop", "interview", "hyperventilation")
SEGMENTS = ("baseline", "stroop", "relax1", "interview", "relax2", "hyperventilation", "relax3")
# Other orders of the segments than the study's: a long rest first, one task alone after twice the rest, the tasks backwards.
ORDERS = {"order 1": ("relax3", "interview", "relax1", "hyperventilation", "relax2", "stroop", "baseline"),
          "order 2": ("baseline", "relax3", "interview", "relax2"),
          "order 3": ("relax3", "relax2", "stroop", "relax1", "interview", "baseline")}
SPAN_SECONDS, STEP_SECONDS = 60, 5


class Recording:
    """One person's spans in the order of time: features x (n, FEATURES), task, label (-1 for none)."""

    def __init__(self, x, task, label, end):
        self.x, self.task, self.label, self.end = x, task, label, end

    def select(self, keep):
        return Recording(self.x[keep], self.task[keep], self.label[keep], self.end[keep])

    def present(self):
        """Which signals each span has."""
        return np.stack([~np.isnan(self.x[:, GROUP == s]).all(1) for s in range(SIGNALS)], 1)

    def without(self, signals, where=slice(None)):
        x = self.x.copy()
        x[where] = np.where(np.isin(GROUP, signals), np.nan, x[where])
        return Recording(x, self.task, self.label, self.end)

    def mixed(self, other, where):
        """Spans of the same recording, changed, in their places."""
        x = self.x.copy()
        x[where] = other.x[where]
        return Recording(x, self.task, self.label, self.end)

    def begun(self, minutes):
        return self.select(self.end >= 60 * minutes + SPAN_SECONDS)

    def reordered(self, order):
        return self.select(np.concatenate([np.flatnonzero(self.task == s) for s in order]))

    def with_drop_outs(self, seed):
        """Pulse and skin conductance missing by turns, for 2 to 8 minutes each time; no device's heart rate."""
        random = np.random.default_rng(seed)
        out = self.without([DEVICE_RATE])
        for signal in (PULSE, SKIN):
            at, missing = 0, random.random() < 0.5
            while at < len(self.x):
                spans = int(random.uniform(120, 480) / STEP_SECONDS)
                if missing:
                    out = out.without([signal], slice(at, at + spans))
                at, missing = at + spans, not missing
        return out


def read(path, manifest):
    """Recordings by person. A span has a label if it lies within one segment as a whole."""
    raw = np.fromfile(path, "<f4").reshape(-1, 2 + FEATURES).astype(float)
    segments = {}
    with open(manifest) as f:
        for line in csv.DictReader(f):
            if line["segment"] != "unlabelled":
                segments.setdefault(int(line["subject"][1:]), []).append(line)
    recordings = {}
    for person, lines in sorted(segments.items()):
        own = raw[raw[:, 0] == person]
        end = own[:, 1]
        task, label = np.full(len(own), "", dtype=object), np.full(len(own), -1)
        for line in lines:
            inside = (end - SPAN_SECONDS >= float(line["start_s"]) - 1e-3) & (end <= float(line["end_s"]) + 1e-3)
            task[inside], label[inside] = line["segment"], int(line["label"])
        recordings[person] = Recording(own[:, 2:], task, label, end)
    return recordings
