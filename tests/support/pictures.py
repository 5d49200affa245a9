"""Write pictures of other sizes."""

from pathlib import Path

from PIL import Image


def write_resized(file: Path, picture: Path, width: int, height: int) -> Path:
    """A picture without transparency, in another size."""
    with Image.open(picture) as whole:
        whole.convert("RGB").resize((width, height)).save(file)
    return file
