"""Turns what the user wants into jobs, and what becomes of them into state. It can be driven without a window."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.core.emotion import NO_EMOTION, Emotion, EmotionTrack
from app.core.frame import Frame
from app.core.motion import FRAMES_PER_SECOND
from app.core.settings import OutputSize, PerformanceSettings
from app.workers.exporting import Exported, ExportProgress, ExportTake
from app.workers.job import Job, PreviewJob
from app.workers.loading import ChooseFace, LoadPortrait, LoadSound, PortraitInfo, PortraitSeen, SoundInfo
from app.workers.playing import Hearing, PlayEnded, PlayTake, ShowFrame
from app.workers.room import EngineRoom
from app.workers.session_state import SessionState
from app.workers.status import Activity, Message, Tone
from app.workers.thread import WorkerThread

# A slider that is dragged sends many values; the face follows when it rests this long.
SETTINGS_REST_MS = 60


class Session(SessionState):
    """Takes the user's wishes. Lives on the window's thread, and owns the worker's."""

    _frame_waiting = Signal()  # emitted by mailboxes on the worker thread

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._volume = 0.8
        self._wants_play = False
        self._picture_shown = False  # the picture that is being loaded is on the screen already
        self._shown: PreviewJob | None = None  # the job whose frames are shown
        self._settled = QTimer(self, singleShot=True, interval=SETTINGS_REST_MS)
        self._settled.timeout.connect(self._apply_settings)
        self._thread = WorkerThread(room, self)
        self._thread.progressed.connect(self._on_progress)
        self._thread.finished.connect(self._on_finished)
        self._thread.failed.connect(self._on_failed)
        self._thread.cancelled.connect(self._on_cancelled)
        self._frame_waiting.connect(self._fetch_frame, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start the worker thread."""
        self._thread.start()

    def close(self) -> None:
        """Cancel everything and wait until the thread has ended."""
        self._thread.close()

    @property
    def running(self) -> bool:
        """Whether the worker thread is alive."""
        return self._thread.running

    # What is loaded

    def load_portrait(self, picture: Path | bytes) -> None:
        """Use a picture: a file, or the bytes of an encoded one that was pasted."""
        if self._may_change("portrait"):
            self._load(LoadPortrait(picture))

    def choose_face(self, number: int) -> None:
        """Let another face of the portrait perform."""
        if self.portrait and number != self.portrait.number and self._may_change("portrait"):
            self._load(ChooseFace(number))

    def load_sound(self, path: Path) -> None:
        """Use a sound file."""
        if self._may_change("voice"):
            self._load(LoadSound(path))

    @property
    def loading(self) -> bool:
        """Whether a portrait or a voice is on its way."""
        return self._thread.has(LoadPortrait, LoadSound, ChooseFace)

    # How it performs

    def set_head(self, head: float) -> None:
        """Strength of head movement, 0 to 1. Shows while playing, too."""
        self._change_settings(replace(self.settings, head=head))

    def set_seed(self, seed: int) -> None:
        """The take's seed. Shows while playing, too."""
        self._change_settings(replace(self.settings, seed=seed))

    def set_emotion(self, emotion: Emotion, intensity: float) -> None:
        """One emotion for the whole take, 0 to 1 strong. Shows while playing, and at rest."""
        track = NO_EMOTION if emotion is Emotion.NEUTRAL else EmotionTrack.constant(emotion, intensity)
        self._change_settings(replace(self.settings, emotion=track))

    def set_size(self, size: OutputSize | None) -> None:
        """The size of exported videos."""
        self.size = size

    def set_volume(self, volume: float) -> None:
        """Loudness of playing, 0 to 1. Exported sound keeps its own."""
        self._volume = volume
        if isinstance(self._shown, PlayTake):
            self._shown.volume = volume

    # Playing

    def play(self) -> None:
        """Play on from the present position; as soon as everything is loaded, if something is on its way."""
        if self.activity is Activity.EXPORTING:
            return
        if self.loading:
            self._wants_play = True
        elif self.ready:
            self._thread.cancel(PlayTake, ShowFrame)
            frame = round(self.position_s * FRAMES_PER_SECOND)
            job = PlayTake(self._frame_waiting.emit, self.settings, self._volume, frame)
            self._show(job, Activity.PLAYING)

    def stop(self) -> None:
        """Stop playing, and stay at this position."""
        self._wants_play = False
        self._thread.cancel(PlayTake)

    def replay(self) -> None:
        """Play from the start."""
        self._move_to(0.0)
        self.play()

    def seek(self, position_s: float) -> None:
        """Go to a moment: play on from there, or show its picture."""
        if not self.ready or self.activity is Activity.EXPORTING:
            return
        last_s = max(0.0, self.duration_s - 1 / FRAMES_PER_SECOND)
        self._move_to(min(max(position_s, 0.0), last_s))
        if self.activity is Activity.PLAYING:
            self.play()
        else:
            self._show_position()

    # Exporting

    def export(self, path: Path) -> None:
        """Write the take to a video file, replacing one that is there."""
        if self.ready and self.activity is not Activity.EXPORTING:
            self._thread.cancel(PlayTake, ShowFrame)
            self._show(ExportTake(self._frame_waiting.emit, self.settings, self.size, path), Activity.EXPORTING)

    def cancel_export(self) -> None:
        """Give the export up."""
        self._thread.cancel(ExportTake)

    # Jobs

    def _load(self, job: Job) -> None:
        """Start a load in place of an unfinished one of its kind; what plays stops."""
        self._thread.cancel(type(job), PlayTake, ShowFrame)
        self._thread.submit(job)
        self._tell_busy()

    def _show(self, job: PreviewJob, activity: Activity | None = None) -> None:
        self._shown = job
        self._thread.submit(job)
        if activity:
            self._set_activity(activity)

    @Slot(object, object)
    def _on_progress(self, job: Job, value: object) -> None:
        if isinstance(value, PortraitSeen):
            self._move_to(0.0)
            self.picture_seen.emit(value)
            self._picture_shown = True
            self._tell_busy()
        elif isinstance(value, Hearing):
            self._set_silence(value.silent_reason or "")
        elif isinstance(value, ExportProgress):
            self.export_progressed.emit(value)

    @Slot(object, object)
    def _on_finished(self, job: Job, result: object) -> None:
        self._end(job)
        if isinstance(result, PortraitInfo):
            self.portrait = result
            self.portrait_changed.emit(result)
            self._rest()
        elif isinstance(result, SoundInfo):
            self.sound = result
            self._rest()
            self.sound_changed.emit(result)
            if result.warnings:
                self.told.emit(Message(Tone.WARNING, " ".join(result.warnings)))
        elif isinstance(result, Exported):
            size = f"{result.size.width} × {result.size.height}"
            self.told.emit(Message(Tone.SUCCESS, f"Saved {result.path.name} ({size}).", result.path))
            self._rest()
        elif isinstance(result, PlayEnded) and self.activity is Activity.IDLE:
            self._rest()
        self._play_if_wanted()

    @Slot(object, str)
    def _on_failed(self, job: Job, sentence: str) -> None:
        self._end(job)
        if isinstance(job, LoadPortrait | LoadSound | ChooseFace):
            self._wants_play = False
            if self.portrait is None or isinstance(job, LoadPortrait):
                self.portrait_changed.emit(self.portrait)  # puts the former picture back
                self._show_rest()
        elif isinstance(job, ExportTake):
            self._rest()
        self.told.emit(Message(Tone.ERROR, sentence))

    @Slot(object)
    def _on_cancelled(self, job: Job) -> None:
        self._end(job)
        if isinstance(job, ExportTake):
            self.told.emit(Message(Tone.INFO, "The export was cancelled. No file was kept."))
            self._rest()
        self._play_if_wanted()

    def _end(self, job: Job) -> None:
        if isinstance(job, LoadPortrait):
            self._picture_shown = False
        self._tell_busy()
        if job is self._shown:
            self._shown = None
            self._set_activity(Activity.IDLE)

    # Small steps

    @Slot()
    def _fetch_frame(self) -> None:
        frame = self._shown.take_frame() if self._shown else None
        if isinstance(frame, Frame):
            self.frame_arrived.emit(frame)
            if not isinstance(self._shown, ShowFrame):
                self._move_to(frame.index / FRAMES_PER_SECOND)

    def _play_if_wanted(self) -> None:
        if self._wants_play and not self.loading:
            self._wants_play = False
            self.play()

    def _may_change(self, what: str) -> bool:
        if self.activity is not Activity.EXPORTING:
            return True
        text = f"A video is being exported. Wait until it is done, or cancel it, to change the {what}."
        self.told.emit(Message(Tone.INFO, text))
        return False

    def _change_settings(self, settings: PerformanceSettings) -> None:
        if settings != self.settings:
            self.settings = settings
            self._settled.start()

    @Slot()
    def _apply_settings(self) -> None:
        if isinstance(self._shown, PlayTake):
            self._shown.settings = self.settings
        elif self.activity is Activity.IDLE and self.position_s > 0.0 and self.ready:
            self._show_position()
        elif self.activity is Activity.IDLE:
            self._show_rest()

    def _show_position(self) -> None:
        self._thread.cancel(ShowFrame)
        index = round(self.position_s * FRAMES_PER_SECOND)
        self._show(ShowFrame(self._frame_waiting.emit, self.settings, index))

    def _rest(self) -> None:
        """Back to the start, with the portrait at rest."""
        self._move_to(0.0)
        self._show_rest()

    def _show_rest(self) -> None:
        if self._thread.has(LoadPortrait, ChooseFace):
            return  # the former portrait would cover the new one, whose turn comes when its face is ready
        self._thread.cancel(ShowFrame)
        if self.portrait and self.settings.emotion.keys:
            self._show(ShowFrame(self._frame_waiting.emit, self.settings, None))
        elif self.portrait:
            self.frame_arrived.emit(self.portrait.still)

    def _tell_busy(self) -> None:
        if self._thread.has(LoadPortrait) and not self._picture_shown:
            text = "Opening the picture…"
        elif self._thread.has(LoadPortrait, ChooseFace):
            text = "Getting the face ready…"
        else:
            text = "Opening the sound…" if self._thread.has(LoadSound) else ""
        self.busy_changed.emit(text)
