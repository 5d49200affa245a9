"""One finished picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Frame:
    """One finished picture of a take.

    rgb: (H, W, 3) uint8 sRGB, C-contiguous; never written to again.
    index: position in the take; its time is index / frames a second.
    alpha: (H, W) uint8, 0 transparent, 255 opaque; the colours are not multiplied by it. None: all of it is opaque.
    """

    rgb: NDArray[np.uint8]
    index: int
    alpha: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True)
class TimedPicture:
    """A picture of a video or a camera.

    rgb: (H, W, 3) uint8 sRGB, C-contiguous, upright. time_s: when it is shown, or was taken, on any one clock.
    """

    rgb: NDArray[np.uint8]
    time_s: float
