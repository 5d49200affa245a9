"""The kept part of a sound file, faded as the clip's edit says."""

from collections.abc import Iterator

from app.core.audio import AudioClip
from app.core.clip_edit import NO_EDIT
from app.media.sound.channels import Samples
from app.media.sound.stream import SoundStream


def edited_pieces(file: SoundStream, clip: AudioClip, start_s: float = 0.0) -> Iterator[Samples]:
    """(C, n) of the clip's own file, in its own rate and channels, from `start_s` seconds of the clip on."""
    if clip.edit == NO_EDIT:
        yield from file.pieces(start_s)
        return
    rate_hz, edit = file.sample_rate_hz, clip.edit
    first, last = round(start_s * rate_hz), round(clip.duration_s * rate_hz)
    for piece in file.pieces(edit.start_s + start_s):
        kept = piece[:, : last - first]
        if not kept.shape[1]:
            return
        yield kept * edit.gains(first, kept.shape[1], rate_hz, clip.duration_s)
        first += kept.shape[1]
