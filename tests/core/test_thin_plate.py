import numpy as np
from scipy.interpolate import RBFInterpolator

from app.core.thin_plate import ThinPlate, thin_plate

RNG = np.random.default_rng(0)
NODES, VALUES, POINTS = RNG.uniform(-1, 1, (13, 2)), RNG.normal(size=(13, 3)), RNG.uniform(-2, 2, (4, 5, 2))


def test_a_spline_is_the_one_that_others_fit():
    # SciPy's kernel is half of Bookstein's, r^2 log r against r^2 log r^2, and so is its stiffness.
    theirs = RBFInterpolator(NODES, VALUES, smoothing=0.05, kernel="thin_plate_spline", degree=1)
    expected = theirs(POINTS.reshape(-1, 2)).reshape(4, 5, 3)
    np.testing.assert_allclose(ThinPlate.fit(NODES, VALUES, stiffness=0.1).read(POINTS), expected, atol=1e-8)


def test_without_a_wish_nodes_are_missed_by_a_hair_alone():
    missed = np.abs(thin_plate(NODES, VALUES, NODES) - VALUES).max()
    assert 0 < missed < 0.01
