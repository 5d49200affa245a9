import numpy as np
import pytest

from app.core.video_size import H264_MAX_SIDE, FrameSize, OutputSize, frame_size


def macroblocks(size: FrameSize) -> int:
    return -(-size.width // 16) * -(-size.height // 16)


def test_without_a_wish_a_portrait_keeps_its_size_up_to_1080():
    assert (frame_size(720, 1280, None).width, frame_size(720, 1280, None).height) == (720, 1280)
    large = frame_size(3000, 4000, None)
    assert (large.width, large.height, large.reduced) == (1080, 1440, False)


def test_named_sizes_set_the_shorter_side_and_keep_the_shape():
    assert frame_size(1000, 500, OutputSize.P512).height == 512
    assert frame_size(1000, 500, OutputSize.P512).width == 1024
    assert frame_size(300, 400, OutputSize.P720).width == 720


def test_sides_are_even():
    odd = frame_size(501, 333, OutputSize.ORIGINAL)
    assert odd.width % 2 == 0
    assert odd.height % 2 == 0


def test_the_largest_picture_that_h264_level_5_2_holds_is_kept():
    assert frame_size(3072, 3072, OutputSize.ORIGINAL) == FrameSize(3072, 3072)  # 192 x 192 macroblocks
    assert frame_size(3073, 3073, OutputSize.ORIGINAL) == FrameSize(3072, 3072)  # even already
    assert frame_size(3074, 3072, OutputSize.ORIGINAL).reduced  # two pixels need a column of macroblocks


def test_no_side_is_longer_than_a_level_5_2_picture_may_be():
    assert frame_size(H264_MAX_SIDE, 400, OutputSize.ORIGINAL) == FrameSize(8688, 400)
    assert frame_size(400, 20_000, OutputSize.P1080) == FrameSize(174, 8680, reduced=True)


def test_sixty_frames_a_second_hold_fewer_pixels():
    assert not frame_size(3072, 3072, OutputSize.ORIGINAL, 50).reduced
    small = frame_size(3072, 3072, OutputSize.ORIGINAL, 60)
    assert small.reduced
    assert macroblocks(small) * 60 <= 2_073_600


@pytest.mark.parametrize("wish", [None, *OutputSize])
def test_every_picture_keeps_within_level_5_2_and_nearly_fills_it(wish):
    # 4:3 and 3:2 of 12 megapixels, odd sides, strips, and whatever chance brings
    chance = np.random.default_rng(0).integers(1, 16_000, (300, 2)).tolist()
    for width, height in [(4000, 3000), (4256, 2848), (3543, 2657), (8689, 17), (1, 16_000), *chance]:
        size = frame_size(width, height, wish)
        assert macroblocks(size) <= 36_864
        assert max(size.width, size.height) <= H264_MAX_SIDE
        if size.reduced:
            assert macroblocks(size) > 0.96 * 36_864 or max(size.width, size.height) > 0.998 * H264_MAX_SIDE
