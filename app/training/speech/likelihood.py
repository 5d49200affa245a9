"""How well each instant of a recording fits each phone of any language, by an English acoustic model."""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.training.speech.acoustic import model_folder, read_phone_scores
from app.training.speech.band_powers import HOP_SAMPLES, MELS, WINDOW_SAMPLES, BandPowers
from app.training.speech.phone_scores import LOWEST_LOG_SCORE, NEPERS, REACH, STATES
from app.training.speech.phones import ARPABET, CONSONANTS, VOWELS, vector

RATE_HZ = MODEL_SAMPLE_RATE_HZ // HOP_SAMPLES
POWER_FLOOR, FLOOR_DB = 1e-9, 40.0  # below the mean, so that silence without any sound does not shift the clip's mean
SHARPNESS = 0.6  # of the model's log scores, which take every frame for independent of the last
STRANGENESS = 1.5  # log score lost for each articulatory feature in which an English phone differs
NOT_FARTHER = 2.0  # than the nearest English phone, in features
NOISES = ("+NSN+", "+SPN+", "SIL")
# The model's phones in its own order; flite's AX is none of them.
PHONE_NAMES = sorted([*(name for name in ARPABET if name != "AX"), *NOISES])


class Likelihoods:
    """Scores by an acoustic model of many speakers, so that the voice does not matter."""

    def __init__(self) -> None:
        bands = BandPowers()
        self._spectrum, self._filters = bands.spectrum, bands.filters[:, MELS:]
        self._scores = read_phone_scores(model_folder())

    def states(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n,) samples -> (T, 126) log scores; row i is of the sound around i / 100 s."""
        around = np.pad(samples, (WINDOW_SAMPLES // 2, WINDOW_SAMPLES))
        powers = self._spectrum(torch.from_numpy(around)[None]) @ self._filters
        bands = torch.log(powers + powers.mean() * 10 ** (-FLOOR_DB / 10) + POWER_FLOOR)
        bands = (bands - bands.mean(1, keepdim=True)) / NEPERS  # in the units that the model takes
        frames = bands.shape[1]
        length = 2 * (frames // 2 + 2)
        padded = torch.cat([bands[:, :1].expand(-1, 2 * REACH, -1), bands, bands[:, -1:].expand(-1, 2 * REACH, -1)], 1)
        # the model scores every second frame: once for the even ones, once for the odd ones
        even, odd = (
            self._scores(padded[:, start + 2 * REACH :][:, :length], padded[:, start : start + 2 * REACH])[0][0, 1:]
            for start in (0, 1)
        )
        scores = torch.stack([even, odd], 1).flatten(0, 1)[:frames]
        logs: NDArray[np.float32] = ((1 - scores) * (SHARPNESS * LOWEST_LOG_SCORE / 2)).numpy()
        return logs


def silence(states: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, 126) log scores of states -> (T,) the best of those that are no speech."""
    columns = [PHONE_NAMES.index(name) * STATES + state for name in NOISES for state in range(STATES)]
    best: NDArray[np.float32] = states[:, columns].max(1)
    return best


def phone(states: NDArray[np.float32], ipa: str) -> NDArray[np.float32]:
    """(T, 126) log scores of states -> (T, 3) of a phone's beginning, middle, end, by the English ones most like it."""
    columns, losses = _alike(ipa)
    fit = states[:, columns] - losses[:, None]
    together: NDArray[np.float32] = np.logaddexp.reduce(fit, 1)
    return together


@cache
def _alike(ipa: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(n, 3) states of English phones like `ipa`, and (n,) what their scores lose by the difference."""
    symbols, columns = _english()
    apart = np.abs(np.stack([vector(symbol) for symbol in symbols]) - vector(ipa)).sum(1)
    near = apart <= apart.min() + NOT_FARTHER
    return columns[near], (STRANGENESS * apart[near]).astype(np.float32)


@cache
def _english() -> tuple[list[str], NDArray[np.int64]]:
    """IPA symbols that English phones are made of and their (n, 3) states; diphthongs and affricates are two."""
    symbols, columns = [], []
    for index, name in enumerate(PHONE_NAMES):
        parts = [symbol for symbol in ARPABET.get(name, "") if symbol in VOWELS or symbol in CONSONANTS]
        spans = [(0, 1, 2)] if len(parts) == 1 else [(0, 0, 1), (1, 2, 2)]
        for symbol, span in zip(parts, spans, strict=False):
            symbols.append(symbol)
            columns.append([index * STATES + state for state in span])
    return symbols, np.array(columns)
