"""What the rest of the face hears in a voice: whether somebody speaks, where the phrase ends, what is stressed."""

from dataclasses import dataclass

from app.core.motion import FRAMES_PER_SECOND

ACCENT_LEAD_FRAMES = 3  # heads and brows start before the stressed syllable peaks
HANG_FRAMES = 8  # a closed p or a stop is no pause
OPEN_LIPS = 0.008
SLOW_KEEP = 0.975  # running mean over about 1.6 s of speech
ACCENT_FROM_DB, ACCENT_FULL_DB = 2.0, 8.0
ACCENT_REST_FRAMES = int(0.6 * FRAMES_PER_SECOND)


@dataclass(frozen=True, slots=True)
class Cue:
    """One frame. accent: 0 none .. 1 strong, on the frame it begins; phrase_start, phrase_end: likewise events."""

    speaking: bool
    phrase_start: bool
    phrase_end: bool
    accent: float


class VoiceCues:
    """Follows the voice frame by frame."""

    def __init__(self) -> None:
        self._since_lips = HANG_FRAMES
        self._speaking = False
        self._usual_db: float | None = None
        self._last_db = (-70.0, -70.0)
        self._since_accent = ACCENT_REST_FRAMES

    def step(self, loudness_ahead_db: float, opening: float) -> Cue:
        """Take the loudness ACCENT_LEAD_FRAMES later and the lips' opening now."""
        self._since_lips = 0 if opening > OPEN_LIPS else self._since_lips + 1
        was_speaking, self._speaking = self._speaking, self._since_lips < HANG_FRAMES
        accent = self._accent(loudness_ahead_db) if self._speaking else 0.0
        start, end = self._speaking and not was_speaking, was_speaking and not self._speaking
        return Cue(self._speaking, start, end, accent)

    def _accent(self, loudness_db: float) -> float:
        """Strength of a loudness peak that the previous frame turned out to be."""
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
