"""`rhapsode animate`: a portrait, and a sound or a face that drives it, to a video file."""

import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.core.emotion import Emotion, EmotionTrack, parse_emotion, parse_emotion_keys
from app.core.errors import BadEmotion
from app.core.face import Face, doubt
from app.core.memory import demand_address_space
from app.core.project import Project
from app.core.settings import DeviceChoice
from app.core.stopwatch import Stopwatch
from app.core.text_file import read_text
from app.core.video_size import frame_size

# For a small video; 1.5 s of it took 2.4 GB on two cores, threads included.
ADDRESS_SPACE_BYTES = 1_500_000_000


def read_emotion(wish: str) -> EmotionTrack:
    """Parse NAME, NAME:INTENSITY, or the path of a file of emotion keys. Raises BadEmotion.

    A known name is never a file's: `./happy` is the file that is called so.
    """
    name = wish.partition(":")[0].strip().lower()
    is_file = os.path.exists(wish) and not os.path.isdir(wish)  # or a pipe; neither raises for what can be no path
    if name in list(Emotion) or not is_file:
        return parse_emotion(wish)
    path = Path(wish)
    try:
        return parse_emotion_keys(read_text(path), path.name)
    except (OSError, UnicodeError) as error:
        raise BadEmotion(
            f"{path.name} cannot be read as text. A line of it should be like this: 2.5 happy 0.8."
        ) from error


def animate(
    project: Project,
    output: Path,
    device: DeviceChoice,
    warn: Callable[[str], None],
    check: Callable[[], None],
    *,
    force: bool,
    progress: bool,
) -> dict[str, Any]:
    """Write a project's video; returns what `--json` prints. Raises RhapsodeError; an unfinished file does not remain.

    warn: told one sentence at a time. check: called before each frame; raises to stop. progress: draw a bar with the
    time left on stderr if that is a terminal.
    """
    assert project.portrait is not None
    demand_address_space(ADDRESS_SPACE_BYTES)
    source, voices, watch = project.portrait, project.voices, Stopwatch()
    with watch.stage("start"):
        # Reading torch takes seconds: only when there is work for it.
        from app.engine.animator import Animator
        from app.media.pictures.files import read_portrait
        from app.media.sound.load import load_clip
        from app.model.devices import choose_device
        from app.production.driver import drive_of, own_sound, read_face, remarks
        from app.production.export import Cast, export

        computes_on = choose_device(device)
    with watch.stage("load"):
        portrait = read_portrait(source.picture)
        also = [read_portrait(path) for path in source.also]
        animator = Animator.load(computes_on)
    warnings: list[str] = []
    hidden = None if progress else True  # None: tqdm hides the bar itself where there is no terminal

    def tell(sentences: Iterable[str]) -> None:
        for sentence in filter(None, sentences):
            warnings.append(sentence)
            warn(sentence)

    drive, track = None, None
    if project.driver is not None:
        with watch.stage("driver"), tqdm(unit=" pictures", disable=hidden, leave=False) as bar:

            def looked(done: int, total: int | None) -> None:
                check()
                bar.total = total
                bar.update(done - bar.n)

            track = read_face(project.driver, animator, looked)
    with watch.stage("load"):
        clips = tuple(
            own_sound(project.driver, track)
            if project.driver is not None and track is not None and voice.file == project.driver.file
            else load_clip(voice.file)
            for voice in voices.values()
        )
        clips = tuple(clip.edited(voice.edit) for clip, voice in zip(clips, voices.values(), strict=True))
    tell(sentence for clip in clips for sentence in clip.warnings)
    if project.driver is not None and track is not None:
        drive = drive_of(project.driver, track, clips[0])
        tell(remarks(project.driver, drive, clips))
    size = frame_size(portrait.width, portrait.height, project.video.size, project.video.frames_per_second)
    if size.reduced:
        tell([f"The picture has more pixels than H.264 level 5.2 holds; the video is {size.width} x {size.height}."])
    faces: list[Face] = []

    def prepared() -> list[Face]:
        faces.extend(
            animator.prepare_several(portrait, list(voices), source.placed, others=project.others_idle, also=also)
        )
        tell({doubt(face, portrait.name) for face in faces})
        tell(reference.warning for reference in faces[0].references)
        return faces

    with tqdm(unit=" frames", disable=hidden, leave=False, delay=1e-3) as bar:

        def progressed(done: int, total: int) -> None:
            if bar.total is None:
                bar.reset(total)  # its clock starts with the first frame
            bar.update(done - bar.n)

        cast = Cast(portrait, clips, prepared, drive)
        made = export(project, cast, animator, output, force=force, check=check, progressed=progressed, watch=watch)
    frames_per_second = project.video.frames_per_second
    return {
        "output": str(output),
        "frames": made.frames,
        "fps": frames_per_second,
        "duration_s": round(made.frames / frames_per_second, 3),
        "width": size.width,
        "height": size.height,
        "device": computes_on.type,
        "face_box": asdict(faces[0].box),
        "voices": [
            {"face": number + 1, "sound": str(voice.file), "face_box": asdict(face.box)}
            for (number, voice), face in zip(voices.items(), faces, strict=False)
        ],
        "seconds": {name: round(seconds, 3) for name, seconds in watch.seconds.items()},
        "warnings": warnings,
    }
