"""Frames in which no face was seen."""

import numpy as np
from numpy.typing import NDArray


def filled(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, N) with unseen rows (NaN) drawn straight between seen ones."""
    seen = np.flatnonzero(np.isfinite(rows).all(1))
    columns = [np.interp(np.arange(len(rows)), seen, column[seen]) for column in rows.T]
    whole: NDArray[np.float32] = np.column_stack(columns).astype(np.float32)
    return whole
