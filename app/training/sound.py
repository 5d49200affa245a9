"""Read the corpus's sound files."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ


def read_mono(path: Path) -> NDArray[np.float32]:
    """(n,) float32 mono samples at 16 kHz."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=MODEL_SAMPLE_RATE_HZ)
    parts = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            parts += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    parts += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    samples: NDArray[np.float32] = np.concatenate(parts).astype(np.float32)
    return samples
