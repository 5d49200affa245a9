"""Re-enactment: a clip's first frame as portrait, its tracked movement as driver, its own frames as the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import torch
from numpy.typing import NDArray

from app.core.face_basis import FaceBasis, load_face_basis
from app.core.portrait import Portrait
from app.core.video_size import FrameSize
from app.evaluation.held_out import held_out_tracks
from app.evaluation.render.regions import compare, paper_box
from app.face.finder import LEAST_PRESENCE, FaceFinder
from app.face.meshing import mesh_face, region_around
from app.face.movement import CalmFace, driving_motion
from app.face.networks import FaceNetworks
from app.face.prepare import prepare_face
from app.model.render.renderer import PortraitRenderer
from app.training.shapes import SpeakerShapes, speaker_shapes
from app.training.tracking import Track

CLIPS_PER_SPEAKER = 3
FRAME_STEP = 3
RENDER_BATCH = 8


@dataclass(frozen=True, slots=True)
class Similarity:
    """PSNR in dB and SSIM against the true frames, of the rendered frames and of the still shown instead."""

    psnr_db: float
    ssim: float
    still_psnr_db: float
    still_ssim: float


@dataclass(frozen=True, slots=True)
class ReenactmentFigures:
    """One speaker, or all: means over frames, every clip weighing the same.

    face, mouth: at the clip's own size; paper_face, paper_mouth: with the face at 96x128.
    """

    speaker: str
    clips: int
    frames: int
    face: Similarity
    mouth: Similarity
    paper_face: Similarity
    paper_mouth: Similarity


def evaluate_reenactment(
    data: Path,
    cache: Path = Path("runs"),
    clips_per_speaker: int = CLIPS_PER_SPEAKER,
    frame_step: int = FRAME_STEP,
) -> tuple[ReenactmentFigures, ...]:
    """Figures of every held-out speaker of the data folder, the mean over speakers last.

    clips_per_speaker, frame_step: how many clips are taken and every which frame of them.
    """
    basis, finder, networks = load_face_basis(), FaceFinder(), FaceNetworks()
    clips = {}
    for name, tracks in held_out_tracks(data, cache).items():
        speaker = speaker_shapes(tracks, basis.canonical)
        chosen = tracks[:clips_per_speaker]
        clips[name] = [reenact(track, speaker, basis, finder, networks, frame_step) for track in chosen]
    return speakers_figures(clips)


def speakers_figures(clips: Mapping[str, Sequence[NDArray[np.float64]]]) -> tuple[ReenactmentFigures, ...]:
    """The figures of each speaker, the mean over speakers last, from what `reenact` gave for each of their clips."""
    rows = [_figures(name, own) for name, own in clips.items()]
    return (*rows, _overall(rows))


def reenact(
    track: Track, speaker: SpeakerShapes, basis: FaceBasis, finder: FaceFinder, networks: FaceNetworks, frame_step: int
) -> NDArray[np.float64]:
    """(frames, 4, 4) of one clip: face, mouth, face and mouth at 96x128; in each PSNR, SSIM, and the still's.

    The corpus tracks give the person's mean shape and say where the face is; the movement is read off the frames anew
    with several looks at each, because the noise of a single look costs nearly 3 dB in the face (six speakers).
    """
    video = read_frames(track.sound.with_suffix(".mp4"))
    seen = np.flatnonzero(track.seen)
    still = video[int(seen[0])]
    portrait = Portrait(still)
    face = prepare_face(portrait, finder.find(portrait)[0])
    size = FrameSize(portrait.width, portrait.height)
    renderer = PortraitRenderer(portrait, face, size, basis, torch.device("cpu"))
    chosen, landmarks = careful_landmarks(video, track, seen[frame_step::frame_step], networks)
    reference = CalmFace(face.landmarks, speaker.neutral, speaker.closed_gap, renderer.rest_opening)
    motion = driving_motion(landmarks, reference, basis)
    rendered = np.concatenate([renderer.render(part) for part in motion.chunks(RENDER_BATCH)])
    crop = paper_box(face.landmarks, size)
    return np.stack(
        [
            compare(video[index], frame, still, points, crop)
            for index, frame, points in zip(chosen, rendered, landmarks, strict=True)
        ]
    )


def careful_landmarks(
    video: Sequence[NDArray[np.uint8]], track: Track, wanted: NDArray[np.intp], networks: FaceNetworks
) -> tuple[list[int], NDArray[np.float32]]:
    """The wanted frames in which a face is found, and (T, 478, 3) landmarks of each, the mean of several looks."""
    meshed = {
        int(index): mesh_face(networks, video[index], region_around(track.landmarks[index]), LEAST_PRESENCE)
        for index in wanted
    }
    found = {index: face.landmarks for index, face in meshed.items() if face is not None}
    return list(found), np.stack(list(found.values()))


def read_frames(video: Path) -> list[NDArray[np.uint8]]:
    """All frames of a video, (H, W, 3) sRGB each."""
    with av.open(str(video)) as container:
        return [np.ascontiguousarray(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def table(figures: Sequence[ReenactmentFigures]) -> str:
    """Lay the figures out for a terminal or a page (Markdown)."""
    lines = [
        "PSNR in dB / SSIM against the true frames; in brackets the still shown instead.",
        "",
        "| left-out speaker | clips | frames | face | mouth | face 96x128 | mouth 96x128 |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in figures:
        cells = " | ".join(_cell(part) for part in (row.face, row.mouth, row.paper_face, row.paper_mouth))
        lines.append(f"| {row.speaker} | {row.clips} | {row.frames} | {cells} |")
    return "\n".join(lines)


def _cell(part: Similarity) -> str:
    return f"{part.psnr_db:.2f} / {part.ssim:.3f} ({part.still_psnr_db:.2f} / {part.still_ssim:.3f})"


def _figures(speaker: str, clips: Sequence[NDArray[np.float64]]) -> ReenactmentFigures:
    means = np.mean([clip.mean(0) for clip in clips], axis=0)
    parts = [Similarity(*(float(value) for value in row)) for row in means]
    return ReenactmentFigures(speaker, len(clips), sum(len(clip) for clip in clips), *parts)


def _overall(rows: Sequence[ReenactmentFigures]) -> ReenactmentFigures:
    def mean(parts: Sequence[Similarity]) -> Similarity:
        table = [[part.psnr_db, part.ssim, part.still_psnr_db, part.still_ssim] for part in parts]
        return Similarity(*(float(value) for value in np.mean(table, axis=0)))

    return ReenactmentFigures(
        "mean over speakers",
        sum(row.clips for row in rows),
        sum(row.frames for row in rows),
        mean([row.face for row in rows]),
        mean([row.mouth for row in rows]),
        mean([row.paper_face for row in rows]),
        mean([row.paper_mouth for row in rows]),
    )
