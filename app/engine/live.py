"""Live performance of a voice that is being spoken: blocks of sound in, frames of motion out."""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.core.driving import Lips
from app.core.emotion import TRANSITION_S, Emotion, EmotionKey, EmotionTrack
from app.core.motion import FRAMES_PER_SECOND, Motion
from app.core.settings import PerformanceSettings
from app.media.sound.resampling import Resampler
from app.model.motion.driven import joined
from app.model.motion.emotion import with_emotion
from app.model.motion.performance_stream import PerformanceStream

BLOCKS_REMEMBERED = 256  # far more than come during the look-ahead


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """One frame of motion, to be drawn next.

    motion: one frame long. index: position since the start.
    heard_at_s: when the sound in the middle of the frame reached the microphone, on the clock of `hear`.
    """

    motion: Motion
    index: int
    heard_at_s: float


class LivePerformer:
    """Computes the same motion as for a whole sound, each frame as soon as the sound of its look-ahead has come."""

    def __init__(self, stream: PerformanceStream, settings: PerformanceSettings, sample_rate_hz: int) -> None:
        self._stream = stream
        self._settings = settings
        self._mood = _Mood(settings.emotion)
        self._resampler = Resampler(sample_rate_hz, MODEL_SAMPLE_RATE_HZ, channels=1)
        self._clock = _CaptureClock(sample_rate_hz)
        self._frames = 0
        self._latest = Motion.still(1)  # without emotions
        self._passed_s = 0.0  # of sound that was passed over, beyond whole frames
        self._rate_hz = sample_rate_hz

    def direct(self, settings: PerformanceSettings) -> None:
        """Use other settings from the next frame on; a change of emotion is eased."""
        if settings.emotion != self._settings.emotion:
            self._mood.turn(settings.emotion, self._frames)
        if replace(settings, emotion=self._settings.emotion) != self._settings:
            self._stream.retune(settings)
        self._settings = settings

    def hear(self, samples: NDArray[np.float32], captured_at_s: float) -> list[LiveFrame]:
        """(n,) float32 more samples, and when the first of them was captured -> the frames that can now be known.

        captured_at_s: in seconds of any one clock, which `LiveFrame.heard_at_s` is told on.
        """
        self._clock.note(len(samples), captured_at_s)
        motion = self._stream.push(self._resampler.push(samples[None])[0])
        self._latest = Motion(motion.coefficients[-1:]) if len(motion) else self._latest
        motion = with_emotion(motion, self._mood.track, self._frames, self._settings.head)
        frames = []
        for part in motion.chunks(1):
            middle_s = (self._frames + 0.5) / FRAMES_PER_SECOND
            frames.append(LiveFrame(part, self._frames, self._clock.time_of(middle_s)))
            self._frames += 1
        return frames

    def pass_over(self, samples: NDArray[np.float32], captured_at_s: float) -> None:
        """Sound that no lips follow, because a face moves them: time goes on, and nothing is computed."""
        self._clock.note(len(samples), captured_at_s)
        whole, self._passed_s = divmod(self._passed_s + len(samples) / self._rate_hz, 1 / FRAMES_PER_SECOND)
        self._frames += int(whole)

    def with_face(self, face: Motion, lips: Lips) -> Motion:
        """One frame of a driving face, joined with what the voice does by now: its breath, and its lips if wanted."""
        both = joined(self._latest, face, np.ones(1, np.float32), lips)
        return with_emotion(both, self._mood.track, self._frames, self._settings.head)


class _Mood:
    """Keeps the emotion of a live performance as a track; a change takes TRANSITION_S, as between keys of a take."""

    def __init__(self, emotion: EmotionTrack) -> None:
        self.track = EmotionTrack((_first_key(emotion, -TRANSITION_S),)) if emotion.keys else EmotionTrack()

    def turn(self, emotion: EmotionTrack, frame: int) -> None:
        """Add a change to what `emotion` begins with, starting at this frame; drops keys that are over."""
        now_s = frame / FRAMES_PER_SECOND
        over = [key for key in self.track.keys if key.time_s + TRANSITION_S / 2 <= now_s]
        still_needed = self.track.keys[max(0, len(over) - 1) :]
        self.track = EmotionTrack((*still_needed, _first_key(emotion, now_s + TRANSITION_S / 2)))


def _first_key(emotion: EmotionTrack, time_s: float) -> EmotionKey:
    """The key in force at the start of a track, moved to `time_s`; neutral without one."""
    started = [key for key in emotion.keys if key.time_s <= 0.0]
    return replace(started[-1], time_s=time_s) if started else EmotionKey(time_s, Emotion.NEUTRAL, 0.0)


class _CaptureClock:
    """Maps times in the sound to times of capture, on the clock of `LivePerformer.hear`."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._samples = 0
        self._blocks: deque[tuple[int, float]] = deque(maxlen=BLOCKS_REMEMBERED)  # first sample, its time

    def note(self, samples: int, captured_at_s: float) -> None:
        """Add a block: its number of samples, and when its first one was captured."""
        self._blocks.append((self._samples, captured_at_s))
        self._samples += samples

    def time_of(self, sound_s: float) -> float:
        """Time of capture of a moment `sound_s` seconds after the start of the sound."""
        place = sound_s * self._rate_hz
        begun = (block for block in reversed(self._blocks) if block[0] <= place)
        first, captured_at_s = next(begun, self._blocks[0])
        return captured_at_s + (place - first) / self._rate_hz
