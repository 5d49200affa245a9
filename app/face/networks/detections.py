"""From what a detector puts out to the faces that it saw.

Source: MediaPipe's ssd_anchors_calculator.cc, tensors_to_detections_calculator.cc and
non_max_suppression_calculator.cc, with the options of face_detection_short_range.pbtxt and
face_detection_full_range.pbtxt. All lengths are shares of the picture's side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

LEAST_OVERLAP = 0.3  # intersection over union: boxes that overlap more mean the same face
KEYPOINTS = 6  # left and right eye, nose, mouth, ears; left and right are the viewer's
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detection:
    """One face.

    score: 0..1. box: left, top, right, bottom. keypoints: (6, 2) as x, y; the eyes come first.
    """

    score: float
    box: Values
    keypoints: Values


def anchor_centres(grids: tuple[tuple[int, int], ...]) -> Values:
    """(N, 2) centres of all anchors as x, y, from (places along a side, anchors at each place) of every grid."""
    centres = []
    for side, count in grids:
        steps = (np.arange(side, dtype=np.float32) + 0.5) / side
        y, x = np.meshgrid(steps, steps, indexing="ij")
        centres.append(np.stack([x, y], 2).reshape(-1, 2).repeat(count, 0))
    return np.concatenate(centres)


def detections(logits: Values, boxes: Values, anchors: Values, input_px: int, least_score: float) -> list[Detection]:
    """Distinct faces from logits (N,) and boxes (N, 16) of anchors (N, 2), the surest first.

    boxes: x, y, width, height, then six keypoints as x, y, in pixels from the anchor's centre.
    """
    likely = np.flatnonzero(logits >= np.float32(logit(least_score)))
    likely = likely[(boxes[likely, 2:4] >= 0).all(1)]
    likely = likely[np.argsort(-logits[likely], kind="stable")]
    centres, values = anchors[likely], boxes[likely] / np.float32(input_px)
    half = values[:, 2:4] / 2
    middle = values[:, :2] + centres
    keypoints = values[:, 4:] + np.tile(centres, KEYPOINTS)
    return _distinct(expit(logits[likely]), np.hstack([middle - half, middle + half, keypoints]))


def _distinct(scores: Values, places: Values) -> list[Detection]:
    """Weighted non-maximum suppression: overlapping detections become their mean, with the score of the best.

    Scores (N,) from high to low; places (N, 16): corners, then keypoints.
    """
    found = []
    while len(scores):
        same = _overlap(places[:, :4], places[0, :4]) > LEAST_OVERLAP
        same[0] = True
        mean = scores[same] @ places[same] / scores[same].sum()
        found.append(Detection(float(scores[0]), mean[:4], mean[4:].reshape(KEYPOINTS, 2)))
        scores, places = scores[~same], places[~same]
    return found


def _overlap(boxes: Values, box: Values) -> Values:
    """(N,) intersection over union of (N, 4) boxes with one."""
    low, high = np.maximum(boxes[:, :2], box[:2]), np.minimum(boxes[:, 2:], box[2:])
    shared = np.maximum(high - low, 0).prod(1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    union = areas + (box[2:] - box[:2]).prod() - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0), np.float32)
