"""All figures of faces that drive, on the data folder."""

from collections.abc import Iterator
from pathlib import Path

from app.core.face_basis import load_face_basis
from app.core.portrait import Portrait
from app.evaluation.drive.crossing import cross, crossings_table
from app.evaluation.drive.reenactment import evaluate_driven
from app.evaluation.drive.sheet import make_sheets
from app.evaluation.drive.steadiness import steadiness_rows
from app.evaluation.render.figures import read_frames
from app.evaluation.render.figures import table as reenactment_table
from app.evaluation.rows import rows_table
from app.face.finder import FaceFinder
from app.media.pictures.files import load_portrait

SPEECH = ("Obama_1", "advr_author_1", "shreeved18_1", "ajinkya_00005_1", "hdtf_RD_Radio2_1", "humanomni_selfie_1")
DRIVERS = ("Obama_1", "advr_author_1", "hdtf_RD_Radio2_1")  # of the sheets
# Drivers of several sizes, rates and kinds of film, and portraits of other shapes.
PAIRS = (
    ("Obama_1", "mona_lisa"),
    ("advr_author_1", "painting_girl"),
    ("shreeved18_1", "mcgurk_pl_1"),
    ("hdtf_RD_Radio2_1", "astronaut"),
    ("humanomni_selfie_1", "s26"),
)


def evaluate_drive(data: Path) -> Iterator[str]:
    """Steadiness and speed, one person driving another, and re-enactment: pieces of a page (Markdown) as they come."""
    finder, basis = FaceFinder(), load_face_basis()
    stills = [load_portrait(path) for path in sorted((data / "portraits").iterdir())]
    speech = [natural_clip(data, name) for name in SPEECH]
    yield "\n".join(rows_table(steadiness_rows(stills, speech, finder.networks, basis)))
    pairs = [(natural_clip(data, clip), portrait_of(data, name)) for clip, name in PAIRS]
    yield crossings_table([cross(driver, portrait, finder, basis) for driver, portrait in pairs])
    yield reenactment_table(evaluate_driven(data))


def drive_sheets(data: Path, out: Path) -> list[Path]:
    """The contact sheets: three drivers, four portraits."""
    portraits = [portrait_of(data, name) for name in ("mona_lisa", "painting_girl", "astronaut", "mcgurk_pl_1")]
    return make_sheets([natural_clip(data, name) for name in DRIVERS], portraits, out)


def natural_clip(data: Path, name: str) -> Path:
    """A clip of natural speech by its name."""
    return next((data / "natural").glob(f"*/{name}.mp4"))


def portrait_of(data: Path, name: str) -> Portrait:
    """A picture of the portraits folder by its name, or the third frame of a clip or of a speaker's first clip."""
    pictures = sorted((data / "portraits").glob(f"{name}.*"))
    if pictures:
        return load_portrait(pictures[0])
    clips = sorted([*(data / "natural").glob(f"*/{name}.mp4"), *(data / "faces" / name).glob("*.mp4")])
    return Portrait(read_frames(clips[0])[2], Path(f"{name}.png"))
