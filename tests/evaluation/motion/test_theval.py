import numpy as np
import pytest

from app.core.face_basis import FaceBasis
from app.core.motion import Motion
from app.evaluation.motion.animated import by_person, near_real, upright
from app.evaluation.motion.theval import (
    BROWS,
    CALM_BROWS,
    CONTOURS,
    UNIT_PX,
    Voice,
    terms,
    voice_of,
)

FRAMES = 100
ALONG = np.linspace(0, 8 * np.pi, FRAMES)


@pytest.fixture
def still(basis: FaceBasis):
    return np.repeat(UNIT_PX * basis.canonical[None, :, :2].astype(np.float64), FRAMES, 0)


def _voice(silent: slice = slice(0)) -> Voice:
    quiet = np.zeros(FRAMES, bool)
    quiet[silent] = True
    return Voice(1.0 + np.sin(ALONG), quiet)


def test_nothing_that_moves_is_nothing(still) -> None:
    found = terms(still, np.zeros((FRAMES, 3)), _voice(slice(50)))
    assert all(value == pytest.approx(0) for name, value in found.items() if name != "lip sync")


def test_lips_that_open_with_the_volume_are_in_time(still) -> None:
    lower = still.copy()
    lower[:, [95, 88, 178, 87, 14, 317, 402, 318, 324], 1] += 5 * (1 + np.sin(ALONG))[:, None]
    assert terms(lower, np.zeros((FRAMES, 3)), _voice())["lip sync"] == pytest.approx(0, abs=1e-4)
    late = terms(np.roll(lower, 6, axis=0), np.zeros((FRAMES, 3)), _voice())
    assert late["lip sync"] > 0.2
    assert np.isnan(terms(lower, np.zeros((FRAMES, 3)), _voice(slice(95)))["lip sync"])
    assert np.isnan(late["silent lip stability"])


def test_lips_that_grow_vary_as_their_distances(still) -> None:
    grown = still.copy()
    centre = still[:, CONTOURS].mean(1, keepdims=True)
    grown[:, CONTOURS] = centre + (still[:, CONTOURS] - centre) * (1 + 0.1 * (-1.0) ** np.arange(FRAMES))[:, None, None]
    found = terms(grown, np.zeros((FRAMES, 3)), _voice())["lip dynamics"]
    lips = still[0, CONTOURS] / UNIT_PX
    distances = np.linalg.norm(lips[:, None] - lips[None], axis=2)[np.triu_indices(40, 1)]
    assert found == pytest.approx(0.01 * (distances**2).mean())


def test_brows_that_tremble_count_but_not_below_5_hz(still) -> None:
    moved = still.copy()
    moved[:, np.ravel(BROWS), 1] -= (-1.0) ** np.arange(FRAMES)[:, None]
    found = terms(moved, np.zeros((FRAMES, 3)), _voice())
    assert found["eyebrow dynamics"] > 0.02
    assert found[CALM_BROWS] < 0.1 * found["eyebrow dynamics"]


def test_a_head_that_shifts_moves_by_its_spread(still) -> None:
    shifted = still + [4.0, 0.0] * np.sin(ALONG)[:, None, None]
    assert terms(shifted, np.zeros((FRAMES, 3)), _voice())["head motion dynamics"] == pytest.approx(2, rel=0.02)
    turned = np.radians(np.column_stack([np.zeros(FRAMES), 5 * np.sin(ALONG), np.zeros(FRAMES)]))
    assert terms(still, turned, _voice())["head motion dynamics"] > 0.3


def test_a_long_pause_is_silent_and_a_short_one_is_not() -> None:
    tone = 0.3 * np.sin(2 * np.pi * 300 * np.arange(64000) / 16000).astype(np.float32)
    tone[16000:24000] = 0
    tone[40000:41600] = 0
    silent = voice_of(tone, FRAMES).silent
    assert silent[27:36].all()
    assert not silent[:24].any()
    assert not silent[40:].any()


def test_a_still_motion_leaves_a_face_as_it_is_and_an_opening_parts_its_lips(basis) -> None:
    motion = Motion.still(2)
    motion.coefficients[1, 0] = 0.2
    shut, parted = upright(basis.canonical, basis).positions(motion)
    np.testing.assert_allclose(shut, UNIT_PX * basis.canonical[:468, :2], atol=0.1)
    assert parted[14, 1] - parted[13, 1] == pytest.approx(0.2 * UNIT_PX, rel=0.1)


def test_people_count_alike_and_a_cut_rules_nothing() -> None:
    found = [("a", {"x": 1.0}), ("a", {"x": 3.0}), ("b", {"x": np.nan}), ("c", {"x": 2.2})]
    assert by_person(found) == {"x": [2.0, 2.2]}
    assert near_real("x", [1.0, 1.0, 1.0], [1.1, 1.2, 70.0]).reached
    assert not near_real("x", [1.0, 1.0, 1.0], [1.1, 1.5, 1.6]).reached
    assert near_real(CALM_BROWS, [1.0], [5.0]).reached is None
