"""Measures what another picture of the person is worth: a still with closed lips, alone and with an open mouth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face import lip_gap
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.evaluation.held_out import held_out_tracks
from app.evaluation.render.figures import RENDER_BATCH, careful_landmarks, read_frames
from app.evaluation.render.regions import compare, paper_box
from app.face.finder import FaceFinder
from app.face.movement import CalmFace, driving_motion
from app.face.networks import FaceNetworks
from app.face.prepare import prepare_face
from app.face.references import find_references
from app.model.render.renderer import PortraitRenderer
from app.training.shapes import SpeakerShapes, speaker_shapes
from app.training.tracking import Track

FRAME_STEP = 2
NEIGHBOURS = 2  # frames around the reference that are left out too, for they are nearly the same picture
EARLY_FRAMES = 12  # GRID speakers begin with closed lips
WIDE = 0.06  # gap between the lips, inter-ocular units, from which the inside of the mouth counts
MOUTH, PSNR, STILL_PSNR = 1, 0, 2  # row and columns of `compare`


@dataclass(frozen=True, slots=True)
class ReferenceFigures:
    """Mouth PSNR in dB of one speaker: the still shown, rendered alone, and rendered with the other picture.

    wide_*: of the frames whose lips are apart by more than WIDE.
    """

    speaker: str
    frames: int
    shown_db: float
    alone_db: float
    helped_db: float
    wide_frames: int
    wide_alone_db: float
    wide_helped_db: float


def evaluate_references(data: Path, cache: Path = Path("runs")) -> tuple[ReferenceFigures, ...]:
    """Figures of every held-out speaker of the data folder; the mean over speakers last."""
    basis, finder, networks = load_face_basis(), FaceFinder(), FaceNetworks()
    rows = [
        help_of_reference(tracks[0], speaker_shapes(tracks, basis.canonical), basis, finder, networks)
        for tracks in held_out_tracks(data, cache).values()
    ]
    return (*rows, _mean(rows))


def help_of_reference(
    track: Track, speaker: SpeakerShapes, basis: FaceBasis, finder: FaceFinder, networks: FaceNetworks
) -> ReferenceFigures:
    """Figures of one clip, without and with the widest frame of the speaker's last clip; that frame is never scored."""
    video = read_frames(track.sound.with_suffix(".mp4"))
    seen = np.flatnonzero(track.seen)
    own = next(clip.shapes for clip in speaker.clips if clip.track.sound == track.sound)
    early = seen[:EARLY_FRAMES]
    first = int(early[np.argmin(lip_gap(own[early]))])
    source = speaker.clips[-1]
    open_index = int(np.nanargmax(lip_gap(source.shapes)))
    elsewhere = source.track.sound != track.sound
    open_frame = (read_frames(source.track.sound.with_suffix(".mp4")) if elsewhere else video)[open_index]
    too_near = set() if elsewhere else set(range(open_index - NEIGHBOURS, open_index + NEIGHBOURS + 1))
    wanted = np.array([index for index in seen[::FRAME_STEP] if int(index) not in too_near | {first}])

    portrait = Portrait(video[first])
    found = finder.find(portrait)[0]
    references = find_references(finder, portrait, found, [Portrait(open_frame)])
    alone = prepare_face(portrait, found)
    chosen, landmarks = careful_landmarks(video, track, wanted, networks)
    size = FrameSize(portrait.width, portrait.height)
    crop = paper_box(found.landmarks, size)
    scores = []
    opening: NDArray[np.float32] = np.zeros(0, np.float32)
    for face in (alone, replace(alone, references=tuple(references))):
        renderer = PortraitRenderer(portrait, face, size, basis, torch.device("cpu"))
        driver = CalmFace(found.landmarks, speaker.neutral, speaker.closed_gap, renderer.rest_opening)
        motion = driving_motion(landmarks, driver, basis)
        opening = motion.channel("opening")
        frames = np.concatenate([renderer.render(part) for part in motion.chunks(RENDER_BATCH)])
        compared = [
            compare(video[index], frame, portrait.rgb, points, crop)[MOUTH]
            for index, frame, points in zip(chosen, frames, landmarks, strict=True)
        ]
        scores.append(np.array(compared))
    wide = opening > WIDE
    alone_db, helped_db = (score[:, PSNR] for score in scores)
    return ReferenceFigures(
        track.speaker,
        len(chosen),
        float(scores[0][:, STILL_PSNR].mean()),
        float(alone_db.mean()),
        float(helped_db.mean()),
        int(wide.sum()),
        float(alone_db[wide].mean()) if wide.any() else float("nan"),
        float(helped_db[wide].mean()) if wide.any() else float("nan"),
    )


def _mean(rows: Sequence[ReferenceFigures]) -> ReferenceFigures:
    def mean(name: str) -> float:
        return float(np.nanmean([getattr(row, name) for row in rows]))

    return ReferenceFigures(
        "mean over speakers",
        sum(row.frames for row in rows),
        mean("shown_db"),
        mean("alone_db"),
        mean("helped_db"),
        sum(row.wide_frames for row in rows),
        mean("wide_alone_db"),
        mean("wide_helped_db"),
    )


def references_table(figures: Sequence[ReferenceFigures]) -> str:
    """Lay the figures out for a terminal or a page (Markdown)."""
    lines = [
        f"Mouth PSNR in dB; wide: frames whose lips are apart by more than {WIDE:g} inter-ocular units.",
        "",
        "| left-out speaker | frames | still shown | rendered | with open mouth | wide | rendered | with open mouth |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.speaker} | {row.frames} | {row.shown_db:.2f} | {row.alone_db:.2f} | {row.helped_db:.2f} "
        f"| {row.wide_frames} | {row.wide_alone_db:.2f} | {row.wide_helped_db:.2f} |"
        for row in figures
    ]
    return "\n".join(lines)
