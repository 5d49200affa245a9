import numpy as np
import pytest

from app.evaluation.motion.bands import band_lines, band_variances
from app.evaluation.motion.ceiling import mapped, mirrored
from app.evaluation.motion.natural import NaturalClip
from app.training.symmetry import mirror_partners


def test_a_mirrored_face_is_found_where_it_is(basis) -> None:
    points = 100 * basis.canonical + [120, 90, 0]
    points[:, 0] += 3 * np.sin(points[:, 1])
    partners = mirror_partners(basis.canonical)
    seen = points[partners] * [-1, 1, 1] + [240, 0, 0]  # as a tracker numbers it in the mirrored picture
    np.testing.assert_allclose(mirrored(seen, 240, partners), points)


def test_a_map_of_ones_own_is_learned_from_the_other_clips() -> None:
    rng = np.random.default_rng(1)
    given = [rng.standard_normal((300, 4)).astype(np.float32) for _ in range(3)]
    wanted = [rows @ np.array([[1.0], [-2.0], [0.0], [0.5]], np.float32) + 3 for rows in given]
    for found, real in zip(mapped(given, wanted), wanted, strict=True):
        assert np.corrcoef(found[:, 0], real[:, 0])[0, 1] > 0.99
    wanted[0] = rng.standard_normal((300, 1)).astype(np.float32)
    assert abs(np.corrcoef(mapped(given, wanted)[0][:, 0], wanted[0][:, 0])[0, 1]) < 0.2


@pytest.mark.parametrize(("hertz", "band"), [(0.2, 0), (3.0, 1), (10.0, 2)])
def test_a_movement_lies_in_its_band(hertz, band) -> None:
    wave = np.cos(2 * np.pi * hertz * (np.arange(250) + 0.5) / 25).astype(np.float32)
    found = band_variances(wave)
    assert found.sum() == pytest.approx(wave.var(), rel=1e-4)
    assert found[band] > 0.95 * found.sum()


def test_people_weigh_alike_in_the_bands() -> None:
    waves = np.stack([np.cos(2 * np.pi * 3 * (np.arange(250) + 0.5) / 25)] * 3, 1).astype(np.float32)
    clips = [NaturalClip(person, size * waves, waves) for person, size in (("a", 0.5), ("a", 0.5), ("b", 0.5))]
    line = band_lines("some", clips)[0]
    assert line.startswith("| some, 2 people: opening | 0.00, 1.00, 0.00 |")
    assert line.endswith("| 0.50; 0.50 |")
