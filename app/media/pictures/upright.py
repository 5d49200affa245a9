"""EXIF orientation: the picture is turned while it is written, without a second copy of it."""

import numpy as np
from numpy.typing import NDArray

EXIF_ORIENTATION = 0x0112


def upright_view(height: int, width: int, orientation: object) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """An empty upright picture, and a view of it that is indexed like the stored (height, width, 3) one.

    orientation: EXIF 2.32 tag 0x0112, 1 to 8; anything else counts as upright.
    """
    turned = orientation in (5, 6, 7, 8)
    upright = np.empty((width, height, 3) if turned else (height, width, 3), np.uint8)
    view = upright.transpose(1, 0, 2) if turned else upright
    # The tag tells where the first stored row and column belong: for 3, say, at the bottom and at the right.
    rows_backwards = orientation in (3, 4, 6, 7)
    columns_backwards = orientation in (2, 3, 7, 8)
    if rows_backwards:
        view = view[::-1]
    if columns_backwards:
        view = view[:, ::-1]
    return upright, view
