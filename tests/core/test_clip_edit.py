import numpy as np
import pytest

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.clip_edit import NO_EDIT, ClipEdit

CLIP = AudioClip(np.ones(3 * MODEL_SAMPLE_RATE_HZ, np.float32))


def test_an_edit_keeps_a_part_and_leaves_the_sound_alone():
    part = CLIP.edited(ClipEdit(0.5, 2.0))
    assert part.duration_s == 1.5
    assert part.edit == ClipEdit(0.5, 2.0)
    assert CLIP.duration_s == 3.0
    assert CLIP.edited(NO_EDIT) is CLIP


def test_a_fade_rises_from_silence_and_falls_to_it():
    part = CLIP.edited(ClipEdit(0.0, None, fade_in_s=0.5, fade_out_s=1.0)).samples
    half_s = MODEL_SAMPLE_RATE_HZ // 4
    assert part[0] == 0.0
    assert part[half_s] == pytest.approx(0.5, abs=0.01)  # half way up
    assert part[MODEL_SAMPLE_RATE_HZ] == 1.0
    assert part[round(2.5 * MODEL_SAMPLE_RATE_HZ)] == pytest.approx(0.5, abs=0.01)
    assert part[-1] == pytest.approx(0.0, abs=1e-3)


def test_gains_of_pieces_are_those_of_the_whole():
    edit = ClipEdit(1.0, 2.0, 0.3, 0.4)
    whole = edit.gains(0, 1000, 1000, 1.0)
    parts = np.concatenate([edit.gains(0, 123, 1000, 1.0), edit.gains(123, 877, 1000, 1.0)])
    np.testing.assert_array_equal(whole, parts)


def test_an_edit_beyond_the_end_keeps_what_there_is():
    assert CLIP.edited(ClipEdit(1.0, 99.0)).duration_s == 2.0
    assert len(CLIP.edited(ClipEdit(50.0)).samples) == 1


@pytest.mark.parametrize("times", [(-1.0, None, 0.0, 0.0), (2.0, 1.0, 0.0, 0.0), (0.0, None, -0.1, 0.0)])
def test_impossible_edits_are_refused(times):
    with pytest.raises(ValueError, match="edit"):
        ClipEdit(*times)


def test_a_fade_lasts_as_long_as_asked():
    edit = ClipEdit(0.0, None, fade_in_s=0.25, fade_out_s=0.5)
    gains = edit.gains(0, 2000, 1000, 2.0)
    assert gains[[0, 125, 250, 1500, 1750]] == pytest.approx([0.0, 0.5, 1.0, 1.0, 0.5], abs=1e-6)
    assert gains[250:1500].min() == 1.0


def test_an_edit_shorter_than_a_sample_keeps_one():
    assert len(CLIP.edited(ClipEdit(1.0, 1.0 + 1e-6)).samples) == 1


def test_what_is_kept_ends_with_the_sound():
    assert ClipEdit(0.5).kept_s(2.0) == 1.5
    assert ClipEdit(0.5, 1.5).kept_s(2.0) == 1.0
    assert ClipEdit(0.5, 9.0).kept_s(2.0) == 1.5
    assert ClipEdit(3.0).kept_s(2.0) == 0.0


def test_without_a_wish_nothing_fades():
    assert CLIP.edited(ClipEdit(0.5, 2.0)).samples.min() == 1.0
