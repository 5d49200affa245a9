"""A clip being heard, and the clock of what is heard."""

import threading
from collections.abc import Generator
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.errors import BadSound
from app.media.devices.silent import SilentPlayback
from app.media.devices.speaker import NoSpeaker, Speaker
from app.media.sound.channels import Samples, fit_channels
from app.media.sound.edited import edited_pieces
from app.media.sound.resampling import Resampler
from app.media.sound.ring import SoundRing
from app.media.sound.stream import PIECE_SAMPLES, SoundStream

RING_S = 2.0  # what a decoder that has to wait for the disk may take
HEAD_START_S = 0.3  # decoded before the device starts
LOOK_EVERY_S = 0.03


class AudiblePlayback:
    """Plays from `start_s` to the end; a thread decodes, PortAudio's callback copies.

    volume: 0 to 1, may be changed at any time.
    underflows: how often the device had to be given silence, or ran dry, in the middle of the sound.
    lost: the device has gone; the clock goes on without it.
    """

    def __init__(self, clip: AudioClip, start_s: float, speaker: Speaker, volume: float) -> None:
        """Raises NoSpeaker."""
        self.volume = volume
        self.underflows = 0
        self.lost = False
        self._clip = clip
        self._start_s = start_s
        self._speaker = speaker
        self._rate_hz = speaker.sample_rate_hz
        self._ring = SoundRing(round(RING_S * self._rate_hz), speaker.channels)
        self._given = 0  # samples handed to the device
        self._origin_s: float | None = None  # of the position, on perf_counter's clock
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
        """The last sample has been heard."""
        if self._silent is not None:
            return self._silent.ended
        return self._complete and not self._ring.filled and self._heard_s() >= self._given_s()

    def position_s(self) -> float:
        """Of the sample being heard now; never goes back."""
        if self._silent is not None:
            now_s = self._silent.position_s()
        else:
            now_s = self._clip.duration_s if self.ended else min(self._heard_s(), self._given_s())
        self._latest_s = max(self._latest_s, min(now_s, self._clip.duration_s))
        return self._latest_s

    def stop(self) -> None:
        """Silence, at once."""
        self._stop.set()
        self._feeder.join()

    def _heard_s(self) -> float:
        return self._start_s if self._origin_s is None else perf_counter() - self._origin_s

    def _given_s(self) -> float:
        return self._start_s + self._given / self._rate_hz

    def _fill(self, out: NDArray[np.float32], heard_in_s: float, ran_dry: bool) -> None:
        """PortAudio's callback: copies and counts; no memory, lock, log or signal."""
        called_s = perf_counter()
        count = self._ring.read_into(out)
        if count:  # a block of mere silence is at no position
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
        file = SoundStream(clip.source) if clip.source else None
    except BadSound:
        file = None  # moved or deleted since it was loaded: what the model hears is still in memory
    rate_hz = file.sample_rate_hz if file else MODEL_SAMPLE_RATE_HZ
    layout = file.layout if file else "mono"
    resampler = Resampler(rate_hz, speaker.sample_rate_hz, speaker.channels)
    try:
        for piece in edited_pieces(file, clip, start_s) if file else _from_memory(clip.samples, start_s):
            yield resampler.push(fit_channels(piece, layout, speaker.channels))
        yield resampler.finish()
    finally:
        if file:
            file.close()


def _from_memory(samples: NDArray[np.float32], start_s: float) -> Generator[Samples, None, None]:
    for start in range(round(start_s * MODEL_SAMPLE_RATE_HZ), len(samples), PIECE_SAMPLES):
        yield samples[None, start : start + PIECE_SAMPLES]
