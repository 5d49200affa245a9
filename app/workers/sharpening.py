"""Draws a picture that rests again, as sharp as the screen shows it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.workers.job import YieldingJob
from app.workers.playing import Moment, drawn
from app.workers.room import EngineRoom

LOOK_EVERY_S = 0.02


class Sharpen(YieldingJob[None, None]):
    """Draws one moment with a renderer of its own size, which takes up to a second to make.

    It is made on a thread of its own, so that this job can give way at once; it is kept, and the next one finds it.
    """

    def __init__(self, moment: Moment, short_side: int) -> None:
        """short_side: of the picture, in pixels."""
        super().__init__()
        self._moment, self._short_side = moment, short_side

    def run(self, room: EngineRoom, report: Callable[[None], None]) -> None:
        """Show one frame. Raises JobCancelled as soon as something else is wanted."""
        loaded = room.loaded(self._moment.take.portrait.key)
        executor = ThreadPoolExecutor(1, "sharp preview")
        try:
            coming = executor.submit(room.sharp_renderer, loaded, self._short_side)
            while not coming.done():
                self.wait(LOOK_EVERY_S)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
        self.show(drawn(self, room, coming.result(), self._moment))
