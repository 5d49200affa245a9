import numpy as np
import pytest

from app.bench.memory import resident_mb


def test_memory_that_comes_into_use_is_counted():
    before = resident_mb()
    held = np.ones(100 * 2**20, np.uint8)
    assert resident_mb() - before == pytest.approx(100, abs=5)
    assert held.all()
