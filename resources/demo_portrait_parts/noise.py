"""Repeatable irregularity: smooth noise of a given grain and noise smeared along a flow."""

from __future__ import annotations

import cv2
import numpy as np

from .sdf import Array


def smooth_noise(shape: tuple[int, ...], grain_px: float, seed: int, octaves: int = 1) -> Array:
    """Zero-mean noise, about unit spread, whose blobs are grain_px wide. It depends on shape / grain_px only."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        grain = max(grain_px / 2**octave, 1.0)
        rng = np.random.default_rng((seed, octave))
        cells = (int(np.ceil(shape[0] / grain)) + 3, int(np.ceil(shape[1] / grain)) + 3)
        small = rng.standard_normal(cells).astype(np.float32)
        matrix = np.array([[1 / grain, 0, 1], [0, 1 / grain, 1]], np.float32)
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        total += cv2.warpAffine(small, matrix, (shape[1], shape[0]), flags=flags) * np.float32(0.6**octave)
    return total / np.float32(total.std() + 1e-6)


def smear(noise: Array, flow_x: Array, flow_y: Array, length_px: float, step_px: float = 1.5) -> Array:
    """Line integral convolution (Cabral and Leedom 1993): the mean of noise along the flow, both ways, unit spread."""
    rows, cols = np.indices(noise.shape, dtype=np.float32)
    total = noise.copy()
    for sign in (-1.0, 1.0):
        x, y = cols.copy(), rows.copy()
        for _ in range(max(1, int(length_px / 2 / step_px))):
            u = cv2.remap(flow_x, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            v = cv2.remap(flow_y, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            x += np.float32(sign * step_px) * u
            y += np.float32(sign * step_px) * v
            total += cv2.remap(noise, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    total -= total.mean()
    return total / np.float32(total.std() + 1e-6)


def blur(image: Array, sigma_px: float) -> Array:
    """Gaussian blur that leaves the picture alone for a vanishing sigma."""
    if sigma_px < 0.2:
        return image
    return cv2.GaussianBlur(image, (0, 0), sigma_px)


def blur_within(image: Array, mask: Array, sigma_px: float) -> Array:
    """Blur (H, W) or (H, W, 3) without letting in what lies outside the mask."""
    weight = blur(mask, sigma_px) + np.float32(1e-4)
    if image.ndim == 3:
        return blur(image * mask[..., None], sigma_px) / weight[..., None]
    return blur(image * mask, sigma_px) / weight
