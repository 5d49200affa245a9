"""Changes of a voice's sound (pitch, noise, telephone), to measure whether the lips still follow it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample, sosfilt

from app.core.audio import MODEL_SAMPLE_RATE_HZ

Sound = NDArray[np.float32]
SEMITONES = 4
NOISE_DB = 10.0
TELEPHONE_HZ = (300, 3400)
FFT, HOP = 1024, 256


def changes() -> dict[str, Callable[[Sound], Sound]]:
    """Name and function of every change."""
    return {
        f"pitch {SEMITONES} semitones up": lambda sound: repitched(sound, SEMITONES),
        f"pitch {SEMITONES} semitones down": lambda sound: repitched(sound, -SEMITONES),
        f"noise at {NOISE_DB:.0f} dB SNR": noisy,
        "telephone band": telephone,
    }


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


def noisy(samples: Sound) -> Sound:
    """The sound with white noise 10 dB below its mean power."""
    noise = np.random.default_rng(5).standard_normal(len(samples)) * np.sqrt((samples**2).mean())
    dirty: Sound = (samples + noise * 10 ** (-NOISE_DB / 20)).astype(np.float32)
    return dirty


def telephone(samples: Sound) -> Sound:
    """The sound limited to a telephone's 300 to 3400 Hz (Butterworth band-pass of order 4)."""
    band = butter(4, TELEPHONE_HZ, "bandpass", fs=MODEL_SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(band, samples), np.float32)
