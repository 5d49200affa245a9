"""Whether frames are drawn quickly enough."""

from app.core.motion import FRAMES_PER_SECOND

# In the mean of about a second a frame may take so much of the time that there is for one. The rest is for the sound,
# for painting, and for the other things that a machine has to do.
MOST_COST_S = 0.8 / FRAMES_PER_SECOND
KEEP = 0.96
FIRST_FRAMES = 25  # may be slow: caches are cold


class Pace:
    """A running mean of what a frame costs."""

    def __init__(self) -> None:
        self._frames = 0
        self._mean_s = 0.0

    def too_slow(self, cost_s: float) -> bool:
        """Take note of a frame; whether frames cost too much in the mean."""
        self._frames += 1
        if self._frames <= FIRST_FRAMES:
            return False
        self._mean_s = KEEP * self._mean_s + (1 - KEEP) * cost_s
        return self._mean_s > MOST_COST_S
