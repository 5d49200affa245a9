"""Aligners without a silence between two words stretch a phone over the pause; this takes the pause out of it again."""

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.training.speech.phones import Phone

STEP_SAMPLES = 160
LEAST_PAUSE_S = 0.15  # a stop's closure is shorter
QUIET_PART = 0.3  # of the way from the background's level to the voice's, in dB
LEAST_PHONE_S = 0.02
SMOOTHING = 3  # steps


def without_pauses(phones: list[Phone], samples: NDArray[np.float32]) -> list[Phone]:
    """The phones, each less the pauses that it covers: of what is left, the longer piece."""
    kept = []
    pauses = _pauses(samples)
    for phone in phones:
        start_s, end_s = phone.start_s, phone.end_s
        for quiet_s, loud_s in pauses:
            if quiet_s >= end_s or loud_s <= start_s:
                continue
            before, after = (start_s, min(end_s, quiet_s)), (max(start_s, loud_s), end_s)
            start_s, end_s = before if before[1] - before[0] >= after[1] - after[0] else after
            end_s = max(end_s, start_s + LEAST_PHONE_S)
        kept.append(Phone(start_s, end_s, phone.ipa))
    return kept


def _pauses(samples: NDArray[np.float32]) -> list[tuple[float, float]]:
    """(start, end) in seconds of every quiet stretch of at least LEAST_PAUSE_S."""
    steps = samples[: len(samples) // STEP_SAMPLES * STEP_SAMPLES].reshape(-1, STEP_SAMPLES)
    level_db = 10 * np.log10((steps.astype(np.float64) ** 2).mean(1) + 1e-9)
    level_db = np.convolve(level_db, np.ones(SMOOTHING) / SMOOTHING, "same")
    low_db, high_db = np.quantile(level_db, (0.03, 0.95))
    quiet = np.concatenate([[False], level_db < low_db + QUIET_PART * (high_db - low_db), [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(int))) * STEP_SAMPLES / MODEL_SAMPLE_RATE_HZ
    return [(start, end) for start, end in edges.reshape(-1, 2) if end - start >= LEAST_PAUSE_S]
