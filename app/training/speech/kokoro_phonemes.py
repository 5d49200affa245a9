"""The phonemes that Kokoro reads: made from text by espeak-ng, and turned back into phones once their times are known.

Kokoro-82M writes diphthongs and affricates with one symbol each and leaves length out where American English has none
(the notation of its G2P library, misaki).
"""

import re
import subprocess
import unicodedata

import numpy as np
from numpy.typing import NDArray

from app.training.speech.phones import SILENCE, Phone, spread

# Kokoro's own symbols beside plain IPA.
PLAIN = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "ᵊ": "ə", "T": "ɾ", "ɽ": "ɾ", "ɴ": "ŋ", "ɰ": "ɣ",
    "ʤ": "dʒ", "ʧ": "tʃ", "ʦ": "ts", "ʣ": "dz", "ʨ": "tɕ", "ʥ": "dʑ",
}  # fmt: skip
STRESS = "ˈˌ"  # takes time from the phone after it
TAILS = "ːʰʲ\u0303ᵝ"  # from the phone before it: length, breath, palatal, nasal, compressed
PUNCTUATION = ",.;:!?"
FRAME_S = 0.025
EARLY_S = 0.065  # sounds come this much before the sum of the durations, measured on several voices
LEAST_PAUSE_S = 0.13  # in a shorter gap between words the sounds beside it meet, half way as spectrograms show

# espeak-ng's notation (--tie=^) -> Kokoro's; then what differs by language, in order.
FROM_ESPEAK = {
    "ʔˌn̩": "tᵊn", "ʔn̩": "tᵊn", "a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "ɔ^ɪ": "Y", "ə^l": "ᵊl",
    "d^ʒ": "ʤ", "t^ʃ": "ʧ", "t^s": "ʦ", "d^z": "ʣ", "t^ɕ": "ʨ", "d^ʑ": "ʥ",
}  # fmt: skip
AMERICAN = {"o^ʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ː": ""}
BRITISH = {"e^ə": "ɛː", "iə": "ɪə", "ə^ʊ": "Q"}
ENGLISH = {"ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ɬ": "l", "ʔ": "t", "o": "ɔ", "ɾ": "T"}
BY_LANGUAGE = {"en-us": AMERICAN | ENGLISH, "en-gb": BRITISH | ENGLISH}


def phonemes(text: str, language: str) -> str:
    """Kokoro's phonemes for a text in one of espeak-ng's languages, punctuation kept."""
    parts = [part.strip() for part in re.findall(rf"[^{PUNCTUATION}]+|[{PUNCTUATION}]", text)]
    said = [part if part in PUNCTUATION else " " + _clause(part, language) for part in parts if part]
    return "".join(said).strip()


def _clause(text: str, language: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", language, text]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said = re.sub(r"\([^)]*\)", "", " ".join(printed.split()))  # "(en)" announces a change of language
    said = unicodedata.normalize("NFD", said).replace("c\u0327", "ç")
    for written, kokoro in (FROM_ESPEAK | BY_LANGUAGE.get(language, {})).items():
        said = said.replace(written, kokoro)
    return said


def timed(symbols: str, frames: NDArray[np.float32]) -> list[Phone]:
    """Phones in time. frames: (len(symbols) + 2,) durations, with those of the padding before and after."""
    borders_s = np.maximum(np.cumsum(frames, dtype=np.float64) * FRAME_S - EARLY_S, 0.0).tolist()
    spans: list[tuple[float, float, str]] = []
    start_s = borders_s[0]
    for symbol, end_s in zip(symbols, borders_s[1:-1], strict=True):
        if symbol in STRESS:
            continue
        name = " " if symbol.isspace() else SILENCE if symbol in PUNCTUATION else PLAIN.get(symbol, symbol)
        if spans and (symbol in TAILS or (name == " " and spans[-1][2] == SILENCE)):
            spans[-1] = (spans[-1][0], end_s, spans[-1][2])
        else:
            spans.append((start_s, end_s, name))
        start_s = end_s
    return [phone for span in _met_between_words(spans) for phone in spread(*span)]


def _met_between_words(spans: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """The spans without the spaces: a short one is shared by the sounds beside it, a long one is silence."""
    kept: list[tuple[float, float, str]] = []
    met_s = None
    for start_s, end_s, name in spans:
        if kept and name == " " and end_s - start_s < LEAST_PAUSE_S:
            met_s = (start_s + end_s) / 2
            kept[-1] = (kept[-1][0], met_s, kept[-1][2])
        else:
            kept.append((start_s if met_s is None else met_s, end_s, name))
            met_s = None
    return kept
