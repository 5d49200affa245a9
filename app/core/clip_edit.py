"""Trim and fades of a sound, whose file stays as it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ClipEdit:
    """The part of a sound that is kept, and its fades.

    start_s, stop_s: of the kept part, in seconds of the whole sound; without a stop it goes on to the end.
    fade_in_s, fade_out_s: length of the rise from silence, and of the fall to it, inside the kept part.
    """

    start_s: float = 0.0
    stop_s: float | None = None
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0

    def __post_init__(self) -> None:
        if self.start_s < 0 or self.fade_in_s < 0 or self.fade_out_s < 0:
            raise ValueError("times of an edit are not negative")
        if self.stop_s is not None and self.stop_s <= self.start_s:
            raise ValueError("an edit stops after it starts")

    def end_s(self, whole_s: float) -> float:
        """Where the kept part of a sound of this length ends."""
        return whole_s if self.stop_s is None else min(self.stop_s, whole_s)

    def kept_s(self, whole_s: float) -> float:
        """Length of what is kept of a sound of this length."""
        return max(0.0, self.end_s(whole_s) - self.start_s)

    def gains(self, first: int, count: int, rate_hz: int, kept_s: float) -> NDArray[np.float32]:
        """(count,) loudness, 0 to 1, of the kept part's samples from number `first` on; both ends are half cosines."""
        times_s = (first + np.arange(count)) / rate_hz
        rise = np.clip(times_s / self.fade_in_s, 0.0, 1.0) if self.fade_in_s else np.ones(count)
        fall = np.clip((kept_s - times_s) / self.fade_out_s, 0.0, 1.0) if self.fade_out_s else np.ones(count)
        gains: NDArray[np.float32] = (0.25 * (1 - np.cos(np.pi * rise)) * (1 - np.cos(np.pi * fall))).astype(np.float32)
        return gains


NO_EDIT = ClipEdit()
