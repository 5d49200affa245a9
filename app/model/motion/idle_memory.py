"""Feedback to the noise generator: how long ago it blinked and made a saccade, and where the eyes look."""

import math

from app.core.motion import FRAMES_PER_SECOND

RECENT_KEEP = math.exp(-1 / (0.3 * FRAMES_PER_SECOND))
RESTED_FRAMES = FRAMES_PER_SECOND
LONG_AGO_FRAMES = 2 * FRAMES_PER_SECOND  # clips of three seconds cannot tell what matters later than that


class IdleMemory:
    """How long ago the last blink and saccade began, and where the eyes look; a take begins long after any."""

    def __init__(self) -> None:
        self._since_blink = self._since_saccade = LONG_AGO_FRAMES
        self._blink = self._saccade = 0.0
        self._gaze = (0.0, 0.0)

    @property
    def rested(self) -> bool:
        """Whether the last blink began a second ago or more."""
        return self._since_blink >= RESTED_FRAMES

    def values(self) -> list[float]:
        """(REMEMBERED,) as the network takes them."""
        ages = (min(frames, LONG_AGO_FRAMES) / LONG_AGO_FRAMES for frames in (self._since_blink, self._since_saccade))
        return [self._blink, self._saccade, *ages, *self._gaze]

    def step(self, blink: bool, gaze: tuple[float, float] | None) -> None:
        """Take what happened in a frame: whether a blink began, and where a saccade went, in gaze spreads."""
        self._since_blink = 0 if blink else self._since_blink + 1
        self._since_saccade = 0 if gaze else self._since_saccade + 1
        self._blink = max(self._blink * RECENT_KEEP, float(blink))
        self._saccade = max(self._saccade * RECENT_KEEP, float(gaze is not None))
        self._gaze = gaze or self._gaze
