"""A voice becomes the motion of a face, piece by piece."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.face_basis import load_face_basis
from app.core.motion import FRAMES_PER_SECOND, IDLE, MOUTH, Motion, frame_count
from app.core.settings import PerformanceSettings
from app.model.motion.articulation import Articulation
from app.model.motion.checkpoint import load_network
from app.model.motion.cues import ACCENT_LEAD_FRAMES
from app.model.motion.features import LogMel
from app.model.motion.idle import IdleMovement
from app.model.motion.idle_figures import IdleFigures, load_idle_figures
from app.model.motion.network import LOOK_AHEAD_S, MotionNetwork
from app.model.motion.stream import MotionStream

SAMPLES_PER_FRAME = MODEL_SAMPLE_RATE_HZ // FRAMES_PER_SECOND
FIRST_PIECE_FRAMES, PIECE_FRAMES = 15, 50  # the first is short so that playing can begin at once
LOOK_AHEAD_SAMPLES = int(LOOK_AHEAD_S * MODEL_SAMPLE_RATE_HZ)


class MotionPerformer:
    """The mouth from the network, the rest of the face from `IdleMovement`."""

    def __init__(self, network: MotionNetwork, figures: IdleFigures, device: torch.device) -> None:
        self._network, self._figures, self._device = network, figures, device
        self._log_mel = LogMel().to(device)

    @classmethod
    def load(cls, device: torch.device) -> "MotionPerformer":
        """Read the shipped weights. Raises WeightsMissing."""
        return cls(load_network(load_face_basis().digest(), device), load_idle_figures(), device)

    def perform(self, clip: AudioClip, settings: PerformanceSettings) -> Iterator[Motion]:
        """Consecutive pieces of motion that add up to the clip's frame count; the same for the same seed."""
        stream = MotionStream(self._network, self._log_mel, self._device)
        idle, articulation = IdleMovement(self._figures, settings), Articulation(settings)
        total = frame_count(clip.duration_s)
        start, heard, waiting = 0, 0, np.zeros((0, len(self._network.mouth_scale)), np.float32)
        while start < total:
            stop = min(start + (PIECE_FRAMES if start else FIRST_PIECE_FRAMES), total)
            needed = (stop + articulation.delay_frames) * SAMPLES_PER_FRAME + LOOK_AHEAD_SAMPLES
            lips = stream.push(_excerpt(clip.samples, heard, needed))
            mouth = np.concatenate([waiting, articulation.push(lips)])
            heard = needed
            mouth, waiting = mouth[: stop - start], mouth[stop - start :]
            ahead_db = loudness_db(clip.samples, start + ACCENT_LEAD_FRAMES, stop + ACCENT_LEAD_FRAMES)
            motion = Motion.still(stop - start)
            motion.coefficients[:, MOUTH] = mouth
            motion.coefficients[:, IDLE] = idle.frames(ahead_db.tolist(), mouth[:, 0].tolist())
            yield motion
            start = stop


def loudness_db(samples: NDArray[np.float32], start: int, stop: int) -> NDArray[np.float32]:
    """(stop - start,) mean power of the frames in dB of full scale."""
    frames = _excerpt(samples, start * SAMPLES_PER_FRAME, stop * SAMPLES_PER_FRAME).reshape(-1, SAMPLES_PER_FRAME)
    level: NDArray[np.float32] = 10 * np.log10((frames**2).mean(1) + 1e-7)
    return level


def _excerpt(samples: NDArray[np.float32], start: int, stop: int) -> NDArray[np.float32]:
    """Samples [start, stop), silence beyond the end."""
    piece = samples[start:stop]
    return np.pad(piece, (0, stop - start - len(piece)))
