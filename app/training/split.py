"""The fixed split of speakers and voices: what is trained on and what is only ever tested on."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

SPLIT_FILE = Path(__file__).with_name("split.toml")


@dataclass(frozen=True, slots=True)
class Split:
    """Speakers by folder name; whoever is not held out may be trained on.

    held_out_variants: espeak-ng's voices, which only the evaluation speaks with.
    held_out_kokoro: Kokoro's voices, likewise.
    held_out_recordings: how the names of natural recordings begin.
    """

    held_out: tuple[str, ...]
    held_out_variants: tuple[str, ...] = ()
    held_out_kokoro: tuple[str, ...] = ()
    held_out_recordings: tuple[str, ...] = ()

    def is_training(self, speaker: str) -> bool:
        """Say whether a speaker may be learned from."""
        return speaker not in self.held_out


def load_split(path: Path = SPLIT_FILE) -> Split:
    """Read the committed split."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    return Split(**{key: tuple(names) for key, names in table.items()})
