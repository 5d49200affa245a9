"""Which face speaks with which sound."""

from collections.abc import Sequence
from pathlib import Path

from app.core.errors import BadSound

EXAMPLE = "--voice 2=song.wav"


def parse_voices(face: int, sound: Path, more: Sequence[str]) -> dict[int, Path]:
    """Face number, counted from 1 -> its sound file: the first one, and those written NUMBER=FILE. Raises BadSound."""
    voices = {face: sound}
    for wish in more:
        number, equals, name = wish.partition("=")
        if not (equals and name and number.strip().isdecimal() and int(number) >= 1):
            raise BadSound(f"'{wish}' does not say who speaks what. Write a face's number and its sound: {EXAMPLE}.")
        if int(number) in voices:
            raise BadSound(
                f"Face {int(number)} is given two voices, {voices[int(number)].name} and {Path(name).name}. Give each "
                "face one; the first sound is for the face that --face names."
            )
        voices[int(number)] = Path(name)
    return voices
