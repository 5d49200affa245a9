"""The voice that drives a portrait."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MODEL_SAMPLE_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class AudioClip:
    """A sound as the motion model hears it.

    samples: (n,) float32 in [-1, 1], mono, 16 kHz, finite.
    source: the file whose own channels and rate go into the exported video; None for a sound made in memory.
    warnings: sentences about the sound worth telling the user (silent, clipped, very short).
    """

    samples: NDArray[np.float32]
    source: Path | None = None
    warnings: tuple[str, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / MODEL_SAMPLE_RATE_HZ
