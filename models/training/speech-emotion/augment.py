"""Changes a wave as rooms, microphones and codecs do; every draw comes from the generator given."""

import numpy as np
from scipy.signal import butter, ellip, fftconvolve, resample_poly, sosfilt

from frontend import RATE


def speed(wave, factor):
    """Faster and higher by factor (tape speed)."""
    return resample_poly(wave, 100, int(round(100 * factor))).astype(np.float32)


def stretch(wave, factor):
    """Longer by factor at the same pitch: overlap-add with the best-matching lag (WSOLA)."""
    frame, search = 640, 200
    hop = frame // 2
    window = np.hanning(frame).astype(np.float32)
    count = max(1, int(len(wave) * factor / hop))
    padded = np.pad(wave, (search, 2 * frame + search)).astype(np.float32)
    out = np.zeros(count * hop + frame, np.float32)
    position = search
    for i in range(count):
        target = int(i * hop / factor) + search
        if i > 0:
            natural = padded[position + hop:position + hop + frame]
            low = max(0, target - search)
            region = padded[low:target + search + frame]
            if len(natural) < frame or len(region) < frame + 1:
                break
            score = fftconvolve(region, natural[::-1], "valid")
            power = np.convolve(region ** 2, np.ones(frame, np.float32), "valid")
            position = low + int(np.argmax(score / np.sqrt(power + 1e-6)))
        else:
            position = target
        out[i * hop:i * hop + frame] += window * padded[position:position + frame]
    return out[:int(len(wave) * factor)]


def reverberate(wave, rng, seconds=None):
    """Room tail of exponentially falling noise with a direct path; RT60 of 0.15 to 0.8 s."""
    rt60 = seconds or rng.uniform(0.15, 0.8)
    n = int(rt60 * RATE)
    tail = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    tail *= 10 ** (rng.uniform(-12, -2) / 20) / np.sqrt(np.sum(tail ** 2))
    tail[0] = 1.0
    return fftconvolve(wave, tail)[:len(wave)].astype(np.float32)


def telephone(wave, steep=False):
    """300 to 3400 Hz at 8 kHz with mu-law of 8 bits (G.711); steep: 20 dB down at 3500 Hz, and nothing left below 250 Hz."""
    if steep:
        sos = ellip(8, 0.5, 60, [300, 3400], "bandpass", fs=RATE, output="sos")
    else:
        sos = butter(4, [300, 3400], "bandpass", fs=RATE, output="sos")
    return mu_law(sosfilt(sos, wave), 0.8)


def mu_law(wave, level):
    """At 8 kHz in 8 bits, the peak at this level of full scale; then at the old rate and level."""
    narrow = resample_poly(wave, 1, 2)
    peak = np.max(np.abs(narrow)) + 1e-9
    x = narrow / peak * level
    code = np.round(np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256) * 127) / 127
    decoded = np.sign(code) * np.expm1(np.abs(code) * np.log(256)) / 255
    return (resample_poly(decoded, 2, 1) * peak / level)[:len(wave)].astype(np.float32)


def line(wave, rng):
    """Some telephone line: other edges of the band, gentle or steep, and another level before the mu-law."""
    band = [rng.uniform(120, 400), rng.uniform(2600, 3900)]
    sos = butter(int(rng.integers(2, 9)), band, "bandpass", fs=RATE, output="sos")
    return mu_law(sosfilt(sos, wave), rng.uniform(0.2, 0.95))


def tempo(wave, rng):
    """Slower or faster at the same pitch."""
    return stretch(wave, rng.uniform(0.75, 1.3))


def gain_control(wave, rng):
    """Raises the envelope (0.2 s) to a power: below 1 in six of ten draws, as automatic gain does, else above 1."""
    power = rng.uniform(0.3, 0.8) if rng.random() < 0.6 else rng.uniform(1.2, 1.5)
    envelope = np.sqrt(np.convolve(wave ** 2, np.full(RATE // 5, 5 / RATE), "same") + 1e-8)
    peak = envelope.max()
    # Pauses are not raised without limit.
    changed = wave * (np.maximum(envelope, 0.02 * peak) / peak) ** (power - 1)
    return (changed * 0.7 / (np.max(np.abs(changed)) + 1e-9)).astype(np.float32)


# Each utterance is learned once with each of these, beside its random variants.
DISGUISES = (line, tempo, gain_control)


def tilt(wave, rng):
    """A microphone's colour: a gentle random equaliser made of one shelf-like first-order filter."""
    a = rng.uniform(-0.5, 0.5)
    out = wave.copy()
    out[1:] += np.float32(a) * wave[:-1]
    return out


def add_noise(wave, noise, snr_db, rng):
    """Adds a random part of noise at snr_db against the whole wave."""
    start = rng.integers(0, max(1, len(noise) - len(wave)))
    part = np.resize(noise[start:start + len(wave)], len(wave))
    gain = np.sqrt(np.mean(wave ** 2) / (np.mean(part ** 2) + 1e-12) / 10 ** (snr_db / 10))
    return wave + np.float32(gain) * part


def coloured(length, rng):
    """Noise whose spectrum falls by f^-b, b in [0, 2]."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    f = np.maximum(np.arange(len(spectrum)), 1.0)
    return np.fft.irfft(spectrum * f ** (-rng.uniform(0, 1)), length).astype(np.float32)


def randomly(wave, noises, rng):
    """One training variant of a wave."""
    wave = speed(wave, rng.uniform(0.90, 1.11))
    if rng.random() < 0.5:
        wave = stretch(wave, rng.uniform(0.85, 1.18))
    if rng.random() < 0.3:
        wave = reverberate(wave, rng)
    if rng.random() < 0.6:
        noise = noises[rng.integers(len(noises))] if rng.random() < 0.6 else coloured(len(wave), rng)
        wave = add_noise(wave, noise, rng.uniform(5, 35), rng)
    if rng.random() < 0.5:
        wave = tilt(wave, rng)
    if rng.random() < 0.12:
        wave = telephone(wave)
    wave = wave * np.float32(10 ** (rng.uniform(-12, 6) / 20))
    if rng.random() < 0.05:
        wave = wave * 3
    return np.clip(wave, -1, 1).astype(np.float32)
