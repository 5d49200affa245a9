"""Lets the user correct a face that the finder misplaced, or place one that it missed."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.core.frame import Frame
from app.core.project import PortraitSource
from app.gui.commands import Menu
from app.gui.desk import Desk
from app.gui.feature import Feature
from app.gui.features.undoing import UndoFeature
from app.gui.placing.editor import PlacingEditor
from app.workers.placing import Placing, PlacingStart, StartPlacing, TryFace
from app.workers.status import Activity


class PlacingFeature(Feature):
    """Opens the editor over the stage, and hands the placed face to the session."""

    opened = Signal()
    tried = Signal()  # a frame of the trial has been shown

    def __init__(self, desk: Desk, undoing: UndoFeature) -> None:
        super().__init__(desk)
        self._undoing = undoing
        self.editor: PlacingEditor | None = None
        self._hidden: list[QWidget] = []  # what makes room for the editor
        self._missing: Path | bytes | None = None  # the picture in which no face was found
        self.action = desk.commands.add(
            Menu.EDIT, "&Correct the face…", "Ctrl+F", self.open, tip="Drag the points of the face to where they belong"
        )
        # Queued: the sentence about the face comes first, and the offer belongs to it.
        self.session.face_missing.connect(self._offer_to_place, Qt.ConnectionType.QueuedConnection)
        self.session.face_doubted.connect(self._offer_to_correct, Qt.ConnectionType.QueuedConnection)
        self.session.portrait_changed.connect(self.close)
        self.session.picture_seen.connect(self.close)
        self.session.activity_changed.connect(self.close)
        self.session.exporting_changed.connect(self._try)  # behind what the export has to do on the worker thread

    def refresh(self) -> None:
        """Allow editing only while nothing plays or loads, else close the editor: the worker thread must be free."""
        free = self.session.activity is Activity.IDLE and not self.session.loading
        self.action.setEnabled(free and self.session.portrait is not None)
        if not free:
            self.close()

    def open(self) -> None:
        """Open the editor for the face that performs."""
        portrait = self.session.portrait
        if portrait and self.editor is None:
            self._fetch(StartPlacing(portrait.source, portrait))

    def open_missing(self) -> None:
        """Open the editor for the picture in which no face was found."""
        if self._missing is not None and self.editor is None:
            self.desk.banner.dismiss()
            self._fetch(StartPlacing(PortraitSource(self._missing)))

    def _fetch(self, job: StartPlacing) -> None:
        self.session.jobs.submit(job, done=self._on_fetched, failed=self.session.tell_failure)

    @Slot()
    def close(self) -> None:
        """Close the editor, if it is open, without using its face."""
        editor, self.editor = self.editor, None
        if editor is None:
            return
        self.session.jobs.cancel(TryFace)
        self._cover(None)
        editor.hide()
        editor.undo_stack.clear()  # while its steps are there, as in `Session.close`
        editor.deleteLater()

    def _cover(self, editor: PlacingEditor | None) -> None:
        """Leave the editor alone in the window, and let undo act on its steps; None reverses both."""
        around = (self.desk.panel, self.desk.transport, *self.desk.below())
        for part in around:
            part.setEnabled(editor is None)
        if editor is not None:
            self._hidden = [part for part in around if not part.isHidden()]
        for part in self._hidden:
            part.setVisible(editor is None)
        self.desk.commands.cover_take(editor is not None)
        self._undoing.act_on(editor.undo_stack if editor else None)

    @Slot(object)
    def _offer_to_place(self, picture: Path | bytes) -> None:
        self._missing = picture
        self.desk.banner.offer("Place the face", "Show where the face is, by hand", self.open_missing)

    @Slot()
    def _offer_to_correct(self) -> None:
        self.desk.banner.offer("Correct the face", self.action.toolTip(), self.open)

    def _on_fetched(self, start: PlacingStart) -> None:
        if self.session.activity is Activity.IDLE and not self.session.loading:
            self._show(Placing(start, self))

    def _show(self, placing: Placing) -> None:
        self.close()
        self.editor = PlacingEditor(placing, self.desk.theme, self.desk.stage)
        self.editor.rested.connect(self._try)
        self.editor.used.connect(self._use)
        self.editor.given_up.connect(self.close)
        self._cover(self.editor)
        self.editor.show()
        self.editor.canvas.setFocus()
        self.opened.emit()
        self._try()

    @Slot()
    def _try(self) -> None:
        if self.editor is None:
            return
        self.session.jobs.cancel(TryFace)
        face = self.editor.placing.face()
        if face is not None:
            trial = TryFace(self.editor.placing.start.portrait, face)
            show = partial(self._show_trial, self.editor)
            self.session.jobs.submit(trial, drawn=show, failed=self.session.tell_failure)

    def _show_trial(self, editor: PlacingEditor, frame: Frame) -> None:
        if editor is self.editor:
            editor.show_trial(frame)
            self.tried.emit()

    @Slot()
    def _use(self) -> None:
        if self.editor is not None and self.editor.use_button.isEnabled():
            source = self.editor.placing.placed()
            self.close()
            self.session.prepare_portrait(source)
