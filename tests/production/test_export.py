"""The one export loop, on the real chain."""

import av
import numpy as np
import pytest
import torch

from app.core.errors import CannotWrite
from app.core.project import PortraitSource, Project, VideoOptions, VoiceSource
from app.core.settings import PerformanceSettings
from app.core.video_size import OutputSize, frame_size
from app.engine.animator import Animator
from app.media.pictures.files import load_portrait
from app.media.sound.load import load_clip
from app.production.export import Cast, export
from tests.support.pictures import write_resized


@pytest.fixture(scope="module")
def animator():
    return Animator.load(torch.device("cpu"))


@pytest.fixture(scope="module")
def project(tmp_path_factory, demo_portrait_path, demo_voice_path):
    """The demo, small."""
    file = write_resized(tmp_path_factory.mktemp("pictures") / "small.png", demo_portrait_path, 320, 400)
    return Project(PortraitSource(file), VoiceSource(demo_voice_path), PerformanceSettings(seed=5))


@pytest.fixture(scope="module")
def cast(project, animator):
    """Half a second of it."""
    portrait, whole = load_portrait(project.portrait.picture), load_clip(project.voice.file)
    half = type(whole)(whole.samples[16_000:24_000])
    face = animator.prepare(portrait)
    return Cast(portrait, (half,), lambda: [face])


def nothing(*_):
    pass


def made(project, cast, animator, path, **options):
    return export(
        project, cast, animator, path, **({"force": False, "check": nothing, "progressed": nothing} | options)
    )


def pictures(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_every_frame_is_told_of_and_written(project, cast, animator, tmp_path):
    told = []
    video = made(project, cast, animator, tmp_path / "a.mp4", progressed=lambda *far: told.append(far))
    assert told == [(done, 13) for done in range(1, 14)]
    assert video.frames == len(pictures(video.path)) == 13
    assert (video.size.width, video.size.height) == (320, 400)


@pytest.mark.parametrize(("rate", "frames"), [(24, 12), (30, 15), (50, 25), (60, 30)])
def test_another_frame_rate_lasts_as_long(project, cast, animator, tmp_path, rate, frames):
    wanted = Project(project.portrait, project.voice, project.settings, VideoOptions(OutputSize.P512, rate))
    video = made(wanted, cast, animator, tmp_path / "a.mp4")
    assert video.frames == frames
    with av.open(str(video.path)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == rate
        assert stream.frames == frames
        assert float(stream.duration * stream.time_base) == pytest.approx(0.5)
        assert container.duration == pytest.approx(500_000, abs=30_000)  # microseconds, sound included


def test_every_second_frame_at_fifty_is_one_at_twenty_five(project, cast, animator):
    def frames(rate):
        size = frame_size(cast.portrait.width, cast.portrait.height, None)
        _, drawn = animator.take(cast.portrait, cast.faces(), cast.clips, project.settings, size, rate)
        return [frame.rgb for frame in drawn]

    assert all(np.array_equal(*pair) for pair in zip(frames(25), frames(50)[::2], strict=True))


def test_a_file_that_is_there_is_said_before_a_face_is_looked_for(project, cast, animator, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"mine")

    def never():
        raise AssertionError("a face was asked for")

    with pytest.raises(CannotWrite, match="exists already"):
        made(project, Cast(cast.portrait, cast.clips, never), animator, path)
    assert path.read_bytes() == b"mine"


def test_who_gives_up_leaves_nothing(project, cast, animator, tmp_path):
    class GivenUp(Exception):
        pass

    seen = []

    def check():
        if len(seen) == 3:
            raise GivenUp

    with pytest.raises(GivenUp):
        made(project, cast, animator, tmp_path / "a.mp4", check=check, progressed=lambda *far: seen.append(far))
    assert list(tmp_path.iterdir()) == []
