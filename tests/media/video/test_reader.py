"""Videos as a driver gives them: read in order, upright, at their own times; and what bad ones are told."""

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.core.errors import BadVideo
from app.media.video.reader import VideoReader
from tests.support.wav import write_wav

WIDTH, HEIGHT = 96, 64


def write(path: Path, times_ms: list[int], change: Callable[[av.VideoFrame], None] = lambda frame: None) -> Path:
    """A video whose left half is red and whose right half is blue, with frames at those times."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[:, : WIDTH // 2, 0], picture[:, WIDTH // 2 :, 2] = 220, 220
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "8", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for time_ms in times_ms:
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            change(frame)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_pictures_come_at_their_own_times(tmp_path: Path) -> None:
    times_ms = [0, 40, 60, 200, 233]
    with VideoReader(write(tmp_path / "varying.mp4", times_ms)) as video:
        pictures = list(video.pictures())
        assert not video.has_sound
    assert [round(1000 * picture.time_s) for picture in pictures] == times_ms
    assert pictures[0].rgb.shape == (HEIGHT, WIDTH, 3)
    left, right = pictures[2].rgb[:, :20].mean((0, 1)), pictures[2].rgb[:, -20:].mean((0, 1))
    assert left[0] > 180 > left[2]
    assert right[2] > 180 > right[0]


def test_a_video_held_sideways_is_read_upright(tmp_path: Path) -> None:
    """Phones write the camera's rows as they are, and how to turn them into the header."""
    path = write(tmp_path / "phone.mp4", [0, 40])
    content = path.read_bytes()
    straight = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    clockwise = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, HEIGHT << 16, 0, 1 << 30)  # to be shown turned
    track = content.index(b"tkhd")
    place = content.index(straight, track)
    path.write_bytes(content[:place] + clockwise + content[place + len(straight) :])
    with VideoReader(path) as video:
        picture = next(video.pictures()).rgb
    assert picture.shape == (WIDTH, HEIGHT, 3)
    assert picture[:20].mean((0, 1))[0] > 150  # what was left is at the top
    assert picture[-20:].mean((0, 1))[2] > 150


def test_hdr_is_brought_to_the_usual_range(tmp_path: Path) -> None:
    """In PQ paper white is a signal of 0.58, which without a change would look like a dull grey."""

    def grey(path: Path, transfer: str) -> float:
        with av.open(str(path), "w") as container:
            options = {"crf": "4", "x264-params": f"transfer={transfer}"}
            stream = container.add_stream("libx264", rate=25, options=options)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            white = np.full((HEIGHT, WIDTH, 3), round(255 * 0.58), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(white, "rgb24")))
            container.mux(stream.encode(None))
        with VideoReader(path) as video:
            return float(next(video.pictures()).rgb.mean())

    assert grey(tmp_path / "usual.mp4", "bt709") == pytest.approx(148, abs=4)
    assert 210 < grey(tmp_path / "hdr.mp4", "smpte2084") < 245


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 2560, 1440, "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((1440, 2560, 3), np.uint8), "rgb24")))
        container.mux(stream.encode(None))
    with VideoReader(path) as video:
        assert next(video.pictures()).rgb.shape == (720, 1280, 3)


def test_what_is_no_video_is_told(tmp_path: Path, demo_portrait_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    text = tmp_path / "notes.mp4"
    text.write_text("no video at all, only words" * 20)
    sound = write_wav(tmp_path / "voice.wav", np.zeros(1600, np.int16), 16_000)
    for path, says in (
        (tmp_path / "gone.mp4", "not found"),
        (tmp_path, "folder"),
        (empty, "empty"),
        (text, "not a video"),
        (sound, "no moving pictures"),
        (demo_portrait_path, "still picture"),
    ):
        with pytest.raises(BadVideo, match=says), VideoReader(path) as video:
            next(video.pictures())
