import numpy as np
import torch

from app.core.smoothstep import ease, smoothstep


def test_numbers_arrays_and_tensors_are_eased_alike() -> None:
    values = np.linspace(-0.5, 1.5, 41)
    eased = ease(values)
    assert (eased[values <= 0] == 0).all()
    assert (eased[values >= 1] == 1).all()
    assert (np.diff(eased) >= 0).all()
    np.testing.assert_array_equal(eased, [ease(float(value)) for value in values])
    np.testing.assert_array_equal(eased, ease(torch.from_numpy(values)).numpy())


def test_precision_is_kept() -> None:
    assert ease(np.zeros(3, np.float32)).dtype == np.float32
    assert ease(torch.zeros(3)).dtype == torch.float32


def test_the_rise_lies_between_low_and_high() -> None:
    np.testing.assert_allclose(smoothstep(2.0, 4.0, np.array([1.0, 2.0, 3.0, 4.0, 5.0])), [0, 0, 0.5, 1, 1])
