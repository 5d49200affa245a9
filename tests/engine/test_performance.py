import numpy as np

from app.core.motion import CHANNELS, Motion
from app.core.settings import PerformanceSettings
from app.engine.performance import Performance, PerformanceAtRate


def counting_pieces(log: list[int]):
    for first in (0, 25, 50):
        log.append(first)
        coefficients = np.zeros((25, len(CHANNELS)), np.float32)
        coefficients[:, 0] = np.arange(first, first + 25)
        yield Motion(coefficients)


def performance(log: list[int]) -> Performance:
    return Performance(75, PerformanceSettings(), counting_pieces(log))


def test_only_what_is_needed_is_computed():
    log: list[int] = []
    take = performance(log)
    assert take.frame_count == 75
    assert log == []
    assert take.motion(0, 4).channel("opening").tolist() == [0, 1, 2, 3]
    assert log == [0]
    assert take.frames_known == 25


def test_pieces_are_kept_and_read_across_their_borders():
    log: list[int] = []
    take = performance(log)
    assert take.motion(23, 53).channel("opening").tolist() == list(range(23, 53))
    assert take.motion(0, 2).channel("opening").tolist() == [0, 1]
    assert log == [0, 25, 50]


def test_the_end_is_the_end():
    take = performance([])
    assert len(take.motion(70, 90)) == 5


def test_another_feeling_costs_no_movement():
    log: list[int] = []

    def colour(motion: Motion, first: int, settings: PerformanceSettings) -> Motion:
        coloured = motion.coefficients.copy()
        coloured[:, 1] = settings.seed + first
        return Motion(coloured)

    calm = Performance(75, PerformanceSettings(), counting_pieces(log), colour)
    calm.motion(0, 30)
    other = calm.with_emotion(PerformanceSettings(seed=100))
    assert other.frames_known == 50
    seen = other.motion(10, 12)
    assert seen.coefficients[:, 0].tolist() == [10, 11]
    assert seen.coefficients[:, 1].tolist() == [110, 110]
    assert log == [0, 25]
    other.motion(60, 61)
    assert calm.frames_known == 75


def test_another_frame_rate_reads_between_the_frames():
    log: list[int] = []
    take = PerformanceAtRate(performance(log), frames_per_second=50, frame_count=150)
    assert take.motion(0, 5).channel("opening").tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert log == [0]
    assert take.motion(101, 103).channel("opening").tolist() == [50.5, 51.0]
    assert take.motion(148, 200).channel("opening").tolist() == [74.0, 74.0]  # nothing comes after the last frame


def test_a_lower_frame_rate_keeps_the_time():
    take = PerformanceAtRate(performance([]), frames_per_second=24, frame_count=72)
    opening = take.motion(0, 72).channel("opening")
    assert np.abs(opening - np.arange(72) * 25 / 24).max() < 1e-4
