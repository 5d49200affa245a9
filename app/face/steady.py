"""Takes the tracker's jitter out of a face's movement and leaves speech, blinks and glances as they are."""

import numpy as np
from numpy.typing import NDArray

from app.core.motion import CHANNEL_INDEX, CHANNELS, HEAD, MOUTH
from app.face.one_euro import OneEuroFilter

Floats = NDArray[np.float32]

LEAST_HZ = 0.5  # cut-off of what stands still
# Cut-off in Hz for a channel's speed of one unit a second. Speech opens lips at 1 to 2 units a second and passes; the
# jitter of a still face stays under 0.1 (chosen on natural speech, photographs in noise, and closer looks at speakers).
OPENING, MOUTH_SHAPES, LIDS, BROWS, GAZE, ANGLES, SHIFTS = 80.0, 80.0, 10.0, 60.0, 12.0, 60.0, 60.0


def steadying_filter() -> OneEuroFilter:
    """A filter for (M,) rows of motion, as they come."""
    slope = np.zeros(len(CHANNELS), np.float32)
    slope[MOUTH] = MOUTH_SHAPES
    slope[CHANNEL_INDEX["opening"]] = OPENING
    slope[[CHANNEL_INDEX["blink_left"], CHANNEL_INDEX["blink_right"]]] = LIDS
    slope[[CHANNEL_INDEX["brow_raise"], CHANNEL_INDEX["brow_frown"]]] = BROWS
    slope[[CHANNEL_INDEX["gaze_x"], CHANNEL_INDEX["gaze_y"]]] = GAZE
    slope[HEAD] = SHIFTS
    slope[HEAD.start : HEAD.start + 3] = ANGLES
    return OneEuroFilter(np.full(len(CHANNELS), LEAST_HZ, np.float32), slope)


def steadied(rows: Floats, times_s: NDArray[np.float64]) -> Floats:
    """(T, M) rows of motion that are all known, and (T,) when they were seen -> (T, M) steady, and none of it late.

    The filter runs through them to the end and back, so that its delays cancel.
    """
    for _ in range(2):
        steady, times_s = steadying_filter(), times_s[-1] - times_s[::-1]
        rows = np.stack([steady.push(row, time_s) for row, time_s in zip(rows[::-1], times_s, strict=True)])
    return rows
