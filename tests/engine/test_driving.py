"""A face that drives: the program's own film of a known movement is read back, and joined with a voice."""

from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.core.driving import Drive, FaceTrack, Lips
from app.core.errors import BadVideo
from app.core.face_basis import FaceBasis, load_face_basis
from app.core.frame import TimedPicture
from app.core.motion import CHANNEL_INDEX, Motion
from app.core.settings import PerformanceSettings
from app.core.video_size import FrameSize
from app.engine.driving import FaceState, LiveFace, driven, follow_face
from app.face.finder import FaceFinder
from app.face.networks import FaceNetworks
from app.face.prepare import prepare_face
from app.media.pictures.files import load_portrait
from app.model.render.renderer import PortraitRenderer
from tests.support.pictures import write_resized

FRAMES = 60
Pictures = list[NDArray[np.uint8]]


@pytest.fixture(scope="module")
def networks() -> FaceNetworks:
    return FaceNetworks()


@pytest.fixture(scope="module")
def basis() -> FaceBasis:
    return load_face_basis()


@pytest.fixture(scope="module")
def asked() -> Motion:
    """Still at first; then the head turns, the mouth opens twice and the eyes blink."""
    motion = Motion.still(FRAMES)
    moving = np.clip((np.arange(FRAMES) - 15) / (FRAMES - 15), 0, 1)
    motion.channel("yaw")[:] = 0.2 * np.sin(2 * np.pi * moving)
    motion.channel("roll")[:] = 0.1 * np.sin(4 * np.pi * moving)
    motion.channel("opening")[:] = 0.1 * (1 - np.cos(8 * np.pi * moving))
    motion.channel("blink_left")[30:34] = motion.channel("blink_right")[30:34] = [0.7, 1.0, 1.0, 0.5]
    return motion


@pytest.fixture(scope="module")
def film(
    asked: Motion, basis: FaceBasis, demo_portrait_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Pictures:
    small = write_resized(tmp_path_factory.mktemp("portrait") / "small.png", demo_portrait_path, 288, 360)
    portrait = load_portrait(small)
    face = prepare_face(portrait, FaceFinder().find(portrait)[0])
    size = FrameSize(portrait.width, portrait.height)
    renderer = PortraitRenderer(portrait, face, size, basis, torch.device("cpu"))
    return [frame for part in asked.chunks(6) for frame in renderer.render(part)]


def shown(film: Pictures, times_s: NDArray[np.float64]) -> Callable[[], Generator[TimedPicture]]:
    def pictures() -> Generator[TimedPicture]:
        for rgb, time_s in zip(film, times_s, strict=True):
            yield TimedPicture(rgb, float(time_s))

    return pictures


def read(pictures: Callable[[], Generator[TimedPicture]], networks: FaceNetworks, basis: FaceBasis) -> FaceTrack:
    return follow_face(networks, basis, pictures, "film.mp4", 0, None, lambda count: None)


def agreement(motion: Motion, asked: Motion, name: str) -> float:
    return float(np.corrcoef(motion.channel(name), asked.channel(name))[0, 1])


def test_movement_is_read_back(film: Pictures, asked: Motion, networks: FaceNetworks, basis: FaceBasis) -> None:
    track = read(shown(film, np.arange(FRAMES) / 25), networks, basis)
    assert len(track.motion) == FRAMES
    assert track.seen.min() == 1.0
    for name in ("yaw", "roll", "opening", "blink_left"):
        assert agreement(track.motion, asked, name) > 0.95, name
    assert track.motion.channel("yaw").max() == pytest.approx(0.2, abs=0.06)


def test_a_variable_frame_rate_keeps_its_times(
    film: Pictures, asked: Motion, networks: FaceNetworks, basis: FaceBasis
) -> None:
    """Frames at uneven times: the movement is where their time stamps say, not where their numbers do."""
    places = np.sort(np.random.default_rng(4).choice(FRAMES, 45, replace=False))
    places[0], places[-1] = 0, FRAMES - 1
    track = read(shown([film[place] for place in places], places / 25), networks, basis)
    assert abs(len(track.motion) - FRAMES) <= 1
    same = Motion(track.motion.coefficients[:FRAMES])
    assert agreement(same, Motion(asked.coefficients[: len(same)]), "yaw") > 0.95


def test_where_the_face_is_lost_the_voice_counts(film: Pictures, networks: FaceNetworks, basis: FaceBasis) -> None:
    wall = np.full_like(film[0], 128)
    frames = [*film[:20], *[wall] * 25, *film[:15]]
    track = read(shown(frames, np.arange(60) / 25), networks, basis)
    assert track.seen[:12].min() == 1.0
    assert track.seen[28:38].max() == 0.0
    assert track.seen[-5:].min() == 1.0
    voice = Motion.still(60)
    voice.channel("yaw")[:] = 1.0
    (motion,) = driven(iter([voice]), Drive(track), PerformanceSettings())
    assert motion.channel("yaw")[30:36] == pytest.approx(1.0)
    assert abs(motion.channel("yaw")[5]) < 0.1


def test_lips_may_be_the_voices() -> None:
    face, voice = Motion.still(30), Motion.still(30)
    face.channel("opening")[:], face.channel("yaw")[:] = 0.2, 0.1
    voice.channel("opening")[:], voice.channel("tongue_up")[:], voice.channel("breath")[:] = 0.05, 0.7, 0.4
    track = FaceTrack(face, np.ones(30, np.float32))
    for lips, opening in ((Lips.FACE, 0.2), (Lips.VOICE, 0.05)):
        motion = Motion.joined(list(driven(voice.chunks(7), Drive(track, lips), PerformanceSettings())))
        assert motion.channel("opening") == pytest.approx(opening)
        assert motion.channel("yaw") == pytest.approx(0.1)
        assert motion.channel("tongue_up") == pytest.approx(0.7)
        assert motion.channel("breath") == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("settings", "channel", "expected"),
    [
        (PerformanceSettings(head=1.0), "yaw", 0.2),
        (PerformanceSettings(head=0.0), "yaw", 0.0),
        (PerformanceSettings(blinks=0.5), "blink_left", 0.4),
        (PerformanceSettings(gaze=2.0), "gaze_x", 0.2),
        (PerformanceSettings(brows=0.0), "brow_raise", 0.0),
        (PerformanceSettings(mouth=1.5), "opening", 0.3),
        (PerformanceSettings(mouth=1.5, smoothing=1.0), "opening", 0.3),
    ],
)
def test_strengths_are_those_of_the_settings(settings: PerformanceSettings, channel: str, expected: float) -> None:
    face = Motion.still(30)
    for name, value in (("yaw", 0.1), ("blink_left", 0.8), ("gaze_x", 0.1), ("brow_raise", 0.1), ("opening", 0.2)):
        face.channel(name)[:] = value
    track = FaceTrack(face, np.ones(30, np.float32))
    (motion,) = driven(iter([Motion.still(30)]), Drive(track), settings)
    assert motion.channel(channel)[10:20] == pytest.approx(expected, abs=1e-3)


def test_a_face_that_ends_gives_way_to_the_voice() -> None:
    face, voice = Motion.still(30), Motion.still(60)
    face.channel("yaw")[:], voice.channel("yaw")[:] = 0.1, -0.1
    (motion,) = driven(iter([voice]), Drive(FaceTrack(face, np.ones(30, np.float32))), PerformanceSettings())
    yaw = motion.channel("yaw")
    assert yaw[29] == pytest.approx(0.1)
    assert yaw[45] == pytest.approx(-0.1)
    assert np.abs(np.diff(yaw)).max() < 0.03


def test_a_trimmed_voice_begins_later_in_the_face() -> None:
    face = Motion.still(50)
    face.channel("yaw")[:] = np.arange(50) / 500
    drive = Drive(FaceTrack(face, np.ones(50, np.float32)), first_frame=20)
    (motion,) = driven(iter([Motion.still(10)]), drive, PerformanceSettings())
    assert motion.channel("yaw") == pytest.approx(np.arange(20, 30) / 500, abs=1e-6)


def test_a_video_without_a_face_says_so(networks: FaceNetworks, basis: FaceBasis) -> None:
    wall = [np.full((120, 160, 3), 128, np.uint8)] * 3
    with pytest.raises(BadVideo, match=r"No face was found in film\.mp4"):
        read(shown(wall, np.arange(3) / 25), networks, basis)


def test_a_number_that_no_face_has_says_so(film: Pictures, networks: FaceNetworks, basis: FaceBasis) -> None:
    with pytest.raises(BadVideo, match="one face; there is no face number 2"):
        follow_face(networks, basis, shown(film[:3], np.arange(3) / 25), "film.mp4", 1, None, lambda count: None)


def test_live_a_face_is_calm_then_followed_then_lost_and_the_portrait_rests(
    film: Pictures, networks: FaceNetworks, basis: FaceBasis
) -> None:
    live = LiveFace(networks, basis, PerformanceSettings())
    wall = np.full_like(film[0], 128)
    frames = [wall, *[film[0]] * 26, *film[15:30], *[wall] * 25]
    seen = [live.see(TimedPicture(rgb, 100.0 + index / 25)) for index, rgb in enumerate(frames)]
    assert seen[0].state is FaceState.LOOKING
    assert seen[10].state is FaceState.CALMING
    assert not seen[10].motion.coefficients.any()
    assert seen[41].state is FaceState.FOLLOWING
    assert seen[41].motion.channel("yaw")[0] > 0.1
    assert seen[-1].state is FaceState.LOST
    assert np.abs(seen[-1].motion.coefficients).max() < 1e-3
    steps = np.abs(np.diff([frame.motion.coefficients[0, CHANNEL_INDEX["yaw"]] for frame in seen]))
    assert steps.max() < 0.08
    assert [frame.taken_at_s for frame in seen] == pytest.approx(100.0 + np.arange(len(frames)) / 25)
    live.calm_down()
    assert live.see(TimedPicture(film[0], 200.0)).state is FaceState.CALMING
