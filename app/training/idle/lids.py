"""Blinks in tracked lids."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.motion import FRAMES_PER_SECOND
from app.training.shapes import interpolated

LIDS = ((159, 145, 33, 133), (386, 374, 362, 263))  # upper, lower, corners
BLINK_PEAK, BLINK_APART_FRAMES, BLINK_LEAD_FRAMES = 0.45, 6, 2
OPEN_CLOSURE = 0.1
LONGEST_FRAMES = 13


def closures(shapes: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, 478, 3) -> (T,) 0 eyes as open as usual .. 1 shut; mean of both, the gap by the eye's width."""
    gaps = [
        (shapes[:, lower, 1] - shapes[:, upper, 1]) / np.linalg.norm(shapes[:, start] - shapes[:, end], axis=1)
        for upper, lower, start, end in LIDS
    ]
    gap = interpolated(np.mean(gaps, axis=0)[:, None])[:, 0]
    closure: NDArray[np.float32] = np.clip(1 - gap / np.median(gap), 0, 1).astype(np.float32)
    return closure


def blink_peaks(closure: NDArray[np.float32]) -> NDArray[np.intp]:
    """Frames in which lids are the most shut, one for each blink."""
    inner = closure[1:-1]
    peaks: list[int] = []
    for peak in np.flatnonzero((inner > BLINK_PEAK) & (inner >= closure[:-2]) & (inner > closure[2:])) + 1:
        if not peaks or peak - peaks[-1] > BLINK_APART_FRAMES:
            peaks.append(int(peak))
    return np.array(peaks, np.intp)


def blink_starts(peaks: NDArray[np.intp]) -> NDArray[np.intp]:
    """(n,) peaks -> (n,) frames in which the lids begin to shut."""
    return np.maximum(peaks - BLINK_LEAD_FRAMES, 0)


def blink_lengths(closure: NDArray[np.float32], peaks: NDArray[np.intp]) -> NDArray[np.float32]:
    """(n,) frames during which lids are more than half as shut as at the peak."""
    lengths = []
    for peak in peaks:
        half = closure > 0.5 * closure[peak]
        first, last = int(peak), int(peak)
        while first > 0 and half[first - 1]:
            first -= 1
        while last + 1 < len(half) and half[last + 1]:
            last += 1
        lengths.append(last - first + 1)
    return np.array(lengths, np.float32)


def lid_times_s(tracks: Sequence[NDArray[np.float32]]) -> tuple[float, float]:
    """(T,) closures of several clips -> mean seconds in which lids shut and open, over blinks seen whole."""
    shutting, opening = [], []
    for closure in tracks:
        is_open = closure < OPEN_CLOSURE
        for peak in blink_peaks(closure):
            before, after = np.flatnonzero(is_open[:peak]), np.flatnonzero(is_open[peak:])
            if len(before) and len(after) and peak - before[-1] + after[0] <= LONGEST_FRAMES:
                shutting.append(peak - before[-1])
                opening.append(after[0])
    return float(np.mean(shutting)) / FRAMES_PER_SECOND, float(np.mean(opening)) / FRAMES_PER_SECOND
