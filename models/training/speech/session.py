"""What a session has in common is taken off the next utterance's scores: emotion-audio's SessionOffset in Python.

Simulated sessions say what that is worth, cold and live, and what it costs a person who shows one class only.
"""

import numpy as np

UTTERANCES, EXPECTED = 3.0, 2.0  # as SpeechEmotionModel.Adaptation in emotion-audio
SPREAD_OF_ONE, SPREAD_OF_SEVERAL = 3.5, 7.0
REMEMBERED = 30.0
ASSUMED_UTTERANCES, ASSUMED_SPREAD, LEAST_COUNTED = 6.0, 0.8, 0.2  # as in SessionOffset
USUAL, STRANGE = 1.9, 2.3  # strangeness: most of the voices of known corpora lie below, most of corpora not heard above


def softmax(scores):
    z = np.exp(scores - scores.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


def far(strangeness):
    """How far out utterances are, from 0, as usual, to 1, strange."""
    return np.clip((strangeness - USUAL) / (STRANGE - USUAL), 0, 1)


def cold(scores, strangeness, first_temperature, strange_factor, **_):
    """Probabilities of utterances (utterance, classes) as sessions of their own."""
    return softmax(scores / (first_temperature * strange_factor ** far(strangeness))[:, None])


def judged(scores, strangeness=0.0, first_temperature=1.0, temperature=1.0, strange_factor=1.0, adapt=True):
    """Probabilities (sessions, utterances, classes) of scores of the same shape, each by what came before it."""
    strangeness = np.broadcast_to(strangeness, scores.shape[:2])
    scores = scores - scores.mean(-1, keepdims=True)
    sessions, length, classes = scores.shape
    unexpected, total = np.zeros((sessions, classes)), np.zeros((sessions, classes))
    squares, count = np.zeros(sessions), 0.0
    result = np.zeros(scores.shape)
    for t in range(length):
        x = scores[:, t]
        assumed = ASSUMED_SPREAD * SPREAD_OF_SEVERAL
        spread = np.full(sessions, assumed)
        if count > 1:
            about = squares - (total ** 2).sum(1) / count
            spread = (about + ASSUMED_UTTERANCES * assumed) / (count - 1 + ASSUMED_UTTERANCES)
        share = np.clip((spread - SPREAD_OF_ONE) / (SPREAD_OF_SEVERAL - SPREAD_OF_ONE), LEAST_COUNTED, 1)[:, None]
        heard = count / (count + UTTERANCES)
        own = x - adapt * share * unexpected / (count + UTTERANCES)
        usual = (1 - heard) * first_temperature + heard * temperature
        p = softmax(own / (usual * strange_factor ** far(strangeness[:, t]))[:, None])
        result[:, t] = p
        if count >= REMEMBERED:
            kept = 1 - 1 / REMEMBERED
            unexpected, total, squares, count = unexpected * kept, total * kept, squares * kept, count * kept
        unexpected = unexpected + x - EXPECTED * (p - 1 / classes)
        total, squares, count = total + x, squares + (x ** 2).sum(1), count + 1
    return result


def orders(speaker, count, seed=1):
    """Random orders of each speaker's utterances: rows (count, own utterances) of indices."""
    rng = np.random.default_rng(seed)
    for s in np.unique(speaker):
        own = np.flatnonzero(speaker == s)
        yield np.array([rng.permutation(own) for _ in range(count)])


def live(scores, strangeness, labels, speaker, count=20, **how):
    """Probabilities and labels of all utterances in all orders."""
    p, y = [], []
    for order in orders(speaker, count):
        p.append(judged(scores[order], strangeness[order], **how).reshape(-1, scores.shape[1]))
        y.append(labels[order].ravel())
    return np.concatenate(p), np.concatenate(y)


def of_one_class(scores, strangeness, labels, speaker, label, count=10, length=20, **how):
    """Share right in sessions of one class only, and the same cold."""
    rng, right, cold = np.random.default_rng(2), [], []
    for s in np.unique(speaker):
        own = np.flatnonzero((speaker == s) & (labels == label))
        if len(own) >= 3:
            drawn = np.array([rng.choice(own, length) for _ in range(count)])
            right.append(np.mean(judged(scores[drawn], strangeness[drawn], **how).argmax(2) == label))
            cold.append(np.mean(scores[own].argmax(1) == label))
    return float(np.mean(right)), float(np.mean(cold))


def mostly(scores, strangeness, labels, speaker, label, share, count=10, length=20, **how):
    """Labels, guesses and cold guesses of sessions in which one class has this share."""
    rng, y, guess, cold = np.random.default_rng(3), [], [], []
    for s in np.unique(speaker):
        own, others = (np.flatnonzero((speaker == s) & m) for m in (labels == label, labels != label))
        n = int(length * share)
        drawn = np.array([rng.permutation(np.concatenate([rng.choice(own, n), rng.choice(others, length - n)]))
                          for _ in range(count)])
        y.append(labels[drawn].ravel())
        guess.append(judged(scores[drawn], strangeness[drawn], **how).argmax(2).ravel())
        cold.append(scores[drawn].argmax(2).ravel())
    return np.concatenate(y), np.concatenate(guess), np.concatenate(cold)
