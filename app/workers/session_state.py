"""What is loaded and what is going on: the window's model."""

from PySide6.QtCore import QObject, Signal

from app.core.settings import OutputSize, PerformanceSettings
from app.workers.loading import PortraitInfo, SoundInfo
from app.workers.status import Activity


class SessionState(QObject):
    """The state that a window shows, and the signals that tell of its changes."""

    picture_seen = Signal(object)  # PortraitSeen: a new picture, before its face has been found
    portrait_changed = Signal(object)  # PortraitInfo, or None when there is no portrait
    sound_changed = Signal(object)  # SoundInfo
    frame_arrived = Signal(object)  # Frame
    position_changed = Signal(float)  # seconds
    activity_changed = Signal(object)  # Activity
    busy_changed = Signal(str)  # what the user waits for; empty when for nothing
    export_progressed = Signal(object)  # ExportProgress
    silence_changed = Signal(str)  # why nothing is heard; empty when it is
    told = Signal(object)  # Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.portrait: PortraitInfo | None = None
        self.sound: SoundInfo | None = None
        self.settings = PerformanceSettings()
        self.size: OutputSize | None = None
        self.activity = Activity.IDLE
        self.position_s = 0.0
        self._silence = ""

    @property
    def ready(self) -> bool:
        """Whether there is a face and a voice to perform with."""
        return self.portrait is not None and self.sound is not None

    @property
    def duration_s(self) -> float:
        """Length of the voice; 0 without one."""
        return self.sound.duration_s if self.sound else 0.0

    @property
    def export_name(self) -> str:
        """A file name that says what the video is."""
        if not self.portrait or not self.sound:
            return "performance.mp4"
        picture = self.portrait.source.stem if self.portrait.source else "portrait"
        return f"{picture}-{self.sound.source.stem}.mp4"

    def _move_to(self, position_s: float) -> None:
        self.position_s = position_s
        self.position_changed.emit(position_s)

    def _set_activity(self, activity: Activity) -> None:
        if activity is not self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)

    def _set_silence(self, reason: str) -> None:
        if reason != self._silence:
            self._silence = reason
            self.silence_changed.emit(reason)
