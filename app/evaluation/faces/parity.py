"""Do our networks see what MediaPipe sees? The same faces, the same landmarks, the same persons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.evaluation.faces.pictures import pictures
from app.evaluation.faces.reference import MediaPipe
from app.face.crop import Crop, Roi, cut
from app.face.meshing import inter_ocular_px
from app.face.networks import DETECTOR_INPUT_PX, MESH_INPUT_PX, FaceNetworks
from app.face.networks.faces import region_of
from app.face.segmentation import SEGMENTER_INPUT_PX, PersonSegmenter

VIEWS = (1.0, 1.6)  # sides of the window, in longer sides of the picture
PERSON = 0.5


@dataclass
class Figures:
    """Measured over all pictures.

    faces: seen by MediaPipe. unequal: views in which the number of faces differs. placed: distances of landmarks in
    inter-ocular distances, each network looking where its own detector says. given: the same, looking at one crop.
    overlaps: intersection over union of person masks.
    """

    pictures: int = 0
    faces: int = 0
    unequal: int = 0
    placed: list[NDArray[np.float32]] = field(default_factory=list)
    given: list[NDArray[np.float32]] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """For a person to read."""
        yield f"{self.pictures} pictures, {self.faces} faces, {self.unequal} views with another number of them"
        for name, distances in (("own crop", self.placed), ("same crop", self.given)):
            all_of_them = np.concatenate(distances)
            high, most = np.percentile(all_of_them, 99), all_of_them.max()
            yield f"landmarks, {name}: 99 % within {high:.2e} inter-ocular distances, all within {most:.2e}"
        yield f"masks: intersection over union at least {min(self.overlaps):.5f}, mean {np.mean(self.overlaps):.5f}"


def compare(data: Path, count: int) -> Figures:
    """Ask both about so many pictures."""
    theirs, networks, segmenter = MediaPipe(), FaceNetworks(), PersonSegmenter()
    figures = Figures()
    for rgb in pictures(data, count):
        figures.pictures += 1
        height, width = rgb.shape[:2]
        for size in VIEWS:
            view = cut(rgb, Roi(width / 2, height / 2, size * max(width, height)), DETECTOR_INPUT_PX)
            _compare_faces(rgb, view, theirs, networks, figures)
        window = cut(rgb, Roi(width / 2, height / 2, max(width, height)), SEGMENTER_INPUT_PX)
        one, other = theirs.mask(window.rgb) > PERSON, segmenter.masks([window.rgb])[0] > PERSON
        figures.overlaps.append(float((one & other).sum() / max(1, (one | other).sum())) if one.any() else 1.0)
    return figures


def _compare_faces(
    rgb: NDArray[np.uint8], view: Crop, theirs: MediaPipe, networks: FaceNetworks, figures: Figures
) -> None:
    reference = [theirs.near_faces(view.rgb), theirs.far_faces(view.rgb)]
    own = [networks.near_faces([view.rgb])[0], networks.far_faces([view.rgb])[0]]
    figures.faces += sum(map(len, reference))
    if [len(seen) for seen in reference] != [len(seen) for seen in own]:
        figures.unequal += 1
        return
    for one, other in zip(chain(*reference), chain(*own), strict=True):
        there, here = (cut(rgb, region_of(face, view), MESH_INPUT_PX) for face in (one, other))
        _, points = theirs.mesh(there.rgb)
        wanted = there.points_in_picture(points)
        size = inter_ocular_px(wanted)
        for crop, distances in ((here, figures.placed), (there, figures.given)):
            _, found = networks.mesh(crop)
            distances.append(np.hypot(*(found - wanted)[:, :2].T) / size)
