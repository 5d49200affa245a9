"""The named points by which a person corrects a face, and the text file they are written in."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import BadLandmarks
from app.core.face import FoundFace

# Name -> landmark. "left" and "right" are the viewer's. Lips have an outer and an inner edge; lids have one.
CONTROL_POINTS: dict[str, int] = {
    "left_eye_outer": 33,
    "left_eye_inner": 133,
    "left_eye_top": 159,
    "left_eye_bottom": 145,
    "left_iris": 468,
    "right_eye_outer": 263,
    "right_eye_inner": 362,
    "right_eye_top": 386,
    "right_eye_bottom": 374,
    "right_iris": 473,
    "left_brow_outer": 70,
    "left_brow_middle": 105,
    "left_brow_inner": 107,
    "right_brow_outer": 300,
    "right_brow_middle": 334,
    "right_brow_inner": 336,
    "nose_tip": 1,
    "nose_left_wing": 129,
    "nose_right_wing": 358,
    "mouth_left": 61,
    "mouth_right": 291,
    "upper_lip_top": 0,
    "upper_lip_bottom": 13,
    "lower_lip_top": 14,
    "lower_lip_bottom": 17,
    "chin": 152,
    "left_jaw": 172,
    "right_jaw": 397,
    "left_temple": 127,
    "right_temple": 356,
    "forehead": 10,
}

FOUND, AVERAGE = "found", "average"
EXAMPLE = '"mouth_left": [212.5, 340]'

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FaceControls:
    """One face as a person has placed it.

    points: name -> (x, y) in pixels of the portrait, counted from its corner; names are those of `CONTROL_POINTS`, not
        necessarily all of them.
    average: the rest of the face follows the average face, not what the finder saw there.
    """

    points: Mapping[str, Point]
    average: bool = False


def control_points(found: FoundFace) -> dict[str, Point]:
    """The named points of a face, in pixels of the portrait."""
    return {
        name: (float(found.landmarks[index, 0]), float(found.landmarks[index, 1]))
        for name, index in CONTROL_POINTS.items()
    }


def read_controls(text: str, name: str) -> list[FaceControls]:
    """The faces in a landmarks file: what `inspect --json` prints, one of its faces, or an object of bare points.

    name: of the file, for messages. Raises BadLandmarks.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadLandmarks(
            f"{name} cannot be read from line {error.lineno} on: {error.msg}. Save what 'rhapsode inspect --json' "
            "prints and change only its numbers."
        ) from error
    faces = content if isinstance(content, list) else [content]
    if not faces:
        raise BadLandmarks(f"{name} holds no faces. Save what 'rhapsode inspect --json' prints and change its numbers.")
    return [_face(face, f"{name}, face {number}") for number, face in enumerate(faces, start=1)]


def written_controls(face: FaceControls) -> dict[str, Any]:
    """A face as `read_controls` reads it from JSON."""
    return {
        "mesh": AVERAGE if face.average else FOUND,
        "controls": {name: list(xy) for name, xy in face.points.items()},
    }


def _face(content: Any, where: str) -> FaceControls:
    points = content.get("controls", content) if isinstance(content, dict) else None
    if not isinstance(points, dict) or not points:
        raise BadLandmarks(f"{where} holds no points. A point should be written like this: {EXAMPLE}.")
    for name in points:
        if name not in CONTROL_POINTS:
            near = difflib.get_close_matches(str(name), CONTROL_POINTS, n=1)
            hint = f"Is {near[0]} meant?" if near else "'rhapsode inspect --json' prints all names."
            raise BadLandmarks(f"{where}: there is no point called {name}. {hint}")
    mesh = content.get("mesh", FOUND)
    if mesh not in (FOUND, AVERAGE):
        raise BadLandmarks(f'{where}: "mesh" is either "{FOUND}" or "{AVERAGE}".')
    return FaceControls({name: _point(value, f"{where}, {name}") for name, value in points.items()}, mesh == AVERAGE)


def _point(value: Any, where: str) -> Point:
    if not (isinstance(value, list) and len(value) == 2 and all(_is_number(number) for number in value)):
        raise BadLandmarks(f"{where} should be two numbers in pixels, x and y, like this: {EXAMPLE}.")
    return float(value[0]), float(value[1])


def _is_number(value: Any) -> bool:
    """Python counts true and false as numbers, and reads NaN and Infinity as JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
