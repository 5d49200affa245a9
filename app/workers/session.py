"""The window's model: takes the user's commands and holds the state. It can be driven without a window."""

from pathlib import Path

from PySide6.QtCore import QObject

from app.core.emotion import Emotion
from app.core.project import PortraitSource
from app.workers.job import Job
from app.workers.parts.direction import Direction
from app.workers.parts.drivers import Drivers
from app.workers.parts.edits import Edits
from app.workers.parts.exports import Exports
from app.workers.parts.loads import Loads
from app.workers.parts.playback import Playback
from app.workers.parts.projects import Projects
from app.workers.parts.sharpness import Sharpness
from app.workers.room import EngineRoom
from app.workers.session_state import SessionState


class Session(SessionState):
    """The session with its parts, which do the work.

    Lives on the window's thread, and owns the worker thread and the export's.
    """

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(room, parent)
        self.loads = Loads(self)
        self.playback = Playback(self, self.loads)
        self.sharpness = Sharpness(self)
        self.playback.rested.connect(self.sharpness.rest_on)
        self.direction = Direction(self, self.playback.show_again)
        self.edits = Edits(self, self.playback)
        self.drivers = Drivers(self, self.loads, self.playback.show_again)
        self.exports = Exports(self)
        self.projects = Projects(self, self.loads, self.drivers)

    def start(self) -> None:
        """Start the worker threads."""
        self.jobs.start()
        self.exports.start()
        self.projects.start()

    def close(self) -> None:
        """Cancel everything and wait until the threads have ended."""
        self.jobs.cancel(Job)  # stops the sound at once, while the export ends
        self.projects.close()
        self.exports.close()
        self.jobs.close()
        # Python might collect the steps before the stack, which would then destroy them once more.
        self.undo_stack.blockSignals(True)
        self.undo_stack.clear()

    @property
    def running(self) -> bool:
        """Whether the worker thread is alive."""
        return self.jobs.running

    @property
    def may_undo(self) -> bool:
        """Whether changes may be undone now: not while a portrait or a voice is being loaded."""
        return not self.loading

    def undo(self) -> None:
        """Undo the last change; ignored while something is being loaded."""
        if self.may_undo:
            self.undo_stack.undo()

    def redo(self) -> None:
        """Redo the change undone last; ignored while something is being loaded."""
        if self.may_undo:
            self.undo_stack.redo()

    # What is loaded

    def load_portrait(self, picture: Path | bytes) -> None:
        """Load a portrait from a file, or from the bytes of a pasted picture; its largest face performs."""
        self.loads.load_portrait(picture)

    def choose_face(self, number: int) -> None:
        """Let another face of the portrait perform. number: as in PortraitSource."""
        self.loads.choose_face(number)

    def prepare_portrait(self, source: PortraitSource) -> None:
        """Use a picture with faces that were placed by hand, or with more pictures of the person."""
        self.loads.prepare_portrait(source)

    def load_sound(self, path: Path, name: str = "") -> None:
        """Load a voice from a sound file. name: what the user calls it; the file's own name where empty."""
        self.loads.load_sound(path, name)

    @property
    def loading(self) -> bool:
        """Whether a portrait, a voice or a driving face is being loaded."""
        return self.loads.loading

    # How it performs

    def set_head(self, head: float) -> None:
        """Set the strength of head movement, 0 to 1. What is playing takes it on."""
        self.direction.set("head", head)

    def set_seed(self, seed: int) -> None:
        """Set the seed of the idle movement. What is playing takes it on."""
        self.direction.set_seed(seed)

    def set_emotion(self, emotion: Emotion, intensity: float) -> None:
        """Set the emotion of the selected change, or of the beginning. intensity: 0 to 1."""
        self.direction.set_emotion(emotion, intensity)

    # Playing

    def set_volume(self, volume: float) -> None:
        """Set the loudness of playing, 0 to 1; exported sound is not changed by it."""
        self.playback.set_volume(volume)

    def play(self) -> None:
        """Play from the play head on; while something is being loaded, as soon as that has ended."""
        self.playback.play()

    def stop(self) -> None:
        """Stop playing; the play head stays where it is."""
        self.playback.stop()

    def replay(self) -> None:
        """Play from the start."""
        self.playback.replay()

    def seek(self, position_s: float) -> None:
        """Move the play head, in seconds of the take: play on from there, or show its frame where nothing plays."""
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
        """Ask the export to stop; nothing of its file is kept."""
        self.exports.cancel()
