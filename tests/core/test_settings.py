from dataclasses import fields

import pytest

from app.core.presets import Preset, parse_presets, presets_text
from app.core.settings import SETTINGS, PerformanceSettings
from app.core.video_size import H264_MAX_PIXELS, FrameSize, OutputSize, frame_size


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


def test_original_stops_at_what_h264_level_5_2_holds_and_says_so():
    huge = frame_size(10_000, 10_000, OutputSize.ORIGINAL)
    assert huge.reduced
    assert 0.98 * H264_MAX_PIXELS < huge.width * huge.height <= H264_MAX_PIXELS
    long = frame_size(400, 20_000, OutputSize.P1080)
    assert long.reduced
    assert long.width * long.height <= H264_MAX_PIXELS


@pytest.mark.parametrize("name", SETTINGS)
def test_strengths_outside_their_range_are_refused(name):
    low, high = SETTINGS[name].low, SETTINGS[name].high
    for value in (low, high):
        PerformanceSettings(**{name: value})
    for value in (low - 0.1, high + 0.1):
        with pytest.raises(ValueError, match=name):
            PerformanceSettings(**{name: value})


def test_every_strength_is_a_setting():
    assert [field.name for field in fields(PerformanceSettings) if isinstance(field.default, float)] == list(SETTINGS)
    assert all(getattr(PerformanceSettings(), name) == setting.usual for name, setting in SETTINGS.items())


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_has_words_for_each_of_its_places_and_values(name):
    setting = SETTINGS[name]
    assert all((setting.help, setting.label, setting.tip, setting.step, setting.none))
    said = [setting.said(setting.low + share * (setting.high - setting.low)) for share in (0.0, 0.2, 0.4, 0.6, 1.0)]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_preset_keeps_every_setting(name):
    other = PerformanceSettings(**{name: SETTINGS[name].high - 0.1})
    (preset,) = parse_presets(presets_text([Preset.of("other", other)]))
    assert preset.applied(PerformanceSettings()) == other != PerformanceSettings()


def test_the_largest_picture_that_h264_level_5_2_holds_is_kept():
    assert frame_size(3072, 3072, OutputSize.ORIGINAL) == FrameSize(3072, 3072, reduced=False)  # 192 x 192 macroblocks
    assert frame_size(400, 23_593, OutputSize.ORIGINAL).reduced  # 16 pixels more
