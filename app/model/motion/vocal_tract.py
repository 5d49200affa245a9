"""Vocal-tract-length normalisation (VTLN): the factor that warps a voice's frequencies to those of a usual tract.

Children's formants lie higher and tall men's lower than those which the phone scores know. Of a few warp factors the
likeliest is taken (Lee and Rose 1996, "Speaker normalization using efficient frequency warping procedures", section 3).
A warp that makes all sounds more alike brings them closer to any phone; the determinant of the cepstra's covariance
makes up for that (Pitz and Ney 2005, "Vocal tract normalization equals linear transformation in cepstral space").
"""

import torch
from torch import Tensor

from app.model.motion.features import BANDS, LEVEL_FLOOR_DB, MELS, POWER_FLOOR, LogMel, VoiceState, normalise
from app.model.motion.phone_scores import NOT_SPEECH, PHONE_BANDS, PHONES, REACH, STATES, PhoneScores

WARPS = (0.74, 0.8, 0.86, 0.93, 1.0, 1.07, 1.14, 1.22, 1.3)
# Log likelihood a frame that a warp must gain, times the square of its logarithm: usual lengths are likelier.
UNUSUAL = 10.0
MOST_LOST = 5.0  # by one frame against its best warp: no frame decides alone
DETERMINANT_PART = 0.5  # that counts, since frames whose loss is cut off count less, too
RIDGE, LEAST_RIDGE = 0.01, 1e-4  # of each cepstrum's variance: few frames still have a determinant
LONGEST_FRAMES = 1000  # that are listened to
LOUD_DB = 25.0  # below the loudest frames; quieter ones are mostly noise
LEAST_INSTANTS = 25
LOUDEST = 0.95


class WarpSearch:
    """Tries one warp after another; `advance` takes about the same short time each."""

    def __init__(self, spectrum: Tensor, log_mel: LogMel, phone_scores: PhoneScores, usual: Tensor) -> None:
        """spectrum: (1, T, 257) power spectrum of one voice. usual: (BANDS,) mean features of a usual voice."""
        self._spectrum = spectrum[:, :LONGEST_FRAMES]
        self._log_mel, self._phone_scores, self._usual = log_mel, phone_scores, usual
        power_db = 10 * torch.log10(self._spectrum[0].mean(1) + POWER_FLOOR)
        loud = power_db > power_db.quantile(LOUDEST) - LOUD_DB if len(power_db) else power_db > 0
        self._loud = loud[: len(loud) // 2 * 2][1::2].roll(1)[REACH:]  # score j is of frame 2 j - 2
        self._silent = bool(self._loud.sum() < LEAST_INSTANTS or power_db.quantile(LOUDEST) < LEVEL_FLOOR_DB)
        self._tried: list[tuple[Tensor, Tensor]] = []

    @torch.no_grad()
    def advance(self) -> float | None:
        """Try the next warp; once all are tried, the best factor, 1 if too little is heard."""
        if self._silent:
            return 1.0
        powers = self._spectrum @ self._log_mel.filters_for(WARPS[len(self._tried)])
        self._tried.append(_fit(powers, self._loud, self._phone_scores, self._usual))
        if len(self._tried) < len(WARPS):
            return None
        fits, spreads = (torch.stack(values).cpu() for values in zip(*self._tried, strict=True))
        lost = (fits - fits.amax(0)).clamp_min(-MOST_LOST).mean(1)
        unusual = UNUSUAL * torch.tensor(WARPS).log().square()
        return WARPS[int((lost + DETERMINANT_PART * spreads - unusual).argmax())]


def likeliest_warp(spectrum: Tensor, log_mel: LogMel, phone_scores: PhoneScores, usual: Tensor) -> float:
    """(1, T, 257) power spectrum of one voice -> factor that warps it to a usual tract; 1 if too little is heard."""
    search = WarpSearch(spectrum, log_mel, phone_scores, usual)
    while (found := search.advance()) is None:
        pass
    return found


def _fit(powers: Tensor, loud: Tensor, phone_scores: PhoneScores, usual: Tensor) -> tuple[Tensor, Tensor]:
    """(1, T, BANDS) powers, (T // 2 - REACH,) bool of which n are true -> how the n instants fit.

    (n,) log likelihood of being any phone, and () half the log determinant of their cepstra's covariance.
    """
    features, _ = normalise(powers, VoiceState.known(powers, usual))
    bands = features[:, : features.shape[1] // 2 * 2, MELS:BANDS]
    likelihoods, _ = phone_scores.likelihoods(bands, bands.new_zeros(1, 2 * REACH, PHONE_BANDS))
    speech = [phone for phone in range(PHONES) if phone not in NOT_SPEECH]
    fit = likelihoods.view(-1, PHONES, STATES)[REACH:, speech][loud].flatten(1).logsumexp(1)
    cepstra = phone_scores.cepstra(bands)[0, REACH + 1 :: 2][: len(loud)][loud]
    spread = cepstra.T.cov()
    ridge = (RIDGE * spread.diagonal()).clamp_min(LEAST_RIDGE)
    return fit, torch.logdet(spread + ridge.diag()) / 2
