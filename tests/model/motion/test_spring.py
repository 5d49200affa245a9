import math

import numpy as np
import pytest

from app.model.motion.spring import Spring


def test_a_spring_moves_as_the_equation_of_critical_damping_says() -> None:
    # x'' = -2 w x' - w^2 (x - goal), from rest: x = goal (1 - (1 + w t) exp(-w t))
    spring, omega = Spring(1.6), 2 * math.pi * 1.6
    times_s = 0.04 * np.arange(1, 26)
    expected = 3.0 * (1 - (1 + omega * times_s) * np.exp(-omega * times_s))
    assert [spring.step(3.0) for _ in times_s] == pytest.approx(expected)


def test_a_moving_spring_keeps_its_speed_when_the_goal_moves() -> None:
    spring, omega = Spring(0.5, value=1.0), 2 * math.pi * 0.5
    for _ in range(10):
        spring.step(0.0)
    away, speed = (1 + 0.4 * omega) * math.exp(-0.4 * omega), -(omega**2) * 0.4 * math.exp(-0.4 * omega)
    assert spring.value == pytest.approx(away)
    times_s = 0.04 * np.arange(1, 11)
    expected = 2.0 + (away - 2.0 + (speed + omega * (away - 2.0)) * times_s) * np.exp(-omega * times_s)
    assert [spring.step(2.0) for _ in times_s] == pytest.approx(expected)
