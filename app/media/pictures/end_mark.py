"""JPEGs without their end mark, as some cameras and recorders leave them, told from those that lack more than that."""

import re

_END = b"\xff\xd9"
_RESTART = re.compile(rb"\xff([\xd0-\xd7])")
_FRAME = re.compile(rb"\xff[\xc0-\xc2\xc9\xca]\0")
_SCAN = re.compile(rb"\xff\xda\0.", re.DOTALL)
_NOISE = bytes(range(1, 200))
_COEFFICIENTS = 64  # of a block


def ended_in_two_ways(jpeg: bytes) -> tuple[bytes, bytes] | None:
    """A JPEG with an end mark in place of a missing one; None if it lacks a whole scan.

    In the second version noise comes before the mark. Where data are missing, too, it is taken for them, and the two
    show different pictures; whoever has all the data never comes to read it.
    """
    # A last 255 may be half of the mark or one of the data, which a zero follows; too much of these does no harm.
    data = jpeg + b"\0" if jpeg.endswith(b"\xff") else jpeg
    if not _has_all_scans(data):
        return None
    restarts = _RESTART.findall(data)  # the file may break off where the next one belongs
    restart = b"\xff" + bytes([0xD0 + (restarts[-1][0] - 0xD0 + 1) % 8 if restarts else 0xD0])
    return data + _END, data + _NOISE + restart + _NOISE + _END


def _has_all_scans(jpeg: bytes) -> bool:
    """Whether each coefficient of each component comes in some scan to its last bit (ITU-T T.81, B.2.3 and G.1.1.1)."""
    *_, frame = _FRAME.finditer(jpeg)  # the last one: thumbnails come before; in data a zero follows each 255
    components = jpeg[frame.start() + 9]
    found: set[tuple[int, int]] = set()
    for scan in _SCAN.finditer(jpeg, frame.start()):
        selectors = jpeg[scan.start() + 5 :][: 2 * jpeg[scan.start() + 4] : 2]
        first, last, bits = jpeg[scan.start() + 5 + 2 * len(selectors) :][:3]
        if bits & 0x0F == 0:
            found.update((component, number) for component in selectors for number in range(first, last + 1))
    return len(found) == components * _COEFFICIENTS
