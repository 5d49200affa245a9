"""Just enough of the FlatBuffers format to read a file: tables, vectors and strings, little-endian throughout.

Source: https://flatbuffers.dev/internals/ (the FlatBuffers project, Apache-2.0).
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OFFSET_BYTES = 4


def root_table(content: bytes) -> "Table":
    """The table that a file begins with."""
    return Table(content, _unsigned(content, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    content: the whole file. position: of the table in it, in bytes. A field is named by its place in the schema.
    """

    content: bytes
    position: int

    def scalar(self, field: int, form: str, default: int = 0) -> int:
        """A number, by its `struct` letter: b int8, B uint8, i int32, I uint32, ? bool."""
        at = self._field(field)
        return default if at is None else int(struct.unpack_from("<" + form, self.content, at)[0])

    def table(self, field: int) -> "Table | None":
        """Another table that this one points to."""
        at = self._field(field)
        return None if at is None else Table(self.content, at + _unsigned(self.content, at))

    def tables(self, field: int) -> list["Table"]:
        """A vector of tables."""
        first, count = self._vector(field)
        places = range(first, first + OFFSET_BYTES * count, OFFSET_BYTES)
        return [Table(self.content, place + _unsigned(self.content, place)) for place in places]

    def numbers(self, field: int, kind: type[np.generic]) -> NDArray[np.generic]:
        """A vector of numbers, (count,)."""
        first, count = self._vector(field)
        return np.frombuffer(self.content, np.dtype(kind).newbyteorder("<"), count, first)

    def text(self, field: int) -> str:
        """A string."""
        first, count = self._vector(field)
        return self.content[first : first + count].decode()

    def _field(self, field: int) -> int | None:
        """Where a field's value lies; None where the table leaves it out."""
        directory = self.position - struct.unpack_from("<i", self.content, self.position)[0]
        place = 4 + 2 * field  # after the directory's own size and the table's
        if place >= struct.unpack_from("<H", self.content, directory)[0]:
            return None
        offset = struct.unpack_from("<H", self.content, directory + place)[0]
        return self.position + offset if offset else None

    def _vector(self, field: int) -> tuple[int, int]:
        """Where a vector's first element lies, and how many there are."""
        at = self._field(field)
        if at is None:
            return 0, 0
        start = at + _unsigned(self.content, at)
        return start + OFFSET_BYTES, _unsigned(self.content, start)


def _unsigned(content: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", content, at)[0])
