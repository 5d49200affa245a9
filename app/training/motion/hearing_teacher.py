"""A teacher that hears: a mouth network which learned from tracked lips alone, in quiet rooms.

What it makes of a voice without pictures is a lesson for the network that is shipped, as of a student that learns from
its teacher's guesses and under more noise than he (Xie, Luong, Hovy and Le 2020, "Self-training with Noisy Student").
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis
from app.core.motion import MOUTH_COEFFICIENTS
from app.model.motion.known_lips import MARGIN_FRAMES
from app.model.motion.network import SAMPLES_PER_FRAME, MouthNetwork
from app.training.motion.heard import Ear, HeardSequences, hear
from app.training.motion.sequences import SequenceMaker, Spoken, voice_shares
from app.training.motion.settings import MotionSettings
from app.training.motion.targets import Lesson
from app.training.motion.training import MotionTraining
from app.training.speech.phones import FEATURES


class HearingTeacher:
    """Moves the lips of voices without pictures by what it hears."""

    def __init__(self, network: MouthNetwork) -> None:
        self._network, self._ear = network.eval(), Ear()

    def mouth(self, samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
        """(frames, 12) coefficients, whoever speaks or does not; samples: (n,) at 16 kHz, padded with silence."""
        sound = np.zeros((frames + MARGIN_FRAMES) * SAMPLES_PER_FRAME, np.float32)
        sound[: len(samples)] = samples[: len(sound)]
        unknown = np.zeros((frames, MOUTH_COEFFICIENTS), np.float32)
        sequence = Spoken(sound, unknown, np.ones(frames, np.float32), np.zeros((frames, len(FEATURES)), np.float32))
        heard = self._ear.whole(sequence, known=True).float()
        with torch.inference_mode():
            shapes: NDArray[np.float32] = self._network(heard[None])[0][0].numpy()
        return shapes


def hearing_teacher(
    seen: dict[str, list[Lesson]], settings: MotionSettings, basis: FaceBasis, cache: Path
) -> HearingTeacher:
    """Train it on tracked lessons, or go on with the one that is kept for the same speakers."""
    quiet = replace(settings.augment, noise=0.0, music=0.0, room=0.0, telephone=0.0, nobody=0.0)
    own = replace(
        settings,
        steps=settings.teacher_steps,
        heard_whole=settings.teacher_heard,
        heard_windows=0,
        windows_share=0.0,
        augment=quiet,
    )
    maker = SequenceMaker(seen, voice_shares(seen, {}, own), own.sequence_frames, MARGIN_FRAMES, quiet)
    training = MotionTraining(own, basis, HeardSequences(hear(maker, own, cache), own.crop_frames))
    training.run(cache / f"hearing-teacher-{'-'.join(sorted(seen))}.safetensors")
    return HearingTeacher(training.average)
