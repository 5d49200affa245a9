"""Containers that the program does not ship are rows of a table too, and any frame rate is kept."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.errors import CannotWrite
from app.core.formats import AAC, FORMATS, MP4, SoundCodec, VideoFormat, format_of, suffixes
from app.core.frame import Frame
from app.core.video_size import FrameSize
from app.media.video.writer import VideoWriter

Babble = Callable[[float, int], NDArray[np.float32]]

SIZE = FrameSize(96, 64)
PCM = SoundCodec("pcm_s16le", AAC.rates_hz, ("mono", "stereo"))
ANIMATION = VideoFormat(".mov", "QuickTime movie", "mov", "qtrle", "argb", alpha=True, sound=PCM)
SILENT_PNG = VideoFormat(".mov", "PNG movie", "mov", "png", "rgba", alpha=True, sound=None)
PRORES = VideoFormat(".mov", "ProRes movie", "mov", "prores_ks", "yuva444p10le", alpha=True, sound=PCM)


def see_through(count: int) -> Iterator[Frame]:
    """Frames with every colour and every alpha, which differ by their index."""
    down, across = np.mgrid[: SIZE.height, : SIZE.width]
    for index in range(count):
        rgb = np.stack((2 * across, 3 * down, np.full_like(down, 20 * index)), axis=2).astype(np.uint8)
        yield Frame(rgb, index, (2 * across + down + index).clip(0, 255).astype(np.uint8))


def opaque(count: int) -> Iterator[Frame]:
    for index in range(count):
        yield Frame(np.full((SIZE.height, SIZE.width, 3), 100, np.uint8), index)


@pytest.mark.parametrize("form", [ANIMATION, SILENT_PNG], ids=lambda form: form.video_encoder)
def test_a_row_of_lossless_pictures_with_alpha(tmp_path: Path, babble: Babble, form: VideoFormat) -> None:
    path, voice = tmp_path / "a.mov", babble(0.4, 16000)
    with VideoWriter(path, SIZE, AudioClip(voice), formats=(MP4, form)) as writer:
        for frame in see_through(10):
            writer.write(frame)
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == (form.video_encoder, form.pixel_format)
        pictures = [picture.to_ndarray(format="rgba") for picture in file.decode(stream)]
        sounds = len(file.streams.audio)
    for picture, frame in zip(pictures, see_through(10), strict=True):
        assert (picture[..., :3] == frame.rgb).all()
        assert (picture[..., 3] == frame.alpha).all()
    if form.sound is None:
        assert sounds == 0
        return
    with av.open(str(path)) as file:
        heard = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)[0]
    assert heard.dtype == np.int16
    assert np.abs(heard / 2.0**15 - voice).max() < 2.0**-14  # PCM: the same samples


def test_a_row_in_yuv_with_alpha(tmp_path: Path, babble: Babble) -> None:
    path = tmp_path / "a.mov"
    with VideoWriter(path, SIZE, AudioClip(babble(0.2, 16000)), formats=(PRORES,)) as writer:
        for frame in see_through(5):
            writer.write(frame)
    with av.open(str(path)) as file:
        context = file.streams.video[0].codec_context
        assert (context.name, context.colorspace, context.color_range) == ("prores", 1, 1)
        pictures = [picture.to_ndarray(format="rgba") for picture in file.decode(video=0)]
    for picture, frame in zip(pictures, see_through(5), strict=True):
        assert np.abs(picture[..., 3].astype(int) - frame.alpha).max() <= 1
        assert np.abs(picture[..., :3].astype(int) - frame.rgb).mean() < 4


def test_frames_and_format_agree_about_alpha(tmp_path: Path, babble: Babble) -> None:
    clip = AudioClip(babble(0.2, 16000))
    with (
        pytest.raises(ValueError, match="the frames of this MP4 video cannot have alpha"),
        VideoWriter(tmp_path / "a.mp4", SIZE, clip) as writer,
    ):
        writer.write(next(see_through(1)))
    with (
        pytest.raises(ValueError, match="the frames of this QuickTime movie need alpha"),
        VideoWriter(tmp_path / "a.mov", SIZE, clip, formats=(ANIMATION,)) as writer,
    ):
        writer.write(next(opaque(1)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", [MP4, ANIMATION], ids=lambda form: form.suffix)
@pytest.mark.parametrize("frames_per_second", [24, 25, 30, 50, 60, Fraction(30000, 1001)], ids=str)
def test_picture_and_sound_are_equally_long_at_every_frame_rate(
    tmp_path: Path, babble: Babble, form: VideoFormat, frames_per_second: int | Fraction
) -> None:
    path, count = tmp_path / f"a{form.suffix}", 37
    clip = AudioClip(babble(2.0, 16000))
    with VideoWriter(path, SIZE, clip, formats=(form,), frames_per_second=frames_per_second) as writer:
        for frame in see_through(count) if form.alpha else opaque(count):
            writer.write(frame)
    with av.open(str(path)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert (video.average_rate, video.frames) == (frames_per_second, count)
        seconds = float(count / Fraction(frames_per_second))
        assert float(video.duration * video.time_base) == pytest.approx(seconds, abs=1e-3)
        assert float(audio.duration * audio.time_base) == pytest.approx(seconds, abs=1e-3)
        times_s = [picture.time for picture in file.decode(video)]
    assert times_s == pytest.approx([float(index / Fraction(frames_per_second)) for index in range(count)], abs=1e-3)


def test_a_name_tells_the_format() -> None:
    assert (FORMATS, suffixes()) == ((MP4,), ".mp4")
    assert format_of(Path("a.MP4")) is MP4
    assert format_of(Path("a.mov"), (MP4, ANIMATION)) is ANIMATION
    with pytest.raises(CannotWrite, match=r"^a\.avi cannot be written: a video's name must end in \.mp4 or \.mov\.$"):
        format_of(Path("a.avi"), (MP4, ANIMATION))
