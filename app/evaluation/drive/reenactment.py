"""Held-out speakers re-enacted by themselves, as the program does it: the video alone drives its own first frame."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.driving import Drive
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.motion import FRAMES_PER_SECOND, Motion
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.engine.driving import follow_face
from app.evaluation.held_out import held_out_tracks
from app.evaluation.render.figures import (
    CLIPS_PER_SPEAKER,
    FRAME_STEP,
    RENDER_BATCH,
    ReenactmentFigures,
    careful_landmarks,
    read_frames,
    speakers_figures,
)
from app.evaluation.render.regions import compare, paper_box
from app.face.finder import FaceFinder
from app.face.prepare import prepare_face
from app.media.video.reader import pictures_of
from app.model.render.renderer import PortraitRenderer
from app.training.tracking import Track


def evaluate_driven(data: Path, cache: Path = Path("runs")) -> tuple[ReenactmentFigures, ...]:
    """Figures of every held-out speaker of the data folder, the mean over speakers last; see `evaluate_reenactment`."""
    basis, finder = load_face_basis(), FaceFinder()
    clips = {
        name: [reenact(track, basis, finder) for track in tracks[:CLIPS_PER_SPEAKER]]
        for name, tracks in held_out_tracks(data, cache).items()
    }
    return speakers_figures(clips)


def reenact(track: Track, basis: FaceBasis, finder: FaceFinder) -> NDArray[np.float64]:
    """(frames, 4, 4) of one clip: face, mouth, face and mouth at 96x128; in each PSNR, SSIM, and the still's.

    Which frames are compared, and where, is taken from the same careful looks as in `evaluate render`; the movement is
    not.
    """
    path = track.sound.with_suffix(".mp4")
    video, seen = read_frames(path), np.flatnonzero(track.seen)
    first = int(seen[0])
    portrait = Portrait(video[first])
    face = prepare_face(portrait, finder.find(portrait)[0])
    size = FrameSize(portrait.width, portrait.height)
    renderer = PortraitRenderer(portrait, face, size, basis, torch.device("cpu"))
    chosen, landmarks = careful_landmarks(video, track, seen[FRAME_STEP::FRAME_STEP], finder.networks)
    motion = driven_by(path, basis, finder, first / FRAMES_PER_SECOND)
    wanted = Motion(motion.coefficients[np.minimum(chosen, len(motion) - 1)])
    rendered = np.concatenate([renderer.render(part) for part in wanted.chunks(RENDER_BATCH)])
    crop = paper_box(face.landmarks, size)
    return np.stack(
        [
            compare(video[index], frame, portrait.rgb, points, crop)
            for index, frame, points in zip(chosen, rendered, landmarks, strict=True)
        ]
    )


def driven_by(path: Path, basis: FaceBasis, finder: FaceFinder, calm_s: float | None = None) -> Motion:
    """The movement that a video of a face gives to a portrait at natural strengths, 25 frames a second."""
    track = follow_face(finder.networks, basis, lambda: pictures_of(path), path.name, 0, calm_s, lambda count: None)
    face, _ = Drive(track).part(0, len(track.motion))
    return face
