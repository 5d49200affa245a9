"""Recordings on the disk: written, named, deleted, and found again after a kill or on a full disk."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.errors import CannotWrite
from app.core.moved_file import where_now
from app.media.recordings.file_name import file_stem
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import shortened
from app.media.recordings.writer import part_of
from app.media.sound.load import load_clip

ROOT = Path(__file__).resolve().parents[3]
RATE_HZ = 48000
Babble = Callable[[float, int], NDArray[np.float32]]


@pytest.fixture
def library(tmp_path: Path) -> RecordingLibrary:
    return RecordingLibrary(tmp_path / "takes")


def test_a_recording_holds_what_was_written_with_its_name_and_date(library: RecordingLibrary, babble: Babble) -> None:
    assert library.recordings() == []
    voice, before = babble(1.0, RATE_HZ), datetime.now() - timedelta(seconds=1)
    writer = library.begin(RATE_HZ)
    for piece in np.array_split(voice, 31):
        writer.write(piece)
    assert writer.duration_s == 1.0
    assert library.recordings() == []
    recording = writer.finish()
    assert recording is not None
    assert library.recordings() == [recording]
    assert (recording.name, recording.duration_s) == ("Take 1", 1.0)
    assert before <= recording.recorded_at <= datetime.now()
    with av.open(str(recording.path)) as file:
        assert file.metadata["title"] == "Take 1"
        assert file.streams.audio[0].rate == RATE_HZ
        frames = [frame.to_ndarray() for frame in file.decode(audio=0)]
    read = np.concatenate(frames, axis=1)[0] / 2**31  # FFmpeg hands 24 bits out as 32
    assert len(read) == len(voice)
    assert np.abs(read - voice).max() < 2**-22
    assert load_clip(recording.path).warnings == ()


def test_a_recording_can_be_read_while_it_grows(library: RecordingLibrary, babble: Babble) -> None:
    writer = library.begin(RATE_HZ)
    writer.write(babble(0.5, RATE_HZ))
    clip = load_clip(part_of(library.folder / "Take 1.wav"))
    assert clip.duration_s == 0.5
    writer.discard()
    assert list(library.folder.iterdir()) == []


def test_too_loud_sound_is_cut_off_at_full_scale_and_does_not_wrap(library: RecordingLibrary) -> None:
    recording = library.keep(np.array([2.0, -2.0] * 4000, np.float32), 16000)
    with av.open(str(recording.path)) as file:
        read = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)[0] / 2**31
    assert read.reshape(-1, 2).min(0)[0] > 0.99
    assert read.reshape(-1, 2).max(0)[1] < -0.99


def test_recordings_are_numbered_on_and_listed_newest_first(library: RecordingLibrary, babble: Babble) -> None:
    voice = babble(0.1, 16000)
    names = [library.keep(voice, 16000).name for _ in range(3)]
    assert names == ["Take 1", "Take 2", "Take 3"]
    library.delete(library.recordings()[0].path)
    assert library.keep(voice, 16000).name == "Take 4"  # Take 3 may still come back
    assert [recording.name for recording in library.recordings()] == ["Take 4", "Take 2", "Take 1"]
    library.rename(library.recordings()[-1].path, "The oldest")
    assert [recording.name for recording in library.recordings()] == ["Take 4", "Take 2", "The oldest"]
    first, second = library.begin(16000), library.begin(16000)  # two windows
    second.write(voice)
    assert second.finish().name == "Take 6"  # type: ignore[union-attr]
    assert first.finish() is None


def test_a_renamed_recording_has_its_name_on_the_disk_and_is_found_by_its_old_one(
    library: RecordingLibrary, babble: Babble
) -> None:
    recording = library.keep(babble(0.3, 16000), 16000)
    sound = recording.path.read_bytes()[-9000:]
    names = {"Der zweite Vers: “la, là” / 歌": "Der zweite Vers- “la, là” - 歌", "x": "x", "ü" * 300: "ü" * 80}
    for name, stem in names.items():
        library.rename(recording.path, shortened(name))
        (listed,) = library.recordings()
        assert listed.name == name[: len(listed.name)]
        assert listed.path == library.folder / f"{stem}.wav"
        assert (listed.duration_s, listed.recorded_at) == (recording.duration_s, recording.recorded_at)
    assert listed.path.read_bytes()[-9000:] == sound
    assert not recording.path.exists()
    assert load_clip(recording.path).duration_s == pytest.approx(0.3)
    assert library.keep(babble(0.1, 16000), 16000).name == "Take 2"  # the first may get its name back
    library.rename(listed.path, "Take 1")
    assert load_clip(listed.path).source == listed.path  # as a window knows it that has not heard of it
    assert recording.path.exists()
    for kept in library.recordings():
        library.delete(kept.path)
    library.forget_deleted()
    assert list(library.folder.iterdir()) == []


def test_renaming_never_replaces_a_file(library: RecordingLibrary, babble: Babble) -> None:
    first, second, third = (library.keep(babble(0.1, 16000), 16000) for _ in range(3))
    deleted = library.keep(babble(0.1, 16000), 16000)
    library.delete(deleted.path)
    (library.folder / "Song.wav").write_bytes(b"somebody else's")
    writer = library.begin(16000)  # will be Take 5
    for recording, name in ((first, "Song"), (second, "Song"), (third, "Take 5")):
        library.rename(recording.path, name)
    assert {recording.path.name for recording in library.recordings()} == {
        "Song (2).wav",
        "Song (3).wav",
        "Take 5 (2).wav",
    }
    library.rename(second.path, "Take 4")
    assert where_now(second.path).name == "Take 4 (2).wav"
    assert (library.folder / "Song.wav").read_bytes() == b"somebody else's"
    writer.discard()


@pytest.mark.parametrize(
    ("name", "stem"),
    [("../../etc", "-..-etc"), (".hidden.", "hidden"), ("...", "Take"), ("Con", "Con -"), ("a\tb", "a-b"), ("?", "-")],
)
def test_a_name_becomes_one_that_every_system_takes(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_a_recording_that_may_not_move_keeps_its_file(
    library: RecordingLibrary, babble: Babble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("another program reads it, on Windows")

    recording = library.keep(babble(0.1, 16000), 16000)
    monkeypatch.setattr("app.media.recordings.library.move_to_free_name", refuse)
    library.rename(recording.path, "Song")
    (listed,) = library.recordings()
    assert (listed.name, listed.path) == ("Song", recording.path)


def test_a_deleted_recording_comes_back_until_it_is_forgotten(library: RecordingLibrary, babble: Babble) -> None:
    recording = library.keep(babble(0.1, 16000), 16000)
    library.delete(recording.path)
    assert library.recordings() == []
    assert load_clip(recording.path).duration_s == pytest.approx(0.1)  # it may be the voice at this moment
    library.restore(recording.path)
    assert library.recordings() == [recording]
    library.delete(recording.path)
    other = RecordingLibrary(library.folder)
    other.forget_deleted()  # another window closes
    assert recording.path.exists()
    library.forget_deleted()
    assert list(library.folder.iterdir()) == []


def test_what_a_killed_program_had_deleted_is_forgotten_a_day_later(library: RecordingLibrary, babble: Babble) -> None:
    recording = library.keep(babble(0.1, 16000), 16000)
    RecordingLibrary(library.folder).delete(recording.path)
    mark = recording.path.with_name(recording.path.name + ".deleted")
    yesterday = mark.stat().st_mtime - 25 * 3600
    os.utime(mark, (yesterday, yesterday))
    library.forget_deleted()
    assert list(library.folder.iterdir()) == []


def test_a_folder_that_may_not_be_read_is_an_empty_list(ordinary_users_folder: Path, babble: Babble) -> None:
    library = RecordingLibrary(ordinary_users_folder / "takes")
    library.keep(babble(0.1, 16000), 16000)
    for mode in (0o000, 0o400, 0o100):
        library.folder.chmod(mode)
        assert library.recordings() == library.recover() == []
        library.forget_deleted()
    library.folder.chmod(0o500)
    assert len(library.recordings()) == 1
    with pytest.raises(CannotWrite, match="cannot be written to"):
        library.begin(16000)


def test_other_files_in_the_folder_are_left_alone(library: RecordingLibrary, babble: Babble) -> None:
    library.keep(babble(0.1, 16000), 16000)
    (library.folder / "notes.wav").write_bytes(b"not a recording")
    (library.folder / "empty.wav").touch()
    assert len(library.recordings()) == 1


_WRITE_FOREVER = """
import sys
import numpy as np
from pathlib import Path
from app.core.moved_file import where_now
from app.media.recordings.file_name import file_stem
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import shortened
writer = RecordingLibrary(Path(sys.argv[1])).begin(16000)
block = np.sin(np.arange(1600) / 50).astype(np.float32)
while True:
    writer.write(block)
    print(round(writer.duration_s * 10), flush=True)
"""


def test_a_killed_writer_loses_nothing_and_a_living_one_is_left_alone(library: RecordingLibrary) -> None:
    command = [sys.executable, "-c", _WRITE_FOREVER, str(library.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        while (blocks := int(process.stdout.readline())) < 20:
            pass
        process.send_signal(signal.SIGSTOP)
        assert library.recover() == []  # it lives
        process.kill()
        blocks = max(blocks, *map(int, process.stdout.read().split()), 0)
    (recording,) = library.recover()
    assert recording.name == "Take 1 (recovered)"
    assert recording.duration_s >= blocks / 10
    assert library.recordings() == [recording]
    clip = load_clip(recording.path)
    assert clip.duration_s == pytest.approx(recording.duration_s)
    original = np.resize(np.sin(np.arange(1600) / 50), len(clip.samples))
    assert np.abs(clip.samples - original).max() < 1e-6
    assert library.recover() == []


def test_a_writer_killed_before_the_first_sound_leaves_nothing(library: RecordingLibrary) -> None:
    library.folder.mkdir()
    (library.folder / "Take 1.wav.part").write_bytes(b"RIFF")
    assert library.recover() == []
    assert list(library.folder.iterdir()) == []


def test_a_full_disk_stops_the_recording_and_keeps_what_was_written(library: RecordingLibrary, babble: Babble) -> None:
    block = babble(0.1, RATE_HZ)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))  # the system refuses to write beyond this
    try:
        writer = library.begin(RATE_HZ)
        for _ in range(6):
            writer.write(block)
        with pytest.raises(CannotWrite, match="no room left on the disk"):
            writer.write(block)
        recording = writer.finish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert recording is not None
    assert recording.duration_s == pytest.approx(0.6)
    assert library.recordings() == [recording]
    expected = np.tile(block, 6)
    with av.open(str(recording.path)) as file:
        read = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)[0] / 2**31
    assert np.abs(read - expected).max() < 2**-22


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match=r"cannot be written to .*takes"):
        RecordingLibrary(tmp_path / "file" / "takes").begin(RATE_HZ)


def test_an_hour_is_written_in_the_memory_of_a_block(library: RecordingLibrary) -> None:
    """Ten minutes here: what grows with the length would show."""
    import tracemalloc

    writer = library.begin(8000)
    block = np.zeros(8000, np.float32)
    writer.write(block)
    tracemalloc.start()
    for _ in range(600):
        writer.write(block)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    writer.discard()
    assert peak < 1_000_000
