"""Draw training sequences: clips in varied sound, silence and noise between them, lip targets to match."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.core.motion import MOUTH_COEFFICIENTS
from app.model.motion.network import SAMPLES_PER_FRAME
from app.training.motion.nonspeech import nonspeech
from app.training.motion.settings import AugmentSettings, MotionSettings
from app.training.motion.targets import Lesson
from app.training.motion.variations import repitched, varied
from app.training.speech.phones import SILENCE, vector

Floats = NDArray[np.float32]
FURTHEST_START_FRAMES = 50  # how far into its first clip a sequence may begin


@dataclass(frozen=True, slots=True)
class Spoken:
    """One training sequence. samples: (n,) at 16 kHz, some beyond the last frame. mouth: (T, 12).

    active: (T,) 1 while somebody speaks. phones: (T, 19) articulatory features, NaN where unknown.
    """

    samples: Floats
    mouth: Floats
    active: Floats
    phones: Floats


class SequenceMaker:
    """Makes the sequence of any number from (seed, number) alone."""

    def __init__(
        self,
        lessons: Mapping[str, Sequence[Lesson]],
        shares: Mapping[str, float],
        frames: int,
        frames_after: int,
        how: AugmentSettings,
    ) -> None:
        """shares: how often each voice is drawn; they sum to 1. frames_after: sound beyond the last frame."""
        self._voices = sorted(lessons)
        self._lessons = lessons
        self._shares = [shares[voice] for voice in self._voices]
        self._frames, self._heard_frames = frames, frames + frames_after
        self._how = how

    def digest(self) -> str:
        """Short hash of all that the sequences are made of, besides the settings."""
        total = hashlib.sha256(json.dumps([self._voices, self._shares, self._frames, self._heard_frames]).encode())
        for voice in self._voices:
            for lesson in self._lessons[voice]:
                total.update(lesson.samples.tobytes() + lesson.mouth.tobytes() + lesson.active.tobytes())
        return total.hexdigest()[:16]

    def sequence(self, rng: Generator) -> Spoken:
        """Clips one after another, from a random place in the first."""
        samples = np.zeros(self._heard_frames * SAMPLES_PER_FRAME, np.float32)
        mouth = np.zeros((self._heard_frames, MOUTH_COEFFICIENTS), np.float32)
        active = np.zeros(self._heard_frames, np.float32)
        phones = np.tile(vector(SILENCE), (self._heard_frames, 1))
        frame = -int(rng.integers(0, FURTHEST_START_FRAMES))
        alone = self._voice(rng) if rng.random() < self._how.one_voice else None
        nobody = rng.random() < self._how.nobody
        while frame < self._heard_frames:
            quiet = nobody or rng.random() < self._how.silent_slot
            clip = _without_speech(rng) if quiet else self._clip(alone or self._voice(rng), rng)
            start, stop = max(frame, 0), min(frame + len(clip.mouth), self._heard_frames)
            if stop > start:
                own = slice(start - frame, stop - frame)
                mouth[start:stop], active[start:stop] = clip.mouth[own], clip.active[own]
                phones[start:stop] = clip.phones[own]
                piece = clip.samples[own.start * SAMPLES_PER_FRAME :][: len(samples) - start * SAMPLES_PER_FRAME]
                samples[start * SAMPLES_PER_FRAME :][: len(piece)] = piece
            frame += len(clip.mouth)
        within = slice(0, self._frames)
        return Spoken(varied(samples, self._how, rng), mouth[within], active[within], phones[within])

    def _voice(self, rng: Generator) -> str:
        return self._voices[rng.choice(len(self._voices), p=self._shares)]

    def _clip(self, voice: str, rng: Generator) -> Lesson:
        """One of the voice's lessons, spoken faster or slower, perhaps at another pitch."""
        clips = self._lessons[voice]
        lesson = clips[int(rng.integers(len(clips)))]
        speed = 1 + rng.uniform(-self._how.speed, self._how.speed)
        frames = int(len(lesson.mouth) / speed)
        times = np.arange(frames) * speed
        mouth = np.stack([np.interp(times, np.arange(len(lesson.mouth)), column) for column in lesson.mouth.T], 1)
        active = np.interp(times, np.arange(len(lesson.active)), lesson.active)
        places = np.arange(frames * SAMPLES_PER_FRAME) * speed
        sound = np.interp(places, np.arange(len(lesson.samples)), lesson.samples).astype(np.float32)
        if rng.random() < self._how.pitch:
            sound = repitched(sound, float(rng.uniform(-self._how.semitones, self._how.semitones)))
        sound = sound * np.float32(10 ** (rng.uniform(-6, 6) / 20))
        phones = lesson.phones[np.minimum(times.round().astype(int), len(lesson.phones) - 1)]
        return Lesson(sound, mouth.astype(np.float32), active.astype(np.float32), phones)


def _without_speech(rng: Generator) -> Lesson:
    """Noise, music, clicks or nothing, the lips shut."""
    frames = int(rng.integers(15, 75))
    sound = nonspeech(frames * SAMPLES_PER_FRAME, rng)
    still = np.zeros((frames, MOUTH_COEFFICIENTS), np.float32)
    return Lesson(sound, still, np.zeros(frames, np.float32), np.tile(vector(SILENCE), (frames, 1)))


def voice_shares(
    tracked: Mapping[str, Sequence[Lesson]],
    taught: Mapping[str, Sequence[Lesson]],
    settings: MotionSettings,
) -> dict[str, float]:
    """How often each speaker or synthetic voice is drawn; sums to 1."""
    shares: dict[str, float] = {}
    taught_share = settings.taught_share if taught else 0.0
    for group, whole, evenness in (
        (tracked, 1 - taught_share, settings.speaker_evenness),
        (taught, taught_share, settings.voice_evenness),
    ):
        weights = {name: len(clips) ** (1 - evenness) for name, clips in group.items()}
        shares |= {name: whole * weight / sum(weights.values()) for name, weight in weights.items()}
    return shares
