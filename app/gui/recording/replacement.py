"""Says that a new recording has taken an opened voice's place, and offers the way back."""

from PySide6.QtCore import QObject, Qt, Slot

from app.core.clip_edit import NO_EDIT
from app.gui.desk import Desk
from app.media.recordings.recording_file import Recording
from app.workers.status import Message, Subject, Tone
from app.workers.take import SoundInfo


class Replacement(QObject):
    """Remembers the voice that a new recording replaces while that recording is being loaded."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._recording: Recording | None = None
        self._before = ""
        # Queued: what is said of the recording itself comes first, and is kept.
        desk.session.sound_changed.connect(self._on_sound, Qt.ConnectionType.QueuedConnection)

    def expect(self, recording: Recording) -> None:
        """Remember the name of the present voice, and whether it has a trim or emotions; nothing without a voice."""
        session = self._desk.session
        if session.sound is None:
            return
        lost = ["trim"] if session.edit != NO_EDIT else []
        lost += ["emotions"] if session.direction.keys else []
        self._recording = recording
        self._before = session.sound.name + (f" with its {' and '.join(lost)}" if lost else "")

    @Slot(object)
    def _on_sound(self, sound: SoundInfo) -> None:
        recording, self._recording = self._recording, None
        if recording is None or sound.file != recording.path:
            return
        banner, tone = self._desk.banner, Tone.INFO
        text = f"{recording.name} is the voice now, in place of {self._before}."
        if banner.message and banner.message.tone is Tone.WARNING and banner.message.about is not Subject.PORTRAIT:
            text, tone = f"{banner.message.text} {text}", Tone.WARNING
        banner.tell(Message(tone, text, about=Subject.STEP))
        banner.offer("Undo", "Bring the former voice back (Ctrl+Z)", self._desk.session.undo)
