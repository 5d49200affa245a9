"""What the lips do for song: parted on every voiced note, still while it is held."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import FRAMES_PER_SECOND
from app.evaluation.motion.predictor import MouthPredictor
from app.model.motion.network import SAMPLES_PER_FRAME
from app.training.sound import read_mono

SONG = "singing_vocadito_1.flac"
PITCH_HZ = (75.0, 800.0)
WINDOW_S = 0.06
PERIODIC, LOUD_DB = 0.75, 25.0  # of a voiced frame: autocorrelation at its period, level below the loudest
HELD_S, HELD_SEMITONES = 0.4, 1.0
FLAP_HZ = (4.0, 8.0)
OPEN = 0.03


@dataclass(frozen=True, slots=True)
class SongFigures:
    """voiced_open: share of voiced frames with parted lips. flapping: RMS of opening at 4-8 Hz within held notes."""

    voiced_open: float
    flapping: float


def song_figures(data: Path, predictor: MouthPredictor) -> SongFigures:
    """Figures of the data folder's song."""
    samples = read_mono(data / "speech" / SONG)
    frames = len(samples) // SAMPLES_PER_FRAME
    opening = predictor.mouth(samples, frames)[:, 0]
    pitch = pitch_hz(samples, frames)
    band = butter(2, FLAP_HZ, "bandpass", fs=FRAMES_PER_SECOND, output="sos")
    flap = sosfiltfilt(band, opening)[held_notes(pitch)]
    return SongFigures(float((opening[pitch > 0] > OPEN).mean()), float(np.sqrt((flap**2).mean())))


def pitch_hz(samples: NDArray[np.float32], frames: int) -> NDArray[np.float64]:
    """(frames,) pitch by autocorrelation in the middle of every frame; 0 where the sound is not voiced."""
    half = int(WINDOW_S * MODEL_SAMPLE_RATE_HZ / 2)
    shortest, longest = (int(MODEL_SAMPLE_RATE_HZ / hz) for hz in reversed(PITCH_HZ))
    padded = np.pad(samples, (half, 2 * half))
    cut = np.stack([padded[start : start + 2 * half] for start in frame_middles(frames)])
    pieces = (cut - cut.mean(1, keepdims=True)) * np.hanning(2 * half)
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(2 * half), 4 * half)) ** 2)[: longest + 1]
    correlation = np.fft.irfft(np.abs(np.fft.rfft(pieces, 4 * half)) ** 2)[:, : longest + 1]
    correlation = correlation / (correlation[:, :1] + 1e-9) / (window / window[0])
    periods = correlation[:, shortest:]
    peaks = np.pad((periods[:, 1:-1] >= periods[:, :-2]) & (periods[:, 1:-1] >= periods[:, 2:]), ((0, 0), (1, 1)))
    # twice the period fits as well as the period: take the first peak that is nearly the highest
    best = (peaks & (periods > 0.9 * periods.max(1, keepdims=True))).argmax(1) + shortest
    level_db = 10 * np.log10((pieces**2).mean(1) + 1e-10)
    strength = correlation[np.arange(frames), best]
    voiced = (strength > PERIODIC) & (level_db > level_db.max() - LOUD_DB)
    return np.where(voiced, MODEL_SAMPLE_RATE_HZ / best, 0.0)


def frame_middles(frames: int) -> NDArray[np.int64]:
    """(frames,) index of the sample in the middle of each frame."""
    return np.arange(frames) * SAMPLES_PER_FRAME + SAMPLES_PER_FRAME // 2


def held_notes(pitch: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(T,) frames of notes that stay within a semitone of their median for at least 0.4 s."""
    held = np.zeros(len(pitch), bool)
    start = 0
    for frame in range(1, len(pitch) + 1):
        note = pitch[start:frame]
        if frame < len(pitch) and note.all() and pitch[frame] > 0:
            semitones = 12 * np.log2(pitch[frame] / np.median(note))
            if abs(semitones) <= HELD_SEMITONES:
                continue
        if note.all() and len(note) >= HELD_S * FRAMES_PER_SECOND:
            held[start:frame] = True
        start = frame
    return held
