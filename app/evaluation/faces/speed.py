"""How long our networks take beside MediaPipe's, on one core, in one run."""

import time
from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np
import torch

from app.core.paths import resource
from app.evaluation.faces.reference import MediaPipe
from app.face.crop import Crop
from app.face.networks import DETECTOR_INPUT_PX, FaceNetworks
from app.face.segmentation import SEGMENTER_INPUT_PX, PersonSegmenter
from app.media.pictures.files import load_portrait

BATCH = 16
CALLS, ROUNDS = 20, 12


def compare() -> Iterator[str]:
    """A line for each network, for a person to read; processor time, which other programs hardly touch."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    theirs, networks, segmenter = MediaPipe(), FaceNetworks(), PersonSegmenter()
    rgb = load_portrait(resource("demo_portrait.png")).rgb
    face = np.asarray(cv2.resize(rgb[120:1144], (DETECTOR_INPUT_PX,) * 2), np.uint8)
    person = np.asarray(cv2.resize(rgb[:1024], (SEGMENTER_INPUT_PX,) * 2), np.uint8)
    crop = Crop(face, np.eye(2, 3))
    rows: list[tuple[str, Callable[[], object], Callable[[int], object]]] = [
        ("near detector", lambda: theirs.near_faces(face), lambda count: networks.near_faces([face] * count)),
        ("far detector", lambda: theirs.far_faces(face), lambda count: networks.far_faces([face] * count)),
        ("mesh", lambda: theirs.mesh(face), lambda count: networks.mesh_each([crop] * count)),
        ("segmenter", lambda: theirs.mask(person), lambda count: segmenter.masks([person] * count)),
    ]
    yield "milliseconds a picture: MediaPipe, ours, ours in batches of 16"
    for name, reference, own in rows:
        # in turns, so that a busy moment meets all three
        figures = [(_ms(reference), _ms(partial(own, 1)), _ms(partial(own, BATCH)) / BATCH) for _ in range(ROUNDS)]
        yield f"{name:14}" + "".join(f"{figure:8.2f}" for figure in np.min(figures, axis=0))


def _ms(call: Callable[[], object]) -> float:
    call()
    start = time.process_time()
    calls = 0
    while calls < CALLS and (calls < 2 or time.process_time() - start < 0.05):
        call()
        calls += 1
    return (time.process_time() - start) / calls * 1000
