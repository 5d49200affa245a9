"""What is loaded and what is going on: the window's model."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from app.core.clip_edit import NO_EDIT, ClipEdit
from app.core.formats import FORMATS
from app.core.motion import FRAMES_PER_SECOND, frame_count
from app.core.settings import OutputSize, PerformanceSettings
from app.workers.jobs import JobDesk
from app.workers.loading import PortraitInfo, SoundInfo
from app.workers.room import EngineRoom
from app.workers.status import Activity, Message, Subject, Tone

UNDO_STEPS = 200


class SessionState(QObject):
    """The state that a window shows, and the signals that tell of its changes.

    jobs: the work that goes on. undo_stack: what the user changed.
    """

    picture_seen = Signal(object)  # PortraitSeen: a new picture, before its face has been found
    portrait_changed = Signal(object)  # PortraitInfo, or None when there is no portrait
    face_missing = Signal(object)  # Path or bytes of a picture in which no face was found
    sound_changed = Signal(object)  # SoundInfo
    sound_named = Signal(object)  # SoundInfo: the same sound, called something else
    settings_changed = Signal(object)  # PerformanceSettings
    edit_changed = Signal(object)  # ClipEdit: what of the voice is used
    part_changed = Signal()  # which part is played again and again
    frame_arrived = Signal(object)  # Frame
    position_changed = Signal(float)  # seconds
    activity_changed = Signal(object)  # Activity
    busy_changed = Signal(str)  # what the user waits for; empty when for nothing
    export_progressed = Signal(object)  # ExportProgress
    silence_changed = Signal(str)  # why nothing is heard; empty when it is
    told = Signal(object)  # Message
    noted = Signal(str)  # a remark that need not be read

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = JobDesk(room, self)
        self.jobs.activity_changed.connect(self._set_activity)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.portrait: PortraitInfo | None = None
        self.sound: SoundInfo | None = None
        self.settings = PerformanceSettings()
        self.edit = NO_EDIT
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
        """Length of the take, which is that of the part of the voice that is used; 0 without one."""
        return self.edit.kept_s(self.whole_s)

    @property
    def whole_s(self) -> float:
        """Length of the voice as it came; 0 without one."""
        return self.sound.duration_s if self.sound else 0.0

    @property
    def last_s(self) -> float:
        """Time of the take's last frame."""
        return max(0, frame_count(self.duration_s) - 1) / FRAMES_PER_SECOND

    @property
    def take_settings(self) -> PerformanceSettings:
        """The settings as the engine needs them: emotions by the time of the take instead of the whole sound."""
        return replace(self.settings, emotion=self.settings.emotion.shifted(-self.edit.start_s))

    @property
    def export_name(self) -> str:
        """A file name that says what the video is."""
        if not self.portrait or not self.sound:
            return f"performance{FORMATS[0].suffix}"
        picture = self.portrait.source.stem if self.portrait.source else "portrait"
        return f"{picture}-{self.sound.source.stem}{FORMATS[0].suffix}"

    def name_sound(self, source: Path, name: str) -> None:
        """The user calls this file something else; matters if it is the voice."""
        if self.sound and self.sound.source == source and self.sound.name != name:
            self.sound = replace(self.sound, name=name)
            self.sound_named.emit(self.sound)

    def tell(self, tone: Tone, text: str, about: Subject | None = None) -> None:
        """Say a sentence to the user. about: what it speaks of, if that can pass."""
        self.told.emit(Message(tone, text, about=about))

    def may_change(self, what: str) -> bool:
        """Whether something may be changed now; says why if not."""
        if self.activity is not Activity.EXPORTING:
            return True
        text = f"A video is being exported. Wait until it is done, or cancel it, to change the {what}."
        self.tell(Tone.INFO, text, Subject.EXPORT)
        return False

    def set_edit(self, edit: ClipEdit) -> None:
        """Use this part of the voice."""
        self.edit = edit
        self.edit_changed.emit(edit)

    def move_to(self, position_s: float) -> None:
        """Be at this moment of the take."""
        self.position_s = position_s
        self.position_changed.emit(position_s)

    def set_silence(self, reason: str) -> None:
        """Say why nothing is heard; empty when it is."""
        if reason != self._silence:
            self._silence = reason
            self.silence_changed.emit(reason)

    @Slot(object)
    def _set_activity(self, activity: Activity) -> None:
        if activity is not self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)
