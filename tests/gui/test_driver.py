"""A face in a video drives the portrait in the real window; the films are the program's own."""

import av
import cv2
import numpy as np
import pytest
from hands import TIMEOUT_MS, choose, drop, until_idle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.core.driving import Lips
from app.face.networks import FaceNetworks
from app.face.tracking import FaceTracker
from app.gui.panel.panel import Page
from app.workers.loading import FaceRead
from app.workers.status import Tone

LEFT = Qt.MouseButton.LeftButton


def answer(qtbot, window, text):
    """Press the button of the question that a dropped video brings."""
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)), timeout=TIMEOUT_MS)
    [box] = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    [button] = [button for button in box.buttons() if button.text().replace("&", "") == text]
    qtbot.mouseClick(button, LEFT)


def frames_of(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def write_film(path, frames):
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for rgb in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, "rgb24")))
        container.mux(stream.encode(None))
    return path


def yaws(path):
    """How far the nose is from the middle between the eyes in each frame, in distances of the eyes."""
    tracker = FaceTracker(FaceNetworks(), mirrored=True)
    faces = [face for rgb in frames_of(path) if (face := tracker.follow(rgb)) is not None]
    return np.array([(f[1, 0] - (f[33, 0] + f[263, 0]) / 2) / np.linalg.norm(f[33] - f[263]) for f in faces])


@pytest.fixture
def two_faces(tmp_path, driver_file):
    frames = []
    for large in frames_of(driver_file)[:6]:
        small = cv2.resize(large, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
        both = np.full((400, 560, 3), 170, np.uint8)
        both[:, :320], both[60 : 60 + small.shape[0], 330 : 330 + small.shape[1]] = large, small
        frames.append(both)
    return write_film(tmp_path / "two.mp4", frames)


@pytest.fixture
def driven(qtbot, loaded, driver_file):
    """A window in which the film's face drives, and the voice is another file."""
    drop(loaded, driver_file)
    with qtbot.waitSignal(loaded.session.driver_changed, timeout=TIMEOUT_MS):
        answer(qtbot, loaded, "Its face")
    qtbot.waitUntil(lambda: not loaded.session.loading, timeout=TIMEOUT_MS)
    return loaded


def test_its_voice_is_what_it_was(qtbot, loaded, driver_file):
    drop(loaded, driver_file)
    with qtbot.waitSignal(loaded.session.sound_changed, timeout=TIMEOUT_MS):
        answer(qtbot, loaded, "Its voice")
    assert loaded.session.sound.name == "driver.mp4"
    assert loaded.session.driver is None


def test_its_face_drives_and_the_voice_stays(qtbot, driven, voice_file, driver_file, tmp_path):
    session, section = driven.session, driven.driver.section
    driven.panel.show_page(Page.VOICE)
    assert session.sound.file == voice_file
    assert section.remove_button.isVisible()
    assert not section._faces.isVisible()  # there is but one
    output = tmp_path / "out.mp4"
    session.export(output)
    qtbot.waitUntil(output.exists, timeout=TIMEOUT_MS)
    until_idle(qtbot, session)
    assert np.corrcoef(yaws(output), yaws(driver_file))[0, 1] > 0.8


def test_seeking_and_playing_show_the_face_and_settings_do_not_read_it_again(qtbot, driven):
    session, read = driven.session, []
    session.drivers.read.connect(read.append)
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS, check_params_cb=lambda frame: frame.index == 25):
        session.seek(1.0)
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as strong:
        session.set_head(1.0)
    with qtbot.waitSignal(session.frame_arrived, timeout=TIMEOUT_MS) as calm:
        session.set_head(0.0)
    assert np.abs(strong.args[0].rgb.astype(int) - calm.args[0].rgb).mean() > 0.5
    session.play()
    until_idle(qtbot, session)
    assert read == []


def test_lips_can_be_the_voices_and_all_is_undone(qtbot, driven):
    session, section = driven.session, driven.driver.section
    driven.panel.show_page(Page.VOICE)
    section.lips_box.setFocus()
    choose(qtbot, section.lips_box, "Lips from the voice")
    assert session.project.driver.lips is Lips.VOICE
    session.undo()
    assert session.project.driver.lips is Lips.FACE
    assert section.lips_box.currentText() == "Lips from the face"
    qtbot.mouseClick(section.remove_button, LEFT)
    assert session.driver is None
    assert not section.remove_button.isVisible()
    with qtbot.waitSignal(session.driver_changed, timeout=TIMEOUT_MS):
        session.undo()
    assert session.project.driver.lips is Lips.FACE
    qtbot.waitUntil(lambda: session.may_undo, timeout=TIMEOUT_MS)
    session.undo()
    assert session.project.driver is None


def test_both_are_one_step(qtbot, loaded, driver_file, voice_file):
    session = loaded.session
    drop(loaded, driver_file)
    with qtbot.waitSignals([session.driver_changed, session.sound_changed], timeout=TIMEOUT_MS):
        answer(qtbot, loaded, "Both")
    assert (session.sound.file, session.driver.source.file) == (driver_file, driver_file)
    qtbot.waitUntil(lambda: session.may_undo, timeout=TIMEOUT_MS)
    with qtbot.waitSignals([session.driver_changed, session.sound_changed], timeout=TIMEOUT_MS):
        session.undo()
    assert (session.sound.file, session.driver) == (voice_file, None)


def test_without_a_voice_the_video_brings_its_own(qtbot, window, driver_file):
    session = window.session
    drop(window, driver_file)
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)), timeout=TIMEOUT_MS)
    [box] = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert sorted(button.text().replace("&", "") for button in box.buttons()) == ["Both", "Cancel", "Its voice"]
    with qtbot.waitSignals([session.driver_changed, session.sound_changed], timeout=TIMEOUT_MS):
        answer(qtbot, window, "Both")
    assert session.sound.duration_s == pytest.approx(session.driver.duration_s, abs=0.05)


def test_a_silent_video_needs_no_question_and_another_of_its_faces_can_be_chosen(qtbot, loaded, two_faces):
    session, section = loaded.session, loaded.driver.section
    loaded.panel.show_page(Page.VOICE)
    with qtbot.waitSignal(session.driver_changed, timeout=TIMEOUT_MS):
        drop(loaded, two_faces)
    assert section._which.text() == "Face 1 of 2"
    assert "ends 1.8 seconds before the voice does" in section._note.text()
    qtbot.waitUntil(section.next_button.isEnabled, timeout=TIMEOUT_MS)
    with qtbot.waitSignal(session.driver_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(section.next_button, LEFT)
    assert (section._which.text(), session.project.driver.number) == ("Face 2 of 2", 1)


def test_a_silent_video_without_any_voice_is_a_silent_take(qtbot, window, two_faces):
    session = window.session
    with qtbot.waitSignals([session.driver_changed, session.sound_changed], timeout=TIMEOUT_MS):
        drop(window, two_faces)
    assert session.sound.duration_s == pytest.approx(0.24)
    assert "two.mp4 holds no sound, so the video is silent." in window.banner.text.text()


def test_a_picture_dropped_with_a_video_is_the_portrait(qtbot, window, portrait_file, two_faces, tmp_path):
    session, output = window.session, tmp_path / "out.mp4"
    with qtbot.waitSignals([session.portrait_changed, session.driver_changed], timeout=TIMEOUT_MS):
        drop(window, portrait_file, two_faces)
    qtbot.waitUntil(lambda: session.ready and not session.loading, timeout=TIMEOUT_MS)
    session.export(output)
    qtbot.waitUntil(output.exists, timeout=TIMEOUT_MS)
    until_idle(qtbot, session)
    assert len(frames_of(output)) == 6


def test_the_kept_session_brings_its_driver_back(qtbot, driven, tmp_path):
    session, kept = driven.session, tmp_path / "session.rhapsode"
    session.projects.keep_session(kept)
    session.drivers.set_lips(Lips.VOICE)
    qtbot.waitUntil(kept.exists, timeout=TIMEOUT_MS)
    project = session.project
    session.drivers.take_away()
    with qtbot.waitSignal(session.driver_changed, timeout=TIMEOUT_MS, check_params_cb=lambda info: info is not None):
        session.projects.restore(kept, otherwise=lambda: None)
    qtbot.waitUntil(lambda: not session.loading, timeout=TIMEOUT_MS)
    assert session.project.driver == project.driver


def test_what_cannot_drive_is_said_and_what_drove_stays(qtbot, driven, tmp_path):
    wall = write_film(tmp_path / "wall.mp4", [np.full((120, 160, 3), 128, np.uint8)] * 3)
    drop(driven, wall)
    qtbot.waitUntil(lambda: driven.banner.message is not None, timeout=TIMEOUT_MS)
    assert driven.banner.message.tone is Tone.ERROR
    assert "No face was found in wall.mp4." in driven.banner.text.text()
    assert driven.session.driver is not None


def test_reading_is_cancelled_at_once(qtbot, loaded, driver_file, tmp_path):
    session, section = loaded.session, loaded.driver.section
    loaded.panel.show_page(Page.VOICE)
    long = write_film(tmp_path / "long.mp4", frames_of(driver_file) * 20)
    with qtbot.waitSignal(session.drivers.read, timeout=TIMEOUT_MS, check_params_cb=lambda read: read.done > 3) as read:
        drop(loaded, long)
    assert read.args[0].total == 1000
    assert section.bar.isVisible()
    qtbot.mouseClick(section.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not session.loading, timeout=2000)
    assert session.driver is None
    assert not section.bar.isVisible()
    assert loaded.banner.message is None


def test_a_project_brings_its_driver_back(qtbot, driven, tmp_path):
    session, file = driven.session, tmp_path / "take.rhapsode"
    session.drivers.set_lips(Lips.VOICE)
    with qtbot.waitSignal(session.noted, timeout=TIMEOUT_MS):
        session.projects.save(file)
    kept = session.project.driver
    session.drivers.take_away()
    assert session.projects.modified
    with qtbot.waitSignal(session.driver_changed, timeout=TIMEOUT_MS, check_params_cb=lambda info: info is not None):
        session.projects.open(file)
    qtbot.waitUntil(lambda: not session.loading and session.projects.coming is None, timeout=TIMEOUT_MS)
    assert session.project.driver == kept
    assert not session.projects.modified


def test_a_project_whose_voice_is_its_driver_opens(qtbot, window, portrait_file, two_faces, tmp_path):
    """As the command writes it: without a voice of its own, and here without any sound."""
    from app.core.project import DriverSource, PortraitSource, Project
    from app.media.projects.write import write_project

    file = tmp_path / "take.rhapsode"
    write_project(
        file, Project(PortraitSource(portrait_file), driver=DriverSource(two_faces)), collect=False, force=False
    )
    session = window.session
    with qtbot.waitSignals([session.portrait_changed, session.sound_changed], timeout=TIMEOUT_MS):
        drop(window, file)
    qtbot.waitUntil(lambda: not session.loading, timeout=TIMEOUT_MS)
    assert session.ready
    assert session.driver.source == DriverSource(two_faces)


def test_how_far_it_is_read_may_be_unknown(qtbot, window):
    section = window.driver.section
    section.set_reading(FaceRead(7, None))
    assert (section.bar.minimum(), section.bar.maximum()) == (0, 0)
