import numpy as np
import pytest

from app.face.inpaint import inpaint


def test_a_constant_stays_what_it_is_however_far() -> None:
    known = np.zeros((120, 160), bool)
    known[:, :5] = True
    values = np.where(known[..., None], np.float32([10, 200, 3]), np.float32(99))
    assert inpaint(values.astype(np.float32), known, 4.0) == pytest.approx(
        np.broadcast_to(np.float32([10, 200, 3]), (120, 160, 3)), rel=1e-3
    )


def test_each_side_gets_the_colour_of_its_neighbourhood() -> None:
    known = np.ones((100, 200), bool)
    known[:, 50:150] = False
    values = np.zeros((100, 200, 1), np.float32)
    values[:, 150:] = 100
    filled = inpaint(values, known, 5.0)[50, :, 0]
    assert filled[55] < 5
    assert filled[145] > 95
    assert (np.diff(filled[55:145]) > -1e-3).all()
