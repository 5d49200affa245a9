"""Fill up TensorFlow Lite's sparse tensors.

They are kept as TACO does (Kjolstad et al., "The Tensor Algebra Compiler", OOPSLA 2017): a tree with one level for each
dimension in the order of traversal, blocks after all others; a level is dense, or lists the indices that occur
(`SparsityParameters` in TensorFlow's schema.fbs).
"""

from math import prod

import numpy as np
from numpy.typing import NDArray

from app.training.face.flatbuffer import Table

INDEX_KINDS: dict[int, type[np.generic]] = {1: np.int32, 2: np.uint16, 3: np.uint8}  # SparseIndexVector
DENSE = 0


def dense_values(values: NDArray[np.generic], shape: tuple[int, ...], sparsity: Table) -> NDArray[np.generic]:
    """(count,) values that are kept -> the whole tensor, zeros between them."""
    order = [int(axis) for axis in sparsity.numbers(0, np.int32)]
    blocked = [int(axis) for axis in sparsity.numbers(1, np.int32)]
    paths = np.zeros((1, 0), np.int64)  # (nodes, levels so far), the index taken at each level
    sizes = []
    for dimension in sparsity.tables(2):
        count = len(paths)
        if dimension.scalar(0, "b") == DENSE:
            size = dimension.scalar(1, "i")
            sizes.append(size)
            parents, indices = np.repeat(np.arange(count), size), np.tile(np.arange(size), count)
        else:
            starts, indices = _index_vector(dimension, 2), _index_vector(dimension, 4)
            sizes.append(0)
            parents = np.repeat(np.arange(count), np.diff(starts))
        paths = np.column_stack([paths[parents], indices])
    block = {axis: sizes[len(shape) + place] for place, axis in enumerate(blocked)}
    places = np.zeros((len(paths), len(shape)), np.int64)
    for level, axis in enumerate(order):
        if axis < len(shape):
            places[:, axis] += paths[:, level] * block.get(axis, 1)
        else:
            places[:, blocked[axis - len(shape)]] += paths[:, level]
    whole = np.zeros(prod(shape), values.dtype)
    whole[np.ravel_multi_index(tuple(places.T), shape)] = values[: len(places)]
    return whole.reshape(shape)


def _index_vector(dimension: Table, field: int) -> NDArray[np.int64]:
    vector = dimension.table(field + 1)
    assert vector is not None
    return vector.numbers(0, INDEX_KINDS[dimension.scalar(field, "b")]).astype(np.int64)
