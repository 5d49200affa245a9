"""Messages go when what they speak of has become another."""

from app.gui.desk import Desk
from app.gui.feature import Feature
from app.workers.status import Subject


class MessagesFeature(Feature):
    """Comes first, so that what is said of the new thing follows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        forget, session = desk.banner.forget, self.session
        session.loads.began.connect(lambda: forget(Subject.FILE))
        session.portrait_changed.connect(lambda _info: forget(Subject.PORTRAIT))
        session.sound_changed.connect(lambda _info: forget(Subject.VOICE))
        session.undo_stack.indexChanged.connect(self._forget_step)

    def closing(self) -> None:
        """The stack empties itself when it goes, and would tell."""
        self.session.undo_stack.indexChanged.disconnect(self._forget_step)

    def _forget_step(self, _index: int) -> None:
        self.desk.banner.forget(Subject.STEP)
