"""A thread that takes frames from a short queue: rendering goes on while the last frames are encoded."""

import queue
import threading
from collections.abc import Callable, Iterator

from app.core.frame import Frame

WAITING_FRAMES = 4  # enough to even out the encoder's rhythm; each is one whole picture
LOOK_EVERY_S = 0.05  # how often a full queue looks whether the encoder has died


class Abandoned(Exception):
    """Raised out of the frames' iterator when the video is given up; the consumer stops without finishing."""


class EncoderThread:
    """Hands frames, in order, to `consume`, which runs on a thread of its own.

    consume: iterates to the end and finishes its work there; an Abandoned comes out of the iterator instead of an end
        when the work is given up. Any other exception it raises reaches the writer through `put` and `finish`.
    """

    def __init__(self, consume: Callable[[Iterator[Frame]], None]) -> None:
        self._consume = consume
        self._queue: queue.Queue[Frame | None] = queue.Queue(WAITING_FRAMES)
        self._abandoned = threading.Event()
        self._error: Exception | None = None
        # A daemon, so that a writer that was never closed cannot keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    def put(self, frame: Frame | None) -> None:
        """Queue a frame, waiting for room; None ends the frames. Raises what the consumer raised."""
        while True:
            if self._error is not None:
                raise self._error
            try:
                self._queue.put(frame, timeout=LOOK_EVERY_S)
            except queue.Full:
                continue
            return

    def finish(self) -> None:
        """End the frames and wait until all are consumed. Raises what the consumer raised."""
        self.put(None)
        while self._thread.is_alive():
            self._thread.join(LOOK_EVERY_S)  # in slices: on Windows an endless join cannot be interrupted by Ctrl-C
        if self._error is not None:
            raise self._error

    def abandon(self) -> None:
        """Drop the frames that wait and end the thread; returns after at most one frame's encoding."""
        self._abandoned.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._consume(self._frames())
        except Abandoned:
            return
        except Exception as error:  # noqa: BLE001  (whatever it is, the writing thread has to hear of it)
            self._error = error

    def _frames(self) -> Iterator[Frame]:
        while True:
            if self._abandoned.is_set():
                raise Abandoned
            try:
                frame = self._queue.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                continue
            if frame is None:
                return
            yield frame
