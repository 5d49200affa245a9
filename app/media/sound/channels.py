"""Samples of any layout as float channels, and channels folded into fewer."""

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # (C, n) float32 in [-1, 1], finite

# A file that states no layout has FFmpeg's "6 channels" and the like; these orders are FFmpeg's own defaults.
USUAL_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
MOST_CHANNELS = max(USUAL_LAYOUTS)

_HALF_POWER = 0.7071
# How much of a loudspeaker goes to the left (ITU-R BS.775-3, table 2, with back and side alike); the right mirrors it.
# The low-frequency channel is left out, as there.
_TO_LEFT = {"FL": 1.0, "FC": _HALF_POWER, "BL": _HALF_POWER, "SL": _HALF_POWER, "BC": 0.5, "FLC": 1.0, "TFL": 0.5}
_MIRROR = {"FL": "FR", "BL": "BR", "SL": "SR", "FLC": "FRC", "TFL": "TFR"}
_TO_RIGHT = {_MIRROR.get(name, name): weight for name, weight in _TO_LEFT.items()}


def usual_layout(layout: av.AudioLayout) -> str:
    """The layout's name; where the file states none, the usual one of as many channels; stereo above eight."""
    if layout.nb_channels > MOST_CHANNELS:
        return "stereo"
    if any(channel.name == "NONE" for channel in layout.channels):
        return USUAL_LAYOUTS[layout.nb_channels]
    return layout.name


def float_channels(frame: av.AudioFrame) -> Samples:
    """(C, n) of one decoded frame: full scale is 1, what is no number becomes 0, what is beyond full scale is cut.

    More than eight channels are folded to two: nothing downstream could keep them.
    """
    samples = _scaled(frame)
    if samples.shape[0] > MOST_CHANNELS:
        return np.stack([samples[::2].mean(axis=0), samples[1::2].mean(axis=0)])
    return samples


def _scaled(frame: av.AudioFrame) -> Samples:
    if frame.format.name.startswith("s64"):  # the one sample format that PyAV does not hand to numpy
        frame = av.AudioResampler(format="dblp").resample(frame)[0]
    array = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, frame.layout.nb_channels).T
    if array.dtype == np.uint8:
        return np.ascontiguousarray((array.astype(np.float32) - 128.0) / 128.0)
    if array.dtype.kind == "i":
        full_scale = np.float32(2.0 ** (8 * array.dtype.itemsize - 1))
        return np.ascontiguousarray(array / full_scale, dtype=np.float32)
    finite = np.nan_to_num(array, nan=0.0, posinf=0.0, neginf=0.0)
    return np.ascontiguousarray(np.clip(finite, -1.0, 1.0), dtype=np.float32)


def mono_weights(layout: str) -> Samples:
    """(C,) weights that add up to 1, so that a mix never exceeds full scale."""
    return np.asarray(stereo_matrix(layout).mean(axis=0), np.float32)


def stereo_matrix(layout: str) -> Samples:
    """(2, C) weights of the left and the right; each row adds up to 1."""
    names = [channel.name for channel in av.AudioLayout(layout).channels]
    matrix = np.array([[side.get(name, 0.0) for name in names] for side in (_TO_LEFT, _TO_RIGHT)], np.float32)
    total = matrix.sum(axis=1, keepdims=True)
    if not total.all():  # an exotic layout: every channel counts alike
        return np.full((2, len(names)), 1.0 / len(names), np.float32)
    return np.asarray(matrix / total, np.float32)


def fit_channels(samples: Samples, layout: str, channels: int) -> Samples:
    """(C, n) -> (channels, n): as they are where the number agrees, else folded to mono or stereo and repeated."""
    if samples.shape[0] == channels:
        return samples
    if channels == 1 or samples.shape[0] == 1:
        mono = mono_weights(layout) @ samples  # (C,) @ (C, n) -> (n,)
        return np.ascontiguousarray(np.broadcast_to(mono, (channels, mono.size)))
    fitted = np.zeros((channels, samples.shape[1]), np.float32)  # the front pair comes first in every layout
    fitted[:2] = stereo_matrix(layout) @ samples  # (2, C) @ (C, n) -> (2, n)
    return fitted
