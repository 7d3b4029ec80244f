"""What a session has in common is taken off the next utterance's scores: emotion-audio's SessionOffset in Python.

Simulated sessions say what that is worth, cold and live, and what it costs a person who shows one class only.

Usage: python session.py GOLDEN_FILE    (a session for the Java test: scores, and what is made of them)
"""

import sys

import numpy as np

UTTERANCES, EXPECTED = 3.0, 2.0  # as SpeechEmotionModel.Adaptation in emotion-audio
SPREAD_OF_ONE, SPREAD_OF_SEVERAL = 3.5, 7.0
REMEMBERED = 30.0
ASSUMED_UTTERANCES, ASSUMED_SPREAD, LEAST_COUNTED = 6.0, 0.8, 0.2  # as in SessionOffset
USUAL_OFFSET_COUNTS = 2.0  # utterances that the usual offset counts as; chosen by hand
USUAL, STRANGE = 1.9, 2.3  # strangeness: most of the voices of known corpora lie below, most of corpora not heard above


def softmax(scores):
    z = np.exp(scores - scores.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


def cold(scores, **calibration):
    """Probabilities of utterances (utterance, classes) as sessions of their own."""
    return judged(scores[:, None], **calibration)[:, 0]


def judged(scores, temperature=1.0, settled=1.0, left=1.0, usual_offset=0.0, adapt=True):
    """Probabilities (sessions, utterances, classes) of scores of the same shape, each by what came before it.

    The temperature grows with the offset of the session, the length of what its scores have in common: a voice, room or language
    that the judges do not know moves all scores of a person, and the more it moves them, the more often the judges are wrong. Of the
    offset's square, `left` counts where much was heard, since most of it is taken off then. Before that is known, the offset is taken
    to be the usual one of corpora left out.
    """
    scores = scores - scores.mean(-1, keepdims=True)
    sessions, length, classes = scores.shape
    unexpected, total = np.zeros((sessions, classes)), np.zeros((sessions, classes))
    squares, count = np.zeros(sessions), 0.0
    result = np.zeros(scores.shape)
    assumed = ASSUMED_SPREAD * SPREAD_OF_SEVERAL

    def spread_of(total, squares, count):
        about = np.maximum(0, squares - (total ** 2).sum(1) / count)
        return (about + ASSUMED_UTTERANCES * assumed) / (count - 1 + ASSUMED_UTTERANCES)

    for t in range(length):
        x = scores[:, t]
        spread = spread_of(total, squares, count) if count > 1 else np.full(sessions, assumed)
        share = np.clip((spread - SPREAD_OF_ONE) / (SPREAD_OF_SEVERAL - SPREAD_OF_ONE), LEAST_COUNTED, 1)[:, None]
        own = x - adapt * share * unexpected / (count + UTTERANCES)
        heard, with_this = count + 1, total + x
        offset = (with_this ** 2).sum(1) / heard ** 2 - spread_of(with_this, squares + (x ** 2).sum(1), heard) / heard
        offset = (USUAL_OFFSET_COUNTS * usual_offset + heard * np.maximum(0, offset)) / (USUAL_OFFSET_COUNTS + heard)
        counted = left + (1 - left) * UTTERANCES / (count + UTTERANCES)
        p = softmax(own / (temperature * np.sqrt(settled + counted * offset))[:, None])
        result[:, t] = p
        if count >= REMEMBERED:
            kept = 1 - 1 / REMEMBERED
            unexpected, total, squares, count = unexpected * kept, total * kept, squares * kept, count * kept
        unexpected = unexpected + x - EXPECTED * (p - 1 / classes)
        total, squares, count = total + x, squares + (x ** 2).sum(1), count + 1
    return result


def of_all(scores, candidates):
    """What each calibration (a dictionary, all of the same keys) makes of the same sessions: (candidate, utterance, classes)."""
    sessions, length, classes = scores.shape
    how = {name: np.repeat([c[name] for c in candidates], sessions) for name in candidates[0]}
    return judged(np.tile(scores, (len(candidates), 1, 1)), **how).reshape(len(candidates), sessions * length, classes)


def orders(speaker, count, seed=1):
    """Random orders of each speaker's utterances: rows (count, own utterances) of indices."""
    rng = np.random.default_rng(seed)
    for s in np.unique(speaker):
        own = np.flatnonzero(speaker == s)
        yield np.array([rng.permutation(own) for _ in range(count)])


def live(scores, labels, speaker, count=20, **how):
    """Probabilities and labels of all utterances in all orders."""
    p, y = [], []
    for order in orders(speaker, count):
        p.append(judged(scores[order], **how).reshape(-1, scores.shape[1]))
        y.append(labels[order].ravel())
    return np.concatenate(p), np.concatenate(y)


def of_one_class(scores, labels, speaker, label, count=10, length=20, **how):
    """Share right in sessions of one class only, and the same cold."""
    rng, right, cold = np.random.default_rng(2), [], []
    for s in np.unique(speaker):
        own = np.flatnonzero((speaker == s) & (labels == label))
        if len(own) >= 3:
            drawn = np.array([rng.choice(own, length) for _ in range(count)])
            right.append(np.mean(judged(scores[drawn], **how).argmax(2) == label))
            cold.append(np.mean(scores[own].argmax(1) == label))
    return float(np.mean(right)), float(np.mean(cold))


def mostly(scores, labels, speaker, label, share, count=10, length=20, **how):
    """Labels, guesses and cold guesses of sessions in which one class has this share."""
    rng, y, guess, cold = np.random.default_rng(3), [], [], []
    for s in np.unique(speaker):
        own, others = (np.flatnonzero((speaker == s) & m) for m in (labels == label, labels != label))
        n = int(length * share)
        drawn = np.array([rng.permutation(np.concatenate([rng.choice(own, n), rng.choice(others, length - n)]))
                          for _ in range(count)])
        y.append(labels[drawn].ravel())
        guess.append(judged(scores[drawn], **how).argmax(2).ravel())
        cold.append(scores[drawn].argmax(2).ravel())
    return np.concatenate(y), np.concatenate(guess), np.concatenate(cold)


def golden(path, length=45, classes=7):
    """Two sessions longer than what is remembered, of a voice far from those learned from and of a near one."""
    how = {"temperature": 0.5, "settled": 1.25, "left": 0.4, "usual_offset": 5.0}
    rng = np.random.default_rng(4)
    with open(path, "w") as f:
        f.write("# session.py: temperature, settled, left, usual_offset; then rows of seven scores and the seven probabilities\n")
        f.write(",".join(str(v) for v in how.values()) + "\n")
        for deviation in (2.0, 0.3):
            scores = np.round(rng.normal(0, deviation, classes) + rng.normal(0, 1.3, (length, classes)), 4)
            for row in np.hstack([scores, judged(scores[None], **how)[0]]):
                f.write(",".join(f"{v:.7g}" for v in row) + "\n")


if __name__ == "__main__":
    golden(sys.argv[1])
