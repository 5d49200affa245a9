import numpy as np

from app.core.motion import CHANNEL_INDEX, CHANNELS
from app.face.steady import steadied


def rows_of(**channels: np.ndarray) -> np.ndarray:
    rows = np.zeros((len(next(iter(channels.values()))), len(CHANNELS)), np.float32)
    for name, values in channels.items():
        rows[:, CHANNEL_INDEX[name]] = values
    return rows


def test_speech_passes_without_coming_late() -> None:
    times_s = np.arange(250) / 25
    speech = 0.08 * (1 + np.sin(2 * np.pi * 3.0 * times_s))
    steady = steadied(rows_of(opening=speech), times_s)[:, CHANNEL_INDEX["opening"]]
    shifted = {lag: np.corrcoef(np.roll(steady, -lag)[5:-5], speech[5:-5])[0, 1] for lag in (-1, 0, 1)}
    assert max(shifted, key=lambda lag: shifted[lag]) == 0
    assert shifted[0] > 0.99


def test_a_head_that_stands_still_trembles_less() -> None:
    noise = np.random.default_rng(3).normal(0.0, 0.003, 250)  # radians, as the tracker has on filmed photographs
    steady = steadied(rows_of(yaw=noise), np.arange(250) / 25)[:, CHANNEL_INDEX["yaw"]]
    assert steady.std() < 0.5 * noise.std()
