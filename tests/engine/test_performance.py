import numpy as np

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.motion import CHANNELS, Motion
from app.core.settings import PerformanceSettings
from app.engine.performance import Performance


def counting_pieces(log: list[int]):
    for first in (0, 25, 50):
        log.append(first)
        coefficients = np.zeros((25, len(CHANNELS)), np.float32)
        coefficients[:, 0] = np.arange(first, first + 25)
        yield Motion(coefficients)


def performance(log: list[int]) -> Performance:
    clip = AudioClip(np.zeros(3 * MODEL_SAMPLE_RATE_HZ, np.float32))
    return Performance(clip, PerformanceSettings(), counting_pieces(log))


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
    clip = AudioClip(np.zeros(3 * MODEL_SAMPLE_RATE_HZ, np.float32))

    def colour(motion: Motion, first: int, settings: PerformanceSettings) -> Motion:
        coloured = motion.coefficients.copy()
        coloured[:, 1] = settings.seed + first
        return Motion(coloured)

    calm = Performance(clip, PerformanceSettings(), counting_pieces(log), colour)
    calm.motion(0, 30)
    other = calm.feeling(PerformanceSettings(seed=100))
    assert other.frames_known == 50
    seen = other.motion(10, 12)
    assert seen.coefficients[:, 0].tolist() == [10, 11]
    assert seen.coefficients[:, 1].tolist() == [110, 110]
    assert log == [0, 25]
    other.motion(60, 61)
    assert calm.frames_known == 75
