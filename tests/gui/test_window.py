"""The main road: drop a portrait and a voice, watch, stop, export; and what else a hand does on the way."""

from pathlib import Path

import av
import numpy as np
from hands import TIMEOUT_MS, drop, until_idle
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QSlider, QSpinBox

from app.bench.window import Heartbeat
from app.core.motion import frame_count
from app.gui.panel.panel import Page
from app.gui.window import MainWindow
from app.workers.status import Activity, Tone

ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts"
LEFT = Qt.MouseButton.LeftButton


def played_to(qtbot, session, seconds):
    return qtbot.waitSignal(
        session.position_changed, timeout=TIMEOUT_MS, check_params_cb=lambda position_s: position_s >= seconds
    )


def choose_file(window, file):
    """Type a name into the open dialog and accept it."""
    dialog = window.findChild(QFileDialog)
    dialog.selectFile(str(file))
    dialog.accept()


def test_drop_play_stop_and_export(qtbot, loaded, voice_file, tmp_path):
    session, frames = loaded.session, []
    session.frame_arrived.connect(frames.append)
    still = session.portrait.still.rgb.astype(int)

    with played_to(qtbot, session, 1.2):
        qtbot.mouseClick(loaded.transport.play_button, LEFT)
    assert session.activity is Activity.PLAYING
    indices = [frame.index for frame in frames]
    assert indices == sorted(set(indices))
    assert len(indices) >= 3  # a busy machine may drop many, and still has to show some
    assert max(int(np.abs(frame.rgb.astype(int) - still).max()) for frame in frames) > 40  # it moves
    ARTEFACTS.mkdir(exist_ok=True)
    assert loaded.grab().save(str(ARTEFACTS / "window-playing.png"))

    qtbot.keyClick(loaded, Qt.Key.Key_Space)
    until_idle(qtbot, session)
    assert 1.1 < session.position_s < session.duration_s

    video = tmp_path / "friend.mp4"
    qtbot.mouseClick(loaded.video.section.export_button, LEFT)
    assert loaded.findChild(QFileDialog).selectedFiles()[0].endswith("small portrait-two seconds.mp4")
    with qtbot.waitSignal(session.told, timeout=TIMEOUT_MS) as told:
        choose_file(loaded, video)
    assert told.args[0].tone is Tone.SUCCESS
    assert loaded.banner.isVisible()
    assert loaded.banner.open_button.isVisible()
    assert session.activity is Activity.IDLE
    with av.open(str(video)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert container.streams.audio[0].rate == 22_050
    assert len(pictures) == frame_count(session.duration_s)
    assert pictures[0].shape == (400, 320, 3)
    assert [file.name for file in tmp_path.iterdir() if ".part" in file.name] == []


def test_playing_to_the_end_comes_back_to_the_start(qtbot, loaded):
    session = loaded.session
    assert loaded.stage.play_button.isVisible()
    qtbot.mouseClick(loaded.stage.play_button, LEFT)
    until_idle(qtbot, session)
    assert session.position_s == 0.0
    assert loaded.stage.play_button.isVisible()


def test_play_pressed_while_loading_plays_as_soon_as_it_can(qtbot, window, portrait_file, voice_file):
    drop(window, portrait_file, voice_file)
    with played_to(qtbot, window.session, 0.2):
        qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.session.activity is Activity.PLAYING


def test_another_take_shows_while_playing(qtbot, loaded):
    session = loaded.session
    with played_to(qtbot, session, 0.3):
        session.play()
    before = session.settings.seed
    qtbot.mouseClick(loaded.direct.movement.dice, LEFT)
    loaded.direct.movement.head.setValue(100)
    assert session.settings.seed != before
    assert session.settings.head == 1.0
    with played_to(qtbot, session, 1.0):
        pass
    assert session.activity is Activity.PLAYING


def test_a_picture_is_pasted(qtbot, window, portrait_file):
    QGuiApplication.clipboard().setImage(QImage(str(portrait_file)))
    with qtbot.waitSignal(window.session.portrait_changed, timeout=TIMEOUT_MS) as changed:
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (changed.args[0].width, changed.args[0].height) == (320, 400)
    assert changed.args[0].file is None


def test_pasting_nothing_says_so(qtbot, window):
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "clipboard" in window.banner.text.text()


def test_a_click_on_another_face_chooses_it(qtbot, window, group_file):
    session, stage = window.session, window.stage
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS) as changed:
        drop(window, group_file)
    assert len(changed.args[0].faces) == 2
    assert changed.args[0].number == 0
    before = stage.grab().toImage()
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS) as chosen:
        qtbot.mouseClick(stage, LEFT, pos=stage.face_rect(1).center().toPoint())
        assert stage.grab().toImage() != before  # the outline answers at once
    assert chosen.args[0].number == 1
    with qtbot.waitSignal(session.portrait_changed, timeout=TIMEOUT_MS) as back:
        qtbot.mouseClick(window.portrait.section.next_button, LEFT)
    assert back.args[0].number == 0


def test_the_window_keeps_its_pace_while_it_plays(qtbot, loaded):
    heartbeat, session, gaps_ms = Heartbeat(), loaded.session, []
    for _ in range(3):  # another program may take the processor for a moment, but hardly three times
        session.replay()
        with played_to(qtbot, session, 0.4):
            pass
        heartbeat.start()
        with played_to(qtbot, session, 1.2):
            pass
        gaps_ms.append(heartbeat.stop())
    assert min(gaps_ms) <= 100, gaps_ms


def test_every_control_has_a_name_and_the_keyboard_reaches_it(loaded):
    kinds = (QAbstractButton, QSlider, QComboBox, QSpinBox)
    seen = set()
    for page in Page:
        loaded.panel.show_page(page)
        controls = [control for kind in kinds for control in loaded.findChildren(kind) if control.isVisible()]
        seen.update(controls)
        for control in controls:
            name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert name, control
            assert control.toolTip(), name
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    assert len(seen) >= 12


def test_space_presses_the_button_that_tab_has_reached(qtbot, loaded):
    dice, before = loaded.direct.movement.dice, loaded.session.settings.seed
    loaded.activateWindow()
    loaded.panel.show_page(Page.DIRECT)
    dice.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(dice, Qt.Key.Key_Space)
    assert loaded.session.settings.seed != before
    assert loaded.session.activity is Activity.IDLE


def test_the_window_remembers_its_place_and_loudness(qtbot, qapp, window, settings):
    window.resize(1000, 650)
    window.transport.volume.setValue(30)
    window.close()
    settings.sync()
    again = MainWindow(window.session, settings, window.stage._theme)
    assert (again.width(), again.height()) == (1000, 650)
    assert again.transport.volume.value() == 30
    again.close()
    again.deleteLater()
