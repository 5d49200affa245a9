"""The live performance as the window knows it: on or off, muted, its latency, and the sound that was spoken."""

from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.core.driving import Lips
from app.core.emotion import NO_EMOTION, Emotion, EmotionTrack
from app.core.frame import Frame
from app.core.settings import PerformanceSettings
from app.media.devices.microphone import Microphone
from app.media.sound.level import Level
from app.workers.job import ShowingJob
from app.workers.live.eye import OpenCamera, open_live_camera
from app.workers.live.figures import LatencyMeter, LiveFigures
from app.workers.live.job import Listening, LiveNews, Missing, OpenMicrophone, PlayLive
from app.workers.live.recent import RecentSound
from app.workers.session import Session
from app.workers.status import Activity, Subject, Tone

if TYPE_CHECKING:
    from app.engine.driving import FaceState

SHORTEST_RECORDING_S = 0.2


class LiveStudio(QObject):
    """Starts and ends live performances in a session. Lives on the window's thread.

    While another portrait or voice is loaded the performance pauses; it goes on with what was loaded. Any other job
    that shows frames ends it.
    """

    changed = Signal()  # on or off, muted, open, what can be kept
    frame_painted = Signal(object, float)  # FrameTimes, and when the window had painted it

    def __init__(
        self,
        session: Session,
        open_microphone: OpenMicrophone = Microphone,
        open_camera: OpenCamera = open_live_camera,
    ) -> None:
        super().__init__(session)
        self.on = False
        self.muted = False
        self.push_to_talk = False
        self.talking = False
        self.camera = False  # the face before it drives
        self.lips = Lips.FACE  # whose, then
        self.device: str | None = None  # a name from input_devices(), None for the system's choice
        self.microphone = ""  # name of the device in use
        self.recent = RecentSound()
        self.meter = LatencyMeter()
        self._session = session
        self.open_microphone, self.open_camera = open_microphone, open_camera
        self._job: PlayLive | None = None
        self._shown: Frame | None = None
        self.performing = False  # the first frame has been painted
        session.loads.settled.connect(self._go_on)
        session.settings_changed.connect(self._direct)
        session.direction.selected_changed.connect(self._direct)

    @property
    def possible(self) -> bool:
        """Whether there is a portrait that could perform now."""
        return self._session.portrait is not None and not self._session.exporting

    @property
    def open(self) -> bool:
        """Whether the microphone is let through: not muted, and with push-to-talk only while its key is held."""
        return not self.muted and (self.talking or not self.push_to_talk)

    @property
    def figures(self) -> LiveFigures | None:
        """Latency, frame rate and dropped frames; None while nothing is performed and before two frames were shown."""
        return self.meter.figures() if self._job else None

    @property
    def level(self) -> Level:
        """Level of the sound that is let through; the lowest while nothing is performed."""
        return self._job.level if self._job else Level()

    @property
    def face(self) -> "FaceState | None":
        """What is known of the face before the camera; None while no camera drives."""
        return self._job.face if self._job else None

    # What the user wants

    def start(self) -> None:
        """Begin a live performance, at once or when what is being loaded has come; forgets sound spoken before."""
        if self.on or not self.possible:
            return
        self.on = True
        self._session.stop()
        self.recent.forget()
        if not self._session.loading:
            self._perform()
        self.changed.emit()

    def stop(self) -> None:
        """End the live performance."""
        self.on = False
        self._session.jobs.cancel(PlayLive)
        self.changed.emit()

    def set_muted(self, muted: bool) -> None:
        """Mute or unmute the microphone; the performance goes on, and the portrait idles while muted."""
        self.muted = muted
        self._pass_on()

    def set_push_to_talk(self, push_to_talk: bool) -> None:
        """Let the microphone through only between `talk(True)` and `talk(False)`, or always."""
        self.push_to_talk = push_to_talk
        self._pass_on()

    def set_camera(self, camera: bool) -> None:
        """Let the face before the camera drive the portrait, or the voice alone."""
        self.camera = camera
        self._pass_on()

    def set_lips(self, lips: Lips) -> None:
        """Choose whose lips the portrait moves while a face drives it."""
        self.lips = lips
        self._pass_on()

    def talk(self, talking: bool) -> None:
        """Take note that the push-to-talk key was pressed or released."""
        self.talking = talking
        self._pass_on()

    @property
    def can_keep(self) -> bool:
        """Whether `kept` is long enough to become a recording; after the performance only if somebody spoke in it."""
        return self.recent.duration_s >= SHORTEST_RECORDING_S and (self.on or self.recent.holds_voice)

    def kept(self) -> tuple[NDArray[np.float32], int]:
        """The sound let through during the last five minutes: (n,) float32 samples in [-1, 1], and their rate in Hz."""
        return self.recent.copy(), self.recent.sample_rate_hz

    def painted(self) -> None:
        """Measure the frame that the window was given last, which it has just painted."""
        frame, self._shown = self._shown, None
        if frame is None or self._job is None:
            return
        times, now_s = self._job.times(frame), perf_counter()
        self.meter.add(times, now_s)
        self.frame_painted.emit(times, now_s)
        if not self.performing:
            self.performing = True
            self.changed.emit()

    @property
    def interruptions(self) -> int:
        """How often sound was lost since the performance began."""
        return self._job.interruptions if self._job else 0

    # How a performance runs and ends

    def _perform(self) -> None:
        session, portrait = self._session, self._session.portrait
        if portrait is None:
            return
        session.jobs.cancel(ShowingJob)
        self.performing = False
        job = PlayLive(portrait, self._settings, self.device, self.recent, self.open_microphone, self.open_camera)
        job.open, job.camera, job.lips = self.open, self.camera, self.lips
        self._job = job
        self.meter = LatencyMeter()
        session.jobs.show(
            job,
            Activity.LIVE,
            drawn=self._show,
            failed=partial(self._on_failed, job),
            cancelled=partial(self._on_cancelled, job),
            progressed=self._on_progress,
        )

    def _pass_on(self) -> None:
        if self._job:
            self._job.open, self._job.camera, self._job.lips = self.open, self.camera, self.lips
        self.changed.emit()

    @property
    def _settings(self) -> PerformanceSettings:
        """The session's settings with the emotion that the panel shows, constant: live there are no times of keys."""
        key = self._session.direction.edited
        track = NO_EMOTION if key.emotion is Emotion.NEUTRAL else EmotionTrack.constant(key.emotion, key.intensity)
        return replace(self._session.settings, emotion=track)

    @Slot()
    def _direct(self) -> None:
        if self._job:
            self._job.settings = self._settings

    def _show(self, frame: Frame) -> None:
        self._shown = frame
        self._session.frame_arrived.emit(frame)

    def _on_progress(self, value: LiveNews) -> None:
        if isinstance(value, Listening):
            self.microphone = value.name
            self.changed.emit()
        elif isinstance(value, Missing):
            self.camera = self.camera and not value.camera
            self._session.tell(Tone.WARNING if value.camera else Tone.INFO, value.reason, Subject.MICROPHONE)
            self.changed.emit()
        else:
            self._session.playback.note_shrunk()

    def _on_failed(self, job: PlayLive, sentence: str) -> None:
        self._session.tell(Tone.ERROR, sentence, Subject.MICROPHONE)
        if job is self._job:
            self._rest()

    def _on_cancelled(self, job: PlayLive) -> None:
        if job is not self._job:
            return  # another performance has begun since
        if self.on and self._session.loading:
            self._job = None  # until the load has ended; `_go_on` then resumes
            self.performing = False
            self.changed.emit()
        else:
            self._rest()

    @Slot()
    def _go_on(self) -> None:
        """Resume the performance when the last load has ended."""
        if self.on and self._job is None and not self._session.loading:
            self._perform()

    def _rest(self) -> None:
        self._job = None
        self._shown = None
        self.performing = False
        self.on = self.talking = False
        self.camera = False  # which no later performance opens unasked
        if self._session.activity is Activity.IDLE:
            self._session.playback.show_again()
        self.changed.emit()
