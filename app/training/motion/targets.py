"""What the network is asked to do with each clip's sound: the tracked movement, freed of the speaker's habits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.motion import FRAMES_PER_SECOND
from app.training.corpus import Example
from app.training.speech.phones import FEATURES, Phone, features

PhonesOf = Callable[[Example], list[Phone] | None]
STRENGTH_RANGE = (0.7, 1.4)


@dataclass(frozen=True, slots=True)
class Lesson:
    """samples: (n,) at 16 kHz. mouth: (T, 12) to be learned. active: (T,) 1 while the lips serve speech.

    phones: (T, 19) articulatory features of what is said, NaN where that is unknown.
    """

    samples: NDArray[np.float32]
    mouth: NDArray[np.float32]
    active: NDArray[np.float32]
    phones: NDArray[np.float32]


def lessons(examples: dict[str, list[Example]], phones: PhonesOf) -> dict[str, list[Lesson]]:
    """Bring every speaker to the same mean shape and strength of opening, and shut the lips in silence.

    How far a person opens and how they hold their lips cannot be heard; as targets they would only be noise.
    """
    speech = {name: np.concatenate([_spoken(clip) for clip in clips]) for name, clips in examples.items()}
    mean = np.mean([rows.mean(0) for rows in speech.values()], axis=0)
    strength = np.mean([rows[:, 0].std() for rows in speech.values()])
    found = {}
    for name, clips in examples.items():
        offset = speech[name].mean(0) - mean
        offset[0] = 0  # opening is absolute
        factor = np.clip(strength / speech[name][:, 0].std(), *STRENGTH_RANGE)
        found[name] = [_lesson(clip, offset, factor, phones(clip)) for clip in clips]
    return found


def frame_phones(known: list[Phone] | None, frames: int) -> NDArray[np.float32]:
    """(T, 19) articulatory features in the middle of every frame; NaN where the phones are unknown."""
    if not known:
        return np.full((frames, len(FEATURES)), np.nan, np.float32)
    return features(known, (np.arange(frames) + 0.5) / FRAMES_PER_SECOND)


def _lesson(clip: Example, offset: NDArray[np.float32], factor: float, known: list[Phone] | None) -> Lesson:
    activity = clip.lip_activity
    mouth = (clip.mouth - offset) * factor * activity[:, None]
    mouth[:, 0] = np.maximum(mouth[:, 0], 0)
    return Lesson(clip.samples, mouth.astype(np.float32), activity, frame_phones(known, len(mouth)))


def _spoken(clip: Example) -> NDArray[np.float32]:
    return clip.mouth[clip.speech[0] : clip.speech[1]]
