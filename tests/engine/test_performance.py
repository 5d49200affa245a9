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
