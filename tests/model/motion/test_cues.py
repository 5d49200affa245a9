import math

import pytest

from app.model.motion.cues import Cue, HeardCues, VoiceCues

OPEN, SHUT = 0.1, 0.0


def _cues(voice: list[tuple[float, float]]) -> list[Cue]:
    """Of frames of (loudness in dB, opening)."""
    cues = VoiceCues()
    return [cues.step(loudness_db, opening) for loudness_db, opening in voice]


@pytest.mark.parametrize(("quiet_db", "hang"), [(-30.0, 8), (-60.0, 4)])
def test_a_phrase_ends_once_lips_have_been_shut_for_long_and_sooner_where_it_is_quiet(
    quiet_db: float, hang: int
) -> None:
    cues = _cues([(-30.0, SHUT)] * 3 + [(-30.0, OPEN)] * 10 + [(quiet_db, SHUT)] * 20)
    assert [n for n, cue in enumerate(cues) if cue.phrase_start] == [3]
    assert [n for n, cue in enumerate(cues) if cue.phrase_end] == [12 + hang]
    assert [n for n, cue in enumerate(cues) if cue.speaking] == list(range(3, 12 + hang))


def test_lips_that_are_shut_for_a_p_end_no_phrase() -> None:
    cues = _cues(([(-30.0, OPEN)] * 5 + [(-30.0, SHUT)] * 7) * 3)
    assert all(cue.speaking for cue in cues)
    assert sum(cue.phrase_start for cue in cues) == 1


@pytest.mark.parametrize(("louder_db", "level"), [(5.0, 0.5), (-5.0, -0.5), (60.0, 2.0), (-60.0, -2.0)])
def test_the_level_is_in_tens_of_db_against_the_usual_and_held(louder_db: float, level: float) -> None:
    cues = _cues([(-30.0, OPEN)] * 50 + [(-30.0 + louder_db, OPEN)])
    slow = 0.025 * louder_db / 10 if abs(louder_db) < 20 else 0.0  # the usual has begun to follow
    assert cues[-1].level == pytest.approx(level - slow)
    assert cues[-2].level == 0.0
    assert _cues([(-30.0, OPEN), *[(-10.0, SHUT)] * 20])[-1].level == 0.0  # where nobody speaks


def test_the_usual_loudness_follows_within_seconds() -> None:
    cues = _cues([(-30.0, OPEN)] * 50 + [(-20.0, OPEN)] * 50)
    assert cues[-1].level == pytest.approx(0.975**50)


@pytest.mark.parametrize(("peak_db", "accent"), [(1.9, 0.0), (2.4, 0.2), (5.4, 0.6), (8.3, 1.0), (20.0, 1.0)])
def test_a_peak_is_an_accent_by_its_height_on_the_frame_after_it(peak_db: float, accent: float) -> None:
    cues = _cues([(-30.0, OPEN)] * 30 + [(-30.0 + peak_db, OPEN)] + [(-30.0, OPEN)] * 20)
    strengths = [cue.accent for cue in cues]
    assert strengths[31] == pytest.approx(accent, abs=0.06)
    assert sum(strength > 0 for strength in strengths) == (accent > 0)


def test_accents_keep_a_distance_of_six_tenths_of_a_second() -> None:
    voice = [(-30.0, OPEN)] * 100
    for frame in (40, 54, 55, 69):  # 14 after an accent is too soon, 15 is not
        voice[frame] = (-22.0, OPEN)
    assert [n for n, cue in enumerate(_cues(voice)) if cue.accent > 0] == [41, 56]


def test_nobody_stresses_anything_with_shut_lips() -> None:
    assert not any(cue.accent for cue in _cues([(-30.0, SHUT)] * 30 + [(-10.0, SHUT)] + [(-30.0, SHUT)] * 5))


def test_what_happened_fades_from_hearing_in_a_third_of_a_second() -> None:
    heard = HeardCues()
    heard.step(Cue(True, True, False, 0.8, 0.5, 0.1))
    values = heard.step(Cue(False, False, True, 0.0, -0.5, 0.0))
    keep = math.exp(-0.04 / 0.3)
    assert values == pytest.approx([0.0, -0.5, -1.0, 0.8 * keep, keep, 1.0, 0.0])
    for _ in range(8):
        values = heard.step(Cue(True, False, False, 0.0, -0.5, 0.2))
    assert values == pytest.approx([1.0, -0.5, 0.0, 0.8 * keep**9, keep**9, keep**8, 1.0])
