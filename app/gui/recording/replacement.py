"""Says that a new take has taken an opened voice's place, and offers the way back."""

from PySide6.QtCore import QObject, Qt, Slot

from app.core.clip_edit import NO_EDIT
from app.gui.desk import Desk
from app.media.recordings.recording_file import Take
from app.workers.loading import SoundInfo
from app.workers.status import Message, Subject, Tone


class Replacement(QObject):
    """Knows what was the voice before a take that is on its way."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._take: Take | None = None
        self._before = ""
        # Queued: what is said of the take itself comes first, and is kept.
        desk.session.sound_changed.connect(self._on_sound, Qt.ConnectionType.QueuedConnection)

    def expect(self, take: Take) -> None:
        """Remember what there is before this take becomes the voice."""
        session = self._desk.session
        if session.sound is None:
            return
        lost = ["trim"] if session.edit != NO_EDIT else []
        lost += ["emotions"] if session.direction.keys else []
        self._take = take
        self._before = session.sound.name + (f" with its {' and '.join(lost)}" if lost else "")

    @Slot(object)
    def _on_sound(self, sound: SoundInfo) -> None:
        take, self._take = self._take, None
        if take is None or sound.source != take.path:
            return
        text, tone, banner = f"{take.name} is the voice now, in place of {self._before}.", Tone.INFO, self._desk.banner
        if banner.message and banner.message.tone is Tone.WARNING and banner.message.about is not Subject.PORTRAIT:
            text, tone = f"{banner.message.text} {text}", Tone.WARNING
        banner.tell(Message(tone, text, about=Subject.STEP))
        banner.offer("Undo", "Bring the former voice back (Ctrl+Z)", self._desk.session.undo)
