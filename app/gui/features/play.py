"""Plays the take: the stage, the transport and their keys."""

from collections.abc import Callable

from app.core.frame import Frame
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.look.images import to_qimage
from app.workers.status import Activity, Message, Tone


class PlayFeature(Feature):
    """Joins the stage and the transport to the session's playing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stop_recording: Callable[[], object] | None = None  # while one goes on
        session, transport, commands = self.session, desk.transport, desk.commands
        self.play = commands.add(Menu.PERFORMANCE, "&Play", "Space", self.play_or_stop, tip="Play, or pause")
        self.replay = commands.add(
            Menu.PERFORMANCE, "Play from the start", "Shift+Space", session.replay, tip="Play from the start"
        )
        self.loop = commands.add(
            Menu.PERFORMANCE,
            "&Repeat",
            "L",
            session.playback.set_looping,
            tip="Repeat the whole take, or the part chosen above the waveform",
            checkable=True,
        )
        commands.separate(Menu.PERFORMANCE)
        desk.stage.play_button.clicked.connect(self.play_or_stop)
        desk.stage.occupied_changed.connect(self._show_big_play)
        transport.play_pressed.connect(self.play_or_stop)
        transport.replay_pressed.connect(session.replay)
        transport.loop_pressed.connect(self.loop.trigger)
        session.loop_changed.connect(self._show_loop)
        self.loop.toggled.connect(transport.loop_button.setChecked)
        transport.volume_moved.connect(session.set_volume)
        session.frame_arrived.connect(self._show_frame)
        session.position_changed.connect(self._show_position)
        session.sound_changed.connect(self._show_length)
        session.edit_changed.connect(self._show_length)
        session.silence_changed.connect(self._show_silence)
        session.busy_changed.connect(desk.stage.set_busy)
        transport.set_volume(int(str(desk.settings.value("volume", 80))) / 100)

    def play_or_stop(self) -> None:
        """Play, or pause what plays; while a recording goes on, end that."""
        if self._stop_recording:
            self._stop_recording()
        elif self.session.activity is Activity.PLAYING:
            self.session.stop()
        else:
            self.session.play()

    def give_way(self, stop_recording: Callable[[], object] | None) -> None:
        """Play nothing while a recording goes on, for the microphone would hear it; None when it has ended."""
        self._stop_recording = stop_recording
        self.refresh()

    def refresh(self) -> None:
        """Enable playing also while something loads: it then begins once everything is loaded."""
        session, transport = self.session, self.desk.transport
        recording = self._stop_recording is not None
        may_play = (session.ready or session.loading) and not recording
        playing = session.activity is Activity.PLAYING
        word = "Stop recording" if recording else "Pause"
        transport.set_playing(playing or recording, word)
        transport.set_usable(may_play)
        transport.play_button.setEnabled(may_play or recording)
        self.play.setText(f"&{word}" if playing or recording else "&Play")
        self.play.setEnabled(may_play or recording)
        self.replay.setEnabled(may_play)
        self._show_big_play()

    def closing(self) -> None:
        """Store the volume."""
        self.desk.settings.setValue("volume", self.desk.transport.volume.value())

    def _show_frame(self, frame: Frame) -> None:
        self.desk.stage.set_image(to_qimage(frame.rgb))

    def _show_position(self, seconds: float) -> None:
        self.desk.transport.set_position(seconds)
        self._show_big_play()

    def _show_loop(self) -> None:
        self.loop.setChecked(self.session.playback.loop is not None)

    def _show_length(self) -> None:
        self.desk.transport.set_duration(self.session.duration_s)

    def _show_big_play(self) -> None:
        session = self.session
        at_rest = session.activity is Activity.IDLE and session.position_s == 0.0 and not self.desk.stage.occupied
        self.desk.stage.play_button.setVisible(at_rest and session.ready and not session.loading)

    def _show_silence(self, reason: str) -> None:
        self.desk.transport.set_silence(reason)
        if reason:
            self.desk.banner.tell(Message(Tone.INFO, reason))
