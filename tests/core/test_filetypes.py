import wave
from pathlib import Path

import pytest
from PIL import Image

from app.core.filetypes import FileType, file_type, may_be_video, sniffed


@pytest.mark.parametrize("name", ["a.jpg", "A.JPEG", "b.png", "c.webp", "d.bmp", "e.tif", "e.TIFF"])
def test_pictures_are_known_by_their_names(name):
    assert file_type(Path(name)) is FileType.PICTURE


@pytest.mark.parametrize("name", ["a.wav", "b.FLAC", "c.mp3", "d.m4a", "e.ogg", "f.opus", "g.mp4", "h.mkv"])
def test_sounds_and_videos_are_known_by_their_names(name):
    assert file_type(Path(name)) is FileType.SOUND


@pytest.mark.parametrize(
    ("name", "may"), [("a.wav", False), ("b.M4A", False), ("c.MP4", True), ("d.webm", True), ("e", True)]
)
def test_what_may_be_a_video_is_looked_at(name, may):
    assert may_be_video(Path(name)) is may


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "AVIF"])
def test_a_picture_without_a_name_is_known_by_its_bytes(tmp_path, kind):
    Image.new("RGB", (8, 8)).save(tmp_path / "nameless", kind)
    assert file_type(tmp_path / "nameless") is FileType.PICTURE


def test_a_sound_with_a_strange_name_is_known_by_its_bytes(tmp_path):
    with wave.open(str(tmp_path / "x.dat"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    assert file_type(tmp_path / "x.dat") is FileType.SOUND


@pytest.mark.parametrize(
    "head",
    [
        b"fLaC\0\0\0\x22",
        b"ID3\x04\0\0\0\0",
        b"\xff\xfb\x90\x64",
        b"OggS\0\x02",
        b"\0\0\0\x20ftypM4A ",
        b"\x1aE\xdf\xa3",
    ],
)
def test_sounds_are_known_by_their_first_bytes(head):
    assert sniffed(head) is FileType.SOUND


def test_what_is_neither_is_a_stranger(tmp_path):
    (tmp_path / "notes").write_text("Dear diary")
    assert file_type(tmp_path / "notes") is FileType.UNKNOWN
    assert file_type(tmp_path) is FileType.UNKNOWN
    assert file_type(tmp_path / "absent") is FileType.UNKNOWN
    assert sniffed(b"") is FileType.UNKNOWN
    assert sniffed("hello".encode("utf-16")) is FileType.UNKNOWN


def test_a_heic_picture_is_no_sound():
    assert sniffed(b"\0\0\0\x18ftypheic") is FileType.PICTURE
