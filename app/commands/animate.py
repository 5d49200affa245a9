"""`rhapsode animate`: a portrait and a sound to a video file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from app.commands.landmarks import read_landmarks
from app.core.audio import AudioClip
from app.core.emotion import EmotionTrack, parse_emotion, parse_emotion_keys
from app.core.errors import BadEmotion
from app.core.face import Face
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.core.portrait import Portrait
from app.core.settings import DeviceChoice, FrameSize, OutputSize, PerformanceSettings, frame_size
from app.core.stopwatch import Stopwatch

if TYPE_CHECKING:  # it brings torch along
    from app.engine.animator import Animator


@dataclass(frozen=True, slots=True)
class AnimateRequest:
    """Everything the command was asked for."""

    portrait: Path
    voices: Mapping[int, Path]  # a face's number, counted from 0, and its sound
    output: Path
    size: OutputSize | None
    settings: PerformanceSettings
    device: DeviceChoice
    force: bool
    landmarks: Path | None = None
    others_idle: bool = False  # faces without a voice blink and move a little
    also: Sequence[Path] = ()  # more pictures of the first face's person


def read_emotion(wish: str) -> EmotionTrack:
    """NAME, NAME:INTENSITY, or the path of a file of emotion keys. Raises BadEmotion."""
    path = Path(wish)
    if not path.is_file():
        return parse_emotion(wish)
    try:
        return parse_emotion_keys(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadEmotion(
            f"{path.name} cannot be read as text. A line of it should be like this: 2.5 happy 0.8."
        ) from error


def animate(
    request: AnimateRequest, warn: Callable[[str], None], check: Callable[[], None], *, progress: bool
) -> dict[str, Any]:
    """Write the video; returns what `--json` prints. Raises RhapsodeError; an unfinished file does not remain.

    warn: told one sentence at a time. check: called before each frame; raises to stop. progress: draw a bar with the
    time left on stderr if that is a terminal.
    """
    watch = Stopwatch()
    placed = read_landmarks(request.landmarks)
    with watch.stage("start"):
        # Reading torch and MediaPipe takes seconds: only when there is work for them.
        from app.engine.animator import Animator
        from app.media.pictures.files import load_portrait
        from app.media.sound.load import load_clip
        from app.media.video.writer import VideoWriter
        from app.model.devices import choose_device

        device = choose_device(request.device)
    with watch.stage("load"):
        portrait = load_portrait(request.portrait)
        also = [load_portrait(path) for path in request.also]
        clips = {number: load_clip(sound) for number, sound in request.voices.items()}
        animator = Animator.load(device)
    warnings = [sentence for clip in clips.values() for sentence in clip.warnings]
    size = frame_size(portrait.width, portrait.height, request.size)
    if size.reduced:
        warnings.append(
            f"The picture has more pixels than H.264 level 5.2 holds; the video is {size.width} x {size.height}."
        )
    for sentence in warnings:
        warn(sentence)
    with VideoWriter(request.output, size, list(clips.values()), force=request.force) as writer:
        with watch.stage("face"):
            faces = animator.prepare_several(portrait, list(clips), placed, others=request.others_idle, also=also)
        for reference in faces[0].references:
            if reference.warning:
                warnings.append(reference.warning)
                warn(reference.warning)
        with watch.stage("prepare"):
            count, frames = _take(animator, portrait, faces, list(clips.values()), size, request.settings, watch)
        hidden = None if progress else True  # None: tqdm hides the bar itself where there is no terminal
        for frame in tqdm(frames, total=count, unit=" frames", disable=hidden, leave=False):
            check()
            with watch.stage("encode"):
                writer.write(frame)
        with watch.stage("encode"):
            writer.close()
    return {
        "output": str(request.output),
        "frames": count,
        "fps": FRAMES_PER_SECOND,
        "duration_s": round(count / FRAMES_PER_SECOND, 3),
        "width": size.width,
        "height": size.height,
        "device": device.type,
        "face_box": asdict(faces[0].box),
        "voices": [
            {"face": number + 1, "sound": str(sound), "face_box": asdict(face.box)}
            for (number, sound), face in zip(request.voices.items(), faces, strict=False)
        ],
        "seconds": {name: round(seconds, 3) for name, seconds in watch.seconds.items()},
        "warnings": warnings,
    }


def _take(
    animator: "Animator",
    portrait: Portrait,
    faces: list[Face],
    clips: list[AudioClip],
    size: FrameSize,
    settings: PerformanceSettings,
    watch: Stopwatch,
) -> tuple[int, Iterator[Frame]]:
    """How many frames there are, and they. Faces beyond the clips have no voice."""
    if len(faces) == 1:
        alone = animator.perform(clips[0], settings)
        return alone.frame_count, animator.frames(animator.renderer(portrait, faces[0], size), alone, watch=watch)
    together = animator.perform_together([*clips, *[None] * (len(faces) - len(clips))], settings)
    return together.frame_count, animator.frames(animator.group_renderer(portrait, faces, size), together, watch=watch)
