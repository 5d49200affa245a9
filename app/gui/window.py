"""The main window: puts the parts together and joins them to the session."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from app.core.frame import Frame
from app.gui.about import About
from app.gui.banner import Banner
from app.gui.commands import Commands
from app.gui.drops import Dropped, sort_files, sort_mime
from app.gui.file_dialogs import BOTH, PICTURES, SOUNDS, FileDialogs
from app.gui.images import to_qimage
from app.gui.panel import Panel
from app.gui.stage import Stage
from app.gui.theme import Theme
from app.gui.transport import Transport
from app.workers.loading import PortraitInfo, PortraitSeen, SoundInfo
from app.workers.session import Session
from app.workers.status import Activity, Message, Tone

BANNER_MAX_WIDTH_PX = 720


class MainWindow(QMainWindow):
    """Shows a session. Closing it ends the session."""

    def __init__(self, session: Session, settings: QSettings, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self._settings = settings
        self.setWindowTitle("Rhapsode")
        self.setMinimumSize(900, 600)
        self.resize(1180, 760)
        self.setAcceptDrops(True)
        self.stage = Stage(theme)
        self.transport = Transport(theme)
        self.panel = Panel(theme)
        self.banner = Banner(theme, self.stage)
        self.commands = Commands(self)
        self.dialogs = FileDialogs(settings, self)
        self._lay_out()
        self._join_session()
        self._join_controls()
        self._join_commands()
        self._restore()
        self._show_activity(session.activity)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.stage, 1)
        left.addWidget(self.transport)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.setCentralWidget(middle)
        self.stage.resized.connect(self._place_banner)
        self.banner.shown.connect(self._place_banner)

    def _join_session(self) -> None:
        session = self.session
        session.picture_seen.connect(self._show_picture)
        session.portrait_changed.connect(self._show_portrait)
        session.sound_changed.connect(self._show_sound)
        session.frame_arrived.connect(self._show_frame)
        session.position_changed.connect(self._show_position)
        session.activity_changed.connect(self._show_activity)
        session.busy_changed.connect(self._show_busy)
        session.export_progressed.connect(self.panel.video.set_progress)
        session.silence_changed.connect(self._show_silence)
        session.told.connect(self.banner.tell)

    def _join_controls(self) -> None:
        session, panel = self.session, self.panel
        self.stage.face_clicked.connect(session.choose_face)
        self.stage.play_button.clicked.connect(self.play_or_stop)
        self.transport.play_pressed.connect(self.play_or_stop)
        self.transport.replay_pressed.connect(session.replay)
        self.transport.sought.connect(session.seek)
        self.transport.volume_moved.connect(session.set_volume)
        panel.portrait.open_pressed.connect(self._ask_portrait)
        panel.portrait.paste_pressed.connect(self.paste)
        panel.portrait.face_chosen.connect(session.choose_face)
        panel.voice.open_pressed.connect(self._ask_voice)
        panel.performance.set_settings(session.settings)
        panel.performance.head_moved.connect(session.set_head)
        panel.performance.emotion_chosen.connect(session.set_emotion)
        panel.performance.seed_changed.connect(session.set_seed)
        panel.video.size_chosen.connect(session.set_size)
        panel.video.export_pressed.connect(self.ask_export)
        panel.video.cancel_pressed.connect(session.cancel_export)
        self.dialogs.opened.connect(self.open_file)
        self.dialogs.save_chosen.connect(session.export)

    def _join_commands(self) -> None:
        commands = self.commands
        commands.connect_to(commands.open, self._ask_any)
        commands.connect_to(commands.paste, self.paste)
        commands.connect_to(commands.export, self.ask_export)
        commands.connect_to(commands.quit, self.close)
        commands.connect_to(commands.play, self.play_or_stop)
        commands.connect_to(commands.replay, self.session.replay)
        commands.connect_to(commands.dice, self.panel.performance.throw_dice)
        commands.connect_to(commands.about, self._show_about)
        commands.connect_to(commands.dismiss, self.banner.dismiss)

    # What the user does

    def play_or_stop(self) -> None:
        """Play, or pause what plays."""
        if self.session.activity is Activity.PLAYING:
            self.session.stop()
        else:
            self.session.play()

    def open_file(self, path: Path) -> None:
        """Use a file as what it is."""
        self._use(sort_files([path]))

    def paste(self) -> None:
        """Use what is on the clipboard."""
        dropped = sort_mime(QGuiApplication.clipboard().mimeData())
        if dropped == Dropped():
            self.banner.tell(Message(Tone.INFO, "The clipboard holds no picture and no file. Copy one first."))
        self._use(dropped)

    def ask_export(self) -> None:
        """Ask for a file name, then export."""
        if self.panel.video.export_button.isEnabled() and self.session.activity is not Activity.EXPORTING:
            self.session.stop()
            self.dialogs.ask_save(self.session.export_name)

    def _ask_any(self) -> None:
        self.dialogs.ask_open("Open a portrait or a voice", (BOTH, PICTURES, SOUNDS))

    def _ask_portrait(self) -> None:
        self.dialogs.ask_open("Open a portrait", (PICTURES,))

    def _ask_voice(self) -> None:
        self.dialogs.ask_open("Open a voice", (SOUNDS,))

    def _show_about(self) -> None:
        about = About(self)
        about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about.show()

    def _use(self, dropped: Dropped) -> None:
        if dropped.sound:
            self.session.load_sound(dropped.sound)
        if dropped.picture:
            self.session.load_portrait(dropped.picture)
        if dropped.complaint:
            self.banner.tell(Message(Tone.ERROR, dropped.complaint))

    # What the session says

    def _show_picture(self, seen: PortraitSeen) -> None:
        self.stage.set_faces((), (1, 1), 0)
        self.stage.set_image(to_qimage(seen.rgb))
        self.panel.portrait.set_picture(seen)

    def _show_portrait(self, info: PortraitInfo | None) -> None:
        self.panel.portrait.set_portrait(info)
        self.panel.video.set_portrait(info)
        if info is None:
            self.stage.set_image(None)
        else:
            self.stage.set_image(to_qimage(info.still.rgb))
            self.stage.set_faces(info.faces, (info.width, info.height), info.number)
        self._show_usable()

    def _show_sound(self, info: SoundInfo) -> None:
        self.panel.voice.set_sound(info)
        self.transport.set_duration(info.duration_s)
        self._show_usable()

    def _show_frame(self, frame: Frame) -> None:
        self.stage.set_image(to_qimage(frame.rgb))

    def _show_position(self, seconds: float) -> None:
        self.transport.set_position(seconds)
        self.panel.voice.set_position(seconds)
        self._show_big_play()

    def _show_activity(self, activity: Activity) -> None:
        playing = activity is Activity.PLAYING
        self.transport.set_playing(playing)
        self.commands.play.setText("&Pause" if playing else "&Play")
        self.stage.show_faces(activity is Activity.IDLE)
        self.panel.video.set_exporting(activity is Activity.EXPORTING)
        self._show_usable()

    def _show_usable(self) -> None:
        """Enable what can be used now."""
        ready, free = self.session.ready, self.session.activity is not Activity.EXPORTING
        may_play = (ready or self.session.loading) and free
        self.transport.set_usable(may_play, ready and free)
        for section in (self.panel.portrait, self.panel.voice, self.panel.performance):
            section.set_usable(free)
        self.panel.video.set_usable(ready)
        commands = self.commands
        for actions, usable in (
            ((commands.play, commands.replay), may_play),
            ((commands.open, commands.paste, commands.dice), free),
            ((commands.export,), ready and free),
        ):
            for action in actions:
                action.setEnabled(usable)
        self._show_big_play()

    def _show_busy(self, text: str) -> None:
        self.stage.set_busy(text)
        self._show_usable()

    def _show_big_play(self) -> None:
        session = self.session
        at_rest = session.activity is Activity.IDLE and session.position_s == 0.0
        self.stage.play_button.setVisible(at_rest and session.ready and not session.loading)

    def _show_silence(self, reason: str) -> None:
        self.transport.set_silence(reason)
        if reason:
            self.banner.tell(Message(Tone.INFO, reason))

    # The window itself

    def _place_banner(self) -> None:
        width = min(self.stage.width() - 24, BANNER_MAX_WIDTH_PX)
        self.banner.setFixedWidth(width)
        height = max(self.banner.heightForWidth(width), self.banner.minimumSizeHint().height())
        self.banner.setGeometry((self.stage.width() - width) // 2, 12, width, height)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what a drop would do."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            dropped = sort_mime(event.mimeData())
            self.stage.set_drop_hint(dropped.hint or "This is neither a picture nor a sound")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what was dragged."""
        self.stage.set_drop_hint("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Use what was dropped."""
        self.stage.set_drop_hint("")
        event.acceptProposedAction()
        self._use(sort_mime(event.mimeData()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave Space to a button or list that the keyboard has reached; elsewhere it plays."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(watched, QAbstractButton | QComboBox)
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window, and end the session."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.setValue("volume", self.transport.volume.value())
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.session.close()
        event.accept()

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.transport.set_volume(int(str(self._settings.value("volume", 80))) / 100)
