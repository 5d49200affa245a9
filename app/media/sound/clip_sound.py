"""A clip's own sound, as it is played and as it goes into a video."""

from collections.abc import Iterator

from app.core.audio import MODEL_SAMPLE_RATE_HZ, AudioClip
from app.core.clip_edit import NO_EDIT
from app.media.sound.channels import Samples
from app.media.sound.stream import PIECE_SAMPLES, SoundStream


class ClipSound:
    """The kept part of a clip's file, in the file's rate and channels; without a file what is in memory.

    `pieces` can be iterated only once.
    """

    def __init__(self, clip: AudioClip) -> None:
        """Open the clip's file. Raises BadSound if it can no longer be read."""
        self._clip = clip
        self._file = SoundStream(clip.source) if clip.source else None
        self.sample_rate_hz = self._file.sample_rate_hz if self._file else MODEL_SAMPLE_RATE_HZ
        self.layout = self._file.layout if self._file else "mono"

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()

    def pieces(self, start_s: float = 0.0) -> Iterator[Samples]:
        """The sound from `start_s` seconds of the clip on, in (C, n) pieces, faded as its edit says."""
        if self._file is None:
            samples = self._clip.samples[None, round(start_s * MODEL_SAMPLE_RATE_HZ) :]  # edited already
            for start in range(0, samples.shape[1], PIECE_SAMPLES):
                yield samples[:, start : start + PIECE_SAMPLES]
        elif self._clip.edit == NO_EDIT:
            yield from self._file.pieces(start_s)
        else:
            yield from self._edited(self._file, start_s)

    def _edited(self, file: SoundStream, start_s: float) -> Iterator[Samples]:
        rate_hz, edit, duration_s = file.sample_rate_hz, self._clip.edit, self._clip.duration_s
        first, last = round(start_s * rate_hz), round(duration_s * rate_hz)
        for piece in file.pieces(edit.start_s + start_s):
            kept = piece[:, : last - first]
            if not kept.shape[1]:
                return
            yield kept * edit.gains(first, kept.shape[1], rate_hz, duration_s)
            first += kept.shape[1]
