"""Phones as articulatory features, the common language of aligners and synthesisers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    "silence",
    "vowel",
    "open",  # 0 close .. 1 open
    "back",  # 0 front .. 1 back
    "round",
    "bilabial",
    "labiodental",
    "dental",
    "alveolar",
    "postalveolar",
    "palatal",
    "velar",
    "glottal",
    "stop",
    "nasal",
    "fricative",
    "approximant",
    "lateral",
    "voiced",
)
SILENCE = "_"
PALATALISED = "ʲ"  # part of a consonant; by itself, as espeak-ng has it after Russian r, l, v, a glide

# IPA vowels: (open, back, round), after the chart of the International Phonetic Association.
VOWELS = {
    "i": (0.0, 0.0, 0), "y": (0.0, 0.0, 1), "ɨ": (0.0, 0.5, 0), "ʉ": (0.0, 0.5, 1), "ɯ": (0.0, 1.0, 0),
    "u": (0.0, 1.0, 1), "ɪ": (0.15, 0.2, 0), "ʏ": (0.15, 0.2, 1), "ʊ": (0.15, 0.8, 1), "e": (0.35, 0.0, 0),
    "ø": (0.35, 0.0, 1), "ɘ": (0.35, 0.5, 0), "ɵ": (0.35, 0.5, 1), "ɤ": (0.35, 1.0, 0), "o": (0.35, 1.0, 1),
    "ə": (0.45, 0.5, 0), "ɚ": (0.45, 0.5, 0.4), "ᵻ": (0.2, 0.4, 0), "ɛ": (0.65, 0.0, 0), "œ": (0.65, 0.0, 1),
    "ɜ": (0.55, 0.5, 0.3), "ɝ": (0.45, 0.5, 0.4), "ɞ": (0.65, 0.5, 1), "ʌ": (0.7, 0.8, 0), "ɔ": (0.65, 1.0, 1),
    "æ": (0.85, 0.0, 0), "ɐ": (0.8, 0.5, 0), "a": (1.0, 0.2, 0), "ɑ": (1.0, 1.0, 0), "ɒ": (0.95, 1.0, 0.7),
}  # fmt: skip

# IPA consonants: place, manner, voiced.
CONSONANTS = {
    "p": "bilabial stop 0", "b": "bilabial stop 1", "m": "bilabial nasal 1", "ɸ": "bilabial fricative 0",
    "β": "bilabial approximant 1", "f": "labiodental fricative 0", "v": "labiodental fricative 1",
    "ʋ": "labiodental approximant 1", "ɱ": "labiodental nasal 1", "θ": "dental fricative 0", "ð": "dental fricative 1",
    "t": "alveolar stop 0", "d": "alveolar stop 1", "n": "alveolar nasal 1", "s": "alveolar fricative 0",
    "z": "alveolar fricative 1", "ɹ": "postalveolar approximant 1", "r": "alveolar approximant 1",
    "ɾ": "alveolar approximant 1", "l": "alveolar lateral 1", "ɫ": "alveolar lateral 1",
    "ʃ": "postalveolar fricative 0", "ʒ": "postalveolar fricative 1",
    "ʂ": "postalveolar fricative 0", "ʐ": "postalveolar fricative 1",
    "ʈ": "alveolar stop 0", "ɖ": "alveolar stop 1", "ɳ": "alveolar nasal 1", "ɻ": "postalveolar approximant 1",
    "ɭ": "alveolar lateral 1", "ɕ": "palatal fricative 0", "ʑ": "palatal fricative 1", "ç": "palatal fricative 0",
    "ʝ": "palatal fricative 1", "c": "palatal stop 0", "ɟ": "palatal stop 1", "ɲ": "palatal nasal 1",
    "j": "palatal approximant 1", "ʎ": "palatal lateral 1", "k": "velar stop 0", "ɡ": "velar stop 1",
    "g": "velar stop 1", "ŋ": "velar nasal 1", "x": "velar fricative 0", "ɣ": "velar fricative 1",
    "χ": "velar fricative 0", "ʁ": "velar fricative 1", "ʀ": "velar approximant 1", "q": "velar stop 0",
    "h": "glottal fricative 0", "ɦ": "glottal fricative 1", "ħ": "glottal fricative 0", "ʕ": "glottal fricative 1",
    "ʔ": "glottal stop 0", "w": "velar approximant 1", "ɥ": "palatal approximant 1", "ʍ": "velar approximant 0",
}  # fmt: skip
ROUNDED_CONSONANTS = {"w": 1.0, "ɥ": 1.0, "ʍ": 1.0, "ʃ": 0.5, "ʒ": 0.5, "ɹ": 0.5}

# The phone set of the CMU dictionary, which pocketsphinx and flite speak.
ARPABET = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AX": "ə", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d",
    "DH": "ð", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i", "JH": "dʒ",
    "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s",
    "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ", "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phone:
    """One sound in time; ipa is a single symbol of the tables above, or SILENCE."""

    start_s: float
    end_s: float
    ipa: str


def spread(start_s: float, end_s: float, name: str) -> list[Phone]:
    """Phones of an IPA string over a span of time: diphthongs and affricates become two in turn."""
    if name == PALATALISED:
        name = "j"
    symbols = [symbol for symbol in name if symbol in VOWELS or symbol in CONSONANTS] or [SILENCE]
    step = (end_s - start_s) / len(symbols)
    return [Phone(start_s + index * step, start_s + (index + 1) * step, symbol) for index, symbol in enumerate(symbols)]


def features(phones: list[Phone], times_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """(T, 19) features of the phone that sounds at each time; silence where none does."""
    rows = np.tile(vector(SILENCE), (len(times_s), 1))
    for phone in phones:
        rows[np.searchsorted(times_s, phone.start_s) : np.searchsorted(times_s, phone.end_s)] = vector(phone.ipa)
    return rows


def tongue(phones: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, 19) features -> (T, 2) whether the tongue's tip is up, as in l, n, t, d and th, and out, as in th."""
    dental, alveolar, fricative = (phones[:, FEATURES.index(name)] for name in ("dental", "alveolar", "fricative"))
    return np.stack([np.maximum(alveolar * (1 - fricative), dental), dental * fricative], 1)


def vector(ipa: str) -> NDArray[np.float32]:
    """(19,) features of one symbol."""
    values = dict.fromkeys(FEATURES, 0.0)
    if ipa in VOWELS:
        openness, back, rounding = VOWELS[ipa]
        values |= {"vowel": 1.0, "open": openness, "back": back, "round": rounding, "voiced": 1.0}
    elif ipa in CONSONANTS:
        place, manner, voiced = CONSONANTS[ipa].split()
        values |= {place: 1.0, manner: 1.0, "voiced": float(voiced), "round": ROUNDED_CONSONANTS.get(ipa, 0.0)}
    else:
        values["silence"] = 1.0
    return np.array([values[name] for name in FEATURES], np.float32)
