import numpy as np
import pytest
import torch

from app.model.motion.log_mel import LogMel, mean_powers, mel_filters


def test_filters_cover_all_and_have_slaneys_corners() -> None:
    filters = mel_filters()
    assert filters.shape == (201, 80)
    assert (filters.sum(0) > 0).all()
    # up to 1 kHz a band is as wide as the next, from there on each is wider by the same factor
    middles_hz = (filters * torch.linspace(0, 8000, 201)[:, None]).sum(0) / filters.sum(0)
    steps = middles_hz.diff()
    assert steps[:20].numpy() == pytest.approx(36.9, abs=4)
    assert (middles_hz[1:] / middles_hz[:-1])[50:].std() < 0.01


def test_a_tone_is_heard_in_its_band() -> None:
    time = torch.arange(16_000) / 16_000
    rows = LogMel()(torch.sin(2 * torch.pi * 1000 * time))
    assert rows.shape == (98, 80)
    middles_hz = (mel_filters() * torch.linspace(0, 8000, 201)[:, None]).sum(0) / mel_filters().sum(0)
    assert float(middles_hz[rows.mean(0).argmax()]) == pytest.approx(1000, abs=40)


def test_ten_decibels_are_one_unit_and_silence_is_finite() -> None:
    sound = torch.from_numpy(np.random.default_rng(0).standard_normal(4_000).astype(np.float32))
    torch.testing.assert_close(LogMel()(sound * 10**0.5), LogMel()(sound) + 1, atol=1e-4, rtol=0)
    torch.testing.assert_close(LogMel()(torch.zeros(400)), torch.full((1, 80), -10.0))
    torch.testing.assert_close(mean_powers(torch.tensor([[0.0, 1.0]])), torch.tensor([5.5]))
