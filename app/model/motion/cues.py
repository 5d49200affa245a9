"""Voice activity, phrase boundaries and accents, 25 frames a second, from loudness in dB and the lips' opening."""

import math
from dataclasses import dataclass

from app.core.motion import FRAMES_PER_SECOND

ACCENT_LEAD_FRAMES = 2  # heads and brows start before the stressed syllable peaks
HANG_FRAMES, QUIET_HANG_FRAMES = 8, 4  # a closed p or a stop is no pause; what is quiet already is one sooner
QUIET_DB = 12.0  # below the usual loudness
OPEN_LIPS = 0.008
SLOW_KEEP = 0.975  # running mean over about 1.6 s of speech
ACCENT_FROM_DB, ACCENT_FULL_DB = 2.0, 8.0
ACCENT_REST_FRAMES = int(0.6 * FRAMES_PER_SECOND)
LEVEL_DB = 10.0  # one unit of loudness as the noise generator hears it
EVENT_KEEP = math.exp(-1 / (0.3 * FRAMES_PER_SECOND))  # events fade from its hearing within a third of a second
HEARD = 7  # values a frame


@dataclass(frozen=True, slots=True)
class Cue:
    """What the voice does in one frame. accent: 0 none .. 1 strong, on the frame it begins, else 0.

    phrase_start, phrase_end: True on the one frame at which a phrase begins or has ended.

    level: loudness against the voice's usual one, in units of LEVEL_DB; 0 where nobody speaks. opening: of the lips,
    inter-ocular units.
    """

    speaking: bool
    phrase_start: bool
    phrase_end: bool
    accent: float
    level: float
    opening: float


class VoiceCues:
    """Detects speech, phrases and accents frame by frame."""

    def __init__(self) -> None:
        self._since_lips = HANG_FRAMES
        self._speaking = False
        self._usual_db: float | None = None
        self._last_db = (-70.0, -70.0)
        self._since_accent = ACCENT_REST_FRAMES

    def step(self, loudness_ahead_db: float, opening: float) -> Cue:
        """Cue of the next frame, from the loudness ACCENT_LEAD_FRAMES later and the lips' opening in it."""
        self._since_lips = 0 if opening > OPEN_LIPS else self._since_lips + 1
        quiet = self._usual_db is not None and loudness_ahead_db < self._usual_db - QUIET_DB
        hang = QUIET_HANG_FRAMES if quiet else HANG_FRAMES
        was_speaking, self._speaking = self._speaking, self._since_lips < hang
        accent = self._accent(loudness_ahead_db) if self._speaking else 0.0
        start, end = self._speaking and not was_speaking, was_speaking and not self._speaking
        usual_db = self._usual_db if self._usual_db is not None else loudness_ahead_db
        level = min(max((loudness_ahead_db - usual_db) / LEVEL_DB, -2.0), 2.0) if self._speaking else 0.0
        return Cue(self._speaking, start, end, accent, level, opening)

    def _accent(self, loudness_db: float) -> float:
        """Strength, 0..1, of the accent if the previous frame proves to be a peak of loudness, else 0."""
        before, peak = self._last_db
        self._last_db = (peak, loudness_db)
        self._since_accent += 1
        if self._usual_db is None:
            self._usual_db = loudness_db
        usual = self._usual_db
        self._usual_db += (1 - SLOW_KEEP) * (loudness_db - usual)
        is_peak = before <= peak > loudness_db
        if not is_peak or self._since_accent < ACCENT_REST_FRAMES or peak < usual + ACCENT_FROM_DB:
            return 0.0
        self._since_accent = 0
        return min(1.0, 0.2 + 0.8 * (peak - usual - ACCENT_FROM_DB) / (ACCENT_FULL_DB - ACCENT_FROM_DB))


class HeardCues:
    """Turns cues into inputs of the noise generator's network, where events decay over several frames."""

    def __init__(self) -> None:
        self._accent = self._start = self._end = self._level = 0.0

    def step(self, cue: Cue) -> list[float]:
        """HEARD values for the next frame."""
        self._accent = max(self._accent * EVENT_KEEP, cue.accent)
        self._start = max(self._start * EVENT_KEEP, float(cue.phrase_start))
        self._end = max(self._end * EVENT_KEEP, float(cue.phrase_end))
        rise, self._level = cue.level - self._level, cue.level
        return [float(cue.speaking), cue.level, rise, self._accent, self._start, self._end, 5.0 * cue.opening]
