"""Colours of the mouth come from the portrait: grey stays grey, sepia sepia."""

import cv2
import numpy as np
import pytest

from app.core.portrait import Portrait
from app.evaluation.sheet.portraits import sepia
from app.model.render.geometry import FaceGeometry
from app.model.render.mouth.interior import paint_interior
from app.model.render.renderer import PortraitRenderer
from app.model.render.skin.palette import Palette


@pytest.fixture
def geometry(face, size):
    return FaceGeometry.of(face, 1.0, 1.0, (size.width, size.height))


def grey(rgb):
    return np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


def test_a_portrait_in_colours_has_warm_lips_and_lighter_teeth(portrait, geometry):
    palette = Palette.of(portrait.rgb, geometry)
    assert palette.colourful == 1.0
    assert palette.tongue[0] > 1.3 * palette.tongue[2]
    assert palette.lightness(palette.throat) < palette.lightness(palette.tongue) < palette.lightness(palette.tooth)


def test_a_grey_portrait_has_a_grey_mouth(portrait, face, size, basis, make_motion, cpu):
    picture = Portrait(grey(portrait.rgb))
    frame = PortraitRenderer(picture, face, size, basis, cpu).render(make_motion(opening=0.25))[0].astype(int)
    assert np.abs(frame[..., 0] - frame[..., 2]).max() <= 1


def test_a_sepia_portrait_has_a_sepia_mouth(portrait, geometry):
    palette = Palette.of(sepia(portrait.rgb), geometry)
    interior = paint_interior(palette, geometry.unit, 0.5)
    assert palette.colourful == 0.0
    for colour in (palette.tooth, palette.tongue, palette.throat, palette.gum):
        assert np.allclose(colour, palette.tone.of(colour), atol=2.0)
    assert interior.colourful == 0.0


def test_the_interior_carries_the_picture_s_grain(portrait, geometry):
    rough = portrait.rgb.astype(np.float64) + np.random.default_rng(0).normal(0.0, 12.0, portrait.rgb.shape)
    noisy = Palette.of(np.clip(rough, 0, 255).astype(np.uint8), geometry)
    fine = Palette.of(portrait.rgb, geometry)
    grainy, smooth = (
        paint_interior(palette, geometry.unit, 0.5).skull[..., 4:].astype(np.float64) for palette in (noisy, fine)
    )
    roughness = [np.abs(np.diff(layer, axis=0)).mean() for layer in (grainy, smooth)]
    assert roughness[0] > 2.0 * roughness[1]


def test_teeth_that_have_to_be_painted_are_like_those_the_portrait_shows(portrait, geometry):
    own = np.array([240.0, 230.0, 200.0])
    palette = Palette.of(portrait.rgb, geometry).with_tooth(own)
    assert np.array_equal(palette.tooth, own)
    assert (palette.dentin < own).all()


def test_bright_teeth_of_a_sepia_portrait_do_not_turn_green_in_the_shade(portrait, geometry):
    shining = np.array([255.0, 255.0, 208.0])  # clipped, as sepia's highlights are
    brown = Palette.of(sepia(portrait.rgb), geometry).with_tooth(shining)
    assert brown.tooth[0] > 1.03 * brown.tooth[1]
    in_colours = Palette.of(portrait.rgb, geometry).with_tooth(shining)
    assert in_colours.tooth == pytest.approx(shining)
