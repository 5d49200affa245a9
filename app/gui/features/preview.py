"""How the picture is viewed: its size, full screen, and compared with the still."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLabel, QWidget

from app.core.frame import Frame
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.look.images import to_qimage
from app.gui.stage.view_frame import View
from app.workers.status import Activity
from app.workers.take import PortraitInfo, PortraitSeen

COMPARE_KEY = Qt.Key.Key_C
NOTE_MS = 15_000
HELD_LABEL, TICKED_LABEL = "Still", "Still – press C to go back"
_VIEWS = (
    (View.FIT, "&Fit", "Ctrl+0", "Show the whole picture"),
    (View.ACTUAL, "&100 %", "Ctrl+1", "Show the portrait's pixels as they are; drag to see the rest"),
    (View.FILL, "F&ill", "Ctrl+2", "Let the picture fill its place; drag to see the rest"),
)


class PreviewFeature(Feature):
    """The View menu's commands for the stage, and the preview's size in the status bar."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        commands, menu = desk.commands, Menu.VIEW
        self._group = QActionGroup(self)
        self.views: dict[View, QAction] = {}
        for view, text, shortcut, tip in _VIEWS:
            action = commands.add(menu, text, shortcut, tip=tip, checkable=True)
            action.triggered.connect(lambda _checked, view=view: desk.stage.set_view(view))
            self._group.addAction(action)
            self.views[view] = action
        self.views[View.FIT].setChecked(True)
        commands.separate(menu)
        self.full_screen = commands.add(
            menu,
            "F&ull screen",
            ("F11", "F"),
            self._set_full_screen,
            tip="Nothing but the picture; Esc ends it",
            checkable=True,
        )
        self.compare = commands.add(
            menu,
            "&Compare with the still\tHold C",
            slot=self._set_compared,
            tip="Show the portrait as it was opened, on top of the performance; C ends it",
            checkable=True,
        )
        commands.separate(menu)
        commands.add(None, "Leave full screen, dismiss the message, or clear the loop", "Esc", self._escape)
        desk.stage.double_clicked.connect(self.full_screen.trigger)
        self._said = QLabel()
        desk.window.statusBar().setSizeGripEnabled(False)
        desk.window.statusBar().addPermanentWidget(self._said)
        self._hidden: list[QWidget] = []
        self.session.picture_seen.connect(self._forget_portrait)
        self.session.portrait_changed.connect(self._show_portrait)
        self.session.frame_arrived.connect(self._show_size)
        self.session.noted.connect(self._note)
        self.session.activity_changed.connect(self._forget_note)
        desk.stage.arranged.connect(self._tell_shown)
        desk.keys.hold(COMPARE_KEY, self._compare_while)
        commands.explain("Hold C", "Compare with the still")

    def refresh(self) -> None:
        """Allow comparing only while there is a portrait."""
        self.compare.setEnabled(self.session.portrait is not None)

    def _compare_while(self, held: bool) -> None:
        if held or self.desk.stage.still_label == HELD_LABEL:
            self._set_compared(held, HELD_LABEL)

    def _set_compared(self, compared: bool, label: str = TICKED_LABEL) -> None:
        portrait = self.session.portrait
        self.compare.setChecked(compared and portrait is not None)
        if compared and portrait:
            self.desk.stage.set_still(to_qimage(portrait.still.rgb), label)
            self.session.sharpness.sharpen_still(portrait, self._show_sharp_still)
        else:
            self.desk.stage.set_still(None)

    def _show_sharp_still(self, still: Frame) -> None:
        """Beside a sharp picture that rests, a soft still would look like another one."""
        if self.compare.isChecked():
            self.desk.stage.set_still(to_qimage(still.rgb), self.desk.stage.still_label)

    def _set_full_screen(self, full: bool) -> None:
        """Hide everything but the picture, or show again what was hidden."""
        window = self.desk.window
        if full:
            around = (self.desk.panel, self.desk.transport, window.menuBar(), window.statusBar(), *self.desk.below())
            self._hidden = [widget for widget in around if not widget.isHidden()]
            for widget in self._hidden:
                widget.hide()
            window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        else:
            for widget in self._hidden:
                widget.show()
            self._hidden = []
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)

    def _escape(self) -> None:
        if self.full_screen.isChecked():
            self.full_screen.trigger()
        elif self.compare.isChecked():
            self._set_compared(False)
        elif self.desk.banner.message is not None:
            self.desk.banner.dismiss()
        else:
            self.session.playback.select(None)

    def _forget_portrait(self, _seen: PortraitSeen) -> None:
        self._set_compared(False)
        self._said.clear()

    def _show_portrait(self, info: PortraitInfo | None) -> None:
        self._set_compared(False)
        if info is not None:
            self._show_size(info.still)

    def _note(self, text: str) -> None:
        self.desk.window.statusBar().showMessage(text, NOTE_MS)

    def _forget_note(self, activity: Activity) -> None:
        """Remarks are about what plays."""
        if activity is Activity.IDLE:
            self.desk.window.statusBar().clearMessage()

    def _tell_shown(self) -> None:
        """A picture that rests is drawn as sharp as the screen shows it."""
        stage = self.desk.stage
        size = stage.picture_rect().size() * stage.devicePixelRatioF()
        self.session.sharpness.set_shown(round(min(size.width(), size.height())))

    def _show_size(self, frame: Frame) -> None:
        """Show in the status bar how many pixels the preview has; the video has its own size."""
        height, width = frame.rgb.shape[:2]
        self._said.setText(f"Preview {width} × {height}")
