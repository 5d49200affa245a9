"""Left and right of the face mesh."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

MIRROR = np.array([-1.0, 1.0, 1.0], np.float32)

# Inner lips from one corner to the other: (upper, lower) vertices that touch when the mouth is closed.
INNER_LIP_PAIRS = np.array(
    [(191, 95), (80, 88), (81, 178), (82, 87), (13, 14), (312, 317), (311, 402), (310, 318), (415, 324)]
)
# Outer edge, inner edge, and the two rings between them.
LIPS = np.array(
    [
        *(61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409),
        *(78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415),
        *(76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408),
        *(62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407),
    ]
)


def mirror_partners(mean_shape: NDArray[np.float32]) -> NDArray[np.intp]:
    """(478,) index of each vertex's mirror image, by one-to-one match. Raises ValueError for a crooked shape."""
    _, partners = linear_sum_assignment(cdist(mean_shape, mean_shape * MIRROR, "sqeuclidean"))
    if not np.array_equal(partners[partners], np.arange(len(partners))):
        raise ValueError("The mean face is too crooked to tell left from right.")
    result: NDArray[np.intp] = partners
    return result


def symmetric_part(displacement: NDArray[np.float32], partners: NDArray[np.intp]) -> NDArray[np.float32]:
    """(..., 478, 3) shape or displacement averaged with its own mirror image."""
    half: NDArray[np.float32] = (displacement + displacement[..., partners, :] * MIRROR) / 2
    return half
