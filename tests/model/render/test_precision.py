"""The same picture from any kind of arithmetic: frames in single precision against a reference in double."""

import copy
from typing import Any

import numpy as np
import pytest
import torch

from app.core.motion import CHANNEL_INDEX, Motion
from app.evaluation.sheet.poses import sheet_poses


def in_double(part: Any) -> Any:
    """A copy of the renderer or of anything in it, with every tensor in double precision."""
    if isinstance(part, torch.Tensor):
        return part.double() if part.is_floating_point() else part
    if isinstance(part, tuple):
        return tuple(in_double(item) for item in part)
    if not type(part).__module__.startswith("app.model.render"):
        return part
    twin = copy.copy(part)
    names = list(vars(part)) if hasattr(part, "__dict__") else list(part.__slots__)
    for name in names:
        object.__setattr__(twin, name, in_double(getattr(part, name)))
    return twin


@pytest.fixture(scope="module")
def busy(basis) -> Motion:
    """Every pose of the sheet, half of them with a turned, breathing, frowning head."""
    coefficients = np.concatenate([pose.motion.coefficients for pose in sheet_poses(basis)])
    for name, value in (("yaw", 0.15), ("pitch", -0.08), ("breath", 0.7), ("gaze_x", 0.1), ("brow_lower", 0.6)):
        coefficients[::2, CHANNEL_INDEX[name]] += value
    return Motion(coefficients)


def test_single_precision_agrees_with_double_to_two_levels(renderer, busy):
    reference = in_double(renderer)
    assert reference._head_region.skin.still.dtype == torch.float64
    for chunk in busy.chunks(4):
        difference = np.abs(renderer.render(chunk).astype(int) - reference.render(chunk).astype(int))
        assert difference.max() <= 2
