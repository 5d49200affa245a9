"""Access to PortAudio, of which there is one in a process, and which knows the devices of its start alone.

To see a device that was plugged in since, PortAudio has to be started anew, which would end every open stream. So all
opening, closing and looking goes through here, and it is started anew only while no stream is open.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class PortAudioMissing(Exception):
    """The PortAudio library is not installed."""


class StreamRefused(Exception):
    """A device could not be opened.

    code, host_code: PortAudio's own and the system's number of the error, None where there is none.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.code: int | None = error.args[1] if len(error.args) > 1 else None
        self.host_code: int | None = error.args[2][1] if len(error.args) > 2 else None


_lock = threading.RLock()  # PortAudio may not be entered by two threads at once
_open_streams: set[int] = set()


def sounddevice() -> Any:
    """The module sounddevice, imported late since its import loads PortAudio. Raises PortAudioMissing."""
    try:
        import sounddevice as module
    except (ImportError, OSError) as error:
        raise PortAudioMissing from error
    return module


def ask(question: Callable[[Any], Answer], refused: Answer, *, anew: bool = False) -> Answer:
    """The answer of `question`, called with the module sounddevice; `refused` where it raises PortAudioError.

    anew: refresh PortAudio's list of devices first, if no stream is open; otherwise only after a first PortAudioError.
    Raises PortAudioMissing.
    """
    library = sounddevice()
    with _lock:
        if anew:
            look_again()
        try:
            return question(library)
        except library.PortAudioError:
            if anew or not look_again():
                return refused
        try:
            return question(library)
        except library.PortAudioError:
            return refused


def open_stream(make: Callable[[Any], Any]) -> Any:
    """Make and start a stream. Raises PortAudioMissing, StreamRefused."""
    library = sounddevice()
    with _lock:
        try:
            stream = make(library)
        except library.PortAudioError as error:
            raise StreamRefused(error) from error
        try:
            stream.start()
        except library.PortAudioError as error:
            stream.close(ignore_errors=True)
            raise StreamRefused(error) from error
        _open_streams.add(id(stream))
        return stream


def close_stream(stream: Any) -> None:
    """End a stream at once, also one whose device has gone."""
    with _lock:
        stream.abort(ignore_errors=True)
        stream.close(ignore_errors=True)
        _open_streams.discard(id(stream))


def look_again() -> bool:
    """Restart PortAudio to refresh its list of devices; False where a stream is open. Raises PortAudioMissing."""
    library = sounddevice()
    with _lock:
        if _open_streams:
            return False
        library._terminate()
        library._initialize()
        return True
