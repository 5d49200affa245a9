"""When each phone of a recording with a known text is spoken, in any language."""

import numpy as np
from numpy.typing import NDArray

from app.training.speech.align import Aligner
from app.training.speech.pauses import without_pauses
from app.training.speech.phones import Phone
from app.training.speech.voices import Espeak
from app.training.speech.warping import Warper

WORDS_PER_MINUTE, PITCH, PITCH_RANGE = 160, 50, 50


class Listener:
    """Aligns English by pocketsphinx's dictionary; for other texts, warps espeak-ng's reading onto the recording."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak, self._aligner, self._warper = espeak, Aligner(), Warper()

    def phones(self, samples: NDArray[np.float32], text: str, voice: str) -> list[Phone] | None:
        """Phones with times, or None where the text does not fit the sound; `voice` of espeak-ng reads the text."""
        aligned = self._aligner.align(samples, text) if voice.startswith("en") else None
        if aligned:
            return without_pauses(aligned, samples)
        return self._warper.phones(samples, self._espeak.say(text, voice, WORDS_PER_MINUTE, PITCH, PITCH_RANGE))
