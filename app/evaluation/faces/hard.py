"""What the face finder does with pictures that are hard: animates them, animates them with a doubt, or refuses."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.core.errors import NoFaceFound
from app.core.face import doubt
from app.core.portrait import Portrait
from app.evaluation.faces import variants
from app.evaluation.faces.pictures import shrunk
from app.evaluation.faces.variants import Picture, Variant, turned
from app.face.finder import FaceFinder
from app.media.pictures.files import load_portrait

ANIMATED, DOUBTED, REFUSED = "animated", "doubted", "refused"
SURELY, AT_LEAST_DOUBTED, NEVER_SURELY, NEVER = (
    frozenset({ANIMATED}),
    frozenset({ANIMATED, DOUBTED}),
    frozenset({DOUBTED, REFUSED}),
    frozenset({REFUSED}),
)
PEOPLE = "people"  # the folder of which variants are made
LONG_SIDE_PX = 1000
# What a folder's pictures should come to; of others nothing is expected.
FOLDERS = {
    PEOPLE: SURELY,
    "crowds": SURELY,
    "profiles": NEVER_SURELY,
    "cut off": NEVER,
    "animals": NEVER_SURELY,
    "things": NEVER_SURELY,
}
VARIANTS: dict[str, tuple[Variant, frozenset[str]]] = {
    "tilted by 30°": (turned(30), SURELY),
    "tilted by 60°": (turned(-60), SURELY),
    "on its side": (turned(90), SURELY),
    "upside down": (turned(180), SURELY),
    "mirrored": (variants.mirrored, SURELY),
    "dark": (variants.dark, AT_LEAST_DOUBTED),
    "overexposed": (variants.overexposed, AT_LEAST_DOUBTED),
    "lit from one side": (variants.half_lit, AT_LEAST_DOUBTED),
    "noisy": (variants.noisy, AT_LEAST_DOUBTED),
    "blurred": (variants.blurred, AT_LEAST_DOUBTED),
    "small, 60 px": (variants.scaled_to(60), SURELY),
    "tiny, 30 px": (variants.scaled_to(30), NEVER),
    "huge, 2000 px": (variants.scaled_to(2000), SURELY),
    "face fills the picture": (variants.close, SURELY),
    "sunglasses": (variants.sunglasses, AT_LEAST_DOUBTED),
    "mask": (variants.surgical_mask, NEVER_SURELY),
    "hand before the mouth": (variants.hand_at_mouth, NEVER_SURELY),
    "cut at the mouth": (variants.cut_at_mouth, NEVER),
    "half a face": (variants.half_a_face, NEVER),
    "statue": (variants.statue, SURELY),
    "cartoon": (variants.cartoon, AT_LEAST_DOUBTED),
    "black and white blots": (variants.black_and_white, NEVER_SURELY),
    "negative": (variants.negative, NEVER_SURELY),
}


@dataclass(frozen=True, slots=True)
class Hard:
    """A picture, what kind it is, and what may become of it."""

    kind: str
    name: str
    rgb: Picture
    wanted: frozenset[str]


def report(data: Path, output: Path | None) -> Iterator[str]:
    """A line for each kind; writes what was not as wanted into `output`, if given, each as one PNG."""
    finder = FaceFinder()
    counts: dict[str, Counter[str]] = {}
    wanted: dict[str, frozenset[str]] = {}
    wrong: list[str] = []
    for hard in hard_pictures(data, finder):
        became = _outcome(finder, hard.rgb)
        counts.setdefault(hard.kind, Counter())[became] += 1
        wanted[hard.kind] = hard.wanted
        if became not in hard.wanted:
            wrong.append(f"{hard.kind}: {hard.name} {became}")
            if output is not None:
                output.mkdir(parents=True, exist_ok=True)
                cv2.imwrite(str(output / f"{hard.kind}_{hard.name}_{became}.png"), hard.rgb[..., ::-1])
    yield f"{'kind':24}{ANIMATED:>10}{DOUBTED:>10}{REFUSED:>10}  expected"
    for kind, count in counts.items():
        numbers = "".join(f"{count[outcome]:10}" for outcome in (ANIMATED, DOUBTED, REFUSED))
        yield f"{kind:24}{numbers}  {' or '.join(sorted(wanted[kind]))}"
    total = sum(count.total() for count in counts.values())
    yield f"{total} pictures of {len(counts)} kinds, {total - len(wrong)} as expected; not so:"
    yield from wrong


def hard_pictures(data: Path, finder: FaceFinder) -> Iterator[Hard]:
    """Pictures of the folders, variants of those in `people`, everybody in one picture, and drawings."""
    people = []
    for folder, wanted in FOLDERS.items():
        for path in sorted((data / folder).glob("*.*")):
            rgb = shrunk(load_portrait(path).rgb, LONG_SIDE_PX)
            yield Hard(folder, path.stem, rgb, wanted)
            if folder == PEOPLE:
                people.append((path.stem, rgb))
    for name, rgb in people:
        landmarks = finder.find(Portrait(rgb))[0].landmarks
        for kind, (variant, wanted) in VARIANTS.items():
            yield Hard(kind, name, variant(rgb, landmarks), wanted)
    for name, rgb in variants.drawings().items():
        yield Hard("drawn things", name, rgb, NEVER_SURELY)


def _outcome(finder: FaceFinder, rgb: Picture) -> str:
    try:
        face = finder.find(Portrait(np.ascontiguousarray(rgb)))[0]
    except NoFaceFound:
        return REFUSED
    return DOUBTED if doubt(face, "it") else ANIMATED
