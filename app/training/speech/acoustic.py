"""Read the English acoustic model that pocketsphinx carries: Gaussian codebooks and the weights of phone states.

File layouts: SphinxTrain's `s3gau` parameter files and Sphinx's `sendump`, as pocketsphinx 5 reads them
(`ms_gauden.c`, `ptm_mgau.c`).
"""

import math
import struct
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.training.speech.phone_scores import CEPSTRA, DENSITIES, PHONE_STATES, PHONES, STATES, STREAMS, PhoneScores

LEAST_VARIANCE = 1e-4
LOG_BASE, SCORE_SHIFT = 1.0001, 10  # weights are kept as -log(w) to this base, in units of 2 ** 10
ACOUSTIC_SOURCE = "CMU Sphinx English acoustic model (en-us), as carried by pocketsphinx, 2-clause BSD licence"


def model_folder() -> Path:
    """Where pocketsphinx keeps its model; needs the extra `train`."""
    import pocketsphinx

    return Path(pocketsphinx.get_model_path()) / "en-us" / "en-us"


def read_phone_scores(folder: Path) -> PhoneScores:
    """The model in `folder` as a module. Raises ValueError if it is of another shape."""
    means, variances = (_codebooks(folder / name) for name in ("means", "variances"))
    variances = variances.clamp_min(LEAST_VARIANCE)
    constant = -0.5 * (means.square() / variances + (2 * math.pi * variances).log()).sum(3, keepdim=True)
    factors = torch.cat([-0.5 / variances, means / variances, constant], 3)  # (42, 3, 128, 27)
    scores = PhoneScores()
    scores.codebooks.copy_(factors.permute(1, 0, 3, 2).flatten(0, 1))
    weights = torch.from_numpy(_state_weights(folder / "sendump")).view(STREAMS, DENSITIES, PHONES, STATES)
    scores.mixtures.copy_(weights.transpose(1, 2).flatten(0, 1))
    return scores


def _codebooks(path: Path) -> Tensor:
    """(42, 3, 128, 13) of a SphinxTrain parameter file."""
    content = path.read_bytes()
    start = content.index(b"endhdr\n") + len(b"endhdr\n") + 4  # the byte order's mark follows the header
    shape = struct.unpack_from("<3i", content, start)
    lengths = struct.unpack_from(f"<{shape[1]}i", content, start + 12)
    if (*shape, *lengths) != (PHONES, STREAMS, DENSITIES, *[CEPSTRA] * STREAMS):
        raise ValueError(f"{path} holds another acoustic model than the one this program was made for.")
    values = np.frombuffer(content, "<f4", PHONES * STREAMS * DENSITIES * CEPSTRA, start + 16 + 4 * STREAMS)
    return torch.from_numpy(values.reshape(PHONES, STREAMS, DENSITIES, CEPSTRA).copy())


def _state_weights(path: Path) -> NDArray[np.float32]:
    """(3, 128, 126) weights of the densities in the states without context, which come first of all states."""
    content, start = path.read_bytes(), 0
    while length := struct.unpack_from("<i", content, start)[0]:
        start += 4 + length
    densities, states = struct.unpack_from("<2i", content, start + 4)
    values = np.frombuffer(content, np.uint8, STREAMS * densities * states, start + 12)
    logs = values.reshape(STREAMS, densities, states)[..., :PHONE_STATES].astype(np.float64)
    weights: NDArray[np.float32] = np.exp(-logs * 2**SCORE_SHIFT * math.log(LOG_BASE)).astype(np.float32)
    return weights
