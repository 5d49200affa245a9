"""The window fits its screen, and on a small one everything in it can still be reached."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtWidgets import QMainWindow

from app.gui.fitting import LEAST, USUAL, ScreenFit
from app.gui.panel.panel import Page

LAPTOP_AT_200_PERCENT = QSize(640, 376)  # 1280 × 800, less a title bar


class Screen:
    """A screen of this size."""

    def __init__(self, width, height):
        self.size = QSize(width, height)

    def availableSize(self):
        return self.size


class Window(QMainWindow):
    """A window that opens on this screen."""

    def __init__(self, screen):
        super().__init__()
        self.opens_on = screen

    def screen(self):
        return self.opens_on


@pytest.mark.parametrize(("width", "height"), [(640, 400), (1280, 720), (1366, 768), (1920, 1080), (1024, 2000)])
def test_a_window_opens_no_larger_than_its_screen(qapp, width, height):
    window = Window(Screen(width, height))
    ScreenFit(window)
    assert window.width() == min(USUAL.width(), width)
    assert window.height() <= min(USUAL.height(), height - 1)  # the title bar needs room, too
    assert window.minimumWidth() == min(LEAST.width(), width)
    assert window.minimumHeight() <= min(LEAST.height(), height - 1)


@pytest.mark.parametrize("size", [LAPTOP_AT_200_PERCENT, LEAST])
@pytest.mark.parametrize("page", Page)
def test_in_a_small_window_everything_is_in_its_place(qtbot, loaded, page, size):
    loaded.setMinimumSize(size)
    loaded.resize(size)
    loaded.panel.show_page(page)
    qtbot.waitUntil(lambda: loaded.panel.area(page).isVisible())
    loaded.live.bar.push_to_talk.setChecked(True)
    for live in (False, True):
        loaded.live.bar.show_on(live)
        loaded.live.bar.setVisible(live)
        loaded.timeline.frame.setVisible(not live)
        qtbot.wait(20)
        assert loaded.size() == size
        below, bar, video = loaded.transport, loaded.live.bar, loaded.video.section
        transport = [below.play_button, below.replay_button, below.loop_button, loaded.live.toggle]
        transport += [below.mute_button, below.volume]
        talking = [bar.mute, bar.push_to_talk, bar.talk, bar.keep] if live else []
        places = [_place(loaded, widget) for widget in (*transport, *talking, video.size_box, video.export_button)]
        assert all(loaded.rect().contains(place) for place in places)
        assert not any(one.intersects(other) for one, other in combinations(places, 2))
        area = loaded.panel.area(page)
        assert area.widget().minimumSizeHint().width() <= area.viewport().width()


@pytest.mark.parametrize("size", [LAPTOP_AT_200_PERCENT, LEAST, USUAL])
def test_the_large_play_button_hides_no_face(loaded, size):
    loaded.setMinimumSize(size)
    loaded.resize(size)
    stage, button = loaded.stage, loaded.stage.play_button
    assert button.isVisible()
    assert stage.rect().contains(button.geometry())
    assert not any(QRectF(button.geometry()).intersects(face) for face in stage.face_rects())


def _place(window, widget):
    assert widget.isVisible()
    assert widget.width() >= min(widget.minimumSizeHint().width(), widget.minimumWidth() or 1)
    return QRect(widget.mapTo(window, QPoint()), widget.size())
