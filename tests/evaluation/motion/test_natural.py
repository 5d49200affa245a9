import numpy as np
import pytest
from numpy.typing import NDArray

from app.evaluation.motion.natural import LAGS, NaturalClip, spread_rows


def _moving(seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((80, 3)).astype(np.float32)


def test_lips_that_come_late_fit_best_at_their_lag() -> None:
    real = _moving()
    clip = NaturalClip("a", np.roll(real, 4, axis=0), real)
    found = clip.correlations("width")
    assert max(found) == pytest.approx(1)
    assert LAGS[int(np.argmax(found))] == 4
    assert abs(found[LAGS.index(0)]) < 0.5


def test_spread_is_the_median_over_people_of_all_their_clips() -> None:
    real = _moving()
    sizes = {"a": 0.5, "b": 0.9, "c": 3.0}
    clips = [NaturalClip(person, real * size, real) for person, size in sizes.items() for _ in range(2)]
    rows = {row.measure: row for row in spread_rows(clips)}
    assert len(rows) == 6
    assert all(row.found == "0.90" and row.reached for row in rows.values())
    narrow = {row.measure: row.reached for row in spread_rows(clips[:2])}
    assert not any(narrow.values())
