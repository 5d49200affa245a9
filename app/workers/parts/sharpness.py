"""Sharpens a picture that rests: what plays is drawn small enough to keep up, which a large or fine screen shows."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.core.frame import Frame
from app.core.project import Project
from app.core.video_size import frame_size
from app.workers.playing import Moment
from app.workers.session_state import SessionState
from app.workers.sharpening import Sharpen
from app.workers.status import Activity
from app.workers.take import PortraitInfo, Take
from app.workers.thread import ignore

REST_MS = 300  # a picture that stays so long will be looked at
WORTH_IT = 1.15  # sharper by less than this nobody sees


class Sharpness(QObject):
    """Draws the moment on the screen anew, up to the size that the screen shows and the video will have.

    The window tells what is shown. Everything else that the worker thread is asked for comes first.
    """

    def __init__(self, state: SessionState) -> None:
        super().__init__(state)
        self._state = state
        self._shown_px = 0
        self._moment: Moment | None = None  # what is on the screen; None while it is not known, or moves
        self._drawn_px = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._sharpen)
        state.frame_arrived.connect(self._forget)
        state.project_changed.connect(self._rest_again)  # the video may have another size

    def set_shown(self, short_side_px: int) -> None:
        """Set the shorter side, in pixels of the screen, at which the picture is shown."""
        if short_side_px != self._shown_px:
            self._shown_px = short_side_px
            self._rest.start()

    def rest_on(self, moment: Moment) -> None:
        """Take note that this moment was the last to be drawn, and that nothing follows it."""
        self._moment = moment
        self._rest.start()

    def sharpen_still(self, portrait: PortraitInfo, show: Callable[[Frame], None]) -> None:
        """Draw the still as sharp as a moment that rests; `show` is called where that is worth it."""
        state, wanted = self._state, self._wanted(portrait)
        if state.activity is Activity.IDLE and wanted > WORTH_IT * min(portrait.still.rgb.shape[:2]):
            still = Moment(Take(Project(), portrait, None), None)
            state.jobs.submit(Sharpen(still, wanted), drawn=show, failed=ignore)

    def _rest_again(self) -> None:
        if self._moment is not None:
            self._rest.start()

    def _forget(self, frame: Frame) -> None:
        self._moment, self._drawn_px = None, min(frame.rgb.shape[:2])
        self._rest.stop()
        self._state.jobs.cancel(Sharpen)

    def _sharpen(self) -> None:
        moment, state = self._moment, self._state
        if moment is None or state.activity is not Activity.IDLE or not state.jobs.running:
            return
        if state.jobs.busy:
            self._rest.start()
            return
        wanted = self._wanted(moment.take.portrait)
        if wanted > WORTH_IT * self._drawn_px:
            state.jobs.submit(Sharpen(moment, wanted), drawn=partial(self._show, moment), failed=ignore)

    def _wanted(self, portrait: PortraitInfo) -> int:
        """The shorter side, in pixels, beyond which neither screen nor video would show more."""
        video = frame_size(portrait.width, portrait.height, self._state.project.video.size)
        return min(self._shown_px, video.width, video.height, portrait.width, portrait.height)

    def _show(self, moment: Moment, frame: Frame) -> None:
        self._state.frame_arrived.emit(frame)
        self.rest_on(moment)  # the same, only sharper; the stage may have grown meanwhile
