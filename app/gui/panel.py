"""The panel beside the stage: portrait, voice, performance, and the video pinned below them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.gui.performance_section import PerformanceSection
from app.gui.portrait_section import PortraitSection
from app.gui.theme import Theme
from app.gui.video_section import VideoSection
from app.gui.voice_section import VoiceSection

PANEL_WIDTH_PX = 312


class Panel(QFrame):
    """Holds the sections; on a low window the upper ones scroll and Export stays in sight."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(PANEL_WIDTH_PX)
        self.portrait = PortraitSection(theme)
        self.voice = VoiceSection(theme)
        self.performance = PerformanceSection(theme)
        self.video = VideoSection(theme)
        self.portrait.setProperty("first", True)
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for section in (self.portrait, self.voice, self.performance):
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.video)
