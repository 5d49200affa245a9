"""The time line below the stage: scrub, trim, fade, loop, and emotions on the way."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QScrollBar, QVBoxLayout

from app.core.clip_edit import ClipEdit
from app.core.emotion import EmotionKey
from app.core.motion import FRAMES_PER_SECOND
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.panel.panel import Page
from app.gui.timeline.view import ZOOM_STEP, TimelineView
from app.workers.playing import LoopRange
from app.workers.status import Activity
from app.workers.take import SoundInfo

SCROLL_STEPS_PER_S = 100


class TimelineFeature(Feature):
    """Joins the time line to the session."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = self.session
        self.view = TimelineView(desk.theme)
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.setAccessibleName("Scroll the time line")
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        frame = QFrame()
        frame.setObjectName("timelineFrame")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view)
        column.addWidget(self.bar)
        desk.under_stage.addWidget(frame)
        self.frame = frame
        self._join_view()
        self._add_commands()
        session.busy_changed.connect(self.view.set_busy)
        session.sound_changed.connect(self._show_sound)
        session.edit_changed.connect(self._show_edit)
        session.position_changed.connect(self._show_position)
        session.loop_changed.connect(self._show_part)
        session.settings_changed.connect(self._show_keys)
        session.direction.selected_changed.connect(self._show_keys)
        self._show_keys()

    def _join_view(self) -> None:
        session, view = self.session, self.view
        view.sought.connect(self._seek)
        view.scrub_ended.connect(session.playback.end_scrub)
        view.trimmed.connect(session.edits.trim)
        view.faded.connect(session.edits.fade)
        view.part_chosen.connect(self._choose_part)
        view.key_chosen.connect(self._choose_key)
        view.key_moved.connect(session.direction.move_key)
        view.key_wanted.connect(session.direction.add_key)
        view.scale_changed.connect(self._show_scale)
        self.bar.valueChanged.connect(self._scroll)

    def _add_commands(self) -> None:
        session, commands, menu = self.session, self.desk.commands, Menu.PERFORMANCE
        self._moves = [
            commands.add(menu, "Frame &back", "Left", lambda: session.playback.step(-1), tip="Go one frame back"),
            commands.add(menu, "Frame &on", "Right", lambda: session.playback.step(1), tip="Go one frame on"),
            commands.add(menu, "Second back", "Shift+Left", lambda: session.playback.step(-FRAMES_PER_SECOND)),
            commands.add(menu, "Second on", "Shift+Right", lambda: session.playback.step(FRAMES_PER_SECOND)),
            commands.add(menu, "To the &start", "Home", lambda: session.seek(0.0), tip="Go to the first frame"),
            commands.add(menu, "To the &end", "End", lambda: session.seek(session.last_s), tip="Go to the last frame"),
        ]
        self._moves += [
            commands.add(menu, "&Loop from here", "[", self._part_from, tip="The part that is repeated begins here"),
            commands.add(menu, "Loop up to here", "]", self._part_to, tip="The part that is repeated ends here"),
        ]
        self.clear_loop = commands.add(
            menu, "&Clear loop", (), lambda: session.playback.select(None), tip="Choose no part to be repeated"
        )
        commands.separate(menu)
        edit = Menu.EDIT
        self._changes = [
            commands.add(edit, "Voice begins &here", "I", self._begin_here, tip="Leave out what comes before"),
            commands.add(edit, "Voice ends here", "O", self._end_here, tip="Leave out what comes after"),
            commands.add(edit, "Fade in up to here", "Shift+I", self._fade_in, tip="Rise from silence until here"),
            commands.add(edit, "Fade out from here", "Shift+O", self._fade_out, tip="Fall to silence from here on"),
            commands.add(edit, "Use the &whole voice", (), session.edits.undo_all, tip="Undo all trims and fades"),
        ]
        commands.separate(edit)
        self._changes += [
            commands.add(
                edit, "&Add emotion here", "E", lambda: self.add_key(), tip="The face feels something else from here on"
            ),
            commands.add(edit, "&Move emotion here", "Shift+E", self._move_key, tip="The selected change comes here"),
        ]
        self.delete = commands.add(
            edit,
            "&Delete emotion",
            ("Del", "Backspace"),
            self._delete_key,
            tip="Take the selected change away",
        )
        view = Menu.VIEW
        commands.add(view, "Time line &closer", ("+", "="), lambda: self.view.zoom(ZOOM_STEP), tip="Ctrl and the wheel")
        commands.add(view, "Time line &farther", "-", lambda: self.view.zoom(1 / ZOOM_STEP), tip="Ctrl and the wheel")
        commands.add(view, "&Whole time line", "Shift+Z", lambda: self.view.zoom(1e-9), tip="Show the whole voice")
        commands.separate(view)

    def refresh(self) -> None:
        """Enable moving and editing while there is a take; while live, disable both and hide the time line."""
        free = self.session.activity is not Activity.LIVE
        usable = free and self.session.ready
        for action in (*self._moves, *self._changes):
            action.setEnabled(usable)
        self.delete.setEnabled(usable and self.session.direction.selected is not None)
        self.clear_loop.setEnabled(usable and self.session.playback.selection is not None)
        self.view.setEnabled(free)
        self.frame.setVisible(self.session.activity is not Activity.LIVE)  # there is no take to move in

    def add_key(self, time_s: float | None = None) -> None:
        """Add a change of emotion at a moment of the sound, else at the play head; show Direct, where it is edited."""
        self.session.direction.add_key(self._position_s if time_s is None else time_s)
        self.desk.panel.show_page(Page.DIRECT)

    @property
    def _position_s(self) -> float:
        """The play head, in seconds of the whole sound."""
        return self.session.position_s + self.session.edit.start_s

    def _seek(self, time_s: float) -> None:
        self.session.playback.scrub(time_s - self.session.edit.start_s)

    def _begin_here(self) -> None:
        edit = self.session.edit
        self.session.edits.trim(self._position_s, edit.stop_s)

    def _end_here(self) -> None:
        self.session.edits.trim(self.session.edit.start_s, self._position_s)

    def _fade_in(self) -> None:
        self.session.edits.fade(self.session.position_s, self.session.edit.fade_out_s)

    def _fade_out(self) -> None:
        self.session.edits.fade(self.session.edit.fade_in_s, self.session.duration_s - self.session.position_s)

    def _part_from(self) -> None:
        part = self.session.playback.selection
        stop_s = part.stop_s if part and part.stop_s > self._position_s else self.session.whole_s
        self.session.playback.select(LoopRange(self._position_s, stop_s))

    def _part_to(self) -> None:
        part = self.session.playback.selection
        start_s = part.start_s if part and part.start_s < self._position_s else self.session.edit.start_s
        self.session.playback.select(LoopRange(start_s, self._position_s))

    def _move_key(self) -> None:
        if self.session.direction.selected:
            self.session.direction.move_key(self.session.direction.selected, self._position_s)

    def _delete_key(self) -> None:
        if self.session.direction.selected:
            self.session.direction.delete_key(self.session.direction.selected)

    def _choose_part(self, part: tuple[float, float] | None) -> None:
        self.session.playback.select(LoopRange(*part) if part else None)

    def _choose_key(self, key: EmotionKey | None) -> None:
        self.session.direction.select(key if key in self.session.direction.keys else None)
        self.desk.panel.show_page(Page.DIRECT)

    def _scroll(self, value: int) -> None:
        self.view.set_scale(self.view.scale.scrolled_to(value / SCROLL_STEPS_PER_S))

    def _show_sound(self, sound: SoundInfo) -> None:
        self.view.set_sound(sound.peaks, sound.duration_s)
        self.session.playback.select(None)
        self._show_edit(self.session.edit)

    def _show_edit(self, edit: ClipEdit) -> None:
        self.view.set_edit(edit)
        self._show_position()

    def _show_position(self) -> None:
        self.view.set_position(self._position_s, follow=self.session.activity is Activity.PLAYING)

    def _show_part(self) -> None:
        selection = self.session.playback.selection
        self.view.set_part((selection.start_s, selection.stop_s) if selection else None)
        self.clear_loop.setEnabled(selection is not None)

    def _show_keys(self) -> None:
        direction = self.session.direction
        self.view.set_keys(direction.first, direction.keys, direction.selected)
        self.refresh_delete()

    def refresh_delete(self) -> None:
        """Allow deleting only while a change of emotion is selected."""
        self.delete.setEnabled(self.session.direction.selected is not None)

    def _show_scale(self) -> None:
        scale = self.view.scale
        rest_s = scale.whole_s - scale.shown_s
        with QSignalBlocker(self.bar):
            self.bar.setRange(0, round(rest_s * SCROLL_STEPS_PER_S))
            self.bar.setPageStep(max(1, round(scale.shown_s * SCROLL_STEPS_PER_S)))
            self.bar.setValue(round(scale.start_s * SCROLL_STEPS_PER_S))
        self.bar.setVisible(scale.zoom > 1.0)
