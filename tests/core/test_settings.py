from dataclasses import fields

import pytest

from app.core.presets import Preset, parse_presets, presets_text
from app.core.settings import SETTINGS, PerformanceSettings


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
