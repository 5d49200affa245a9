"""The mean face and the mouth shapes that motion coefficients weigh; shared by the motion model and the renderer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from app.core.errors import WeightsMissing
from app.core.face import LANDMARKS
from app.core.motion import MOUTH_COEFFICIENTS
from app.core.paths import weights

BASIS_FILE = "face_basis.safetensors"


@dataclass(frozen=True, slots=True)
class FaceBasis:
    """Shapes in inter-ocular units; origin midway between the outer eye corners, x right, y down, z away from viewer.

    canonical: (478, 3) float32, symmetric mean face, neutral, lips exactly closed.
    mouth_basis: (12, 478, 3) float32, displacement of every vertex for one unit of a mouth coefficient. The first
        widens the gap of points 13 and 14 by exactly one; the others leave every inner-lip gap as it is.
    mouth_scale: (12,) float32, standard deviation of each coefficient over tracked speech.
    """

    canonical: NDArray[np.float32]
    mouth_basis: NDArray[np.float32]
    mouth_scale: NDArray[np.float32]

    def digest(self) -> str:
        """Short hash by which a motion network recognises the basis it was trained for."""
        parts = (self.canonical, self.mouth_basis, self.mouth_scale)
        return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()[:16]


def load_face_basis(path: Path | None = None) -> FaceBasis:
    """Read the basis shipped in `model_weights`, or the one at `path`."""
    path = path or weights(BASIS_FILE)
    try:
        arrays = load_file(path)
        basis = FaceBasis(arrays["canonical"], arrays["mouth_basis"], arrays["mouth_scale"])
    except (OSError, SafetensorError, KeyError) as error:
        raise WeightsMissing(
            f"The face shapes {path.name} are missing or damaged. Install Rhapsode again to get the file back."
        ) from error
    shapes = (basis.canonical.shape, basis.mouth_basis.shape, basis.mouth_scale.shape)
    if shapes != ((LANDMARKS, 3), (MOUTH_COEFFICIENTS, LANDMARKS, 3), (MOUTH_COEFFICIENTS,)):
        raise WeightsMissing(f"The face shapes {path.name} have unexpected sizes. Install Rhapsode again.")
    return basis
