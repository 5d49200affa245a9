import numpy as np

from app.training.speech.pauses import without_pauses
from app.training.speech.phones import Phone


def _sound() -> np.ndarray:
    """Loud from 0 to 0.5 s and from 0.9 to 1.5 s, faint noise else."""
    rng = np.random.default_rng(0)
    time = np.arange(32_000) / 16_000
    loud = (time < 0.5) | ((time >= 0.9) & (time < 1.5))
    return (rng.standard_normal(len(time)) * np.where(loud, 0.1, 0.001)).astype(np.float32)


def test_a_phone_stretched_over_a_pause_ends_where_the_pause_begins() -> None:
    phones = [Phone(0.0, 0.3, "a"), Phone(0.3, 0.9, "n"), Phone(0.9, 1.5, "a")]
    kept = without_pauses(phones, _sound())
    assert abs(kept[1].end_s - 0.5) < 0.04
    assert (kept[0], kept[2].end_s) == (phones[0], 1.5)
    assert abs(kept[2].start_s - 0.9) < 0.04


def test_a_phone_after_a_pause_begins_with_its_sound() -> None:
    kept = without_pauses([Phone(0.0, 0.5, "a"), Phone(0.5, 1.2, "m")], _sound())
    assert abs(kept[1].start_s - 0.9) < 0.04
    assert kept[1].end_s == 1.2


def test_closures_of_stops_are_no_pauses() -> None:
    sound = _sound()
    sound[4_000:5_600] = 0  # 0.1 s within the first word
    phones = [Phone(0.0, 0.25, "a"), Phone(0.25, 0.36, "p"), Phone(0.36, 0.5, "a")]
    assert without_pauses(phones, sound) == phones


def test_a_phone_within_a_pause_keeps_its_place() -> None:
    kept = without_pauses([Phone(0.6, 0.7, "t")], _sound())
    assert 0.6 <= kept[0].start_s < kept[0].end_s <= 0.7
