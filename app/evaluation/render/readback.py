"""Read-back: the landmarks that the finder sees in a rendered frame against the target landmarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.errors import NoFaceFound
from app.core.face import Face, lip_gap
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.evaluation.render.figures import read_frames
from app.evaluation.sheet.poses import Pose, sheet_poses
from app.face.finder import FaceFinder
from app.face.pose import fit_pose
from app.face.prepare import prepare_face
from app.media.pictures.files import load_portrait
from app.model.render import topology as mesh
from app.model.render.renderer import PortraitRenderer
from app.training.tracking import find_clips

LIPS = np.array([*mesh.UPPER_LIP, *mesh.LOWER_LIP, *(vertex for pair in mesh.LIP_CORNERS for vertex in pair)])
LIDS = np.array(mesh.EYE_SURROUND)
OVAL = mesh.FACE_OVAL


@dataclass(frozen=True, slots=True)
class Readback:
    """One pose of one portrait; errors are medians over landmarks in percent of the inter-ocular distance.

    opening_target, opening_read: gap of points 13 and 14 in inter-ocular units.
    found: whether the finder saw a face at all; without one the figures are NaN.
    """

    portrait: str
    pose: str
    lips: float
    lids: float
    oval: float
    opening_target: float
    opening_read: float
    found: bool


def evaluate_readback(data: Path) -> tuple[Readback, ...]:
    """Every pose of the sheet on the portraits of the data folder and the first frame of each speaker."""
    basis, finder = load_face_basis(), FaceFinder()
    poses = sheet_poses(basis)
    pictures = [load_portrait(path) for path in sorted((data / "portraits").iterdir())]
    speakers = {clip.parent.name: clip for clip in reversed(find_clips(data / "faces"))}
    pictures += [Portrait(read_frames(clip)[0], Path(f"{name}.png")) for name, clip in sorted(speakers.items())]
    return tuple(row for portrait in pictures for row in read_back(portrait, poses, basis, finder))


def read_back(portrait: Portrait, poses: Sequence[Pose], basis: FaceBasis, finder: FaceFinder) -> list[Readback]:
    """Every pose of one portrait, rendered at its own size."""
    face = prepare_face(portrait, finder.find(portrait)[0])
    size = FrameSize(portrait.width, portrait.height)
    renderer = PortraitRenderer(portrait, face, size, basis, torch.device("cpu"))
    rows = []
    for pose in poses:
        frame = renderer.render(pose.motion)[0]
        try:
            seen = finder.find(Portrait(frame))[0].landmarks
        except NoFaceFound:
            seen = np.full_like(face.landmarks, np.nan)
        rows.append(_row(portrait.name, pose, seen, renderer.target_landmarks(pose.motion)[0], face, basis))
    return rows


def _row(
    name: str, pose: Pose, seen: NDArray[np.float32], target: NDArray[np.float64], face: Face, basis: FaceBasis
) -> Readback:
    found = bool(np.isfinite(seen).all())
    away = 100 * np.linalg.norm(seen[: mesh.MESH_VERTICES, :2] - target, axis=1) / face.pose.scale
    read = float(lip_gap(fit_pose(seen, basis.canonical).to_canonical(seen))) if found else float("nan")
    lips, lids, oval = (float(np.median(away[group])) for group in (LIPS, LIDS, OVAL))
    return Readback(name, pose.name, lips, lids, oval, float(pose.motion.channel("opening")[0]), read, found)


def readback_table(rows: Sequence[Readback]) -> str:
    """Medians by portrait and by pose, for a terminal or a page (Markdown)."""
    portraits, poses = list(dict.fromkeys(row.portrait for row in rows)), list(dict.fromkeys(row.pose for row in rows))
    lines = [
        "Landmarks found again: median error in % of the inter-ocular distance, in brackets the worst picture.",
        "",
    ]
    for title, names, kind in (("portrait", portraits, "portrait"), ("pose", poses, "pose")):
        lines += [f"| {title} | lips | lids | oval | not found |", "|---|---|---|---|---|"]
        for name in names:
            lines.append(_medians(name, [row for row in rows if getattr(row, kind) == name]))
        lines.append("")
    lines[-1:] = [
        _medians("all", rows),
        "",
        "| pose | opening asked | read | lowest | highest |",
        "|---|---|---|---|---|",
    ]
    for name in poses:
        read = [row.opening_read for row in rows if row.pose == name and row.found]
        target = next(row.opening_target for row in rows if row.pose == name)
        if read:
            lines.append(f"| {name} | {target:.3f} | {np.median(read):.3f} | {min(read):.4f} | {max(read):.4f} |")
    return "\n".join(lines)


def _medians(name: str, rows: Sequence[Readback]) -> str:
    seen = [row for row in rows if row.found]
    if not seen:
        return f"| {name} | | | | {len(rows)} |"
    groups = [[getattr(row, group) for row in seen] for group in ("lips", "lids", "oval")]
    cells = [f"{np.median(errors):.2f} ({max(errors):.1f})" for errors in groups]
    return f"| {name} | {' | '.join(cells)} | {len(rows) - len(seen)} |"
