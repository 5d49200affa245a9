"""Handles that move several points of a face at once, and one that sizes and turns all of it."""

from app.core.landmarks import CONTROL_POINTS, Point

FACE, TURN = "whole_face", "size_and_turn"


def _named(*words: str) -> tuple[str, ...]:
    return tuple(name for name in CONTROL_POINTS if name.startswith(words))


# Handle -> the points that move with it.
GROUPS: dict[str, tuple[str, ...]] = {
    "mouth": _named("mouth_", "upper_lip_", "lower_lip_"),
    "left_eye": _named("left_eye_", "left_iris"),
    "right_eye": _named("right_eye_", "right_iris"),
    FACE: tuple(CONTROL_POINTS),
}
HANDLES = (*GROUPS, TURN)


def handle_place(points: dict[str, Point], handle: str) -> Point:
    """Where a handle lies: beside its points, and in the same place of the face however that is turned."""
    at = {name: complex(*place) for name, place in points.items()}
    down, across = at["chin"] - at["forehead"], at["right_temple"] - at["left_temple"]
    places = {
        "mouth": at["mouth_right"] + 0.12 * across,
        "left_eye": at["left_eye_bottom"] + 0.09 * down,
        "right_eye": at["right_eye_bottom"] + 0.09 * down,
        FACE: (at["left_eye_inner"] + at["right_eye_inner"]) / 2,
        TURN: at["chin"] + 0.5 * across,
    }
    return places[handle].real, places[handle].imag


def moved(points: dict[str, Point], name: str, dx: float, dy: float) -> dict[str, Point]:
    """The points after one of them, or a handle, was moved by (dx, dy)."""
    if name == TURN:
        middle, handle = complex(*_middle(points)), complex(*handle_place(points, TURN))
        factor = (handle + complex(dx, dy) - middle) / ((handle - middle) or 1)
        return turned(points, factor) if factor else points
    names = GROUPS.get(name, (name,))
    return {other: (x + dx, y + dy) if other in names else (x, y) for other, (x, y) in points.items()}


def turned(points: dict[str, Point], factor: complex) -> dict[str, Point]:
    """All points sized by the factor's modulus, and turned by its angle, about their mean."""
    middle = complex(*_middle(points))
    places = {name: middle + factor * (complex(*place) - middle) for name, place in points.items()}
    return {name: (place.real, place.imag) for name, place in places.items()}


def _middle(points: dict[str, Point]) -> Point:
    xs, ys = zip(*points.values(), strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)
