"""Everything but the mouth: blinks, brows, gaze, head and breath, driven by noise and by the voice.

The recurrent noise generator decides: where head and brows go, when and for how long lids shut, when and whither the
eyes jump. Springs, lids and eyes give that the shapes that such movements have in people.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.motion import IDLE
from app.core.settings import PerformanceSettings
from app.model.motion.breath import Breath
from app.model.motion.decisions import Decisions
from app.model.motion.emphasis import Emphasis
from app.model.motion.eyes import Eyes, Lids
from app.model.motion.head import HeadAndBrows
from app.model.motion.noise import IdleNetwork

IDLE_CHANNELS = IDLE.stop - IDLE.start


class IdleMovement:
    """One take's idle movement, frame after frame; the same for a seed however the frames are asked for.

    Strengths change what is shown, never what is decided: a seed's take keeps its course.
    """

    def __init__(self, network: IdleNetwork, settings: PerformanceSettings) -> None:
        self._decisions = Decisions(network, settings.seed)
        self._head = HeadAndBrows(network.figures.spreads, settings.head, settings.brows)
        self._lids, self._eyes = Lids(network.figures), Eyes()
        self._breath = Breath(np.random.default_rng((settings.seed, 1)))
        self._emphasis = Emphasis(np.random.default_rng((settings.seed, 2)))
        self._gaze_spread = network.figures.gaze_spread
        self._blinks, self._gaze = settings.blinks, settings.gaze
        self._looks_at = (0.0, 0.0)

    def retune(self, settings: PerformanceSettings) -> None:
        """Go on with other strengths; the seed stays."""
        self._head.retune(settings.head, settings.brows)
        self._blinks, self._gaze = settings.blinks, settings.gaze

    def frames(self, loudness_ahead_db: Sequence[float], opening: Sequence[float]) -> NDArray[np.float32]:
        """(T, 12) channels `IDLE` for the next T frames.

        loudness_ahead_db: (T,) loudness of the frame ACCENT_LEAD_FRAMES later. opening: (T,) of the lips.
        """
        rows = np.zeros((len(opening), IDLE_CHANNELS), np.float32)
        for row, loudness_db, gap in zip(rows, loudness_ahead_db, opening, strict=True):
            row[:] = self._frame(float(loudness_db), float(gap))
        return rows

    def _frame(self, loudness_ahead_db: float, opening: float) -> tuple[float, ...]:
        decision = self._decisions.step(loudness_ahead_db, opening)
        if decision.blink_draw < self._blinks:
            self._lids.blink(decision.blink_length)
        self._looks_at = decision.look or self._looks_at
        reach = self._gaze * self._gaze_spread
        self._eyes.look(reach * self._looks_at[0], reach * self._looks_at[1])
        drives = decision.drives
        for index, drive in self._emphasis.step(decision.cue).items():
            drives[index] += drive
        head, brows = self._head.step(drives)
        closed = self._lids.step()
        return (closed, closed, *brows, *self._eyes.step(head[0], head[1]), *head, self._breath.step(decision.cue))
