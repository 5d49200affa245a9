"""The reader of TensorFlow Lite files, on files written by hand here."""

import struct

import numpy as np
import pytest
import torch
from torch import nn

from app.training.face.convert import network_tensors
from app.training.face.flatbuffer import root_table
from app.training.face.sparse import dense_values
from app.training.face.tflite import Operation, TfliteModel


class Writer:
    """Puts a file together from its end: what is pointed to is written first, and lies behind."""

    def __init__(self) -> None:
        self.content = b""

    def add(self, part: bytes) -> int:
        """Returns how far before the end of the file the part begins."""
        self.content = part + b"\0" * (-len(part) % 4) + self.content
        return len(self.content)

    def vector(self, numbers: np.ndarray) -> int:
        return self.add(struct.pack("<I", numbers.size) + numbers.tobytes())

    def table(self, fields: dict[int, bytes | int]) -> int:
        """Fields are bytes, or where another part begins."""
        count = max(fields, default=-1) + 1
        places, body = [0] * count, b""
        for field, value in fields.items():
            places[field] = 4 + len(body)
            body += value.ljust(4, b"\0") if isinstance(value, bytes) else b"here"
        end = len(self.content) + 4 + len(body)
        for field, value in fields.items():
            if isinstance(value, int):
                at = places[field] - 4
                body = body[:at] + struct.pack("<I", end - places[field] - value) + body[at + 4 :]
        directory = struct.pack(f"<HH{count}H", 4 + 2 * count, 4 + len(body), *places)
        directory += b"\0" * (-len(directory) % 4)
        start = self.add(struct.pack("<i", len(directory)) + body)
        self.content = directory + self.content
        return start

    def file(self, root: int) -> bytes:
        return struct.pack("<I", 4 + len(self.content) - root) + self.content


def test_fields_are_read_and_those_left_out_have_their_defaults() -> None:
    writer = Writer()
    numbers = writer.vector(np.array([3, 5, 8], np.int32))
    inner = writer.table({1: struct.pack("<b", -7)})
    root = root_table(writer.file(writer.table({0: numbers, 2: inner, 3: struct.pack("<i", 11)})))
    assert root.numbers(0, np.int32).tolist() == [3, 5, 8]
    assert root.scalar(3, "i") == 11
    assert root.scalar(1, "i", 4) == 4
    assert root.scalar(9, "i", 5) == 5
    assert root.table(1) is None
    assert root.tables(5) == []
    found = root.table(2)
    assert found is not None
    assert found.scalar(1, "b") == -7


def test_sparse_values_find_their_places() -> None:
    writer = Writer()
    starts, indices = (
        writer.table({0: writer.vector(np.array(values, np.uint8))}) for values in ([0, 1, 1, 3], [2, 0, 3])
    )
    dense = writer.table({1: struct.pack("<i", 3)})
    kind = struct.pack("<b", 3)
    sparse = writer.table({0: struct.pack("<b", 1), 2: kind, 3: starts, 4: kind, 5: indices})
    # a vector of tables holds offsets from its own elements
    before = len(writer.content)
    levels = writer.add(struct.pack("<III", 2, before + 8 - dense, before + 4 - sparse))
    order = writer.vector(np.array([0, 1], np.int32))
    sparsity = root_table(writer.file(writer.table({0: order, 2: levels})))
    whole = dense_values(np.array([5, 6, 7], np.float16), (3, 4), sparsity)
    assert whole.tolist() == [[0, 0, 5, 0], [0, 0, 0, 0], [6, 0, 0, 7]]


def _model(*shapes: tuple[int, ...]) -> TfliteModel:
    rng = np.random.default_rng(0)
    constants: dict[int, np.ndarray] = {}
    operations = []
    for index, shape in enumerate(shapes):
        constants[2 * index] = rng.normal(size=shape).astype(np.float16)
        constants[2 * index + 1] = np.zeros(shape[0], np.float16)
        operations.append(Operation("CONV_2D", (-1, 2 * index, 2 * index + 1), (99,)))
    return TfliteModel(operations, constants)


def test_weights_are_turned_joined_and_filled_up() -> None:
    model = _model((2, 1, 1, 3), (2, 1, 1, 3), (5, 3, 3, 4))
    network = nn.Sequential(nn.Conv2d(6, 4, 1, groups=2), nn.Conv2d(4, 5, 4))
    tensors = network_tensors(model, network)
    assert tensors["0.weight"].shape == (4, 3, 1, 1)
    assert tensors["0.weight"][2:, :, 0, 0].equal(torch.from_numpy(model.constants[2][:, 0, 0]))
    assert tensors["1.weight"][:, :, 0].count_nonzero() == 0
    assert tensors["1.weight"][1, 2, 1:, 1:].equal(torch.from_numpy(model.constants[4][1, :, :, 2]))


def test_another_network_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted"):
        network_tensors(_model((2, 1, 1, 3)), nn.Sequential(nn.Conv2d(2, 2, 1)))
    with pytest.raises(ValueError, match="more layers"):
        network_tensors(_model((2, 1, 1, 3), (4, 1, 1, 2)), nn.Sequential(nn.Conv2d(3, 2, 1)))
