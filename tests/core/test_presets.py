import pytest

from app.core.emotion import Emotion, EmotionKey, EmotionTrack
from app.core.paths import resource
from app.core.presets import Preset, parse_presets, presets_text
from app.core.settings import PerformanceSettings

LATER = EmotionKey(3.0, Emotion.ANGRY, 0.4)
HAPPY = EmotionTrack.constant(Emotion.HAPPY, 0.3)
SETTINGS = PerformanceSettings(
    head=0.8, seed=7, emotion=EmotionTrack((*HAPPY.keys, LATER)), gaze=1.5, mouth=0.7, smoothing=0.25
)


def test_a_preset_brings_everything_back_but_seed_and_changes_on_the_way():
    other = PerformanceSettings(seed=3, emotion=EmotionTrack((LATER,)))
    performed = Preset.of("mine", SETTINGS).applied(other)
    assert performed == PerformanceSettings(
        head=0.8, seed=3, emotion=SETTINGS.emotion, blinks=1.0, gaze=1.5, mouth=0.7, smoothing=0.25
    )


def test_a_neutral_preset_takes_the_first_emotion_away():
    performed = Preset.of("calm", PerformanceSettings()).applied(SETTINGS)
    assert performed.emotion == EmotionTrack((LATER,))


def test_presets_survive_their_text():
    presets = (Preset.of('My "best"\n\\ä', SETTINGS), Preset.of("plain", PerformanceSettings()))
    assert parse_presets(presets_text(presets)) == presets
    assert parse_presets("") == ()


def test_what_a_hand_wrote_is_brought_inside_its_range():
    (preset,) = parse_presets('[[preset]]\nname = "x"\nhead = 7\nunknown = 1\n')
    assert preset.applied(PerformanceSettings()).head == 1.0


@pytest.mark.parametrize(
    "text", ["[[preset]]", "preset = 3", '[[preset]]\nname = ""', '[[preset]]\nname = "x"\nhead = "much"', "[[pre"]
)
def test_what_is_no_preset_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 TOML's own error is one, too
        parse_presets(text)


def test_the_shipped_ones_can_be_read_and_have_different_names():
    shipped = parse_presets(resource("presets.toml").read_text(encoding="utf-8"))
    assert len({preset.name for preset in shipped}) == len(shipped) >= 4
    assert shipped[0].applied(PerformanceSettings()) == PerformanceSettings()
