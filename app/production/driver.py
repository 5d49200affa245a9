"""A project's driver becomes ready to perform: its video is read, and its sound where it is the voice."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.driving import LEAST_SEEN, NOTABLE_S, Drive, FaceTrack
from app.core.motion import FRAMES_PER_SECOND, frame_count
from app.core.project import DriverSource
from app.engine.animator import Animator
from app.media.sound.load import load_clip
from app.media.video.reader import VideoReader, pictures_of


def read_face(
    source: DriverSource, animator: Animator, seen: Callable[[int, int | None], None] = lambda count, total: None
) -> FaceTrack:
    """Follow a driver's face through its video. Raises BadVideo.

    seen: told how many pictures of how many were looked at, None where that is unknown; may raise to stop.
    """
    with VideoReader(source.file) as video:
        total = video.frames_expected
    return animator.follow_face(
        lambda: pictures_of(source.file),
        source.file.name,
        source.number,
        source.calm_s,
        lambda count: seen(count, total),
    )


def own_sound(source: DriverSource, track: FaceTrack) -> AudioClip:
    """The sound of a driver's video, as long as its pictures; silence where it has none. Raises BadSound."""
    with VideoReader(source.file) as video:
        has_sound = video.has_sound
    samples = round(track.duration_s * MODEL_SAMPLE_RATE_HZ)
    if not has_sound:
        said = f"{source.file.name} holds no sound, so the video is silent. Name a sound to give it one."
        return AudioClip(np.zeros(samples, np.float32), warnings=(said,))
    clip = load_clip(source.file)
    missing = max(0, samples - len(clip.samples))
    return replace(clip, samples=np.pad(clip.samples, (0, missing))) if missing else clip


def drive_of(source: DriverSource, track: FaceTrack, clip: AudioClip) -> Drive:
    """How a face moves the take of a clip: it begins where the clip's trim does."""
    return Drive(track, source.lips, round(clip.edit.start_s * FRAMES_PER_SECOND))


def remarks(source: DriverSource, drive: Drive, clips: Sequence[AudioClip]) -> list[str]:
    """Sentences about a driver that does not do what one may expect."""
    said, name = [], source.file.name
    frames = frame_count(max(clip.duration_s for clip in clips))
    missing_s = (drive.first_frame + frames - len(drive.track.motion)) / FRAMES_PER_SECOND
    if missing_s > NOTABLE_S:
        said.append(f"{name} ends {missing_s:.1f} seconds before the voice does; then the voice moves the face.")
    seen = float(drive.track.seen.mean())
    if seen < LEAST_SEEN:
        said.append(f"A face is seen in only {seen:.0%} of {name}; in the rest the voice moves the portrait.")
    if drive.track.faces > 1 and source.number == 0:
        said.append(f"{name} shows {drive.track.faces} faces; the largest drives. Choose another by its number.")
    return said
