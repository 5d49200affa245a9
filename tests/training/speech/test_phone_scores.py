import math

import torch

from app.training.speech.band_powers import phone_filters
from app.training.speech.phone_scores import (
    CEPSTRA,
    DENSITIES,
    LOWEST_LOG_SCORE,
    PHONE_BANDS,
    PHONE_STATES,
    PHONES,
    REACH,
    STATES,
    STREAMS,
    PhoneScores,
    liftered_cosines,
)


def _scores() -> PhoneScores:
    """Made-up mixtures around made-up means of unit variance."""
    generator = torch.Generator().manual_seed(2)
    means = torch.randn(STREAMS * PHONES, CEPSTRA, DENSITIES, generator=generator)
    scores = PhoneScores()
    scores.codebooks.copy_(torch.cat([-0.5 + 0 * means, means, -0.5 * means.square().sum(1, keepdim=True)], 1))
    scores.mixtures.copy_(torch.rand(scores.mixtures.shape, generator=generator).softmax(1))
    return scores


def _bands(frames: int) -> torch.Tensor:
    return torch.randn(1, frames, PHONE_BANDS, generator=torch.Generator().manual_seed(3)) * 0.2


def test_scores_are_those_of_the_mixtures() -> None:
    scores, bands = _scores(), _bands(40)
    found, _ = scores(bands, torch.zeros(1, 2 * REACH, PHONE_BANDS))
    cepstra = bands[0] @ liftered_cosines() * 2 * math.log(10)
    at = 2 * 12 + 1 - REACH  # the thirteenth score's frame
    first = cepstra[at + 2] - cepstra[at - 2]
    second = (cepstra[at + 3] - cepstra[at - 1]) - (cepstra[at + 1] - cepstra[at - 3])
    likelihoods = torch.zeros(PHONES, STATES)
    for stream, values in enumerate((cepstra[at], first, second)):
        for phone in range(PHONES):
            book = stream * PHONES + phone
            means = scores.codebooks[book, CEPSTRA : 2 * CEPSTRA]
            densities = -0.5 * (values[:, None] - means).square().sum(0)
            likelihoods[phone] += (densities[:, None] + scores.mixtures[book].log()).logsumexp(0)
    expected = torch.log_softmax(likelihoods.flatten(), 0).clamp_min(LOWEST_LOG_SCORE) * (-2 / LOWEST_LOG_SCORE) + 1
    assert found.shape == (1, 20, PHONE_STATES)
    torch.testing.assert_close(found[0, 12], expected, atol=1e-3, rtol=0)


def test_blocks_give_the_same_scores_as_the_whole() -> None:
    scores, bands = _scores(), _bands(600)
    tail = torch.zeros(1, 2 * REACH, PHONE_BANDS)
    whole, _ = scores(bands, tail)
    parts = []
    for block in bands.split([4, 40, 400, 156], 1):
        part, tail = scores(block, tail)
        parts.append(part)
    torch.testing.assert_close(torch.cat(parts, 1), whole, atol=1e-4, rtol=0)


def test_every_band_hears_something_and_high_ones_are_emphasised() -> None:
    filters = phone_filters(torch.linspace(0, 8000, 257))
    sums = filters.sum(0)
    assert sums.shape == (PHONE_BANDS,)
    assert (sums > 0).all()
    assert (sums.diff() > 0).all()
    assert filters[:4].sum() == 0  # below 130 Hz


def test_cosines_are_orthogonal_but_for_the_lifter() -> None:
    product = liftered_cosines().T @ liftered_cosines()
    assert (product - torch.diag(product.diagonal())).abs().max() < 1e-3
    torch.testing.assert_close(product[0, 0], torch.tensor(1.0))
