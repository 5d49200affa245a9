"""Hides a message once what it is about has been replaced."""

from app.gui.desk import Desk
from app.gui.feature import Feature
from app.workers.status import Subject


class MessagesFeature(Feature):
    """The window makes it before other features, so that an old message is hidden before they tell a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        forget, session = desk.banner.forget, self.session
        session.loads.began.connect(lambda: forget(Subject.FILE, Subject.MICROPHONE))
        session.portrait_changed.connect(lambda _info: forget(Subject.PORTRAIT))
        session.sound_changed.connect(lambda _info: forget(Subject.VOICE))
        session.undo_stack.indexChanged.connect(self._forget_step)

    def closing(self) -> None:
        """Disconnect from the undo stack, which clears itself when it is destroyed and would signal that."""
        self.session.undo_stack.indexChanged.disconnect(self._forget_step)

    def _forget_step(self, _index: int) -> None:
        self.desk.banner.forget(Subject.STEP)
