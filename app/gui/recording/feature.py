"""Recording in the window: joins the booth with its sections, the stage and the session."""

from pathlib import Path

from app.core.moved_file import where_now
from app.core.paths import recordings_folder
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.features.play import PlayFeature
from app.gui.panel.panel import Page
from app.gui.recording.countdown import Countdown, OnAir
from app.gui.recording.record_section import RecordSection
from app.gui.recording.recordings_section import RecordingsSection
from app.gui.recording.replacement import Replacement
from app.media.recordings.library import RecordingLibrary
from app.media.recordings.recording_file import Recording
from app.workers.recording.booth import BoothState, RecordingBooth
from app.workers.recording.capture import Capturing
from app.workers.recording.shelf import RecordingShelf
from app.workers.status import Activity, Subject
from app.workers.take import SoundInfo

DEVICE_KEY = "microphone/device"  # empty for the system's choice
FOLDER_KEY = "takes/folder"


class RecordingFeature(Feature):
    """Records with the microphone, lists the recordings, and makes one of them the voice."""

    def __init__(self, desk: Desk, play: PlayFeature) -> None:
        super().__init__(desk)
        self._play = play
        library = RecordingLibrary(Path(str(desk.settings.value(FOLDER_KEY, recordings_folder()))))
        self.booth = RecordingBooth(RecordingShelf(library, self.session.undo_stack, self), parent=self)
        self.record_section = RecordSection(desk.theme)
        self.recordings_section = RecordingsSection(desk.theme)
        self._replacement = Replacement(desk, self)
        self.countdown = Countdown(desk.stage)
        self.on_air = OnAir(desk.stage)
        desk.panel.add(Page.VOICE, self.record_section)
        desk.panel.add(Page.VOICE, self.recordings_section)
        self.command = desk.commands.add(
            Menu.PERFORMANCE, "&Record", "Ctrl+R", self.record_or_stop, tip="Record a voice with the microphone"
        )
        desk.commands.separate(Menu.PERFORMANCE)
        self._join_record()
        self._join_recordings()
        self._restore_device()
        self.booth.start()

    def _join_record(self) -> None:
        booth, section = self.booth, self.record_section
        section.pressed.connect(self.record_or_stop)
        section.shown.connect(booth.look_for_devices)
        section.devices.chosen.connect(self._choose_device)
        section.monitor.toggled.connect(booth.set_monitored)
        booth.devices_changed.connect(section.devices.set_devices)
        booth.monitor_changed.connect(section.set_monitored)
        booth.captured.connect(self._show_captured)
        booth.count_changed.connect(self.countdown.set_count)
        booth.state_changed.connect(self._show_state)
        booth.recorded.connect(self._use_new)
        booth.told.connect(self.desk.banner.tell)

    def _join_recordings(self) -> None:
        booth, section, shelf = self.booth, self.recordings_section, self.booth.shelf
        shelf.changed.connect(self._show_recordings)
        shelf.told.connect(self.desk.banner.tell)
        section.used.connect(self._use)
        section.heard.connect(self._hear)
        section.renamed.connect(shelf.rename)
        section.deleted.connect(shelf.delete)
        booth.heard_changed.connect(section.set_heard)
        self.session.sound_changed.connect(self._show_voice)
        self.session.sound_named.connect(self._show_voice)
        self.session.activity_changed.connect(self._fall_silent)

    def record_or_stop(self) -> None:
        """Record, or end the countdown or the recording."""
        if self.booth.busy:
            self.booth.stop()
        elif self.command.isEnabled():
            self.session.stop()
            self.desk.banner.dismiss()
            self.desk.panel.show_page(Page.VOICE)
            self.booth.record()

    def refresh(self) -> None:
        """Allow recording unless Live has the microphone or an export would disturb the recording."""
        hindrance = ""
        if self.session.activity is Activity.LIVE:
            hindrance = "Live has the microphone. End Live to record."
        elif self.session.exporting:
            hindrance = "A video is being exported. Record when it is done."
        free = not hindrance
        self.record_section.set_hindrance(hindrance)
        self.recordings_section.set_usable(free and not self.booth.busy)
        self.command.setEnabled(free or self.booth.busy)

    def closing(self) -> None:
        """End a recording that goes on, and keep it."""
        self.booth.close()

    def _choose_device(self, name: str) -> None:
        self.desk.banner.forget(Subject.MICROPHONE)
        self.booth.choose_device(name or None)
        self.desk.settings.setValue(DEVICE_KEY, name)

    def _restore_device(self) -> None:
        name = str(self.desk.settings.value(DEVICE_KEY, ""))
        self.record_section.devices.show_choice(name)
        self.booth.choose_device(name or None)

    def _hear(self, path: Path | None) -> None:
        if path is None:
            self.booth.stop_hearing()
            return
        self.session.stop()
        transport = self.desk.transport
        self.booth.volume = 0.0 if transport.mute_button.isChecked() else transport.volume.value() / 100
        self.booth.hear(path)

    def _fall_silent(self, activity: Activity) -> None:
        if activity is not Activity.IDLE:
            self.booth.stop_hearing()

    def _show_recordings(self, recordings: list[Recording]) -> None:
        self.recordings_section.set_recordings(recordings)
        for recording in recordings:
            self.session.name_sound(recording.path, recording.name)
        heard = self.booth.heard
        self.recordings_section.set_heard(where_now(heard) if heard else None)

    def _use_new(self, recording: Recording) -> None:
        self.recordings_section.choose(recording.path)
        self.desk.panel.scroll_to(Page.VOICE, self.recordings_section)
        if self.session.activity is not Activity.LIVE:  # which loading would interrupt
            self._replacement.expect(recording)
            self._use(recording.path)

    def _use(self, path: Path) -> None:
        recording = self.booth.shelf.find(path)
        if recording:
            self.session.load_sound(recording.path, recording.name)

    def _show_captured(self, captured: Capturing) -> None:
        self.record_section.set_captured(captured)
        if self.booth.state is BoothState.RECORDING:
            self.on_air.set_seconds(captured.seconds)

    def _show_state(self, state: BoothState) -> None:
        self.record_section.set_state(state)
        busy = state is not BoothState.IDLE
        self.desk.stage.set_occupied(busy)
        self._play.give_way(self.booth.stop if busy else None)
        self.command.setText("Stop &recording" if busy else "&Record")
        if state is not BoothState.RECORDING:
            self.on_air.set_seconds(None)
        self.refresh()

    def _show_voice(self, sound: SoundInfo) -> None:
        self.recordings_section.model.set_voice(sound.file)
