"""Hides a message once what it is about has been replaced."""

from app.gui.desk import Desk
from app.gui.feature import Feature
from app.workers.status import Subject
from app.workers.take import PortraitInfo, SoundInfo


class MessagesFeature(Feature):
    """The window makes it before other features, so that an old message is hidden before they tell a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = self.session
        session.loads.began.connect(self._forget_loads)
        session.portrait_changed.connect(self._forget_portrait)
        session.sound_changed.connect(self._forget_voice)
        session.undo_stack.indexChanged.connect(self._forget_step)

    def closing(self) -> None:
        """Disconnect from the undo stack, which clears itself when it is destroyed and would signal that."""
        self.session.undo_stack.indexChanged.disconnect(self._forget_step)

    def _forget_loads(self) -> None:
        self.desk.banner.forget(Subject.FILE, Subject.MICROPHONE)

    def _forget_portrait(self, _info: PortraitInfo | None) -> None:
        self.desk.banner.forget(Subject.PORTRAIT)

    def _forget_voice(self, _info: SoundInfo) -> None:
        self.desk.banner.forget(Subject.VOICE)

    def _forget_step(self, _index: int) -> None:
        self.desk.banner.forget(Subject.STEP)
