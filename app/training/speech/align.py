"""Forced alignment of English recordings with pocketsphinx and the acoustic model it carries."""

import re

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from app.training.speech.phones import ARPABET, SILENCE, Phone, spread

FRAME_S = 0.01
EARLY_S = 0.0078  # added: times came so early on voices whose times are known; a frame begins 12.8 ms before its middle


class Aligner:
    """Finds when each phone of a known text is spoken."""

    def __init__(self) -> None:
        self._decoder = Decoder(lm=None, loglevel="FATAL")

    def align(self, samples: NDArray[np.float32], text: str) -> list[Phone] | None:
        """Phones with times, or None where the text does not fit the sound or holds unknown words."""
        words = re.findall(r"[a-z']+", text.lower())
        if not words or any(self._decoder.lookup_word(word) is None for word in words):
            return None
        pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes()
        try:
            self._decoder.set_align_text(" ".join(words))
            self._pass(pcm)
            self._decoder.set_alignment()
            self._pass(pcm)
        except RuntimeError:
            return None
        phones: list[Phone] = []
        for word in self._decoder.get_alignment():
            for phone in word:
                start_s = phone.start * FRAME_S + EARLY_S
                phones += spread(start_s, start_s + phone.duration * FRAME_S, ARPABET.get(phone.name, SILENCE))
        return phones

    def _pass(self, pcm: bytes) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
