"""The main window: a frame with places, and the features that fill them."""

from PySide6.QtCore import QSettings
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.gui.commands import Commands
from app.gui.controls.transport import Transport
from app.gui.desk import Desk
from app.gui.dialogs.file_dialogs import FileDialogs
from app.gui.feature import Feature
from app.gui.features.context import ContextFeature
from app.gui.features.direct import DirectFeature
from app.gui.features.driver import DriverFeature
from app.gui.features.files import FilesFeature
from app.gui.features.messages import MessagesFeature
from app.gui.features.placing import PlacingFeature
from app.gui.features.play import PlayFeature
from app.gui.features.portrait import PortraitFeature
from app.gui.features.preview import PreviewFeature
from app.gui.features.program import ProgramFeature
from app.gui.features.project import ProjectFeature
from app.gui.features.timeline import TimelineFeature
from app.gui.features.undoing import UndoFeature
from app.gui.features.video import VideoFeature
from app.gui.features.voice import VoiceFeature
from app.gui.fitting import ScreenFit
from app.gui.focus import FocusKeeper, chain, stops
from app.gui.keys import Keys
from app.gui.live.feature import LiveFeature
from app.gui.look.theme import Theme
from app.gui.panel.panel import Panel
from app.gui.recording.feature import RecordingFeature
from app.gui.stage.banner import Banner
from app.gui.stage.banner_place import BannerPlace
from app.gui.stage.stage import Stage
from app.workers.session import Session


class MainWindow(QMainWindow):
    """Shows a session. Closing it ends the session."""

    def __init__(self, session: Session, settings: QSettings, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self._settings = settings
        self._asks = True  # before something is lost by closing
        self.setWindowTitle("Rhapsode")
        self._fit = ScreenFit(self)
        self.stage = Stage(theme)
        self.transport = Transport(theme)
        self.panel = Panel()
        self.banner = Banner(theme)
        self._banner_place = BannerPlace(self.banner, self.stage)
        self._keys = Keys(self)
        desk = Desk(
            window=self,
            session=session,
            settings=settings,
            theme=theme,
            stage=self.stage,
            under_stage=self._lay_out(),
            transport=self.transport,
            panel=self.panel,
            banner=self.banner,
            commands=Commands(self),
            keys=self._keys,
            dialogs=FileDialogs(settings, self),
        )
        self.messages = MessagesFeature(desk)
        self.files = FilesFeature(desk)
        self.project = ProjectFeature(desk, self.files)
        self.undoing = UndoFeature(desk)
        self.play = PlayFeature(desk)
        self.placing = PlacingFeature(desk, self.undoing)
        self.portrait = PortraitFeature(desk, self.files, self.placing)
        self.voice = VoiceFeature(desk, self.files)
        self.driver = DriverFeature(desk)
        self.recording = RecordingFeature(desk, self.play)
        self.live = LiveFeature(desk, self.recording.booth)
        self.direct = DirectFeature(desk)
        self.timeline = TimelineFeature(desk)
        self.video = VideoFeature(desk)
        self.preview = PreviewFeature(desk)
        self.context = ContextFeature(desk, self.play, self.files, self.placing, self.timeline, self.preview)
        self.program = ProgramFeature(desk)
        self._features: tuple[Feature, ...] = (
            self.messages,
            self.files,
            self.project,
            self.undoing,
            self.play,
            self.placing,
            self.portrait,
            self.voice,
            self.driver,
            self.recording,
            self.live,
            self.direct,
            self.timeline,
            self.video,
            self.preview,
            self.context,
            self.program,
        )
        for changed in (
            session.activity_changed,
            session.portrait_changed,
            session.sound_changed,
            session.driver_changed,
            session.busy_changed,
            session.exporting_changed,
        ):
            changed.connect(self._refresh)
        session.told.connect(self.banner.tell)
        self._focus = FocusKeeper(self, self.stage)
        self._restore()
        self._refresh()

    def _lay_out(self) -> QVBoxLayout:
        """Put the places together; returns the one under the stage."""
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        under_stage = QVBoxLayout()
        left.addWidget(self.stage, 1)
        left.addWidget(self._banner_place.strip)
        left.addLayout(under_stage)
        left.addWidget(self.transport)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.setCentralWidget(middle)
        self.banner.setParent(middle)
        return under_stage

    def _order_tabs(self) -> None:
        below, panel = self.transport, self.panel
        buttons = (below.play_button, below.replay_button, below.loop_button, self.live.toggle, below.mute_button)
        chain(self.stage.play_button, *buttons, below.volume, self.timeline.view, *stops(self.live.bar), *stops(panel))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus on; Qt calls this by Tab, and when the focused control was disabled or hidden."""
        self._order_tabs()  # buttons may have come since
        return self._focus.rescue() or super().focusNextPrevChild(forward)

    def _refresh(self) -> None:
        for feature in self._features:
            feature.refresh()

    def close_unasked(self) -> None:
        """Close for a signal that ends the program: nobody may be there to answer, and the session is kept."""
        self._asks = False
        self.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Keep to the screen on which the window comes up, and to others to which it is moved."""
        super().showEvent(event)
        self._fit.watch()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store the window's place and end the session, unless a feature must ask the user first."""
        if self._asks and not all(feature.may_close() for feature in self._features):
            event.ignore()
            return
        self._settings.setValue("window/geometry", self.saveGeometry())
        for feature in self._features:
            feature.closing()
        self._focus.end()
        self._keys.end()
        self.session.close()
        event.accept()

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
