"""Plays a clip, and keeps the time that the picture follows."""

from collections.abc import Callable

from app.core.audio import AudioClip
from app.media.devices.playback import AudiblePlayback, SilentPlayback
from app.media.devices.speaker import NoSpeaker, Speaker

_LOST = "The sound device has gone, so the rest plays silently. Connect it again and play anew."


class SoundPlayer:
    """Plays one clip at a time on the default output; without one a silent clock stands in, and says why.

    speaker: opens the output; looks for it anew at every play.
    """

    def __init__(self, speaker: Callable[[], Speaker] = Speaker) -> None:
        self._speaker = speaker
        self._audible: AudiblePlayback | None = None
        self._silent: SilentPlayback | None = None
        self._refused: str | None = None
        self._volume = 1.0
        self._stopped_s = 0.0

    def play(self, clip: AudioClip, start_s: float = 0.0) -> None:
        """Play from `start_s` seconds of the clip on, in place of what played before."""
        self.stop()
        self._stopped_s = start_s
        self._refused = None
        try:
            self._audible = AudiblePlayback(clip, start_s, self._speaker(), self._volume)
        except NoSpeaker as reason:
            self._refused = str(reason)
            self._silent = SilentPlayback(start_s, clip.duration_s)

    def stop(self) -> None:
        """Stop playing; `position_s` stays where it was."""
        self._stopped_s = self.position_s()
        if self._audible is not None:
            self._audible.stop()
        self._audible = self._silent = None

    def position_s(self) -> float:
        """Time of the sample being heard now, in seconds of the clip; never decreases while playing."""
        playback = self._audible or self._silent
        return self._stopped_s if playback is None else playback.position_s()

    @property
    def playing(self) -> bool:
        """Whether a clip was started, was not stopped and has not reached its end."""
        return (self._audible or self._silent) is not None and not self.ended

    @property
    def ended(self) -> bool:
        """Whether the clip was played to its end; False after `stop` and before the first `play`."""
        playback = self._audible or self._silent
        return playback is not None and playback.ended

    @property
    def silent_reason(self) -> str | None:
        """Why nothing is heard, as a sentence; None while the sound is heard."""
        if self._audible is not None and self._audible.lost:
            return _LOST
        return self._refused

    @property
    def underflows(self) -> int:
        """How often the current sound was interrupted because the machine was too busy."""
        return self._audible.underflows if self._audible else 0

    @property
    def volume(self) -> float:
        """Loudness from 0 to 1."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._volume = min(1.0, max(0.0, volume))
        if self._audible is not None:
            self._audible.volume = self._volume
