"""Variations of a voice's sound that leave the lips as they are: pitch, room, noise, music, telephone, gain."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq
from scipy.signal import fftconvolve, resample

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.training.motion.nonspeech import coloured_noise, music, unit_power
from app.training.motion.settings import AugmentSettings

Sound = NDArray[np.float32]
FFT, HOP = 1024, 256
USUAL_POWER, SILENT_POWER = 0.05, 2e-4  # root mean squares
LARGEST_GAIN = 10.0


def varied(samples: Sound, how: AugmentSettings, rng: Generator) -> Sound:
    """(n,) samples in a room, with noise, music, another spectrum and gain, each by chance."""
    power = np.sqrt((samples**2).mean()) + 1e-4
    if rng.random() < how.room:
        samples = in_a_room(samples, rng)
    if rng.random() < how.noise:
        noise = unit_power(coloured_noise(len(samples), rng))
        samples = samples + noise * power * 10 ** (-rng.uniform(*how.noise_snr_db) / 20)
    if rng.random() < how.music:
        samples = samples + unit_power(music(len(samples), rng)) * power * 10 ** (-rng.uniform(3, 25) / 20)
    samples = filtered(samples, how, rng)
    gain = 10 ** (rng.uniform(*how.gain_db) / 20) * USUAL_POWER / power if power > SILENT_POWER else 1.0
    return (samples * min(gain, LARGEST_GAIN)).astype(np.float32)


def filtered(samples: Sound, how: AugmentSettings, rng: Generator) -> Sound:
    """The sound with another tilt and colour, by chance through a telephone."""
    size = next_fast_len(len(samples), real=True)
    hz = rfftfreq(size, 1 / MODEL_SAMPLE_RATE_HZ)
    octaves = np.clip(np.log2((hz + 1) / 500), -4, 4)
    curve_db = rng.uniform(-how.tilt_db, how.tilt_db) * octaves / 4
    curve_db += rng.uniform(0, how.tilt_db / 2) * np.sin(octaves * rng.uniform(0.5, 2) + rng.uniform(0, 6.3))
    if rng.random() < how.telephone:
        curve_db -= 40.0 * ((hz < rng.uniform(150, 350)) | (hz > rng.uniform(3200, 5000)))
    changed: Sound = irfft(rfft(samples, size) * 10 ** (curve_db / 20), size)[: len(samples)].astype(np.float32)
    return changed


def in_a_room(samples: Sound, rng: Generator) -> Sound:
    """Direct sound and an exponentially decaying tail of noise (Polack's model)."""
    decay_s = rng.uniform(0.1, 0.5)
    time = np.arange(int(decay_s * MODEL_SAMPLE_RATE_HZ)) / MODEL_SAMPLE_RATE_HZ
    tail = rng.standard_normal(len(time)) * np.exp(-6.9 * time / decay_s)
    tail *= 10 ** (-rng.uniform(2, 15) / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    wet: Sound = fftconvolve(samples, tail)[: len(samples)].astype(np.float32)
    return wet


def repitched(samples: Sound, semitones: float) -> Sound:
    """Pitch and formants moved, duration kept: a phase vocoder (Flanagan and Golden 1966) and resampling."""
    factor = 2 ** (semitones / 12)
    window = np.hanning(FFT)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, FFT), FFT)[::HOP] * window
    spectra = np.fft.rfft(frames)
    places = np.arange(0, len(spectra) - 2, 1 / factor)
    below = places.astype(int)
    size = np.abs(spectra[below]) + (places - below)[:, None] * (np.abs(spectra[below + 1]) - np.abs(spectra[below]))
    turns = np.angle(spectra[below + 1]) - np.angle(spectra[below])
    usual = 2 * np.pi * HOP * np.arange(FFT // 2 + 1) / FFT
    turns = usual + (turns - usual + np.pi) % (2 * np.pi) - np.pi
    phase = np.angle(spectra[0]) + np.cumsum(turns, axis=0) - turns
    pieces = np.fft.irfft(size * np.exp(1j * phase)) * window
    stretched = np.zeros(len(pieces) * HOP + FFT)
    for index, piece in enumerate(pieces):
        stretched[index * HOP : index * HOP + FFT] += piece
    stretched = stretched[int(FFT * factor) :] / 1.5
    moved = resample(stretched, int(len(stretched) / factor))[: len(samples)]
    kept: Sound = np.pad(moved, (0, len(samples) - len(moved))).astype(np.float32)
    return kept
