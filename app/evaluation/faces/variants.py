"""Pictures that are hard for the face finder, made of a picture of one face or drawn."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.face.contours import FACE_OVAL, OUTER_LIPS
from app.face.meshing import inter_ocular_px

Picture = NDArray[np.uint8]
Points = NDArray[np.float32]  # (478, 2 or 3) landmarks of the picture's face, pixels
Variant = Callable[[Picture, Points], Picture]
DARK_GLASS, MASK_BLUE, WALL = (18, 18, 22), (170, 205, 222), (190, 184, 176)
NOSE_TIP, CHIN = 4, 152
MASK_EDGE = (6, 123, 147, 213, 172, 150, 152, 379, 397, 433, 376, 352)  # nose bridge, cheeks, jaw


def turned(angle_deg: float) -> Variant:
    """Turns the whole picture; what comes in from outside is wall."""

    def turn(rgb: Picture, points: Points) -> Picture:
        height, width = rgb.shape[:2]
        side = int(np.hypot(height, width))
        matrix = np.array(cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1), np.float64)
        matrix[:, 2] += ((side - width) / 2, (side - height) / 2)
        return _bytes(cv2.warpAffine(rgb, matrix, (side, side), borderValue=WALL))

    return turn


def scaled_to(face_px: float) -> Variant:
    """The picture at the size at which its face is so many pixels wide."""

    def scale(rgb: Picture, points: Points) -> Picture:
        ratio = face_px / float(np.ptp(points[:, 0]))
        method = cv2.INTER_AREA if ratio < 1 else cv2.INTER_CUBIC
        return _bytes(cv2.resize(rgb, None, fx=ratio, fy=ratio, interpolation=method))

    return scale


def mirrored(rgb: Picture, points: Points) -> Picture:
    """Left and right swapped."""
    return np.ascontiguousarray(rgb[:, ::-1])


def dark(rgb: Picture, points: Points) -> Picture:
    """A tenth of the light."""
    return (rgb * 0.1).astype(np.uint8)


def overexposed(rgb: Picture, points: Points) -> Picture:
    """Two and a half times the light."""
    return np.asarray(np.clip(rgb * 2.5 + 20, 0, 255), np.uint8)


def half_lit(rgb: Picture, points: Points) -> Picture:
    """Left of the nose lies in the dark."""
    light = np.ones(rgb.shape[1], np.float32)
    light[: int(points[NOSE_TIP, 0])] = 0.06
    return (rgb * cv2.GaussianBlur(light[None], (0, 0), inter_ocular_px(points) / 8)[..., None]).astype(np.uint8)


def noisy(rgb: Picture, points: Points) -> Picture:
    """Noise of 60 levels."""
    return np.clip(rgb + np.random.default_rng(5).normal(0, 60, rgb.shape), 0, 255).astype(np.uint8)


def blurred(rgb: Picture, points: Points) -> Picture:
    """By a twelfth of the distance of the eyes."""
    return _bytes(cv2.GaussianBlur(rgb, (0, 0), inter_ocular_px(points) / 12))


def sunglasses(rgb: Picture, points: Points) -> Picture:
    """Black glasses before the eyes."""
    picture, size = rgb.copy(), inter_ocular_px(points)
    eyes = [points[list(corners), :2].mean(0) for corners in ((33, 133), (362, 263))]
    cv2.line(picture, _at(eyes[0]), _at(eyes[1]), DARK_GLASS, max(1, round(size / 14)), cv2.LINE_AA)
    for eye in eyes:
        axes = (round(size * 0.27), round(size * 0.21))
        cv2.ellipse(
            picture, _at(eye + np.array([0, 0.05 * size])), axes, 0, 0, 360, DARK_GLASS, cv2.FILLED, cv2.LINE_AA
        )
    return picture


def surgical_mask(rgb: Picture, points: Points) -> Picture:
    """Light blue cloth with folds from the nose to the chin."""
    picture, size = rgb.copy(), inter_ocular_px(points)
    cv2.fillPoly(picture, [points[list(MASK_EDGE), :2].round().astype(np.int32)], MASK_BLUE, cv2.LINE_AA)
    for share in (0.25, 0.5, 0.75):
        left, right = ((points[corner, :2] + share * (points[CHIN, :2] - points[4, :2])) for corner in (205, 425))
        cv2.line(picture, _at(left), _at(right), (140, 176, 196), max(1, round(size / 40)), cv2.LINE_AA)
    return picture


def hand_at_mouth(rgb: Picture, points: Points) -> Picture:
    """Four fingers of the face's own colour before the mouth."""
    picture, size = rgb.copy(), inter_ocular_px(points)
    skin = np.median(_patch(rgb, points[50], size / 10), (0, 1))
    mouth = points[list(OUTER_LIPS), :2].mean(0)
    for finger in range(4):
        middle = mouth + np.array([0.02, 0.19]) * (finger - 1.5) * size
        axes = (round(0.55 * size), round(0.11 * size))
        for shrink, light in ((1.0, 0.72), (0.86, 1.0)):
            inner = (round(axes[0] * shrink), max(1, round(axes[1] * shrink)))
            colour = tuple((skin * light).tolist())
            cv2.ellipse(picture, _at(middle), inner, -8, 0, 360, colour, cv2.FILLED, cv2.LINE_AA)
    return picture


def cut_at_mouth(rgb: Picture, points: Points) -> Picture:
    """The picture ends in the middle of the mouth."""
    return np.ascontiguousarray(rgb[: int(points[13, 1])])


def half_a_face(rgb: Picture, points: Points) -> Picture:
    """The picture ends at the nose."""
    return np.ascontiguousarray(rgb[:, : int(points[NOSE_TIP, 0])])


def close(rgb: Picture, points: Points) -> Picture:
    """Nothing but eyes, nose and mouth."""
    oval = points[list(FACE_OVAL), :2]
    low, high = oval.min(0), oval.max(0)
    inset = (high - low) * (0.08, 0.14)
    left, top = np.maximum(low + inset, 0).astype(int)
    right, bottom = (high - inset * (1, 0.4)).astype(int)
    return np.ascontiguousarray(rgb[top:bottom, left:right])


def statue(rgb: Picture, points: Points) -> Picture:
    """As of grey stone."""
    grey = cv2.createCLAHE(3.0, (8, 8)).apply(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)).astype(np.float32)
    grain = np.random.default_rng(3).normal(0, 6, grey.shape)
    stone = np.clip(110 + 0.5 * (grey - 128) + grain, 0, 255)
    return np.asarray(stone[..., None] * (1.0, 0.98, 0.93), np.uint8)


def cartoon(rgb: Picture, points: Points) -> Picture:
    """Flat colours and black outlines."""
    flat = cv2.bilateralFilter(rgb, 9, 75, 75) // 48 * 48 + 24
    grey = cv2.medianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 5)
    lines = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 6)
    return _bytes(cv2.bitwise_and(flat, flat, mask=lines))


def black_and_white(rgb: Picture, points: Points) -> Picture:
    """Blots of black and white."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return np.repeat(np.where(grey > np.median(grey), 255, 0).astype(np.uint8)[..., None], 3, 2)


def negative(rgb: Picture, points: Points) -> Picture:
    """Light is dark."""
    return np.asarray(255 - rgb, np.uint8)


def drawings() -> dict[str, Picture]:
    """Things that have two eyes and a mouth but are no face that could speak."""
    return {"smiley": _smiley(), "socket": _socket(), "house": _house(), "car": _car(), "pumpkin": _pumpkin()}


def _smiley() -> Picture:
    picture = np.full((500, 500, 3), 255, np.uint8)
    cv2.circle(picture, (250, 250), 200, (255, 210, 40), cv2.FILLED, cv2.LINE_AA)
    for x in (180, 320):
        cv2.circle(picture, (x, 200), 24, (40, 30, 20), cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(picture, (250, 280), (110, 80), 0, 10, 170, (40, 30, 20), 14, cv2.LINE_AA)
    return picture


def _socket() -> Picture:
    picture = np.full((500, 500, 3), (225, 224, 218), np.uint8)
    cv2.circle(picture, (250, 250), 170, (205, 204, 198), 6, cv2.LINE_AA)
    for x in (190, 310):
        cv2.circle(picture, (x, 240), 20, (40, 40, 40), cv2.FILLED, cv2.LINE_AA)
    cv2.rectangle(picture, (225, 320), (275, 340), (60, 60, 60), cv2.FILLED)
    return picture


def _house() -> Picture:
    picture = np.full((500, 500, 3), (150, 190, 225), np.uint8)
    cv2.rectangle(picture, (100, 180), (400, 460), (214, 180, 150), cv2.FILLED)
    cv2.fillPoly(picture, [np.array([(80, 180), (250, 60), (420, 180)])], (130, 60, 50), cv2.LINE_AA)
    for x in (145, 285):
        cv2.rectangle(picture, (x, 220), (x + 70, 280), (60, 70, 90), cv2.FILLED)
    cv2.rectangle(picture, (190, 360), (310, 420), (90, 50, 40), cv2.FILLED)
    return picture


def _car() -> Picture:
    picture = np.full((500, 500, 3), (120, 125, 128), np.uint8)
    cv2.ellipse(picture, (250, 260), (200, 140), 0, 0, 360, (170, 40, 40), cv2.FILLED, cv2.LINE_AA)
    cv2.rectangle(picture, (130, 150), (370, 215), (40, 50, 60), cv2.FILLED)
    for x in (130, 370):
        cv2.circle(picture, (x, 270), 36, (240, 240, 225), cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(picture, (250, 340), (100, 26), 0, 0, 360, (30, 30, 30), cv2.FILLED, cv2.LINE_AA)
    return picture


def _pumpkin() -> Picture:
    picture = np.full((500, 500, 3), (20, 20, 30), np.uint8)
    cv2.ellipse(picture, (250, 260), (200, 170), 0, 0, 360, (230, 120, 20), cv2.FILLED, cv2.LINE_AA)
    for x in (175, 325):
        cv2.fillPoly(picture, [np.array([(x - 40, 240), (x + 40, 240), (x, 180)])], (255, 230, 120), cv2.LINE_AA)
    cv2.ellipse(picture, (250, 310), (110, 60), 0, 0, 180, (255, 230, 120), cv2.FILLED, cv2.LINE_AA)
    return picture


def _patch(rgb: Picture, point: Points, radius: float) -> Picture:
    x, y, reach = int(point[0]), int(point[1]), max(1, int(radius))
    return rgb[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]


def _at(point: NDArray[np.floating[Any]]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _bytes(picture: object) -> Picture:
    return np.asarray(picture, np.uint8)
