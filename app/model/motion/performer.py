"""The motion model as a whole: starts performances of recordings and of live voices."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.face_basis import load_face_basis
from app.core.motion import Motion, frame_count
from app.core.settings import PerformanceSettings
from app.model.motion.checkpoint import load_network
from app.model.motion.idle_stream import GeneratedIdle
from app.model.motion.known_lips import KnownLips
from app.model.motion.lips_stream import SpokenLips
from app.model.motion.network import MotionNetwork
from app.model.motion.noise import IdleNetwork, load_idle_network
from app.model.motion.performance_stream import PerformanceStream
from app.model.motion.stream import MotionStream

FIRST_PIECE_FRAMES, PIECE_FRAMES = 15, 50  # the first is short so that playing can begin at once


class MotionPerformer:
    """Holds the motion network; starts performances with it."""

    def __init__(self, network: MotionNetwork, idle: IdleNetwork) -> None:
        self._network, self._idle = network, idle

    @classmethod
    def load(cls, device: torch.device) -> "MotionPerformer":
        """Read the shipped weights. Raises WeightsMissing."""
        return cls(load_network(load_face_basis().digest(), device), load_idle_network())

    def stream(self, settings: PerformanceSettings) -> PerformanceStream:
        """A performance of sound that is still coming."""
        return PerformanceStream(
            SpokenLips(MotionStream(self._network).push, settings), GeneratedIdle(self._idle, settings)
        )

    def lips(self, clip: AudioClip) -> KnownLips:
        """The mouth coefficients of a sound, kept for performances of it with different settings."""
        return KnownLips(self._network, clip.samples)

    def perform(
        self, clip: AudioClip, settings: PerformanceSettings, lips: KnownLips | None = None
    ) -> Iterator[Motion]:
        """Consecutive pieces of motion that add up to the clip's frame count; the same for the same seed.

        lips: of this clip; others are made where there are none.
        """
        reader = (lips or self.lips(clip)).reader()
        spoken = SpokenLips(lambda samples: reader.advance(len(samples)), settings)
        stream = PerformanceStream(spoken, GeneratedIdle(self._idle, settings))
        total = frame_count(clip.duration_s)
        known, heard = 0, 0
        while known < total:
            known = min(known + (PIECE_FRAMES if known else FIRST_PIECE_FRAMES), total)
            needed = stream.samples_needed(known)
            yield stream.push(_excerpt(clip.samples, heard, needed))
            heard = needed


def _excerpt(samples: NDArray[np.float32], start: int, stop: int) -> NDArray[np.float32]:
    """Samples [start, stop), silence beyond the end."""
    piece = samples[start:stop]
    return np.pad(piece, (0, stop - start - len(piece)))
