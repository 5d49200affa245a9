"""The editor over the stage: the face's points, and a trial, in which the face with these points speaks and blinks."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent, QUndoStack
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.frame import Frame
from app.core.landmarks import Point
from app.gui.look.images import to_qimage
from app.gui.look.theme import Theme
from app.gui.panel.section import push_button
from app.gui.placing.canvas import PlacingCanvas
from app.gui.placing.handles import TURN
from app.gui.placing.marks import spoken
from app.workers.placing import Placing
from app.workers.undo import Change

# A point that is dragged moves many times; the trial follows when it rests this long.
_REST_MS = 120
# The trial's side in logical pixels, and as a share of the editor's shorter side.
LEAST_TRIAL_PX, MOST_TRIAL_PX, TRIAL_SHARE = 96, 184, 0.36
HINT, MORE_HINT = "Drag the points to where they belong.", "A ring moves a whole part of the face. The wheel enlarges."
_WIDE_PX = 960  # has room for all of the hint in one line beside the buttons


class PlacingEditor(QFrame):
    """Covers the stage until the face is used or the editing is given up."""

    rested = Signal()  # the points have come to rest: time for a new trial
    used = Signal()
    given_up = Signal()

    def __init__(self, placing: Placing, theme: Theme, stage: QWidget) -> None:
        super().__init__(stage)
        self.placing = placing
        self._stage = stage
        self.undo_stack = QUndoStack(self)
        self.setObjectName("placing")
        self.canvas = PlacingCanvas(placing, theme, self)
        self.canvas.wanted.connect(self._move)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.rested)
        placing.changed.connect(self._on_changed)
        self.trial = QLabel(self)
        self.trial.setObjectName("trial")
        self.trial.setAccessibleName("The face, speaking and blinking")
        self.trial.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.trial.setText("Trying it out…")
        self.again_button = push_button("Start over", "Put every point back where it was")
        self.again_button.clicked.connect(self._start_over)
        self.cancel_button = push_button("Cancel", "Leave the face as it was (Esc)")
        self.cancel_button.clicked.connect(self.given_up)
        self.use_button = push_button("Use this face", "Let the portrait perform with this face (Enter)")
        self.use_button.setObjectName("primary")
        self.use_button.clicked.connect(self.used)
        self._lay_out()
        stage.installEventFilter(self)
        self.canvas.installEventFilter(self)
        self.setGeometry(stage.rect())
        self._on_changed()

    def _lay_out(self) -> None:
        self.hint = QLabel(HINT)
        self.hint.setObjectName("muted")
        self.hint.setToolTip(f"{HINT} {MORE_HINT}")
        self.hint.setAccessibleDescription(MORE_HINT)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the buttons come first
        bar = QFrame()
        bar.setObjectName("placingBar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.hint, 1)
        for button in (self.again_button, self.cancel_button, self.use_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(bar)
        self.trial.raise_()

    def show_trial(self, frame: Frame) -> None:
        """Show a frame of the trial; its middle square fills the label."""
        image = to_qimage(frame.rgb)
        side = min(image.width(), image.height())
        square = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
        inside = self.trial.contentsRect().size() * self.devicePixelRatioF()
        pixels = QPixmap.fromImage(square).scaled(
            inside, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixels.setDevicePixelRatio(self.devicePixelRatioF())
        self.trial.setPixmap(pixels)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the stage covered, and handle Enter and Esc while the canvas has the focus."""
        if watched is self._stage and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._stage.rect())
        if watched is self._stage and event.type() is QEvent.Type.FocusIn:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # keys sent to the stage are for what covers it
        if isinstance(event, QKeyEvent) and watched is self.canvas:
            answer = self._answer(event)
            if answer and event.type() is QEvent.Type.ShortcutOverride:
                event.accept()  # keeps the window's own command from it; the key itself comes next
                return True
            if answer and event.type() is QEvent.Type.KeyPress:
                answer()
                return True
        return super().eventFilter(watched, event)

    def _answer(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What Enter or Esc does; None for other keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.used.emit
        return self.given_up.emit if event.key() == Qt.Key.Key_Escape else None

    def event(self, event: QEvent) -> bool:
        """Give up on Esc, also while a button has the focus."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.KeyPress:
                self.given_up.emit()
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the trial in the upper right corner, smaller in a small window, and the hint in one line."""
        self.hint.setText(f"{HINT} {MORE_HINT}" if self.width() >= _WIDE_PX else HINT)
        side = min(MOST_TRIAL_PX, max(LEAST_TRIAL_PX, round(TRIAL_SHARE * min(self.width(), self.height()))))
        self.trial.setFixedSize(side, side)
        self.trial.move(self.width() - self.trial.width() - 14, 14)

    @Slot(object, str)
    def _move(self, points: dict[str, Point], what: str) -> None:
        text = "Size and turn the face" if what == TURN else f"Move {spoken(what).lower()}"
        step = Change(text, self.placing.set_points, dict(self.placing.points), points, merge=what)
        self.undo_stack.push(step)

    @Slot()
    def _start_over(self) -> None:
        start = dict(self.placing.start.points)
        self.undo_stack.push(Change("Start over", self.placing.set_points, dict(self.placing.points), start))

    @Slot()
    def _on_changed(self) -> None:
        self.again_button.setEnabled(self.placing.moved)
        self.use_button.setEnabled(self.placing.moved or self.placing.start.base is None)
        self._rest.start()
