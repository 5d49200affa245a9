import numpy as np
import torch

from app.model.motion.features import LevelState, LogMel, mel_filters, relative_log_mel

CPU = torch.device("cpu")


def _sound(seconds: float) -> torch.Tensor:
    rng = np.random.default_rng(3)
    time = np.arange(int(seconds * 16_000)) / 16_000
    voice = np.sin(2 * np.pi * 140 * time) * (np.sin(2 * np.pi * 3 * time) > 0) + 0.01 * rng.standard_normal(len(time))
    return torch.from_numpy(0.1 * voice).float()[None]


def test_every_filter_hears_something_and_sums_to_one() -> None:
    torch.testing.assert_close(mel_filters().sum(0), torch.ones(80))


def test_a_tone_lands_in_the_filter_of_its_pitch() -> None:
    time = torch.arange(16_000) / 16_000
    loudest = [int(LogMel()(torch.sin(2 * torch.pi * hz * time)[None])[0].mean(0).argmax()) for hz in (300, 1000, 4000)]
    assert loudest == sorted(loudest)
    assert loudest[0] + 10 < loudest[1] < loudest[2] - 10


def test_blocks_give_the_same_features_as_the_whole() -> None:
    powers = LogMel()(_sound(2.0))
    whole, _ = relative_log_mel(powers, LevelState.initial(1, CPU))
    state, parts = LevelState.initial(1, CPU), []
    for block in powers.split([1, 3, 50, 7, powers.shape[1] - 61], 1):
        features, state = relative_log_mel(block, state)
        parts.append(features)
    torch.testing.assert_close(torch.cat(parts, 1), whole, atol=1e-5, rtol=0)


def test_loud_and_quiet_recordings_look_alike() -> None:
    loud, _ = relative_log_mel(LogMel()(_sound(2.0)), LevelState.initial(1, CPU))
    quiet, _ = relative_log_mel(LogMel()(_sound(2.0) * 10 ** (-20 / 20)), LevelState.initial(1, CPU))
    assert (loud - quiet)[:, 100:].abs().mean() < 0.3  # 20 dB would be 1.0
    assert (loud - quiet)[:, 30:].abs().max() <= 1.01
