"""Find the phones of a recording in any language: espeak-ng speaks its text, and time is warped between the two."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.fft import dct

from app.model.motion.features import HOP_SAMPLES, LogMel
from app.training.speech.phones import Phone
from app.training.speech.voices import Utterance

CEPSTRA = 13
RATE_HZ = 100
# Frames that one step goes on in the recording and in the synthetic voice: slopes from 1/3 to 3.
STEPS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
SOUNDING_DB = 35.0  # below the loudest frame


def phones_by_warping(samples: NDArray[np.float32], spoken: Utterance) -> list[Phone]:
    """Phones of `spoken`, which says the same text, at the times of `samples`."""
    first, cepstra = _cepstra(samples)
    spoken_first, spoken_cepstra = _cepstra(spoken.samples)
    path = _path(cepstra, spoken_cepstra)
    here, there = (path[:, 0] + first) / RATE_HZ, (path[:, 1] + spoken_first) / RATE_HZ

    def moved(time_s: float) -> float:
        return float(np.interp(time_s, there, here))

    return [Phone(moved(phone.start_s), moved(phone.end_s), phone.ipa) for phone in spoken.phones]


def _cepstra(samples: NDArray[np.float32]) -> tuple[int, NDArray[np.float64]]:
    """First sounding frame at 100 Hz and the normalised cepstra from there to the last one."""
    mel = LogMel()(torch.from_numpy(np.pad(samples, (0, 3 * HOP_SAMPLES)))[None])[0].numpy()
    log_mel = np.log(mel + 1e-8)
    loud_db = 10 * np.log10(mel.mean(1) + 1e-10)
    sounding = np.flatnonzero(loud_db > loud_db.max() - SOUNDING_DB)
    first, last = int(sounding[0]), int(sounding[-1]) + 1
    cepstra = dct(log_mel[first:last], norm="ortho")[:, :CEPSTRA]
    cepstra = np.hstack([cepstra, 2 * np.gradient(cepstra, axis=0)])
    return first, (cepstra - cepstra.mean(0)) / cepstra.std(0)


def _path(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.int64]:
    """(n, 2) pairs of frames of the cheapest way through both, from both beginnings to both ends."""
    cost = np.sqrt(((rows[:, None] - columns[None]) ** 2).sum(-1))
    total = np.full(cost.shape, np.inf)
    taken = np.zeros(cost.shape, int)
    total[0, 0] = cost[0, 0]
    for row in range(1, len(rows)):
        for index, (down, right) in enumerate(STEPS):
            if row < down:
                continue
            before = np.full(len(columns), np.inf)
            before[right:] = total[row - down, : len(columns) - right] + cost[row, right:] * (down + right) / 2
            better = before < total[row]
            total[row, better], taken[row, better] = before[better], index
    if not np.isfinite(total[-1, -1]):  # one is more than three times as long as the other
        ends = np.linspace(0, 1, max(cost.shape))
        straight: NDArray[np.int64] = np.stack([ends * (len(rows) - 1), ends * (len(columns) - 1)], 1).astype(int)
        return straight
    place = (len(rows) - 1, len(columns) - 1)
    path = [place]
    while place != (0, 0):
        down, right = STEPS[taken[place]]
        place = (place[0] - down, place[1] - right)
        path.append(place)
    return np.array(path[::-1])
