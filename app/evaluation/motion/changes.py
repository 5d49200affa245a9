"""Changes of a voice's sound (pitch, noise, telephone), to measure whether the lips still follow it."""

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, sosfilt

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.training.motion.variations import Sound, repitched

SEMITONES = 4
NOISE_DB = 10.0
TELEPHONE_HZ = (300, 3400)


def changes() -> dict[str, Callable[[Sound], Sound]]:
    """Name and function of every change."""
    return {
        f"pitch {SEMITONES} semitones up": lambda sound: repitched(sound, SEMITONES),
        f"pitch {SEMITONES} semitones down": lambda sound: repitched(sound, -SEMITONES),
        f"noise at {NOISE_DB:.0f} dB SNR": noisy,
        "telephone band": telephone,
    }


def noisy(samples: Sound) -> Sound:
    """The sound with white noise 10 dB below its mean power."""
    noise = np.random.default_rng(5).standard_normal(len(samples)) * np.sqrt((samples**2).mean())
    dirty: Sound = (samples + noise * 10 ** (-NOISE_DB / 20)).astype(np.float32)
    return dirty


def telephone(samples: Sound) -> Sound:
    """The sound limited to a telephone's 300 to 3400 Hz (Butterworth band-pass of order 4)."""
    band = butter(4, TELEPHONE_HZ, "bandpass", fs=MODEL_SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(band, samples), np.float32)
