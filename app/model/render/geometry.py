"""A face's measurements in the output picture: scale, local frame, mesh vertices in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.face import Face
from app.model.render import topology as mesh

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FaceGeometry:
    """A prepared face at the size it is rendered.

    vertices: (478, 2) pixels; depth: (478,) pixels, larger is farther away.
    unit: inter-ocular distance in pixels. rotation: (3, 3) of the head's own pose.
    picture: (width, height) in pixels.
    """

    vertices: Floats
    depth: Floats
    unit: float
    rotation: Floats
    picture: tuple[int, int]

    @classmethod
    def of(cls, face: Face, scale_x: float, scale_y: float, picture: tuple[int, int]) -> "FaceGeometry":
        """The geometry of a face whose portrait was scaled to the output size.

        Landmarks count from the corner of the first pixel, positions in the output from its centre.
        """
        vertices = face.landmarks[:, :2].astype(np.float64) * [scale_x, scale_y] - 0.5
        scale = (scale_x * scale_y) ** 0.5
        depth = face.landmarks[:, 2].astype(np.float64) * scale
        return cls(vertices, depth, face.pose.scale * scale, face.pose.rotation.astype(np.float64), picture)

    def to_pixels(self, displacement: Floats) -> Floats:
        """(..., 3) displacement in inter-ocular head units -> (..., 2) pixels in the picture."""
        turned: Floats = (displacement @ self.rotation.T)[..., :2] * self.unit
        return turned

    @property
    def right(self) -> Floats:
        """Unit vector in the picture along the eyes, towards the picture's right."""
        across = self.vertices[263] - self.vertices[33]
        direction: Floats = across / np.linalg.norm(across)
        return direction

    @property
    def down(self) -> Floats:
        """Unit vector in the picture from brow to chin, at a right angle to `right`."""
        return np.array([-self.right[1], self.right[0]])

    def local(self, points: Floats, origin: Floats) -> Floats:
        """(..., 2) pixels -> (..., 2) inter-ocular units along (right, down) from an origin in pixels."""
        axes = np.stack([self.right, self.down], axis=1)
        placed: Floats = (points - origin) @ axes / self.unit
        return placed

    def oval(self, factor: float) -> Floats:
        """(36, 2) face outline scaled about its centre."""
        outline = self.vertices[mesh.FACE_OVAL]
        centre = outline.mean(0)
        scaled: Floats = centre + (outline - centre) * factor
        return scaled
