"""Read the variables of a model that CTranslate2 has converted (`model.bin`, binary version 6).

Layout: python/ctranslate2/specs/model_spec.py, `ModelSpec._serialize`, little-endian.
"""

import struct

import numpy as np
from numpy.typing import NDArray

VERSION = 6
TYPES = ("<f4", "i1", "<i2", "<i4", "<f2", "V2")  # by number; numpy lacks the last, bfloat16

Variables = dict[str, NDArray[np.generic]]


def read_variables(content: bytes) -> Variables:
    """Arrays by name. Raises ValueError if this is another file or version."""
    reader = _Reader(content)
    if reader.number("I") != VERSION:
        raise ValueError(f"This is no model.bin of CTranslate2's binary version {VERSION}.")
    reader.text()  # the kind of model
    reader.number("I")  # revision of that kind
    return dict(reader.variable() for _ in range(reader.number("I")))


class _Reader:
    """Goes through the bytes from the start."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def number(self, code: str) -> int:
        """An integer; code: as in `struct`."""
        return int(struct.unpack("<" + code, self._take(struct.calcsize("<" + code)))[0])

    def text(self) -> str:
        """A name: its length, then its letters and a zero."""
        return self._take(self.number("H")).rstrip(b"\0").decode()

    def variable(self) -> tuple[str, NDArray[np.generic]]:
        """Name and values of the next variable."""
        name = self.text()
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind = np.dtype(TYPES[self.number("B")])
        return name, np.frombuffer(self._take(self.number("I")), kind).reshape(shape)

    def _take(self, count: int) -> bytes:
        piece = self._content[self._at : self._at + count]
        if len(piece) < count:
            raise ValueError("This model.bin ends too early.")
        self._at += count
        return piece
