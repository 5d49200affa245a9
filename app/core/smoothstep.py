"""The smoothstep 3 t^2 - 2 t^3, which rises from 0 to 1 with level ends, for numbers, NumPy arrays and PyTorch tensors.

It works through `clip` alone, so that this layer needs no PyTorch, and keeps the type and precision of its input.
"""

from typing import Any, TypeVar

Value = TypeVar("Value")


def ease(value: Value) -> Value:
    """0 up to 0, 1 from 1 on, the smoothstep between."""
    t: Any = value
    t = t.clip(0.0, 1.0) if hasattr(t, "clip") else min(max(t, 0.0), 1.0)
    eased: Value = t * t * (3.0 - 2.0 * t)
    return eased


def smoothstep(low: float, high: float, value: Value) -> Value:
    """0 up to low, 1 from high on, the smoothstep between."""
    number: Any = value
    eased: Value = ease((number - low) / (high - low))
    return eased
