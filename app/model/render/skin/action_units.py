"""Facial action units as displacements of the canonical mesh.

Each unit is given by a few handles on the viewer's left half of the face: where, and how far at full strength. The
right half mirrors them. Where and which way skin moves follows the muscles named in the Facial Action Coding System
(Ekman and Friesen 1978); amounts are those of clear but natural expressions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.motion import ACTION_UNITS
from app.model.render import topology as mesh

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ActionUnit:
    """(x, y, dx, dy) handles in inter-ocular units from the middle between the eyes, and how wide each one reaches."""

    handles: tuple[tuple[float, float, float, float], ...]
    reach: float


UNITS: dict[str, ActionUnit] = {
    "inner_brow_raise": ActionUnit(
        (
            (-0.16, -0.18, 0.01, -0.085),
            (-0.33, -0.23, 0.0, -0.045),
            (-0.52, -0.22, 0.0, 0.008),
            (-0.16, -0.42, 0.0, -0.05),
            (-0.36, -0.05, 0.0, 0.0),
        ),
        0.13,
    ),
    "outer_brow_raise": ActionUnit(
        (
            (-0.61, -0.15, 0.0, -0.075),
            (-0.45, -0.23, 0.0, -0.075),
            (-0.16, -0.18, 0.0, -0.02),
            (-0.45, -0.42, 0.0, -0.04),
            (-0.36, -0.05, 0.0, 0.0),
        ),
        0.13,
    ),
    "brow_lower": ActionUnit(
        (
            (-0.15, -0.18, 0.045, 0.058),
            (-0.33, -0.22, 0.03, 0.045),
            (-0.52, -0.21, 0.012, 0.012),
            (0.0, -0.1, 0.0, 0.03),
            (-0.2, -0.42, 0.012, 0.02),
            (-0.36, -0.05, 0.0, 0.006),
        ),
        0.13,
    ),
    "upper_lid_raise": ActionUnit(
        (
            (-0.37, -0.05, 0.0, -0.03),
            (-0.3, -0.04, 0.0, -0.022),
            (-0.44, -0.04, 0.0, -0.022),
            (-0.36, 0.05, 0.0, 0.004),
            (-0.36, -0.2, 0.0, -0.01),
        ),
        0.07,
    ),
    "cheek_raise": ActionUnit(
        (
            (-0.52, 0.36, 0.006, -0.06),
            (-0.37, 0.3, 0.0, -0.045),
            (-0.6, 0.2, 0.01, -0.03),
            (-0.36, 0.05, 0.0, -0.02),
            (-0.36, -0.05, 0.0, 0.006),
        ),
        0.14,
    ),
    "lid_tighten": ActionUnit(
        (
            (-0.36, 0.05, 0.0, -0.026),
            (-0.43, 0.04, 0.0, -0.018),
            (-0.3, 0.04, 0.0, -0.018),
            (-0.37, -0.05, 0.0, 0.014),
            (-0.37, 0.2, 0.0, -0.01),
        ),
        0.07,
    ),
    "nose_wrinkle": ActionUnit(
        (
            (-0.22, 0.45, -0.006, -0.055),
            (-0.11, 0.2, 0.0, -0.03),
            (-0.14, -0.13, 0.02, 0.03),
            (-0.12, 0.72, 0.0, -0.03),
            (-0.33, 0.4, 0.0, -0.04),
        ),
        0.13,
    ),
    "upper_lip_raise": ActionUnit(
        (
            (-0.2, 0.6, -0.005, -0.05),
            (-0.14, 0.75, 0.0, -0.045),
            (-0.3, 0.52, 0.0, -0.045),
            (0.0, 0.75, 0.0, -0.025),
            (-0.27, 0.82, 0.0, 0.004),
        ),
        0.12,
    ),
    "lip_corner_pull": ActionUnit(
        (
            (-0.27, 0.82, -0.075, -0.085),
            (-0.15, 0.8, -0.035, -0.03),
            (-0.15, 0.92, -0.03, -0.022),
            (-0.38, 0.62, -0.035, -0.06),
            (-0.52, 0.48, -0.02, -0.04),
            (0.0, 0.85, 0.0, 0.008),
            (0.0, 1.1, 0.0, 0.0),
        ),
        0.14,
    ),
    "lip_corner_depress": ActionUnit(
        (
            (-0.27, 0.82, -0.008, 0.07),
            (-0.14, 0.82, 0.0, 0.012),
            (-0.3, 0.97, 0.0, 0.045),
            (-0.36, 0.65, 0.0, 0.025),
            (0.0, 0.85, 0.0, -0.006),
        ),
        0.13,
    ),
    "chin_raise": ActionUnit(
        (
            (0.0, 1.12, 0.0, -0.05),
            (0.0, 0.98, 0.0, -0.045),
            (0.0, 0.84, 0.0, -0.022),
            (-0.14, 0.9, 0.0, -0.025),
            (-0.27, 0.82, 0.0, 0.01),
        ),
        0.12,
    ),
    "lip_stretch": ActionUnit(
        (
            (-0.27, 0.82, -0.085, 0.018),
            (-0.14, 0.82, -0.04, 0.0),
            (-0.14, 0.94, -0.035, 0.0),
            (-0.42, 0.75, -0.035, 0.01),
            (0.0, 0.84, 0.0, 0.0),
        ),
        0.13,
    ),
    "lip_tighten": ActionUnit(
        (
            (-0.27, 0.82, 0.03, 0.0),
            (0.0, 0.75, 0.0, 0.022),
            (-0.1, 0.75, 0.006, 0.02),
            (0.0, 0.95, 0.0, -0.024),
            (-0.1, 0.94, 0.006, -0.022),
            (0.0, 0.6, 0.0, 0.0),
            (0.0, 1.1, 0.0, 0.0),
        ),
        0.09,
    ),
}


def action_unit_moves(canonical: NDArray[np.float32]) -> Floats:
    """(13, 478, 3) displacement of every vertex at full strength, in the order of ACTION_UNITS; inter-ocular units."""
    return np.stack([_moves(UNITS[name], canonical.astype(np.float64)) for name in ACTION_UNITS])


def _moves(unit: ActionUnit, canonical: Floats) -> Floats:
    """Gaussian radial basis functions that take every handle exactly where it shall go."""
    left = np.array(unit.handles)
    beside = left[left[:, 0] != 0.0] * [-1.0, 1.0, -1.0, 1.0]
    handles = np.concatenate([left, beside])
    weights = np.linalg.solve(_bumps(handles[:, :2], handles[:, :2], unit.reach), handles[:, 2:])
    moves = np.zeros_like(canonical)
    moves[:, :2] = _bumps(canonical[:, :2], handles[:, :2], unit.reach) @ weights
    moves[mesh.MESH_VERTICES :] = 0.0  # irises turn with the gaze alone
    # The inner edges of both lips move as one, and the rows of a lip with them, so that the gap stays what it was.
    for upper_row, lower_row in zip(mesh.UPPER_LIP_ROWS[:2], mesh.LOWER_LIP_ROWS[:2], strict=True):
        together = (moves[list(upper_row)] + moves[list(lower_row)]) / 2
        moves[list(upper_row)] = moves[list(lower_row)] = together
    return moves


def _bumps(points: Floats, centres: Floats, reach: float) -> Floats:
    """(P, 2) and (H, 2) -> (P, H)."""
    distance = np.linalg.norm(points[:, None] - centres[None], axis=2)
    bumps: Floats = np.exp(-((distance / reach) ** 2))
    return bumps
