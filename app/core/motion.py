"""Movement of a face over time, as coefficients that fit any person's face."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAMES_PER_SECOND = 25  # of all movement; a video may have another rate, at which it is read

# Mouth coefficients weigh the shape basis shipped in `model_weights`. The first one, `opening`, is absolute: the gap
# between the inner lips (landmark 14 below 13) in inter-ocular units. The others add to the portrait's own closed lips.
MOUTH_COEFFICIENTS = 12

# Facial action units (Ekman and Friesen 1978, Facial Action Coding System), 0 none .. 1 strong. None of them changes
# the gap between the lips: what emotion does to a mouth must not keep it from closing on a p.
ACTION_UNITS: tuple[str, ...] = (
    "inner_brow_raise",  # AU 1
    "outer_brow_raise",  # AU 2
    "brow_lower",  # AU 4
    "upper_lid_raise",  # AU 5
    "cheek_raise",  # AU 6
    "lid_tighten",  # AU 7
    "nose_wrinkle",  # AU 9
    "upper_lip_raise",  # AU 10
    "lip_corner_pull",  # AU 12, the smile
    "lip_corner_depress",  # AU 15
    "chin_raise",  # AU 17
    "lip_stretch",  # AU 20
    "lip_tighten",  # AU 23
)

CHANNELS: tuple[str, ...] = (
    "opening",
    *(f"mouth_{index}" for index in range(1, MOUTH_COEFFICIENTS)),
    "tongue_up",  # 0 its tip lies behind the lower teeth .. 1 it is up, as in l, n, t, d and th
    "tongue_out",  # 0 .. 1 its tip is between the teeth, as in th
    "blink_left",  # 0 open as in the portrait, 1 closed; "left" is the picture's left (viewer's side)
    "blink_right",
    "brow_raise",  # inter-ocular units, up is positive
    "brow_frown",  # inter-ocular units the inner brow ends move together and down
    "gaze_x",  # radians from the portrait's own gaze, towards the picture's right
    "gaze_y",  # radians, towards the picture's bottom
    "yaw",  # radians from the portrait's own pose; nose towards the picture's right is positive
    "pitch",  # radians; nose down is positive
    "roll",  # radians; clockwise as seen is positive
    "shift_x",  # head translation in inter-ocular units, right is positive
    "shift_y",  # down is positive
    "breath",  # 0 rest .. 1 full breath
    "lips_seen",  # 0 where a voice moves the lips, which then purse more than it says .. 1 where they are a real face's
    *ACTION_UNITS,
)
CHANNEL_INDEX = {name: index for index, name in enumerate(CHANNELS)}
MOUTH = slice(0, MOUTH_COEFFICIENTS)
SPOKEN = slice(0, CHANNEL_INDEX["tongue_out"] + 1)  # what a voice moves: the mouth, and the tongue within
TONGUE = slice(MOUTH.stop, SPOKEN.stop)
IDLE = slice(SPOKEN.stop, CHANNEL_INDEX["breath"] + 1)
ACTION = slice(CHANNEL_INDEX[ACTION_UNITS[0]], CHANNEL_INDEX[ACTION_UNITS[-1]] + 1)
HEAD = slice(CHANNEL_INDEX["yaw"], CHANNEL_INDEX["shift_y"] + 1)


@dataclass(frozen=True, slots=True)
class Motion:
    """Movement coefficients at 25 frames a second.

    coefficients: (T, M) float32; the columns are `CHANNELS`, units beside their names there.
    """

    coefficients: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.coefficients.ndim != 2 or self.coefficients.shape[1] != len(CHANNELS):
            raise ValueError(f"motion must be (T, {len(CHANNELS)}), not {self.coefficients.shape}")

    def __len__(self) -> int:
        return int(self.coefficients.shape[0])

    def channel(self, name: str) -> NDArray[np.float32]:
        """(T,) values of one named channel."""
        return self.coefficients[:, CHANNEL_INDEX[name]]

    def chunks(self, frames: int) -> Iterator["Motion"]:
        """Consecutive pieces of at most `frames` frames."""
        for start in range(0, len(self), frames):
            yield Motion(self.coefficients[start : start + frames])

    @staticmethod
    def still(frames: int) -> "Motion":
        """All channels at zero: closed lips, open eyes, the portrait's own pose."""
        return Motion(np.zeros((frames, len(CHANNELS)), np.float32))

    @staticmethod
    def joined(parts: list["Motion"]) -> "Motion":
        """One motion from consecutive pieces."""
        return Motion(np.concatenate([part.coefficients for part in parts]))


def frame_count(duration_s: float, frames_per_second: int = FRAMES_PER_SECOND) -> int:
    """Number of frames that cover a sound: its duration in frames, rounded up, at least one."""
    return max(1, int(np.ceil(duration_s * frames_per_second - 1e-6)))
