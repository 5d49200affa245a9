"""The sound of a video as the user gave it, read piece by piece while the picture is written."""

from collections.abc import Generator

import av
import numpy as np

from app.core.audio import AudioClip
from app.core.formats import AAC, SoundCodec
from app.media.sound.channels import Samples, stereo_matrix
from app.media.sound.clip_sound import ClipSound
from app.media.sound.resampling import Resampler
from app.media.sound.stream import PIECE_SAMPLES


class Soundtrack:
    """A clip's sound in a form that a codec can hold.

    sample_rate_hz, layout: the source file's own; a rate that the codec lacks becomes its next higher one, or its
        highest, and a layout that it lacks becomes stereo. A sound made in memory is mono at 16 kHz.
    """

    def __init__(self, clip: AudioClip, codec: SoundCodec = AAC) -> None:
        """Raises BadSound if the clip's file can no longer be read."""
        self._sound = ClipSound(clip)
        layout_in = self._sound.layout
        alike = layout_in.removesuffix("(side)")  # side instead of back speakers differ in name alone
        self._fold = None if alike in codec.layouts else stereo_matrix(layout_in)
        enough = (rate_hz for rate_hz in codec.rates_hz if rate_hz >= self._sound.sample_rate_hz)
        self.sample_rate_hz = next(enough, codec.rates_hz[-1])
        self.layout = alike if alike in codec.layouts else "stereo"
        self.channels = av.AudioLayout(self.layout).nb_channels
        self._pieces = self._at_final_rate()
        self._rest: Samples = np.zeros((self.channels, 0), np.float32)

    def samples(self, count: int) -> Samples:
        """(C, n) the next samples, at least one and at most `count`; after the sound's end silence."""
        if not self._rest.shape[1]:
            self._rest = next(self._pieces, np.zeros((self.channels, PIECE_SAMPLES), np.float32))
        taken, self._rest = self._rest[:, :count], self._rest[:, count:]
        return np.ascontiguousarray(taken)

    def close(self) -> None:
        """Close the sound file."""
        self._pieces.close()
        self._sound.close()

    def _at_final_rate(self) -> Generator[Samples, None, None]:
        """(C, n) pieces in the final channels and rate."""
        resampler = Resampler(self._sound.sample_rate_hz, self.sample_rate_hz, self.channels)
        for piece in self._sound.pieces():
            folded = piece if self._fold is None else self._fold @ piece  # (2, C) @ (C, n) -> (2, n)
            resampled = resampler.push(folded)
            if resampled.shape[1]:
                yield resampled
        if (rest := resampler.finish()).shape[1]:
            yield rest
