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


def mirror_partners(mean_shape: NDArray[np.float32]) -> NDArray[np.intp]:
    """(478,) index of each vertex's mirror image, by one-to-one match. Raises ValueError for a crooked shape."""
    _, partners = linear_sum_assignment(cdist(mean_shape, mean_shape * MIRROR, "sqeuclidean"))
    if not np.array_equal(partners[partners], np.arange(len(partners))):
        raise ValueError("The mean face is too crooked to tell left from right.")
    result: NDArray[np.intp] = partners
    return result


def symmetric_part(displacement: NDArray[np.float32], partners: NDArray[np.intp]) -> NDArray[np.float32]:
    """(..., 478, 3) shape or displacement averaged with its own mirror image."""
    return np.asarray((displacement + displacement[..., partners, :] * MIRROR) / 2, np.float32)
