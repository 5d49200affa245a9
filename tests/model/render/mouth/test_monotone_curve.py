import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator

from app.model.render.mouth.monotone_curve import MonotoneCurve


@pytest.mark.parametrize("count", [2, 3, 5, 11, 41])
def test_values_and_slopes_are_those_of_scipy_to_the_last_bit(count):
    dice = np.random.default_rng(count)
    for kind in range(60):
        u = np.cumsum(dice.uniform(1e-3, 1.0, count))
        v = dice.normal(size=count)
        if kind % 3 == 1:
            v = np.round(v)  # level stretches
        if kind % 3 == 2:
            v = np.sort(v)
        places = np.stack([np.resize(u, 300), dice.uniform(u[0] - 1, u[-1] + 1, 300)])
        ours, theirs = MonotoneCurve(u, v), PchipInterpolator(u, v, extrapolate=True)
        np.testing.assert_array_equal(ours(places), theirs(places))
        np.testing.assert_array_equal(ours.derivative()(places), theirs.derivative()(places))


def test_a_rising_line_has_no_overshoot():
    curve = MonotoneCurve(np.array([0.0, 1.0, 1.1, 3.0]), np.array([0.0, 0.1, 5.0, 5.1]))
    values = curve(np.linspace(0.0, 3.0, 200))
    assert (np.diff(values) >= 0).all()
    assert values[-1] == pytest.approx(5.1)
