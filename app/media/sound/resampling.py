"""A sound brought to another sample rate, piece by piece, with an exact length."""

import av
import numpy as np

from app.media.sound.channels import USUAL_LAYOUTS, Samples


class Resampler:
    """Streaming change of sample rate by FFmpeg's polyphase filter; aligned in time, no delay.

    All pieces together are round(n * rate_out / rate_in) long for n samples put in.
    """

    def __init__(self, rate_in_hz: int, rate_out_hz: int, channels: int) -> None:
        self._rate_in_hz = rate_in_hz
        self._rate_out_hz = rate_out_hz
        self._channels = channels
        self._taken = 0
        self._given = 0
        self._filter = av.AudioResampler(format="fltp", layout=USUAL_LAYOUTS[channels], rate=rate_out_hz)

    def push(self, samples: Samples) -> Samples:
        """(C, n) at the old rate -> (C, m) at the new one; the filter holds a few samples back."""
        if self._rate_in_hz == self._rate_out_hz or not samples.shape[1]:
            return samples
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout=USUAL_LAYOUTS[self._channels]
        )
        frame.sample_rate = self._rate_in_hz
        self._taken += samples.shape[1]
        return self._cut(self._collect(frame))

    def finish(self) -> Samples:
        """(C, m): what the filter still held, to the exact length."""
        if not self._taken:
            return self._silence(0)
        rest = self._cut(self._collect(None))
        missing = self._wanted() - self._given
        self._given += missing
        return np.concatenate([rest, self._silence(missing)], axis=1)

    def _collect(self, frame: av.AudioFrame | None) -> Samples:
        pieces = [np.asarray(out.to_ndarray(), np.float32) for out in self._filter.resample(frame)]
        return np.concatenate(pieces, axis=1) if pieces else self._silence(0)

    def _cut(self, samples: Samples) -> Samples:
        """FFmpeg may hand out a sample or two beyond the end while it flushes."""
        kept = samples[:, : max(0, self._wanted() - self._given)]
        self._given += kept.shape[1]
        return kept

    def _wanted(self) -> int:
        return round(self._taken * self._rate_out_hz / self._rate_in_hz)

    def _silence(self, samples: int) -> Samples:
        return np.zeros((self._channels, samples), np.float32)
