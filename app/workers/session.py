"""The window's model: takes what the user wants, holds what is. It can be driven without a window."""

from pathlib import Path

from PySide6.QtCore import QObject

from app.core.emotion import Emotion
from app.core.project import PortraitSource
from app.workers.job import Job
from app.workers.parts.direction import Direction
from app.workers.parts.edits import Edits
from app.workers.parts.exports import Exports
from app.workers.parts.loads import Loads
from app.workers.parts.playback import Playback
from app.workers.room import EngineRoom
from app.workers.session_state import SessionState


class Session(SessionState):
    """Lives on the window's thread, and owns those that work and export. Its parts do the work."""

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(room, parent)
        self.loads = Loads(self)
        self.playback = Playback(self, self.loads)
        self.direction = Direction(self, self.playback.show_again)
        self.edits = Edits(self, self.playback)
        self.exports = Exports(self)

    def start(self) -> None:
        """Start the worker threads."""
        self.jobs.start()
        self.exports.start()

    def close(self) -> None:
        """Cancel everything and wait until the threads have ended."""
        self.jobs.cancel(Job)  # falls silent at once, while the export stops
        self.exports.close()
        self.jobs.close()

    @property
    def running(self) -> bool:
        """Whether the worker thread is alive."""
        return self.jobs.running

    @property
    def may_undo(self) -> bool:
        """Whether changes may be taken back now: not while one is still on its way."""
        return not self.loading

    def undo(self) -> None:
        """Take the last change back."""
        if self.may_undo:
            self.undo_stack.undo()

    def redo(self) -> None:
        """Make the change again that was taken back."""
        if self.may_undo:
            self.undo_stack.redo()

    # What is loaded

    def load_portrait(self, picture: Path | bytes) -> None:
        """Use a picture: a file, or the bytes of an encoded one that was pasted."""
        self.loads.load_portrait(picture)

    def choose_face(self, number: int) -> None:
        """Let another face of the portrait perform."""
        self.loads.choose_face(number)

    def prepare_portrait(self, source: PortraitSource) -> None:
        """Use a picture with faces that were placed by hand, or with more pictures of the person."""
        self.loads.prepare_portrait(source)

    def load_sound(self, path: Path, name: str = "") -> None:
        """Use a sound file. name: what the user calls it; the file's own name without one."""
        self.loads.load_sound(path, name)

    @property
    def loading(self) -> bool:
        """Whether a portrait or a voice is on its way."""
        return self.loads.loading

    # How it performs

    def set_head(self, head: float) -> None:
        """Strength of head movement, 0 to 1. Shows while playing, too."""
        self.direction.set("head", head)

    def set_seed(self, seed: int) -> None:
        """The take's seed. Shows while playing, too."""
        self.direction.set_seed(seed)

    def set_emotion(self, emotion: Emotion, intensity: float) -> None:
        """The emotion of the selected change, or of the beginning. Shows while playing, and at rest."""
        self.direction.set_emotion(emotion, intensity)

    # Playing

    def set_volume(self, volume: float) -> None:
        """Loudness of playing, 0 to 1. Exported sound keeps its own."""
        self.playback.set_volume(volume)

    def play(self) -> None:
        """Play on from the present position; as soon as everything is loaded, if something is on its way."""
        self.playback.play()

    def stop(self) -> None:
        """Stop playing, and stay at this position."""
        self.playback.stop()

    def replay(self) -> None:
        """Play from the start."""
        self.playback.replay()

    def seek(self, position_s: float) -> None:
        """Go to a moment: play on from there, or show its picture."""
        self.playback.seek(position_s)

    # Exporting

    @property
    def exporting(self) -> bool:
        """Whether a video is being written."""
        return self.exports.running

    def export(self, path: Path) -> None:
        """Write the take to a video file, replacing one that is there."""
        self.exports.export(path)

    def cancel_export(self) -> None:
        """Give the export up."""
        self.exports.cancel()
