"""Rows written by ExportFeatures.java, with the labels of Stress-Predict's segments."""
import csv
import numpy as np

FEATURES, REFERENCES, SIGNALS = 36, 7, 4
GROUP_SIZES = (17, 11, 4, 4)
GROUP = np.repeat(np.arange(SIGNALS), GROUP_SIZES)
TASKS = ("stroop", "interview", "hyperventilation")


class Rows:
    """One row a span: features x, references r, presence m, person, offset, end, task, label."""

    def __init__(self, path, manifest, span):
        raw = np.fromfile(path, "<f4").reshape(-1, 3 + FEATURES * (1 + REFERENCES) + SIGNALS)
        self.person, self.offset, self.end = raw[:, 0].astype(int), raw[:, 1], raw[:, 2]
        self.x = raw[:, 3:3 + FEATURES]
        self.r = raw[:, 3 + FEATURES:-SIGNALS].reshape(-1, REFERENCES, FEATURES)
        self.m = raw[:, -SIGNALS:]
        self.task = np.full(len(raw), "", dtype=object)
        self.label = np.full(len(raw), -1)
        with open(manifest) as f:
            for line in csv.DictReader(f):
                if line["segment"] == "unlabelled":
                    continue
                start, end = float(line["start_s"]), float(line["end_s"])
                # A span belongs to a segment when it lies in it as a whole.
                inside = ((self.person == int(line["subject"][1:])) & (self.end - span >= start - 1e-3)
                          & (self.end <= end + 1e-3))
                self.task[inside] = line["segment"]
                self.label[inside] = int(line["label"])

    def select(self, keep):
        out = object.__new__(Rows)
        for name, value in vars(self).items():
            setattr(out, name, value[keep])
        return out


def balanced_accuracy(label, logit):
    return ((logit[label == 1] >= 0).mean() + (logit[label == 0] < 0).mean()) / 2


def calibration_error(label, probability, bins=15):
    """Expected calibration error of the probability of stress, equal-width bins."""
    at = np.minimum((probability * bins).astype(int), bins - 1)
    return sum(abs(probability[at == b].mean() - label[at == b].mean()) * (at == b).mean()
               for b in range(bins) if (at == b).any())
