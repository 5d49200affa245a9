"""The picture to be animated."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Portrait:
    """A still picture, upright, opaque, ready to be worked on.

    rgb: (H, W, 3) uint8 sRGB, C-contiguous, EXIF rotation applied, alpha flattened on white; never written to again.
    source: the file it came from, or None for a pasted picture; used in messages alone.
    """

    rgb: NDArray[np.uint8]
    source: Path | None = None

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.rgb.shape[0])

    @property
    def name(self) -> str:
        """What to call this picture in a sentence."""
        return self.source.name if self.source else "the picture"
