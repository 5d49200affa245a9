"""`rhapsode inspect`: which faces a portrait holds, and where their named points lie."""

from pathlib import Path
from typing import Any

from app.core.errors import NoFaceFound
from app.core.memory import demand_address_space

ADDRESS_SPACE_BYTES = 500_000_000


def inspect(
    picture: Path, overlay: Path | None, *, landmarks: Path | None = None, box: str | None = None, force: bool = False
) -> list[dict[str, Any]]:
    """The faces of a picture, JSON-ready; draws their landmarks into `overlay`. Raises RhapsodeError.

    landmarks: a file of faces placed by hand, which come first; the others are found, largest first. box: where to put
    an average face, LEFT,TOP,WIDTH,HEIGHT, for a picture in which none is found.
    """
    demand_address_space(ADDRESS_SPACE_BYTES)
    from app.commands.landmarks import parse_box, read_landmarks
    from app.core.landmarks import AVERAGE, FaceControls
    from app.core.project import is_project
    from app.face.controls import default_controls, find_with_controls
    from app.face.finder import FaceFinder
    from app.face.overlay import describe_faces, draw_overlay
    from app.media.pictures.files import read_portrait, save_picture
    from app.media.projects.read import read_project

    placed = read_landmarks(landmarks)
    source: Path | bytes = picture
    if is_project(picture) and (saved := read_project(picture).project.portrait):
        placed, source = [*placed, *saved.placed], saved.picture
    portrait = read_portrait(source)
    if box is not None:
        placed.append(FaceControls(default_controls(portrait, parse_box(box)), average=True))
    try:
        faces = find_with_controls(FaceFinder(), portrait, placed)
    except NoFaceFound as error:
        raise NoFaceFound(
            f"{error} Or place a face yourself: --box LEFT,TOP,WIDTH,HEIGHT --json prints the points of an average "
            "face there, to be corrected and given back with --landmarks."
        ) from error
    if overlay is not None:
        save_picture(overlay, draw_overlay(portrait, faces), force=force)
    descriptions = describe_faces(faces)
    for description, controls in zip(descriptions, placed, strict=False):  # found faces follow the placed ones
        if controls.average:
            description["mesh"] = AVERAGE
    return descriptions
