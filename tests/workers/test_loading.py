import numpy as np

from app.workers.loading import peaks_of
from app.workers.preview import MAX_PREVIEW_SIDE_PX, reduce_rgb


def test_peaks_are_the_loudest_sample_of_each_hundredth_of_a_second():
    samples = np.zeros(1000, np.float32)
    samples[250] = -0.5
    samples[999] = 0.25
    assert peaks_of(samples).tolist() == [0, 0.5, 0, 0, 0, 0, 0.25]


def test_a_large_picture_is_averaged_down_for_the_screen():
    rgb = np.zeros((100, 4 * MAX_PREVIEW_SIDE_PX, 3), np.uint8)
    rgb[:, ::2] = 200
    small = reduce_rgb(rgb)
    assert small.shape == (25, MAX_PREVIEW_SIDE_PX, 3)
    assert abs(float(small.mean()) - 100) < 2


def test_a_small_picture_stays_as_it_is():
    rgb = np.zeros((10, 20, 3), np.uint8)
    assert reduce_rgb(rgb) is rgb
