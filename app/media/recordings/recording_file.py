"""A recording on the disk: a WAV file that can be read at any moment, also after the program was killed meanwhile.

The header has a fixed length and holds the recording's name and date. While sound is still coming its sizes say
"unknown", which players understand as "to the end of the file"; at the end they are filled in.
"""

import struct
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

SAMPLE_BYTES = 3  # 24 bits: a voice recorded far too quietly still has 16 when it is made loud
NAME_BYTES = 160
_DATE_BYTES = 20
_UNKNOWN = 0xFFFFFFFF
_HEADER = struct.Struct(f"<4sI4s 4sIHHIIHH 4sI4s 4sI{NAME_BYTES}s 4sI{_DATE_BYTES}s 4sI")
HEADER_BYTES = _HEADER.size
MOST_BYTES = _UNKNOWN - HEADER_BYTES - 1  # of sound in one WAV file
_LIST_BYTES = 4 + 8 + NAME_BYTES + 8 + _DATE_BYTES


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice that somebody recorded, as a WAV file.

    recorded_at: local time at which it began.
    """

    path: Path
    name: str
    duration_s: float
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """What the beginning of the file says.

    frames: samples that follow; None while they are still being written.
    """

    name: str
    recorded_at: datetime
    sample_rate_hz: int
    frames: int | None

    def packed(self) -> bytes:
        """The file's first HEADER_BYTES bytes."""
        size = _UNKNOWN if self.frames is None else self.frames * SAMPLE_BYTES
        whole = _UNKNOWN if self.frames is None else HEADER_BYTES - 8 + size + size % 2
        rate_hz = self.sample_rate_hz
        return _HEADER.pack(
            *(b"RIFF", whole, b"WAVE"),
            *(b"fmt ", 16, 1, 1, rate_hz, rate_hz * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES),
            *(b"LIST", _LIST_BYTES, b"INFO"),
            *(b"INAM", NAME_BYTES, shortened(self.name).encode()),
            *(b"ICRD", _DATE_BYTES, self.recorded_at.isoformat(timespec="seconds").encode()),
            *(b"data", size),
        )

    @classmethod
    def unpacked(cls, head: bytes) -> "RecordingHeader | None":
        """None when these are not the first bytes of a recording."""
        if len(head) < HEADER_BYTES:
            return None
        fields = _HEADER.unpack(head[:HEADER_BYTES])
        marks = (fields[0], fields[2], fields[3], fields[11], fields[14], fields[17], fields[20])
        if marks != (b"RIFF", b"WAVE", b"fmt ", b"LIST", b"INAM", b"ICRD", b"data") or fields[9] != SAMPLE_BYTES:
            return None
        try:
            name = fields[16].rstrip(b"\0").decode()
            recorded_at = datetime.fromisoformat(fields[19].rstrip(b"\0").decode())
        except ValueError:
            return None
        return cls(name, recorded_at, fields[7], None if fields[21] == _UNKNOWN else fields[21] // SAMPLE_BYTES)


def shortened(name: str) -> str:
    """A name cut to the bytes that the header has for it, at a whole character."""
    return name.encode()[:NAME_BYTES].decode(errors="ignore")


def read_recording(path: Path) -> Recording | None:
    """The recording in a finished file; None for any other file. Raises OSError."""
    with path.open("rb") as file:
        header = RecordingHeader.unpacked(file.read(HEADER_BYTES))
    if header is None or header.frames is None:
        return None
    return Recording(path, header.name, header.frames / header.sample_rate_hz, header.recorded_at)


def rename_recording(path: Path, name: str) -> None:
    """Write another name into the header; whoever is reading the sound is not disturbed. Raises OSError."""
    with path.open("r+b") as file:
        header = RecordingHeader.unpacked(file.read(HEADER_BYTES))
        if header is None:
            return
        write_header(file, RecordingHeader(name, header.recorded_at, header.sample_rate_hz, header.frames))


def write_header(file: BinaryIO, header: RecordingHeader) -> None:
    """Replace the header of an open file. Needs no room on the disk. Raises OSError."""
    file.seek(0)
    file.write(header.packed())


def encoded(samples: NDArray[np.float32]) -> bytes:
    """(n,) float32 in [-1, 1] -> n little-endian samples of 24 bits"""
    whole = np.rint(np.clip(samples, -1.0, 1.0) * np.float64(2**23 - 1)).astype("<i4")
    data: bytes = whole.view(np.uint8).reshape(-1, 4)[:, :SAMPLE_BYTES].tobytes()
    return data
