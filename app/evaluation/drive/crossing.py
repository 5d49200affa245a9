"""One person moves another's portrait: the film that comes out is tracked again, and compared with the driver."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import lip_gap
from app.core.face_basis import FaceBasis
from app.core.mesh import LIP_CORNERS
from app.core.motion import FRAMES_PER_SECOND, Motion
from app.core.portrait import Portrait
from app.core.settings import PerformanceSettings
from app.core.video_size import FrameSize
from app.engine.driving import follow_face
from app.face.calm import calm_face
from app.face.finder import FaceFinder
from app.face.movement import driving_motion
from app.face.networks import FaceNetworks
from app.face.own_shape import OWN_RIGID_POINTS
from app.face.pose import fit_pose
from app.face.prepare import prepare_face
from app.face.tracking import FaceTracker
from app.media.video.reader import pictures_of
from app.model.motion.driven import at_strength
from app.model.render.renderer import PortraitRenderer

Floats = NDArray[np.float32]

SECONDS = 8.0  # of each driver
RENDER_BATCH = 8
MEASURES = ("opening", "width", "blink", "yaw", "pitch", "roll")
LEAST_SD = {"opening": 0.01, "width": 0.01, "blink": 0.08, "yaw": 0.02, "pitch": 0.02, "roll": 0.02}


@dataclass(frozen=True, slots=True)
class Crossing:
    """One driver and one portrait. correlations: Pearson's r of each of MEASURES that the driver moves at all.

    ratios: how far the portrait goes, by how far the driver goes (of standard deviations).
    """

    driver: str
    portrait: str
    correlations: dict[str, float]
    ratios: dict[str, float]


def cross(driver: Path, portrait: Portrait, finder: FaceFinder, basis: FaceBasis) -> Crossing:
    """Drive a portrait by the first seconds of a video, as the program does, and look at what became of it."""
    frames = round(SECONDS * FRAMES_PER_SECOND)
    track = follow_face(finder.networks, basis, lambda: pictures_of(driver), driver.name, 0, None, lambda count: None)
    motion = at_strength(Motion(track.motion.coefficients[:frames]), PerformanceSettings())
    face = prepare_face(portrait, finder.find(portrait)[0])
    renderer = PortraitRenderer(portrait, face, FrameSize(portrait.width, portrait.height), basis, torch.device("cpu"))
    made = [frame for part in motion.chunks(RENDER_BATCH) for frame in renderer.render(part)]
    real = [(picture.rgb, picture.time_s) for picture in pictures_of(driver)]
    times_s = np.array([time_s for _, time_s in real])
    ticks = np.arange(len(made)) / FRAMES_PER_SECOND
    before, after = (
        measures([rgb for rgb, _ in real], times_s, finder.networks, basis),
        measures(made, ticks, finder.networks, basis),
    )
    asked = np.stack([np.interp(ticks, times_s, column) for column in before.T], 1)
    found = {
        name: (float(np.corrcoef(one, other)[0, 1]), float(other.std() / one.std()))
        for name, one, other in zip(MEASURES, asked.T, after.T, strict=True)
        if one.std() >= LEAST_SD[name]
    }
    return Crossing(
        driver.stem,
        Path(portrait.name).stem,
        {name: r for name, (r, _) in found.items()},
        {name: ratio for name, (_, ratio) in found.items()},
    )


def measures(
    frames: Sequence[NDArray[np.uint8]], times_s: NDArray[np.float64], networks: FaceNetworks, basis: FaceBasis
) -> Floats:
    """(T, 6) of MEASURES in each frame, as the tracker sees them: unfiltered, from the person's own calm face."""
    tracker = FaceTracker(networks, mirrored=True)
    looks = [tracker.follow(rgb) for rgb in frames]
    seen = np.array([index for index, face in enumerate(looks) if face is not None])
    faces = np.stack([face for face in looks if face is not None])
    calm = calm_face(faces, times_s[seen], basis)
    motion = driving_motion(faces, calm, basis)
    shapes = np.stack([fit_pose(points, calm.own, OWN_RIGID_POINTS).to_canonical(points) for points in faces])
    left, right = LIP_CORNERS[-1]
    width = np.linalg.norm(shapes[:, left] - shapes[:, right], axis=1)
    blink = (motion.channel("blink_left") + motion.channel("blink_right")) / 2
    angles = [motion.channel(name) for name in ("yaw", "pitch", "roll")]
    table = np.stack([lip_gap(shapes), width, blink, *angles], 1)
    places = np.arange(len(frames))
    return np.stack([np.interp(places, seen, column) for column in table.T], 1).astype(np.float32)


def crossings_table(rows: Sequence[Crossing]) -> str:
    """Lay the figures out for a terminal or a page (Markdown)."""
    lines = [
        "Pearson's r of what the portrait does with what the driver does, both read by the tracker; in brackets how",
        "far the portrait goes by how far the driver goes. Empty where the driver does not move.",
        "",
        f"| driver | portrait | {' | '.join(MEASURES)} |",
        f"|---|---|{'---|' * len(MEASURES)}",
    ]
    for row in rows:
        cells = [
            f"{row.correlations[name]:.3f} ({row.ratios[name]:.2f})" if name in row.correlations else ""
            for name in MEASURES
        ]
        lines.append(f"| {row.driver} | {row.portrait} | {' | '.join(cells)} |")
    return "\n".join(lines)
