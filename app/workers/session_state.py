"""The state of a session: what is loaded, what was chosen, what is shown."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from app.core.clip_edit import ClipEdit
from app.core.formats import FORMATS
from app.core.motion import FRAMES_PER_SECOND, frame_count
from app.core.moved_file import where_now
from app.core.project import Project, VoiceSource
from app.core.settings import PerformanceSettings
from app.core.video_size import OutputSize
from app.workers.job_desk import JobDesk
from app.workers.room import EngineRoom
from app.workers.status import Activity, Message, Subject, Tone
from app.workers.take import DriverInfo, PortraitInfo, SoundInfo, Take

UNDO_STEPS = 200


class SessionState(QObject):
    """The state that a window shows, and the signals that tell of its changes.

    jobs: the worker thread. undo_stack: changes that can be undone. project: all that the user has chosen.
    portrait, sound, driver: what is loaded of the project. position_s: of the play head, in seconds of the take.
    """

    project_changed = Signal()  # anything that was chosen
    picture_seen = Signal(object)  # PortraitSeen: a new picture, before its face has been found
    portrait_changed = Signal(object)  # PortraitInfo, or None when there is no portrait
    face_missing = Signal(object)  # Path or bytes of a picture in which no face was found
    face_doubted = Signal()  # the face that performs may be none
    sound_changed = Signal(object)  # SoundInfo
    driver_changed = Signal(object)  # DriverInfo, or None where no face drives
    sound_named = Signal(object)  # SoundInfo: the same sound, with another name and file
    settings_changed = Signal(object)  # PerformanceSettings
    edit_changed = Signal(object)  # ClipEdit: trim and fades of the voice
    loop_changed = Signal()  # the range that playing repeats
    frame_arrived = Signal(object)  # Frame
    position_changed = Signal(float)  # seconds
    activity_changed = Signal(object)  # Activity
    busy_changed = Signal(str)  # the load that the user waits for, as a sentence; empty without one
    exporting_changed = Signal(bool)  # whether a video is being written
    export_progressed = Signal(object)  # ExportProgress
    silence_changed = Signal(str)  # why nothing is heard, as a sentence; empty while it is heard
    told = Signal(object)  # Message
    noted = Signal(str)  # a remark that need not be read

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.jobs = JobDesk(room, self)
        self.jobs.activity_changed.connect(self._set_activity)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.portrait: PortraitInfo | None = None
        self.sound: SoundInfo | None = None
        self.driver: DriverInfo | None = None
        self.project = Project()
        self.activity = Activity.IDLE
        self.position_s = 0.0
        self._silence = ""

    @property
    def device(self) -> str:
        """What the networks and the renderer run on, in words."""
        return self._room.device

    @property
    def ready(self) -> bool:
        """Whether there is a face and a voice to perform with."""
        return self.portrait is not None and self.sound is not None

    @property
    def duration_s(self) -> float:
        """Length of the take, that is of the used part of the voice; 0 without a voice."""
        return self.edit.kept_s(self.whole_s)

    @property
    def whole_s(self) -> float:
        """Length of the whole sound, without its edit; 0 without a voice."""
        return self.sound.duration_s if self.sound else 0.0

    @property
    def last_s(self) -> float:
        """Time of the take's last frame."""
        return max(0, frame_count(self.duration_s) - 1) / FRAMES_PER_SECOND

    @property
    def settings(self) -> PerformanceSettings:
        """The performance's settings, with times of emotions in seconds of the whole sound."""
        return self.project.settings

    @property
    def edit(self) -> ClipEdit:
        """Trim and fades of the voice."""
        return self.project.edit

    @property
    def take(self) -> Take | None:
        """The take as it stands now, for a job to draw; None without a portrait."""
        return Take(self.project, self.portrait, self.sound) if self.portrait else None

    @property
    def export_name(self) -> str:
        """A file name to suggest for the video: portrait-voice.suffix."""
        if not self.portrait or not self.sound:
            return f"performance{FORMATS[0].suffix}"
        picture = self.portrait.file.stem if self.portrait.file else "portrait"
        return f"{picture}-{self.sound.file.stem}{FORMATS[0].suffix}"

    def name_sound(self, file: Path, name: str) -> None:
        """Take note that the user calls the sound that is in this file now so; ignored unless it is the voice."""
        sound = self.sound
        if sound and where_now(sound.file) == file and (sound.file, sound.name) != (file, name):
            self.set_sound(replace(sound, file=file, name=name), self.edit)
            self.sound_named.emit(self.sound)

    def tell(self, tone: Tone, text: str, about: Subject | None = None) -> None:
        """Say a sentence to the user, by `told`. about: see `Message`."""
        self.told.emit(Message(tone, text, about=about))

    def tell_failure(self, sentence: str) -> None:
        """Say why something did not work."""
        self.tell(Tone.ERROR, sentence)

    def set_portrait(self, portrait: PortraitInfo) -> None:
        """Replace the portrait, in the project too; emits nothing."""
        self.portrait = portrait
        self._choose(portrait=portrait.source)

    def set_sound(self, sound: SoundInfo, edit: ClipEdit) -> None:
        """Replace the voice and its edit, in the project too; emits nothing."""
        self.sound = sound
        self._choose(voice=VoiceSource(sound.file, sound.name, edit))

    def set_driver(self, driver: DriverInfo | None) -> None:
        """Replace the face that drives, in the project too, and emit `driver_changed`."""
        self.driver = driver
        self._choose(driver=driver and driver.source)
        self.driver_changed.emit(driver)

    def set_settings(self, settings: PerformanceSettings) -> None:
        """Replace the settings in the project; emits nothing."""
        self._choose(settings=settings)

    def set_edit(self, edit: ClipEdit) -> None:
        """Replace the edit of the voice, and emit `edit_changed`."""
        if self.sound:
            self.set_sound(self.sound, edit)
        self.edit_changed.emit(edit)

    def set_size(self, size: OutputSize | None) -> None:
        """Set the size of exported videos; None for the portrait's own, up to a shorter side of 1080."""
        self._choose(video=replace(self.project.video, size=size))

    def set_rest(self, project: Project) -> None:
        """Take over what a project says beside its portrait, its voice and what belongs to that."""
        self._choose(video=project.video, other_voices=project.other_voices, others_idle=project.others_idle)

    def _choose(self, **chosen: Any) -> None:
        self.project = replace(self.project, **chosen)
        self.project_changed.emit()

    def move_to(self, position_s: float) -> None:
        """Move the play head, in seconds of the take, and emit `position_changed`."""
        self.position_s = position_s
        self.position_changed.emit(position_s)

    def set_silence(self, reason: str) -> None:
        """Set why nothing is heard, as a sentence; empty while the sound is heard."""
        if reason != self._silence:
            self._silence = reason
            self.silence_changed.emit(reason)

    @Slot(object)
    def _set_activity(self, activity: Activity) -> None:
        if activity is not self.activity:
            self.activity = activity
            self.activity_changed.emit(activity)
