"""Everything but the mouth: blinks, brows, gaze, head and breath, driven by noise and by the voice."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.motion import IDLE
from app.core.settings import PerformanceSettings
from app.model.motion.cues import VoiceCues
from app.model.motion.eyes import Blinks, Gaze
from app.model.motion.head import Breath, Brows, Head
from app.model.motion.idle_figures import IdleFigures

IDLE_CHANNELS = IDLE.stop - IDLE.start


class IdleMovement:
    """One take's idle movement, frame after frame; the same for a seed however the frames are asked for."""

    def __init__(self, figures: IdleFigures, settings: PerformanceSettings) -> None:
        streams = [np.random.default_rng((settings.seed, part)) for part in range(5)]
        self._cues = VoiceCues()
        self._head = Head(figures, settings.head, streams[0])
        self._blinks = Blinks(figures, settings.blinks, streams[1])
        self._gaze = Gaze(figures, settings.gaze, streams[2])
        self._brows = Brows(figures, streams[3])
        self._breath = Breath(streams[4])

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other strengths; the seed stays."""
        self._head.retune(settings.head)
        self._blinks.retune(settings.blinks)
        self._gaze.retune(settings.gaze)

    def frames(self, loudness_ahead_db: Sequence[float], opening: Sequence[float]) -> NDArray[np.float32]:
        """(T, 12) channels `IDLE` for the next T frames.

        loudness_ahead_db: (T,) loudness of the frame ACCENT_LEAD_FRAMES later. opening: (T,) of the lips.
        """
        rows = np.zeros((len(opening), IDLE_CHANNELS), np.float32)
        for row, loudness_db, gap in zip(rows, loudness_ahead_db, opening, strict=True):
            cue = self._cues.step(float(loudness_db), float(gap))
            head = self._head.step(cue)
            closed = self._blinks.step(cue)
            gaze = self._gaze.step(cue, head[0], head[1])
            row[:] = (closed, closed, *self._brows.step(cue), *gaze, *head, self._breath.step(cue))
        return rows
