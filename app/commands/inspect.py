"""`rhapsode inspect`: which faces a portrait holds."""

from pathlib import Path
from typing import Any


def inspect(picture: Path, overlay: Path | None, *, force: bool) -> list[dict[str, Any]]:
    """The faces found, largest first, JSON-ready; draws their landmarks into `overlay`. Raises RhapsodeError."""
    from app.face.finder import FaceFinder
    from app.face.overlay import describe_faces, draw_overlay
    from app.media.images import load_portrait, save_picture

    portrait = load_portrait(picture)
    faces = FaceFinder().find(portrait)
    if overlay is not None:
        save_picture(overlay, draw_overlay(portrait, faces), force=force)
    return describe_faces(faces)
