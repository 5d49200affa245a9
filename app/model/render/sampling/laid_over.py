"""Another picture of a person, warped so that its face lies on the portrait's."""

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import Reference
from app.core.thin_plate import thin_plate
from app.model.render.geometry import FaceGeometry
from app.model.render.sampling.region import Region

Floats = NDArray[np.float64]

STIFFNESS = 1e-3  # landmarks of two pictures differ by their noise, which must not crumple the skin between them


def laid_over(
    reference: Reference, numbers: NDArray[np.intp], places: Floats, geometry: FaceGeometry, region: Region
) -> NDArray[np.uint8]:
    """(h, w, 3) what the other picture shows in a region of the portrait.

    numbers: of landmarks; places: (n, 2) pixels of the portrait where those landmarks belong.
    """
    shrink = min(1.0, geometry.unit / reference.pose.scale)
    size = (max(1, round(reference.rgb.shape[1] * shrink)), max(1, round(reference.rgb.shape[0] * shrink)))
    rgb = cv2.resize(reference.rgb, size, interpolation=cv2.INTER_AREA) if shrink < 1.0 else reference.rgb
    zoom = np.array([size[0] / reference.rgb.shape[1], size[1] / reference.rgb.shape[0]])
    goal = reference.landmarks[numbers, :2].astype(np.float64) * zoom - 0.5
    middle = places.mean(0)
    found = thin_plate(
        (places - middle) / geometry.unit, goal, (region.nodes() - middle) / geometry.unit, STIFFNESS
    ).astype(np.float32)
    maps = torch.from_numpy(found).permute(2, 0, 1)[None]
    pixels = torch.nn.functional.interpolate(maps, (region.height, region.width), mode="bilinear", align_corners=True)
    x, y = pixels[0].numpy()
    return np.asarray(cv2.remap(rgb, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8)
