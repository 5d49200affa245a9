"""Cache of the mouth coefficients of a whole sound: other settings need not run the network again."""

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from app.model.motion.stream import MotionStream


class KnownLips:
    """Mouth coefficients of a whole sound, computed by a stream as they are asked for, and kept.

    `reader` returns them in the same steps as the stream itself would.
    """

    def __init__(self, stream: MotionStream, samples: NDArray[np.float32]) -> None:
        """samples: (n,) the whole sound at 16 kHz; after it comes silence."""
        self._stream = stream
        self._samples = samples
        self._heard = 0  # samples the stream was given
        self._lips = np.zeros((1024, 0), np.float32)  # (T, 12), of which the first ones are known
        self._known = 0
        self._steps: list[tuple[int, int]] = [(0, 0)]  # (samples heard, frames known then)

    def reader(self) -> "LipsReader":
        """A stream that begins at the sound's start."""
        return LipsReader(self)

    def known_after(self, samples: int) -> int:
        """How many frames a stream knows after so many samples; runs the network as far as that needs."""
        if samples > self._heard:
            piece = self._samples[self._heard : samples]
            self._keep(self._stream.push(np.pad(piece, (0, samples - self._heard - len(piece)))))
            self._heard = samples
            self._steps.append((samples, self._known))
        return self._steps[bisect_right(self._steps, samples, key=lambda step: step[0]) - 1][1]

    def frames(self, start: int, stop: int) -> NDArray[np.float32]:
        """(stop - start, 12) float32, the coefficients of known frames [start, stop)."""
        return self._lips[start:stop]

    def _keep(self, new: NDArray[np.float32]) -> None:
        stop = self._known + len(new)
        if stop > len(self._lips) or not self._lips.shape[1]:
            larger = np.zeros((max(stop, 2 * len(self._lips)), new.shape[1]), np.float32)
            if self._known:
                larger[: self._known] = self._lips[: self._known]
            self._lips = larger
        self._lips[self._known : stop] = new
        self._known = stop


class LipsReader:
    """Reads `KnownLips` in place of a stream; it is told only how many samples would have been pushed."""

    def __init__(self, lips: KnownLips) -> None:
        self._lips = lips
        self._heard = 0
        self._given = 0

    def advance(self, samples: int) -> NDArray[np.float32]:
        """Go so many samples on -> (T, 12) coefficients of the frames that become known by them."""
        self._heard += samples
        known = self._lips.known_after(self._heard)
        start, self._given = self._given, known
        return self._lips.frames(start, known)
