"""How sure one can be that what the mesh took for a face is one."""

import numpy as np
from numpy.typing import NDArray

from app.face.crop import Roi, cut
from app.face.meshing import region_around
from app.face.networks import DETECTOR_INPUT_PX, MESH_MARGIN, FaceNetworks

# In faces: how wide the views are. In one alone a detector may miss a face that it sees in the other.
VIEWS = (2.0, 3.0)


def certainty(networks: FaceNetworks, rgb: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> float:
    """0..1, how sure the detectors are of a face when they look straight at it; takes 12 ms.

    The mesh network knows nothing but faces, and lays one over a dog's head without a doubt.
    """
    around = region_around(landmarks)
    views = [Roi(around.x, around.y, width * around.side / MESH_MARGIN, around.angle) for width in VIEWS]
    seen = networks.detect_each([cut(rgb, view, DETECTOR_INPUT_PX) for view in views])
    return float(np.mean([max((score for score, _ in faces), default=0.0) for faces in seen]))
