"""Plays a voice through the loudspeaker while it is recorded."""

import numpy as np
from numpy.typing import NDArray

from app.media.devices.speaker import Speaker
from app.media.sound.resampling import Resampler
from app.media.sound.ring import SoundRing

LATENCY_S = 0.06
MOST_BEHIND_S = 0.25  # what a stutter leaves behind is skipped, or the voice would stay late for ever


class Monitor:
    """Plays mono sound on the default loudspeaker with little delay; skips sound when it falls behind."""

    def __init__(self, sample_rate_hz: int) -> None:
        """sample_rate_hz: of the sound that will be pushed. Raises NoSpeaker."""
        self._speaker = Speaker(LATENCY_S)
        rate_hz = self._speaker.sample_rate_hz
        self._ring = SoundRing(rate_hz, 1)
        self._resampler = Resampler(sample_rate_hz, rate_hz, 1)
        self._most_behind = round(MOST_BEHIND_S * rate_hz)
        self._mono = np.zeros((rate_hz, 1), np.float32)  # longer than any block
        self._speaker.start(self._fill)

    def push(self, block: NDArray[np.float32]) -> None:
        """Queue (n,) float32 samples; dropped while MOST_BEHIND_S or more of sound waits."""
        samples = self._resampler.push(block[None])
        if self._ring.filled < self._most_behind:
            self._ring.write(samples)

    def close(self) -> None:
        """Stop playing and close the loudspeaker."""
        self._speaker.close()

    def _fill(self, out: NDArray[np.float32], heard_in_s: float, ran_dry: bool) -> None:
        """PortAudio's callback: copies the one channel into all."""
        mono = self._mono[: len(out)]
        self._ring.read_into(mono)
        out[:] = mono
