"""What a mouth shows, prepared once for a portrait and drawn wherever the mouth goes."""

from dataclasses import dataclass

from app.model.render.mouth.borrowed import BorrowedMouths
from app.model.render.mouth.borrowed_lips import BorrowedLips
from app.model.render.mouth.cavity import MouthCavity
from app.model.render.mouth.interior import paint_interior
from app.model.render.mouth.lips import LipEdges
from app.model.render.mouth.own_teeth import OwnTeeth
from app.model.render.sampling.region import Region
from app.model.render.skin.palette import Palette
from app.model.render.still_face import StillFace


@dataclass(frozen=True, slots=True, eq=False)
class MouthContents:
    """The lips' edges and what lies behind them.

    cavity: the painted interior. own_teeth: of a portrait whose lips are parted. borrowed, borrowed_lips: what other
    pictures of the person show between the lips, and of them.
    """

    edges: LipEdges
    cavity: MouthCavity
    own_teeth: OwnTeeth | None
    borrowed: BorrowedMouths | None
    borrowed_lips: BorrowedLips | None

    @classmethod
    def of(cls, face: StillFace, rest: float, region: Region) -> "MouthContents":
        """From a portrait whose lips are parted by `rest`, 0 if they touch; region: of the face, with room for lips."""
        edges = LipEdges(face.geometry, face.rgb, rest)
        left, right = edges.corners
        palette = Palette.of(face.rgb, face.geometry)
        own_teeth = OwnTeeth(face, edges, palette, rest) if rest else None
        palette = palette.with_tooth(own_teeth.colour if own_teeth else None)
        interior = paint_interior(palette, face.geometry.unit, right - left)
        cavity = MouthCavity(face.geometry, edges, interior, face.device)
        return cls(edges, cavity, own_teeth, BorrowedMouths.of(face), BorrowedLips.of(face, region, rest))
