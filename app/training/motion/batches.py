"""Draw training sequences: clips in varied sound, silence and noise between them, lip targets to match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import fftconvolve
from torch import Tensor

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.motion import MOUTH_COEFFICIENTS
from app.model.motion.features import (
    BANDS,
    FFT_SAMPLES,
    HOP_SAMPLES,
    WINDOW_SAMPLES,
    LogMel,
    VoiceState,
    warped,
)
from app.model.motion.network import DELAY_FRAMES, LEAD_MELS, MELS_PER_FRAME, SAMPLES_PER_FRAME
from app.training.motion.nonspeech import coloured_noise, music, nonspeech, unit_power
from app.training.motion.settings import AugmentSettings
from app.training.motion.targets import Lesson
from app.training.speech.phones import SILENCE, vector

SPECTRUM_BINS = FFT_SAMPLES // 2 + 1
# Sound that the last frame's look-ahead reaches beyond the sequence.
LOOK_AHEAD_MELS = DELAY_FRAMES * MELS_PER_FRAME - LEAD_MELS
LOOK_AHEAD_SAMPLES = LOOK_AHEAD_MELS * HOP_SAMPLES + WINDOW_SAMPLES - HOP_SAMPLES


@dataclass(frozen=True, slots=True)
class Batch:
    """powers: (B, 4 T + 14, BANDS) band powers. mouth: (B, T, 12). active: (B, T) 1 while somebody speaks.

    phones: (B, T, 19) articulatory features, NaN where unknown. known: (B,) whether the voice has been heard before.
    """

    powers: Tensor
    mouth: Tensor
    active: Tensor
    phones: Tensor
    known: Tensor


class BatchMaker:
    """Makes the batch of any step from (seed, step) alone, so that a resumed run continues exactly."""

    def __init__(
        self,
        lessons: Mapping[str, Sequence[Lesson]],
        shares: Mapping[str, float],
        frames: int,
        how: AugmentSettings,
    ) -> None:
        self._speakers = sorted(lessons)
        self._lessons = lessons
        self._shares = [shares[speaker] for speaker in self._speakers]
        self._frames = frames
        self._how = how
        self._log_mel = LogMel()

    def batch(self, size: int, rng: Generator) -> Batch:
        """Draw a batch of `size` sequences."""
        rows = [self._sequence(rng) for _ in range(size)]
        sound, mouth, active, phones, warp = (torch.from_numpy(np.stack(parts)) for parts in zip(*rows, strict=True))
        known = torch.from_numpy(rng.random(size) < self._how.known_voice)
        spectra = self._filtered(self._log_mel.spectrum(sound), rng)
        powers = warped(spectra, self._warps(warp, known, rng)) @ self._log_mel.filters
        return Batch(powers, mouth, active, phones, known)

    def _sequence(self, rng: Generator) -> tuple[NDArray[np.float32], ...]:
        """(samples, mouth, active, phones, warp) of clips one after another, from a random place in the first."""
        samples = np.zeros(self._frames * SAMPLES_PER_FRAME + LOOK_AHEAD_SAMPLES, np.float32)
        mouth = np.zeros((self._frames, MOUTH_COEFFICIENTS), np.float32)
        active = np.zeros(self._frames, np.float32)
        phones = np.tile(vector(SILENCE), (self._frames, 1))
        warp = np.ones(self._frames * MELS_PER_FRAME + LOOK_AHEAD_MELS, np.float32)
        frame = -int(rng.integers(0, 50))
        alone = self._speaker(rng) if rng.random() < self._how.one_voice else None
        nobody = rng.random() < self._how.nobody
        while frame < self._frames:
            quiet = nobody or rng.random() < self._how.silent_slot
            clip = _without_speech(rng) if quiet else self._clip(alone or self._speaker(rng), rng)
            sound, shapes = clip.samples, clip.mouth
            start, stop = max(frame, 0), min(frame + len(shapes), self._frames)
            if stop > start:
                mouth[start:stop] = shapes[start - frame : stop - frame]
                active[start:stop] = clip.active[start - frame : stop - frame]
                phones[start:stop] = clip.phones[start - frame : stop - frame]
                warp[start * MELS_PER_FRAME :] = clip.warp
                piece = sound[(start - frame) * SAMPLES_PER_FRAME :]
                at = start * SAMPLES_PER_FRAME
                span = min(len(piece), len(samples) - at)
                samples[at : at + span] = piece[:span]
            frame += len(shapes)
        return self._varied(samples, rng), mouth, active, phones, warp

    def _speaker(self, rng: Generator) -> str:
        return self._speakers[rng.choice(len(self._speakers), p=self._shares)]

    def _clip(self, speaker: str, rng: Generator) -> Lesson:
        clips = self._lessons[speaker]
        lesson = clips[rng.integers(len(clips))]
        speed = 1 + rng.uniform(-self._how.speed, self._how.speed)
        frames = int(len(lesson.mouth) / speed)
        times = np.arange(frames) * speed
        mouth = np.stack([np.interp(times, np.arange(len(lesson.mouth)), column) for column in lesson.mouth.T], 1)
        active = np.interp(times, np.arange(len(lesson.active)), lesson.active)
        places = np.arange(frames * SAMPLES_PER_FRAME) * speed
        sound = np.interp(places, np.arange(len(lesson.samples)), lesson.samples) * 10 ** (rng.uniform(-6, 6) / 20)
        phones = lesson.phones[np.minimum(times.round().astype(int), len(lesson.phones) - 1)]
        # what is played faster sounds as from a shorter throat
        warp = lesson.warp / speed
        return Lesson(
            sound.astype(np.float32), mouth.astype(np.float32), active.astype(np.float32), phones, float(warp)
        )

    def _varied(self, samples: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
        """(n,) samples with a room, noise, music and another gain, each by chance."""
        how = self._how
        power = np.sqrt((samples**2).mean()) + 1e-4
        if rng.random() < how.room:
            samples = _in_a_room(samples, rng)
        if rng.random() < how.noise:
            noise = unit_power(coloured_noise(len(samples), rng))
            samples = samples + noise * power * 10 ** (-rng.uniform(*how.noise_snr_db) / 20)
        if rng.random() < how.music:
            samples = samples + unit_power(music(len(samples), rng)) * power * 10 ** (-rng.uniform(3, 25) / 20)
        gain = 10 ** (rng.uniform(*how.gain_db) / 20) * 0.05 / power if power > 2e-4 else 1.0
        return (samples * min(gain, 10.0)).astype(np.float32)

    def _warps(self, usual: Tensor, known: Tensor, rng: Generator) -> Tensor:
        """(B, T) factors to the usual vocal tract -> those to apply: nearly these where `known`, else one at random."""
        size, how = len(usual), self._how
        nearly = 1 + rng.uniform(-how.known_tract, how.known_tract, size)
        other = 1 + rng.uniform(-how.vocal_tract, how.vocal_tract, size)
        return torch.where(known[:, None], usual * _column(nearly), _column(other).expand_as(usual))

    def _filtered(self, powers: Tensor, rng: Generator) -> Tensor:
        """(B, T, 257) power spectra with another tilt and band each."""
        size = len(powers)
        how = self._how
        octaves = np.log2((np.arange(SPECTRUM_BINS) + 1) / 32)
        curve_db = rng.uniform(-how.tilt_db, how.tilt_db, (size, 1)) * octaves / 4
        curve_db += rng.uniform(0, how.tilt_db / 2, (size, 1)) * np.sin(
            octaves * rng.uniform(0.5, 2, (size, 1)) + rng.uniform(0, 6.3, (size, 1))
        )
        hz = np.arange(SPECTRUM_BINS) * MODEL_SAMPLE_RATE_HZ / FFT_SAMPLES
        narrow = rng.random((size, 1)) < how.telephone
        curve_db -= narrow * 40.0 * ((hz < rng.uniform(150, 350)) | (hz > rng.uniform(3200, 5000)))
        return powers * torch.from_numpy(10 ** (curve_db / 10)).float()[:, None]


def _column(values: NDArray[np.float64]) -> Tensor:
    return torch.from_numpy(values).float()[:, None]


def _without_speech(rng: Generator) -> Lesson:
    """Noise, music, clicks or nothing, the lips shut."""
    frames = int(rng.integers(15, 75))
    sound = nonspeech(frames * SAMPLES_PER_FRAME, rng)
    still = np.zeros((frames, MOUTH_COEFFICIENTS), np.float32)
    return Lesson(sound, still, np.zeros(frames, np.float32), np.tile(vector(SILENCE), (frames, 1)))


def speaker_shares(
    tracked: Mapping[str, Sequence[Lesson]],
    taught: Mapping[str, Sequence[Lesson]],
    evenness: float,
    taught_share: float,
) -> dict[str, float]:
    """How often each speaker or synthetic voice is drawn; sums to 1."""
    shares: dict[str, float] = {}
    for group, whole in ((tracked, 1 - taught_share if taught else 1.0), (taught, taught_share)):
        weights = {name: len(clips) ** (1 - evenness) for name, clips in group.items()}
        shares |= {name: whole * weight / sum(weights.values()) for name, weight in weights.items()}
    return shares


def usual_voice(lessons: Mapping[str, Sequence[Lesson]], each: int = 8) -> Tensor:
    """(BANDS,) mean features of what all speakers' first lessons sound like, every speaker weighing the same."""
    log_mel, none = LogMel(), torch.zeros(BANDS)
    means = []
    for clips in lessons.values():
        sound = torch.from_numpy(np.concatenate([clip.samples for clip in clips[:each]]))
        voice = VoiceState.known(log_mel(sound[None]), none)
        means.append(voice.sums[0] / voice.weights[0])
    return torch.stack(means).mean(0)


def _in_a_room(samples: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """Direct sound and an exponentially decaying tail of noise (Polack's model)."""
    decay_s = rng.uniform(0.1, 0.5)
    time = np.arange(int(decay_s * MODEL_SAMPLE_RATE_HZ)) / MODEL_SAMPLE_RATE_HZ
    tail = rng.standard_normal(len(time)) * np.exp(-6.9 * time / decay_s)
    tail *= 10 ** (-rng.uniform(2, 15) / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    wet: NDArray[np.float32] = fftconvolve(samples, tail)[: len(samples)].astype(np.float32)
    return wet
