"""Pose from a few points: a similarity in the picture's plane, or a turned head seen from afar (weak perspective)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.face.pose import rotation_matrix

Floats = NDArray[np.float64]

# Placed points are trusted to within this, in inter-ocular units: drawn faces have proportions of their own. Without
# the leaning towards straight ahead, a low nose would read as a nod.
POINT_SPREAD = 0.08
YAW_SPREAD, PITCH_SPREAD = 0.6, 0.2
MOST_YAW, MOST_PITCH = 1.2, 0.5
STEPS, TINY_TURN = 8, 1e-4


@dataclass(frozen=True, slots=True)
class Standing:
    """Pixels = similarity(rotation @ point): a complex factor turns and scales x + iy, and depth by its length.

    rotation: (3, 3). factor: of x + iy. shift: added to it, pixels.
    """

    rotation: Floats
    factor: complex
    shift: complex

    def place(self, points: Floats) -> Floats:
        """(N, 3) -> (N, 3) pixels; depth on the scale of x."""
        turned = points @ self.rotation.T
        flat = (turned[:, 0] + 1j * turned[:, 1]) * self.factor + self.shift
        return np.stack([flat.real, flat.imag, turned[:, 2] * abs(self.factor)], axis=1)


def stand_flat(start: Floats, goal: Floats) -> Standing:
    """The least-squares similarity in the picture's plane; (N, 2) and (N, 2)."""
    factor, shift = _similarity(start, goal)
    return Standing(np.eye(3), factor, shift)


def stand_in_space(start: Floats, goal: Floats) -> Standing:
    """The turned head (N, 3) whose points, seen from afar, lie nearest to (N, 2) pixels, by Gauss-Newton's method.

    Roll, size and place follow from the turn in closed form.
    """

    def residual(turn: Floats) -> Floats:
        flat = (start @ rotation_matrix(turn[0], turn[1], 0.0).T.astype(np.float64))[:, :2]
        factor, shift = _similarity(flat, goal)
        miss = (flat[:, 0] + 1j * flat[:, 1]) * factor + shift - (goal[:, 0] + 1j * goal[:, 1])
        miss /= max(abs(factor), 1e-9) * POINT_SPREAD
        return np.concatenate([miss.real, miss.imag, turn / (YAW_SPREAD, PITCH_SPREAD)])

    turn = np.zeros(2)
    for _ in range(STEPS):
        here = residual(turn)
        slope = np.stack([(residual(turn + TINY_TURN * axis) - here) / TINY_TURN for axis in np.eye(2)], axis=1)
        step = np.linalg.lstsq(slope, -here, rcond=None)[0]
        turn = np.clip(turn + np.clip(step, -0.3, 0.3), (-MOST_YAW, -MOST_PITCH), (MOST_YAW, MOST_PITCH))
        if np.abs(step).max() < TINY_TURN:
            break
    rotation = rotation_matrix(float(turn[0]), float(turn[1]), 0.0).astype(np.float64)
    factor, shift = _similarity((start @ rotation.T)[:, :2], goal)
    return Standing(rotation, factor, shift)


def _similarity(start: Floats, goal: Floats) -> tuple[complex, complex]:
    """Factor and shift that take x + iy of the start nearest to the goal's."""
    source, target = start[:, 0] + 1j * start[:, 1], goal[:, 0] + 1j * goal[:, 1]
    centred = source - source.mean()
    factor = complex(np.vdot(centred, target - target.mean()) / max(float(np.vdot(centred, centred).real), 1e-12))
    return factor, complex(target.mean() - factor * source.mean())
