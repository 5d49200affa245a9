"""A picture that rests is drawn as sharp as the screen shows it; one that plays, as quickly as ever."""

import pytest
from hands import TIMEOUT_MS, drop
from PySide6.QtCore import Qt

from app.core.video_size import OutputSize
from app.workers.job import Job
from app.workers.sharpening import Sharpen
from app.workers.status import Activity
from tests.support.pictures import write_resized

WIDTH = 720


@pytest.fixture
def large(qtbot, window, tmp_path, demo_portrait_path, voice_file):
    """A portrait that is larger than the preview."""
    file = write_resized(tmp_path / "large.png", demo_portrait_path, WIDTH, 900)
    session = window.session
    with qtbot.waitSignals([session.portrait_changed, session.sound_changed], timeout=TIMEOUT_MS):
        drop(window, file, voice_file)
    qtbot.waitUntil(lambda: not session.loading and not session.jobs.busy, timeout=TIMEOUT_MS)
    return window


def frame(qtbot, session, width):
    return qtbot.waitSignal(
        session.frame_arrived, timeout=TIMEOUT_MS, check_params_cb=lambda shown: shown.rgb.shape[1] == width
    )


def test_a_filled_stage_and_a_pause_bring_the_sharp_picture_and_playing_the_quick_one(qtbot, large):
    session, stage = large.session, large.stage
    session.playback.set_looping(True)
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as sharp:
        qtbot.keyClick(large, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    shown = stage.picture_rect().width() * stage.devicePixelRatioF()
    assert 512 * 1.15 < shown
    assert sharp.args[0].rgb.shape[1] == pytest.approx(min(shown, WIDTH), abs=2)
    assert stage.image.width() == sharp.args[0].rgb.shape[1]
    width = stage.image.width()
    with frame(qtbot, session, 512):
        session.play()
    with frame(qtbot, session, width) as paused:
        session.stop()
    assert paused.args[0].index == round(session.position_s * 25)
    with frame(qtbot, session, 512):
        session.seek(1.0)
    with frame(qtbot, session, width) as sought:
        pass
    assert sought.args[0].index == 25
    assert session.activity is Activity.IDLE
    qtbot.wait(700)
    assert not session.jobs.busy  # it is drawn once


def test_no_sharper_than_the_video_and_not_where_the_screen_shows_no_more(qtbot, large):
    session = large.session
    qtbot.wait(700)
    assert large.stage.image.width() == 512  # the usual window shows it smaller than that
    session.set_size(OutputSize.P512)
    session.sharpness.set_shown(2000)
    qtbot.wait(700)
    assert large.stage.image.width() == 512
    session.set_size(None)
    with frame(qtbot, session, WIDTH):
        session.sharpness.set_shown(2001)


def test_another_video_size_sharpens_the_picture_that_rests_and_the_still_it_is_compared_with(qtbot, large):
    session, stage = large.session, large.stage
    session.set_size(OutputSize.P512)
    qtbot.keyClick(large, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(700)
    assert stage.image.width() == 512
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as sharp:
        session.set_size(None)
    width = sharp.args[0].rgb.shape[1]
    assert width > 1.15 * 512
    qtbot.keyPress(large, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: stage._still is not None and stage._still.width() == width, timeout=TIMEOUT_MS)
    qtbot.keyRelease(large, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: stage._still is None, timeout=TIMEOUT_MS)
    assert stage.image.width() == width


class Nothing(Job[None, None]):
    """Something else that the worker thread is asked for."""

    def run(self, room, report):
        pass


def test_everything_else_comes_first(qtbot, large):
    session, jobs = large.session, large.session.jobs
    with qtbot.waitSignal(
        jobs.ended, timeout=TIMEOUT_MS, check_params_cb=lambda job: isinstance(job, Sharpen)
    ) as ended:
        session.sharpness.set_shown(2000)
        qtbot.waitUntil(lambda: jobs.has(Sharpen), timeout=TIMEOUT_MS)
        with qtbot.waitSignal(jobs.ended, timeout=TIMEOUT_MS):
            jobs.submit(Nothing(), failed=pytest.fail)
    assert ended.args[0].is_cancelled
    assert large.stage.image.width() == 512
