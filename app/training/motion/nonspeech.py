"""Sounds that must not move the lips: coloured noise, hum, music, clicks, coughs, nothing."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq
from scipy.signal import lfilter

from app.core.audio import MODEL_SAMPLE_RATE_HZ


def nonspeech(length: int, rng: Generator) -> NDArray[np.float32]:
    """(length,) one of the kinds, at about the loudness of speech."""
    kinds = ("nothing", "noise", "gusts", "hum", "music", "clicks", "coughs")
    kind = rng.choice(kinds, p=(0.15, 0.2, 0.15, 0.1, 0.2, 0.1, 0.1))
    if kind == "nothing":
        return np.zeros(length, np.float32)
    if kind == "noise":
        return unit_power(coloured_noise(length, rng)) * np.float32(0.05)
    if kind == "gusts":
        return unit_power(coloured_noise(length, rng) * _slow_envelope(length, rng)) * np.float32(0.07)
    if kind == "hum":
        return unit_power(hum(length, rng)) * np.float32(0.06)
    if kind == "music":
        return unit_power(music(length, rng)) * np.float32(0.06)
    return clicks(length, rng) if kind == "clicks" else coughs(length, rng)


def coloured_noise(length: int, rng: Generator) -> NDArray[np.float32]:
    """Noise whose power rises by 3 or falls by up to 12 dB an octave, or is white; with one broad bump or none."""
    size = next_fast_len(length, real=True)
    spectrum = rfft(rng.standard_normal(size))
    hz = rfftfreq(size, 1 / MODEL_SAMPLE_RATE_HZ) + 20
    octaves = np.log2(hz / 500)
    bump = np.exp(-((octaves - rng.uniform(-2, 3)) ** 2) / 0.5) * max(rng.uniform(-2, 2), 0)
    fall = rng.choice((0.0, rng.uniform(-0.5, 2)), p=(0.25, 0.75))
    noise = irfft(spectrum * 2 ** (bump - fall * octaves), size)[:length]
    return np.asarray(noise, np.float32)


def hum(length: int, rng: Generator) -> NDArray[np.float32]:
    """Mains or a motor: steady harmonics of one low pitch over faint noise."""
    time = np.arange(length) / MODEL_SAMPLE_RATE_HZ
    pitch = rng.choice((50.0, 60.0, rng.uniform(30, 250)))
    harmonics = np.arange(1, rng.integers(2, 14))
    sizes = rng.uniform(0, 1, len(harmonics)) / harmonics ** rng.uniform(0, 1.5)
    tones = sizes[:, None] * np.sin(2 * np.pi * (pitch * harmonics[:, None] * time + rng.uniform(0, 1)))
    total = tones.sum(0) + rng.uniform(0, 0.05) * rng.standard_normal(length)
    return np.asarray(total, np.float32)


def music(length: int, rng: Generator) -> NDArray[np.float32]:
    """Chords of decaying or held harmonic tones."""
    total = np.zeros(length)
    start = 0
    while start < length:
        span = min(int(rng.uniform(0.12, 0.8) * MODEL_SAMPLE_RATE_HZ), length - start)
        time = np.arange(span) / MODEL_SAMPLE_RATE_HZ
        envelope = np.exp(-time * rng.choice((0.3, 3.0, 8.0))) * np.minimum(1, time / 0.01)
        envelope *= np.minimum(1, (span - np.arange(span)) / 160)
        root = 55 * 2 ** (rng.integers(0, 40) / 12)
        for interval in rng.choice((0, 3, 4, 5, 7, 10, 12), size=rng.integers(2, 5), replace=False):
            pitch = root * 2 ** (interval / 12)
            for harmonic in range(1, 9):
                if pitch * harmonic < MODEL_SAMPLE_RATE_HZ / 2:
                    phase = rng.uniform(0, 2 * np.pi)
                    tone = np.sin(2 * np.pi * pitch * harmonic * time + phase)
                    total[start : start + span] += envelope * tone / harmonic**1.3
        start += span
    return total.astype(np.float32)


def clicks(length: int, rng: Generator) -> NDArray[np.float32]:
    """Knocks, key strokes and pops: short decaying bursts at random times."""
    total = np.zeros(length, np.float32)
    for start in rng.integers(0, length, rng.integers(2, 14)):
        span = min(int(rng.uniform(0.003, 0.08) * MODEL_SAMPLE_RATE_HZ), length - start)
        decay = np.exp(-np.arange(span) * 5 / max(span, 1))
        total[start : start + span] += decay * rng.standard_normal(span) * rng.uniform(0.05, 0.5)
    return total


def coughs(length: int, rng: Generator) -> NDArray[np.float32]:
    """Coughs and cleared throats: a burst of breath, then a longer noise through an open throat, over faint noise."""
    total = 0.001 * rng.standard_normal(length)
    start = int(rng.uniform(0, 0.5) * MODEL_SAMPLE_RATE_HZ)
    while start < length:
        span = min(int(rng.uniform(0.15, 0.45) * MODEL_SAMPLE_RATE_HZ), length - start)
        time = np.arange(span) / MODEL_SAMPLE_RATE_HZ
        burst = np.exp(-time / rng.uniform(0.01, 0.03))
        rest = rng.uniform(0.2, 0.7) * np.minimum(1, time / 0.05) * np.exp(-time / rng.uniform(0.06, 0.2))
        cough = rng.standard_normal(span)
        for lowest_hz, highest_hz in ((400, 1000), (1200, 2000), (2300, 3500)):
            turn = 2 * np.pi * rng.uniform(lowest_hz, highest_hz) / MODEL_SAMPLE_RATE_HZ
            radius = rng.uniform(0.85, 0.97)
            cough = lfilter([1.0], [1.0, -2 * radius * np.cos(turn), radius**2], cough)
        cough *= (burst + rest) * rng.uniform(0.1, 0.5) / np.abs(cough).max()
        total[start : start + span] += cough
        start += span + int(rng.uniform(0.05, 1.5) * MODEL_SAMPLE_RATE_HZ)
    return total.astype(np.float32)


def unit_power(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale to a mean square of one; silence stays silence."""
    scaled: NDArray[np.float32] = samples / np.float32(np.sqrt((samples**2).mean()) + 1e-9)
    return scaled


def _slow_envelope(length: int, rng: Generator) -> NDArray[np.float32]:
    knots = rng.uniform(0, 1, max(3, length // 4000)) ** 2
    envelope = np.interp(np.linspace(0, len(knots) - 1, length), np.arange(len(knots)), knots)
    return envelope.astype(np.float32)
