"""The waveform at every zoom."""

from time import process_time

import numpy as np
import pytest

from app.core.clip_edit import ClipEdit
from app.gui.timeline.paint import wave_pixmap
from app.gui.timeline.peaks import Peaks
from app.gui.timeline.scale import Scale


def test_a_short_click_is_seen_at_every_zoom():
    fine = np.zeros(360_000, np.float32)
    fine[123_456] = 1.0
    peaks = Peaks.of(fine)
    for zoom in (1.0, 7.3, 50.0, 900.0, 4000.0):
        scale = Scale(3600.0, 1000, 0.0, 1.0).zoomed(zoom, 0.0).scrolled_to(1234.56 - 1800.0 / zoom)
        columns = peaks.columns(scale, 0, 1000)
        assert columns.max() == 1.0
        assert abs(int(columns.argmax()) - scale.x(1234.56)) <= 1 + scale.px_per_s * 0.01


def test_outside_the_sound_there_is_nothing():
    scale = Scale(10.0, 1000)
    columns = Peaks.of(np.ones(1000, np.float32)).columns(scale, 0, 1000)
    assert columns[:15].max() == 0.0
    assert columns[-15:].max() == 0.0
    assert columns[20:980].min() == 1.0


def test_silences_are_found_and_breaths_are_not():
    fine = np.full(1000, 0.3, np.float32)
    fine[100:200] = 0.001
    fine[500:520] = 0.001
    assert Peaks.of(fine).silences() == [(1.0, 2.0)]


def test_an_hour_is_drawn_quickly(qapp):
    peaks = Peaks.of(np.random.default_rng(1).random(360_000, np.float32))
    began = process_time()
    for zoom in (1.0, 30.0, 1000.0):
        wave_pixmap(peaks, Scale(3600.0, 900).zoomed(zoom, 450.0), ClipEdit(10.0, 3000.0, 5.0, 5.0), "#ffffff", 1.0)
    assert (process_time() - began) / 3 < 0.1


@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_places_and_moments_fit_each_other(zoom):
    scale = Scale(20.0, 800).zoomed(zoom, 300.0)
    assert scale.time_s(scale.x(7.5)) == pytest.approx(7.5)
    assert 0.0 <= scale.start_s <= 20.0 - scale.shown_s + 1e-9
