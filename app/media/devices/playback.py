"""Playback of one clip: through a loudspeaker, or silently by the wall clock alone."""

import threading
from collections.abc import Generator
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.core.audio import AudioClip
from app.core.errors import BadSound
from app.media.devices.speaker import NoSpeaker, Speaker
from app.media.sound.channels import Samples, fit_channels
from app.media.sound.clip_sound import ClipSound
from app.media.sound.resampling import Resampler
from app.media.sound.ring import SoundRing

RING_S = 2.0  # what a decoder that has to wait for the disk may take
HEAD_START_S = 0.3  # decoded before the device starts
LOOK_EVERY_S = 0.03


class SilentPlayback:
    """Runs from `start_s` to `duration_s` by the wall clock, without any sound."""

    def __init__(self, start_s: float, duration_s: float) -> None:
        self._duration_s = duration_s
        self._origin_s = perf_counter() - start_s

    @property
    def ended(self) -> bool:
        """Whether `duration_s` has been reached."""
        return perf_counter() - self._origin_s >= self._duration_s

    def position_s(self) -> float:
        """Time in the clip by the wall clock, in seconds, at most `duration_s`."""
        return min(perf_counter() - self._origin_s, self._duration_s)


class AudiblePlayback:
    """Plays from `start_s` to the end; a thread decodes, PortAudio's callback copies.

    volume: 0 to 1, may be changed at any time.
    underflows: how often the device had to be given silence, or ran dry, in the middle of the sound.
    lost: the device has gone; the clock goes on without it.
    """

    def __init__(self, clip: AudioClip, start_s: float, speaker: Speaker, volume: float) -> None:
        """Decode the first HEAD_START_S, then start the loudspeaker and the thread. Raises NoSpeaker."""
        self.volume = volume
        self.underflows = 0
        self.lost = False
        self._clip = clip
        self._start_s = start_s
        self._speaker = speaker
        self._rate_hz = speaker.sample_rate_hz
        self._ring = SoundRing(round(RING_S * self._rate_hz), speaker.channels)
        self._given = 0  # samples handed to the device
        self._origin_s: float | None = None  # when the clip's time 0 would be heard, on perf_counter's clock
        self._latest_s = start_s
        self._complete = False  # every sample has been put into the ring
        self._stop = threading.Event()
        self._silent: SilentPlayback | None = None
        self._pieces = _pieces(clip, start_s, speaker)
        self._waiting: Samples = np.zeros((speaker.channels, 0), np.float32)
        while not self._complete and self._ring.filled < HEAD_START_S * self._rate_hz:
            self._decode_some()
        try:
            speaker.start(self._fill)
        except NoSpeaker:
            self._pieces.close()
            raise
        self._feeder = threading.Thread(target=self._feed, name="sound feeder", daemon=True)
        self._feeder.start()

    @property
    def ended(self) -> bool:
        """Whether the last sample has been heard."""
        if self._silent is not None:
            return self._silent.ended
        return self._complete and not self._ring.filled and self._heard_s() >= self._given_s()

    def position_s(self) -> float:
        """Time in the clip of the sample that is being heard now; never decreases."""
        if self._silent is not None:
            now_s = self._silent.position_s()
        else:
            now_s = self._clip.duration_s if self.ended else min(self._heard_s(), self._given_s())
        self._latest_s = max(self._latest_s, min(now_s, self._clip.duration_s))
        return self._latest_s

    def stop(self) -> None:
        """Stop playing and close the loudspeaker; returns when the decoding thread has ended."""
        self._stop.set()
        self._feeder.join()

    def _heard_s(self) -> float:
        return self._start_s if self._origin_s is None else perf_counter() - self._origin_s

    def _given_s(self) -> float:
        return self._start_s + self._given / self._rate_hz

    def _fill(self, out: NDArray[np.float32], heard_in_s: float, ran_dry: bool) -> None:
        """PortAudio's callback: copies and counts; allocates, locks, logs and emits nothing."""
        called_s = perf_counter()
        count = self._ring.read_into(out)
        if count:  # a block without a sample of the clip tells no position
            self._origin_s = called_s + heard_in_s - self._given_s()
        np.multiply(out, self.volume, out=out)
        self._given += count
        if ran_dry or (count < len(out) and not self._complete):
            self.underflows += 1

    def _feed(self) -> None:
        """Keep the ring full until everything is heard, the device is lost or the user stops."""
        try:
            while not self._stop.is_set() and not self.ended:
                if not self._speaker.running:
                    self._silent = SilentPlayback(self.position_s(), self._clip.duration_s)
                    self.lost = True
                    return
                if not self._complete and self._ring.filled < (RING_S - 2 * HEAD_START_S) * self._rate_hz:
                    self._decode_some()
                else:
                    self._stop.wait(LOOK_EVERY_S)
        finally:
            self._speaker.close()
            self._pieces.close()

    def _decode_some(self) -> None:
        """Put one decoded piece, or what fits of it, into the ring."""
        if not self._waiting.shape[1]:
            piece = next(self._pieces, None)
            if piece is None:
                self._complete = True
                return
            self._waiting = piece
        self._waiting = self._waiting[:, self._ring.write(self._waiting) :]


def _pieces(clip: AudioClip, start_s: float, speaker: Speaker) -> Generator[Samples, None, None]:
    """(C, n) of the clip from `start_s` on, in the device's channels and rate."""
    try:
        sound = ClipSound(clip)
    except BadSound:  # moved or deleted since it was loaded: what the model hears is still in memory
        sound = ClipSound(replace(clip, source=None))
    resampler = Resampler(sound.sample_rate_hz, speaker.sample_rate_hz, speaker.channels)
    try:
        for piece in sound.pieces(start_s):
            yield resampler.push(fit_channels(piece, sound.layout, speaker.channels))
        yield resampler.finish()
    finally:
        sound.close()
