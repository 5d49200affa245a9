"""A clip made by the renderer itself: what is left out, and what the figures say."""

from dataclasses import replace

import numpy as np
import torch

from app.core.audio import AudioClip
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND, Motion
from app.core.video_size import FrameSize
from app.evaluation.render.references import FRAME_STEP, ReferenceFigures, help_of_reference, references_table
from app.face.finder import FaceFinder
from app.face.networks import FaceNetworks
from app.media.video.writer import VideoWriter
from app.model.render.renderer import PortraitRenderer
from app.training.shapes import speaker_shapes
from app.training.tracking import Track, track_clip

OPENINGS = [0.0, 0.0, 0.0, 0.03, 0.08, 0.14, 0.2, 0.25, 0.2, 0.14, 0.08, 0.0]


def test_the_open_mouth_and_its_neighbours_are_not_scored(portrait, face, basis, tmp_path):
    size = FrameSize(portrait.width, portrait.height)
    motion = Motion.still(len(OPENINGS))
    motion.coefficients[:, 0] = OPENINGS
    clip = tmp_path / "clip.mp4"
    sound = AudioClip(np.zeros(16_000 * len(OPENINGS) // FRAMES_PER_SECOND, np.float32))
    with VideoWriter(clip, size, sound) as writer:
        for index, rgb in enumerate(PortraitRenderer(portrait, face, size, basis, torch.device("cpu")).render(motion)):
            writer.write(Frame(rgb, index))
    track = Track(track_clip(clip, FaceNetworks()), "s", "clip", clip.with_suffix(".flac"))
    figures = help_of_reference(track, speaker_shapes([track], basis.canonical), basis, FaceFinder(), FaceNetworks())
    # Every second frame but the still itself and those around frame 7, whose mouth is widest: 6 and 8.
    scored = [index for index in range(0, len(OPENINGS), FRAME_STEP) if index not in (6, 8)]
    assert len(scored) - 1 <= figures.frames <= len(scored)
    assert figures.wide_frames == 2
    assert figures.alone_db > figures.shown_db + 1
    assert figures.helped_db > figures.shown_db + 1


def test_the_table_has_a_row_for_each_speaker():
    row = ReferenceFigures("s1", 10, 25.0, 28.0, 29.0, 5, 27.0, float("nan"))
    lines = references_table([row, replace(row, speaker="mean")]).splitlines()
    assert lines[-2].split("|")[1:6] == [" s1 ", " 10 ", " 25.00 ", " 28.00 ", " 29.00 "]
    assert lines[-1].startswith("| mean |")
