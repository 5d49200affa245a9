"""Light and shadow on moving skin."""

import numpy as np
import pytest

from app.core.motion import CHANNELS
from app.model.render.skin.creases import FOLDS, NASOLABIAL, Crease
from app.model.render.skin.light import MOST, light_direction
from app.model.render.skin.shading import _shadow_colours


def test_folds_hang_on_channels_that_exist_and_lie_on_the_face():
    for fold in FOLDS:
        assert {channel for channel, _ in fold.drivers} <= set(CHANNELS)
        for crease in fold.creases:
            line = np.array(crease.line)
            assert (line[:, 0] >= 0.0).all()
            assert (np.abs(line) <= [0.75, 1.3]).all()


def test_a_crease_is_a_furrow_with_skin_piled_up_on_the_cheek_s_side():
    crease = Crease(NASOLABIAL, 0.03, 0.01, 0.08, 0.01)
    middle = np.array(NASOLABIAL[3])
    across = middle + np.array([[0.0, 0.0], [0.08, -0.03], [-0.16, 0.06], [1.0, 0.0]])
    furrow, cheek, upper_lip, away = crease.height(across)
    assert furrow < -0.003
    assert cheek > 0.006
    assert abs(upper_lip) < 0.002
    assert abs(away) < 1e-9
    assert crease.shadow(across)[0] > 0.9


def test_light_is_found_on_a_ball_lit_from_a_known_side():
    y, x = np.mgrid[-0.8:0.8:60j, -0.8:0.8:60j]
    depth = -np.sqrt(np.maximum(2.0 - x**2 - y**2, 0.1))
    slope_y, slope_x = np.gradient(depth, 1.6 / 59)
    length = np.sqrt(slope_x**2 + slope_y**2 + 1.0)
    lit_from_left_above = 100.0 * (1.0 + 0.6 * -slope_x / length + 0.3 * -slope_y / length)
    found = light_direction(lit_from_left_above, depth, np.ones_like(depth), 1.6 / 59)
    assert found[0] == pytest.approx(-0.6, abs=0.15)  # a little of what is usual stays
    assert found[1] == pytest.approx(-0.3, abs=0.1)
    assert np.linalg.norm(light_direction(depth**4, depth, np.ones_like(depth), 1.6 / 59)) <= MOST + 1e-9


def test_a_smile_folds_the_cheeks_and_nothing_else(renderer, face, make_motion, monkeypatch):
    smile = make_motion(lip_corner_pull=1.0, cheek_raise=0.5)
    shaded = renderer.render(smile)[0].astype(int)
    with monkeypatch.context() as without:
        without.setattr("app.model.render.skin.shading.Shading.draw", lambda *_: None)
        plain = renderer.render(smile)[0].astype(int)
    change = np.abs(shaded - plain).max(axis=2)
    target = renderer.target_landmarks(smile)[0]
    cheek, forehead = target[[36, 205, 206, 216]], target[[151, 9, 108]]
    reach = round(0.1 * face.pose.scale)

    def most_around(points):
        return max(change[int(y) - reach : int(y) + reach, int(x) - reach : int(x) + reach].max() for x, y in points)

    assert most_around(cheek) >= 8
    assert most_around(forehead) == 0
    assert change.max() < 90
    for lid in (159, 386):
        x, y = target[lid].astype(int)
        assert change[y - 1 : y + 3, x - 3 : x + 4].max() <= 2


def test_shading_grows_without_a_step(renderer, make_motion):
    motion = make_motion(9)
    motion.coefficients[:, CHANNELS.index("brow_lower")] = np.linspace(0.0, 0.08, 9)
    frames = renderer.render(motion).astype(int)
    assert np.abs(np.diff(frames, axis=0)).max() <= 24


def test_shadows_keep_the_colours_of_the_picture():
    light = np.linspace(0.3, 1.0, 50)[None, :, None] * np.ones((20, 1, 1))
    bare = np.ones((20, 50))
    grey = 200.0 * light * np.ones(3)
    assert _shadow_colours(grey, bare) == pytest.approx([1.0, 1.0, 1.0], abs=0.02)
    warm = np.array([220.0, 170.0, 140.0]) * light ** np.array([0.7, 1.1, 1.4])
    red, green, blue = _shadow_colours(warm, bare)
    assert red < 0.85 < 1.0 < green < blue
