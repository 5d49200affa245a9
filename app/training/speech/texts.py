"""Something to say: words of the English dictionary, sentences, and syllables for voices of every language."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pocketsphinx
from numpy.random import Generator

SENTENCES_FILE = Path(__file__).with_name("sentences.toml")
ONSETS = ("b", "p", "m", "v", "f", "d", "t", "n", "s", "l", "r", "k", "g", "sh", "ch", "j", "w", "h", "bl", "pr", "st")
NUCLEI = ("a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "au", "oi", "ea", "ou")
CODAS = ("", "", "", "n", "m", "s", "l", "r", "p", "t", "k", "b", "f")


def english_words() -> list[str]:
    """Words of the dictionary that comes with pocketsphinx, long and odd ones left out."""
    path = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
    words = (line.split()[0] for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({word for word in words if word.isalpha() and 2 <= len(word) <= 9})


def english_sentence(words: Sequence[str], rng: Generator) -> str:
    """Four to eleven words with a comma now and then."""
    chosen = rng.choice(words, int(rng.integers(4, 12)))
    return " ".join(word + ("," if rng.random() < 0.12 else "") for word in chosen).rstrip(",") + "."


def sentences() -> dict[str, list[str]]:
    """Sentences by espeak-ng's name of their language, which is not English."""
    with SENTENCES_FILE.open("rb") as file:
        return tomllib.load(file)


def syllables(rng: Generator) -> str:
    """A sentence of made-up words that any language's letter rules can read."""
    words = []
    for _ in range(int(rng.integers(3, 9))):
        parts = (
            str(rng.choice(ONSETS)) + str(rng.choice(NUCLEI)) + str(rng.choice(CODAS))
            for _ in range(int(rng.integers(1, 4)))
        )
        words.append("".join(parts) + ("," if rng.random() < 0.12 else ""))
    return " ".join(words).rstrip(",") + "."
