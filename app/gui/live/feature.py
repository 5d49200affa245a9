"""Live in the window: joins the studio with its toggle, its bar, its commands and the stage."""

from PySide6.QtCore import Qt, QTimer

from app.core.driving import Lips
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.live.bar import TALK_KEY, LiveBar
from app.gui.live.toggle import LiveToggle
from app.gui.recording.feature import DEVICE_KEY
from app.gui.words import length
from app.media.recordings.recording_file import Recording
from app.workers.live.studio import LiveStudio
from app.workers.recording.booth import RecordingBooth
from app.workers.status import Message, Tone

METERS_EVERY_MS = 66
FIGURES_EVERY = 8  # ticks of the meters' timer from one update of the delay to the next
# What is said of the face before the camera, by FaceState.value; the class itself would bring torch along.
_FACE = {
    "looking": "Looking for you…",
    "calming": "Hold still…",
    "following": "Following you",
    "lost": "Face lost",
}
PUSH_TO_TALK_KEY = "live/push_to_talk"


class LiveFeature(Feature):
    """Starts and ends live performances, shows their level and delay, and keeps what was said."""

    def __init__(self, desk: Desk, booth: RecordingBooth) -> None:
        super().__init__(desk)
        self.studio = LiveStudio(self.session)
        self.toggle, self.bar = LiveToggle(desk.theme), LiveBar(desk.theme)
        self._booth = booth
        self._kept: Recording | None = None  # becomes the voice when the performance has ended
        self._looks = 0
        self._looking = QTimer(self, interval=METERS_EVERY_MS)
        self._looking.timeout.connect(self._look)
        desk.transport.add(self.toggle)
        desk.under_stage.addWidget(self.bar)
        add = desk.commands.add
        self.command = add(
            Menu.PERFORMANCE,
            "&Live",
            "Ctrl+L",
            self.switch,
            tip="The microphone drives the portrait",
            checkable=True,
        )
        self.camera_command = add(
            Menu.PERFORMANCE,
            "&Camera",
            "Ctrl+Shift+L",
            self.switch_camera,
            tip="Your face before the camera drives the portrait live",
            checkable=True,
        )
        self.mute_command = add(
            Menu.PERFORMANCE, "&Mute the microphone", "Ctrl+M", self.bar.mute.toggle, tip="The portrait hears nothing"
        )
        self.keep_command = add(
            Menu.PERFORMANCE, "&Keep take", "Ctrl+K", self.keep, tip="Make a take of what was said live"
        )
        desk.commands.explain(f"Hold {TALK_KEY}", "Talk, with push to talk")
        desk.commands.separate(Menu.PERFORMANCE)
        self._join()
        self.studio.set_push_to_talk(desk.settings.value(PUSH_TO_TALK_KEY, False, type=bool) is True)

    def _join(self) -> None:
        studio, bar = self.studio, self.bar
        self.toggle.clicked.connect(self.switch)
        bar.camera_switched.connect(studio.set_camera)
        bar.voices_lips_switched.connect(self._choose_lips)
        bar.muted.connect(studio.set_muted)
        bar.push_to_talk_switched.connect(studio.set_push_to_talk)
        bar.talking.connect(studio.talk)
        bar.keep_pressed.connect(self.keep)
        bar.dismissed.connect(self._let_go)
        studio.changed.connect(self.refresh)
        self._booth.recorded.connect(self._on_recorded)
        self._booth.state_changed.connect(self.refresh)
        self.desk.stage.painted.connect(studio.painted)
        key = Qt.Key[f"Key_{TALK_KEY}"]
        self.desk.keys.hold(key, self._talk_while, alone=lambda: studio.on and studio.push_to_talk)

    def switch(self) -> None:
        """End the live performance, or start one if that is possible and nothing is being recorded."""
        studio = self.studio
        if studio.on:
            studio.stop()
        elif studio.possible and not self._booth.busy:
            self.desk.banner.dismiss()
            self._kept = None
            studio.device = str(self.desk.settings.value(DEVICE_KEY, "")) or None
            studio.start()
        self.refresh()

    def switch_camera(self) -> None:
        """Let the face before the camera drive the portrait, going live for it, or the voice alone again."""
        self.studio.set_camera(not self.studio.camera or not self.studio.on)
        if not self.studio.on:
            self.switch()
        self.refresh()

    def keep(self) -> None:
        """Make a recording of what was said, if anything was, and forget it here."""
        if self.studio.can_keep:
            self._booth.keep(*self.studio.kept())
            self.studio.recent.forget()
            self.refresh()

    def refresh(self) -> None:
        """Show what is on and what can be done now."""
        studio = self.studio
        usable = studio.on or (studio.possible and not self._booth.busy)
        self.toggle.setEnabled(usable)
        self.toggle.show_on(studio.on)
        self.command.setEnabled(usable)
        self.command.setChecked(studio.on)
        self.mute_command.setEnabled(studio.on)
        self.keep_command.setEnabled(studio.can_keep)
        self.bar.set_microphone(studio.microphone)
        self.camera_command.setEnabled(usable)
        self.camera_command.setChecked(studio.on and studio.camera)
        self.bar.set_switches(
            camera=studio.camera,
            voices_lips=studio.lips is Lips.VOICE,
            muted=studio.muted,
            push_to_talk=studio.push_to_talk,
        )
        self.bar.show_on(studio.on)
        self.bar.setVisible(studio.on or studio.can_keep)
        self._say_state()
        if studio.on and not self._looking.isActive():
            self._looking.start()
        elif not studio.on:
            self._looking.stop()
            self._use_kept()

    def closing(self) -> None:
        """Keep what was said and not kept yet as a recording, and store whether push-to-talk is on."""
        self._looking.stop()
        if self.studio.can_keep and self.studio.recent.holds_voice:
            self._booth.keep_at_the_end(*self.studio.kept())
        self.desk.settings.setValue(PUSH_TO_TALK_KEY, self.studio.push_to_talk)

    def _choose_lips(self, voices: bool) -> None:
        self.studio.set_lips(Lips.VOICE if voices else Lips.FACE)

    def _talk_while(self, held: bool) -> None:
        if held != self.studio.talking:
            self.studio.talk(held)

    def _look(self) -> None:
        studio = self.studio
        self.bar.set_level(studio.level)
        before = self.bar.state.accessibleName()
        self._say_state()
        if before != _FACE["lost"] == self.bar.state.accessibleName():
            self.session.noted.emit("Your face is out of sight. The portrait rests until it is seen again.")
        self._looks += 1
        if self._looks % FIGURES_EVERY == 0:
            self.bar.set_figures(studio.figures)
            self.bar.set_kept_length(studio.recent.duration_s)
            self.keep_command.setEnabled(studio.can_keep)

    def _say_state(self) -> None:
        studio = self.studio
        if not studio.on:
            text = "What you said live can still be kept."
        elif not studio.performing:
            text = "Getting ready…"
        elif studio.camera:
            text = _FACE[studio.face.value] if studio.face else "Opening…"
        elif studio.muted:
            text = "Muted"
        else:
            text = "Listening" if studio.open else "Paused"
        self.bar.set_state(text)
        self.bar.set_kept_length(studio.recent.duration_s)

    def _let_go(self) -> None:
        self.studio.recent.forget()
        self.refresh()

    def _on_recorded(self, recording: Recording) -> None:
        if self.studio.on:
            self._kept = recording
            kept = f"What you said is kept as {recording.name}, {length(recording.duration_s)}."
            text = f"{kept} It becomes the voice when Live ends."
            self.desk.banner.tell(Message(Tone.SUCCESS, text))

    def _use_kept(self) -> None:
        """Load what was kept as the voice once Live has ended; earlier, loading would interrupt the performance."""
        recording, self._kept = self._kept, None
        if recording:
            self.session.load_sound(recording.path, recording.name)
