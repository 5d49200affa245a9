import numpy as np

from app.face.one_euro import OneEuroFilter


def filtered(values: np.ndarray, times_s: np.ndarray, least_hz: float, slope: float) -> np.ndarray:
    steady = OneEuroFilter(np.full(1, least_hz, np.float32), np.full(1, slope, np.float32))
    return np.array(
        [steady.push(np.float32([value]), time_s)[0] for value, time_s in zip(values, times_s, strict=True)]
    )


def test_what_stands_still_trembles_less() -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.001, 200)
    assert filtered(noise, np.arange(200) / 25, 0.5, 50.0).std() < 0.5 * noise.std()


def test_what_moves_quickly_passes() -> None:
    times_s = np.arange(200) / 25
    speech = 0.1 * (1 - np.cos(2 * np.pi * 3.0 * times_s))
    assert np.corrcoef(filtered(speech, times_s, 0.5, 50.0), speech)[0, 1] > 0.99


def test_the_frame_rate_does_not_matter() -> None:
    """The cut-off is in Hz: a slow wave comes out alike at 25, 60 and a varying number of frames a second."""
    varying = np.sort(np.random.default_rng(2).uniform(0.0, 4.0, 240))
    for times_s in (np.arange(240) / 60, varying):
        usual = filtered(np.sin(np.arange(100) / 25), np.arange(100) / 25, 1.0, 0.0)
        other = filtered(np.sin(times_s), times_s, 1.0, 0.0)
        assert np.abs(np.interp(np.arange(50, 95) / 25, times_s, other) - usual[50:95]).max() < 0.03


def test_a_time_that_does_not_pass_changes_nothing() -> None:
    assert filtered(np.array([1.0, 5.0, 1.0]), np.array([0.0, 0.0, 0.0]), 1.0, 0.0).tolist() == [1.0, 1.0, 1.0]
