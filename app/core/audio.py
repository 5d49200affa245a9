"""The voice that drives a portrait."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.clip_edit import NO_EDIT, ClipEdit

MODEL_SAMPLE_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class AudioClip:
    """A sound as the motion model hears it.

    samples: (n,) float32 in [-1, 1], mono, 16 kHz, finite.
    source: the file whose own channels and rate go into the exported video; None for a sound made in memory.
    warnings: sentences about the sound worth telling the user (silent, clipped, very short).
    edit: the trim and fades that were applied to the samples, and not to the file.
    """

    samples: NDArray[np.float32]
    source: Path | None = None
    warnings: tuple[str, ...] = ()
    edit: ClipEdit = NO_EDIT

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / MODEL_SAMPLE_RATE_HZ

    def edited(self, edit: ClipEdit) -> "AudioClip":
        """The clip that an edit makes of this whole sound: cut and faded, at least one sample."""
        if self.edit != NO_EDIT:
            raise ValueError("only a whole sound can be edited")
        if edit == NO_EDIT:
            return self
        first = min(round(edit.start_s * MODEL_SAMPLE_RATE_HZ), len(self.samples) - 1)
        last = round(edit.end_s(self.duration_s) * MODEL_SAMPLE_RATE_HZ)
        kept = self.samples[first : max(last, first + 1)]
        gains = edit.gains(0, len(kept), MODEL_SAMPLE_RATE_HZ, len(kept) / MODEL_SAMPLE_RATE_HZ)
        return replace(self, samples=kept * gains, edit=edit)
