"""Phone-state log probabilities, 50 a second, by the Gaussian mixtures of a published acoustic model.

The mixtures are those of CMU Sphinx's English model, which `acoustic.py` beside it reads: for each phone and
each of three kinds of cepstra (static, first and second differences) a codebook of 128 diagonal Gaussians, and the
weights of the phone's three states without context. They were made from many speakers, so they hear past the voice to
the phone.
"""

import math

import torch
from torch import Tensor, nn

from app.training.speech.band_powers import PHONE_BANDS

PHONES, STATES, STREAMS, DENSITIES, CEPSTRA = 42, 3, 3, 128, 13
PHONE_STATES = PHONES * STATES
LIFTER = 22
NEPERS = 2 * math.log(10)  # in 20 dB of power
REACH = 3  # frames to either side that the differences see
LOWEST_LOG_SCORE = -12.0
CHUNK = 128  # instants at a time, so that the scores of all densities stay in the processor's cache


class PhoneScores(nn.Module):
    """Log probability of the 126 phone states at every second frame."""

    codebooks: Tensor
    mixtures: Tensor
    cosines: Tensor

    def __init__(self) -> None:
        super().__init__()
        # of each density: factors of the squared cepstra, of the cepstra, and a constant
        self.register_buffer("codebooks", torch.zeros(STREAMS * PHONES, 2 * CEPSTRA + 1, DENSITIES))
        self.register_buffer("mixtures", torch.full((STREAMS * PHONES, DENSITIES, STATES), 1 / DENSITIES))
        self.register_buffer("cosines", liftered_cosines(), persistent=False)

    @torch.no_grad()
    def forward(self, bands: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 2 J, 25) log bands less their mean in units of 20 dB, (B, 6, 25) those before -> (B, J, 126), next tail.

        A score is 1 at certainty, -1 at `LOWEST_LOG_SCORE`; score j is of band frame 2 j + 1 - REACH.
        """
        likelihoods, tail = self.likelihoods(bands, tail)
        logs = torch.log_softmax(likelihoods, 2).clamp_min(LOWEST_LOG_SCORE)
        return logs * (-2 / LOWEST_LOG_SCORE) + 1, tail

    def likelihoods(self, bands: Tensor, tail: Tensor) -> tuple[Tensor, Tensor]:
        """As `forward`, but the log likelihoods of the states up to a constant."""
        joined = torch.cat([tail, bands], 1)
        cepstra = self.cepstra(joined)
        instants = bands.shape[1] // 2

        def at(offset: int) -> Tensor:
            start = REACH + 1 + offset
            return cepstra[:, start : start + 2 * instants - 1 : 2]

        streams = torch.stack([at(0), at(2) - at(-2), (at(3) - at(-1)) - (at(1) - at(-3))]).flatten(1, 2)
        scores = torch.cat([self._states(piece) for piece in torch.split(streams, CHUNK, 1)])
        return scores.view(len(bands), instants, PHONE_STATES), joined[:, -2 * REACH :]

    def cepstra(self, bands: Tensor) -> Tensor:
        """(B, T, 25) log bands -> (B, T, 13) liftered cepstra."""
        found: Tensor = bands @ self.cosines * NEPERS
        return found

    def _states(self, streams: Tensor) -> Tensor:
        """(3, n, 13) cepstra and their differences -> (n, 126) log likelihood of the states up to a constant."""
        inputs = torch.cat([streams.square(), streams, torch.ones_like(streams[..., :1])], 2)
        densities = torch.bmm(inputs.repeat_interleave(PHONES, 0), self.codebooks)  # (3 * 42, n, 128)
        largest = densities.amax(2, keepdim=True)
        states = torch.bmm((densities - largest).exp_(), self.mixtures).clamp_min(1e-30).log() + largest
        return states.view(STREAMS, PHONES, -1, STATES).sum(0).transpose(0, 1).flatten(1)


def liftered_cosines() -> Tensor:
    """(25, 13) orthonormal cosine transform of log bands, its rows weighed by a sine lifter."""
    order, band = torch.arange(CEPSTRA)[:, None], torch.arange(PHONE_BANDS)
    cosines = torch.cos(math.pi * order * (band + 0.5) / PHONE_BANDS) * math.sqrt(2 / PHONE_BANDS)
    cosines[0] *= math.sqrt(0.5)
    lifter = 1 + LIFTER / 2 * torch.sin(math.pi * torch.arange(CEPSTRA) / LIFTER)
    return (cosines * lifter[:, None]).T.contiguous()
