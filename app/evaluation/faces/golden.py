"""MediaPipe's answers about a few pictures, kept so that a test can do without it."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from app.core.paths import resource
from app.core.whole_file import write_whole
from app.evaluation.faces.pictures import CHANGES, Picture
from app.evaluation.faces.reference import MediaPipe
from app.face.crop import Roi, cut
from app.face.networks import DETECTOR_INPUT_PX
from app.face.segmentation import SEGMENTER_INPUT_PX
from app.media.pictures.files import load_portrait

FACE = Roi(510.0, 675.0, 700.0)  # of the demo portrait


def golden_pictures() -> dict[str, Picture]:
    """The demo portrait's face, (192, 192, 3) each: as it is, changed, small, and a part of the wall."""
    rgb = load_portrait(resource("demo_portrait.png")).rgb
    rng = np.random.default_rng(7)
    found = {"plain": cut(rgb, FACE, DETECTOR_INPUT_PX).rgb}
    for name, change in CHANGES.items():
        found[name] = cut(change(rgb, rng), FACE, DETECTOR_INPUT_PX).rgb
    found["small"] = cut(rgb, Roi(FACE.x + 300, FACE.y - 100, 3 * FACE.side), DETECTOR_INPUT_PX).rgb
    found["wall"] = cut(rgb, Roi(150.0, 150.0, 200.0), DETECTOR_INPUT_PX).rgb
    return found


def write_golden(folder: Path) -> None:
    """Pictures as PNG and, under the same names, what MediaPipe sees as `.npz`."""
    theirs = MediaPipe()
    for name, picture in golden_pictures().items():
        answers: dict[str, Any] = {}
        for detector, faces in (("near", theirs.near_faces(picture)), ("far", theirs.far_faces(picture))):
            rows = [np.hstack([face.score, face.box, face.keypoints.ravel()]) for face in faces]
            answers[detector] = np.array(rows, np.float32).reshape(-1, 17)
        presence, landmarks = theirs.mesh(picture)
        large = np.asarray(cv2.resize(picture, (SEGMENTER_INPUT_PX,) * 2, interpolation=cv2.INTER_NEAREST), np.uint8)
        mask = np.round(theirs.mask(large)[::2, ::2] * 255).astype(np.uint8)
        np.savez_compressed(folder / name, landmarks=landmarks, presence=np.float32(presence), mask=mask, **answers)
        write_whole(folder / f"{name}.png", cv2.imencode(".png", picture[..., ::-1])[1].tobytes(), force=True)
