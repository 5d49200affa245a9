"""What the finder saw, drawn on the portrait and told in numbers."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.core.face import FoundFace, doubt
from app.core.face_basis import load_face_basis
from app.core.landmarks import FOUND, control_points
from app.core.mesh import LOWER_LIP_MIDDLE, UPPER_LIP_MIDDLE
from app.core.portrait import Portrait
from app.face import contours
from app.face.finder import face_size_px
from app.face.meshing import inter_ocular_px
from app.face.pose import euler_angles, fit_pose

# A thumbnail is enlarged so that lines do not hide the face; a huge picture is reduced to what a viewer opens at ease.
SHORTEST_LONG_SIDE_PX = 1024
LONGEST_LONG_SIDE_PX = 4096
SUBPIXEL_BITS = 4

Colour = tuple[int, int, int]
SKIN_LINE: Colour = (255, 255, 255)
LIP_LINE: Colour = (255, 60, 110)
LID_LINE: Colour = (90, 255, 120)
IRIS_LINE: Colour = (60, 220, 255)
BROW_LINE: Colour = (255, 215, 60)
SHADOW: Colour = (0, 0, 0)
LINES: tuple[tuple[tuple[int, ...], bool, Colour], ...] = (
    (contours.FACE_OVAL, True, SKIN_LINE),
    (contours.NOSE_BRIDGE, False, SKIN_LINE),
    (contours.NOSTRILS, False, SKIN_LINE),
    (contours.LEFT_BROW, True, BROW_LINE),
    (contours.RIGHT_BROW, True, BROW_LINE),
    (contours.LEFT_LIDS, True, LID_LINE),
    (contours.RIGHT_LIDS, True, LID_LINE),
    (contours.LEFT_IRIS, True, IRIS_LINE),
    (contours.RIGHT_IRIS, True, IRIS_LINE),
    (contours.OUTER_LIPS, True, LIP_LINE),
    (contours.INNER_LIPS, True, LIP_LINE),
)


def draw_overlay(portrait: Portrait, faces: Sequence[FoundFace]) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the portrait, enlarged if small, reduced if huge, with each face in lines and a numbered box."""
    long_side = max(portrait.width, portrait.height)
    zoom = float(np.clip(1.0, SHORTEST_LONG_SIDE_PX / long_side, LONGEST_LONG_SIDE_PX / long_side))
    size = (max(1, round(portrait.width * zoom)), max(1, round(portrait.height * zoom)))
    method = cv2.INTER_AREA if zoom < 1.0 else cv2.INTER_CUBIC
    picture = np.array(cv2.resize(portrait.rgb, size, interpolation=method), np.uint8)
    for number, face in enumerate(faces, start=1):
        _draw_lines(picture, face.landmarks[:, :2] * zoom)
        _draw_points(picture, np.array(list(control_points(face).values())) * zoom)
        _draw_box(picture, face, number, zoom)
    return picture


def describe_faces(faces: Sequence[FoundFace]) -> list[dict[str, Any]]:
    """One JSON-ready object for each face, numbered from 1 as in the overlay and as `--face` counts.

    box in pixels; size_px as the finder measures it; angles in degrees with the signs of the motion channels;
    certainty is how sure it is that this is a face, in 0..1, and doubtful whether it may be none or its mouth
    may be covered; lips_opening is the gap between the inner lips in inter-ocular units of the frontal face; controls
    are the named points in pixels, and mesh says what the rest of the face follows: what was found.
    """
    canonical = load_face_basis().canonical
    descriptions: list[dict[str, Any]] = []
    for number, face in enumerate(faces, start=1):
        pose = fit_pose(face.landmarks, canonical)
        yaw, pitch, roll = np.rad2deg(euler_angles(pose.rotation))
        gap = (face.landmarks[LOWER_LIP_MIDDLE] - face.landmarks[UPPER_LIP_MIDDLE]) @ pose.rotation
        descriptions.append(
            {
                "number": number,
                "box": {
                    "left": face.box.left,
                    "top": face.box.top,
                    "right": face.box.right,
                    "bottom": face.box.bottom,
                },
                "size_px": round(face_size_px(face.landmarks)),
                "yaw_deg": round(float(yaw), 1),
                "pitch_deg": round(float(pitch), 1),
                "roll_deg": round(float(roll), 1),
                "certainty": round(face.certainty, 2),
                "doubtful": bool(doubt(face, "")),
                "lips_opening": round(max(0.0, float(gap[1]) / pose.scale), 3),
                "mesh": FOUND,
                "controls": {name: [round(x, 2), round(y, 2)] for name, (x, y) in control_points(face).items()},
            }
        )
    return descriptions


def _draw_lines(picture: NDArray[np.uint8], points: NDArray[np.float32]) -> None:
    """Every line twice: a dark one below keeps the bright one readable on any skin."""
    thickness = max(1, round(inter_ocular_px(points) / 130))
    corners = np.round((points - 0.5) * 2**SUBPIXEL_BITS).astype(np.int32)  # cv2 counts from pixel centres
    for spread, shadow in ((1, True), (0, False)):
        for indices, closed, colour in LINES:
            cv2.polylines(
                picture,
                [corners[list(indices)]],
                closed,
                SHADOW if shadow else colour,
                thickness * (1 + spread),
                cv2.LINE_AA,
                SUBPIXEL_BITS,
            )


def _draw_points(picture: NDArray[np.uint8], points: NDArray[np.float64]) -> None:
    """A dot for each of the (N, 2) named points."""
    radius = max(2, round(float(np.ptp(points[:, 0])) / 150))
    for x, y in np.round(points - 0.5).astype(int).tolist():
        cv2.circle(picture, (x, y), radius + max(1, radius // 2), SHADOW, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(picture, (x, y), radius, SKIN_LINE, cv2.FILLED, cv2.LINE_AA)


def _draw_box(picture: NDArray[np.uint8], face: FoundFace, number: int, zoom: float) -> None:
    """The face's bounds with its number and size above, or inside where there is no room above."""
    height, width = picture.shape[:2]
    unit = max(1, round(max(height, width) / 1000))
    left, top, right, bottom = (
        round(edge * zoom) for edge in (face.box.left, face.box.top, face.box.right, face.box.bottom)
    )
    label = f"{number}: {round(face_size_px(face.landmarks))} px"
    font, scale = cv2.FONT_HERSHEY_SIMPLEX, 0.6 * unit
    (label_width, label_height), baseline = cv2.getTextSize(label, font, scale, unit)
    x = int(np.clip(left, 0, max(0, width - label_width)))
    y = top - baseline - unit
    if y < label_height:
        y = max(0, top) + label_height + 2 * unit
    for thickness, colour in ((3 * unit, SHADOW), (unit, SKIN_LINE)):
        cv2.rectangle(picture, (left, top), (right, bottom), colour, thickness, cv2.LINE_AA)
        cv2.putText(picture, label, (x, y), font, scale, colour, thickness, cv2.LINE_AA)
