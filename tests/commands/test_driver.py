"""A face drives the portrait: films that the program made itself as drivers, and what bad ones are told."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.core.driving import Lips
from app.face.networks import FaceNetworks
from app.face.tracking import FaceTracker
from app.media.projects.read import read_project
from tests.support.wav import write_wav


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    """A folder for the film that all tests here drive with."""
    folder: Path = tmp_path_factory.mktemp("film")
    return folder


@pytest.fixture
def driver(rhapsode, film, small_portrait, short_voice) -> Path:
    path = film / "driver.mp4"
    if not path.exists():
        ended = rhapsode("animate", small_portrait, short_voice, "-o", path, "--head", 1.0, "--seed", 3)
        assert ended.code == 0, ended.err
    return path


def openings(path) -> np.ndarray:
    """Gap between the lips in each frame of a video, in distances of the eyes."""
    tracker = FaceTracker(FaceNetworks(), mirrored=True)
    with av.open(str(path)) as container:
        faces = [tracker.follow(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    return np.array([(f[14, 1] - f[13, 1]) / np.linalg.norm(f[33] - f[263]) for f in faces if f is not None])


def write_film(path, frames, size) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for rgb in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, "rgb24")))
        container.mux(stream.encode(None))
    return path


def frames_of(path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_a_portrait_does_what_the_driver_does(rhapsode, driver, demo_portrait_path, tmp_path):
    """Another picture of another shape: the demo portrait squeezed to a narrow face."""
    narrow, output = tmp_path / "narrow.png", tmp_path / "out.mp4"
    cv2.imwrite(str(narrow), cv2.resize(cv2.imread(str(demo_portrait_path)), (256, 384), interpolation=cv2.INTER_AREA))
    ended = rhapsode("animate", narrow, "--driver", driver, "-o", output, "--json")
    assert ended.code == 0, ended.err
    assert (ended.report["frames"], ended.report["warnings"]) == (33, [])
    with av.open(str(output)) as container:
        assert container.streams.audio
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert np.abs(sound).max() > 0.05  # the driver's own
    assert np.corrcoef(openings(output), openings(driver))[0, 1] > 0.9


def test_a_voice_of_its_own_and_the_voices_lips(rhapsode, driver, small_portrait, tmp_path):
    silence = write_wav(tmp_path / "silence.wav", np.zeros(2 * 16_000, np.int16), 16_000)
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", small_portrait, silence, "--driver", driver, "--lips", "voice", "-o", output, "--json")
    assert ended.code == 0, ended.err
    assert ended.report["frames"] == 50
    assert "driver.mp4 ends 0.7 seconds before the voice does" in ended.err
    assert openings(output).max() < 0.04 < openings(driver).max()


def test_a_driver_without_sound_makes_a_silent_video(rhapsode, driver, small_portrait, tmp_path):
    frames = frames_of(driver)[:10]
    silent = write_film(tmp_path / "silent.mp4", frames, (frames[0].shape[1], frames[0].shape[0]))
    ended = rhapsode("animate", small_portrait, "--driver", silent, "-o", tmp_path / "out.mp4", "--json")
    assert ended.code == 0, ended.err
    assert ended.report["frames"] == 10
    assert "silent.mp4 holds no sound, so the video is silent." in ended.err


def test_one_of_two_faces_drives(rhapsode, driver, small_portrait, tmp_path):
    large = frames_of(driver)[:6]
    small = [cv2.resize(rgb, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA) for rgb in large]
    frames = []
    for one, other in zip(large, small, strict=True):
        both = np.full((360, 560, 3), 170, np.uint8)
        both[:, :288], both[60 : 60 + other.shape[0], 320 : 320 + other.shape[1]] = one, other
        frames.append(both)
    two = write_film(tmp_path / "two.mp4", frames, (560, 360))
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", small_portrait, "--driver", two, "-o", output, "--json")
    assert "two.mp4 shows 2 faces; the largest drives. Choose another by its number." in ended.err
    ended = rhapsode("animate", small_portrait, "--driver", two, "--driver-face", 2, "-o", output, "--force", "--json")
    assert (ended.code, "shows 2 faces" in ended.err) == (0, False)
    ended = rhapsode("animate", small_portrait, "--driver", two, "--driver-face", 3, "-o", output, "--force")
    assert (ended.code, ended.err.strip()) == (
        2,
        "two.mp4 shows 2 faces at once; there is no face number 3. Choose a smaller number.",
    )


def test_what_cannot_drive_is_said(rhapsode, small_portrait, short_voice, tmp_path):
    wall = write_film(tmp_path / "wall.mp4", [np.full((120, 160, 3), 128, np.uint8)] * 3, (160, 120))
    out = tmp_path / "out.mp4"
    for arguments, sentence in (
        (("--driver", wall), "No face was found in wall.mp4."),
        (("--driver", short_voice), "short.wav holds no moving pictures"),
        (("--driver", small_portrait), "small.png is a still picture"),
        (("--driver", tmp_path / "gone.mp4"), "The video file gone.mp4 was not found."),
        ((short_voice, "--lips", "voice"), "--lips is about a driving face. Name its video: --driver VIDEO."),
        ((short_voice, "--driver-face", 2), "--driver-face is about a driving face."),
    ):
        ended = rhapsode("animate", small_portrait, *arguments, "-o", out)
        assert (ended.code, ended.out) == (2, "")
        assert sentence in ended.err
        assert not out.exists()


def test_the_calm_moment_lies_in_the_video(rhapsode, driver, small_portrait, tmp_path):
    ended = rhapsode("animate", small_portrait, "--driver", driver, "--driver-calm", 9, "-o", tmp_path / "out.mp4")
    assert ended.code == 2
    assert "driver.mp4 ends after 1.3 seconds; its calm moment cannot be at 9." in ended.err


def test_a_project_keeps_its_driver(rhapsode, driver, small_portrait, tmp_path):
    file = tmp_path / "take.rhapsode"
    wishes = ("--driver", driver, "--driver-calm", 0.2, "--lips", "voice", "--driver-face", 1)
    at_once, later = tmp_path / "a.mp4", tmp_path / "b.mp4"
    assert rhapsode("animate", small_portrait, *wishes, "--save-project", file, "-o", at_once).code == 0
    kept = read_project(file).project.driver
    assert kept is not None
    assert (kept.file, kept.number, kept.calm_s, kept.lips) == (driver, 0, 0.2, Lips.VOICE)
    assert rhapsode("animate", file, "-o", later).code == 0
    assert later.read_bytes() == at_once.read_bytes()
