"""Which of Kokoro's voices says what."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.training.speech.kokoro import LANGUAGES, Kokoro
from app.training.speech.texts import english_sentence, english_words, sentences
from app.training.speech.voices import Utterance
from app.training.split import Split

TAUGHT_SEED, JUDGED_SEED = 13, 33
UTTERANCES_EACH = 6
SLOWEST, QUICKEST = 0.85, 1.2

log = logging.getLogger("app.training")


@dataclass(frozen=True, slots=True)
class KokoroJob:
    """One sentence to be said; name: for a file, the group of its voice before the hyphen."""

    name: str
    text: str
    voice: str
    speed: float


def kokoro_folder(cache: Path) -> Path | None:
    """Where the model lies; None, which is logged, if it is not there."""
    folder = cache / "kokoro"
    if (folder / "model.onnx").exists():
        return folder
    log.info("Kokoro's model is not in %s, so its voices do not speak.", folder)
    return None


def taught_jobs(folder: Path, split: Split) -> Iterator[KokoroJob]:
    """What may be learned from: no voice that the split holds out."""
    voices = sorted(path.stem for path in (folder / "voices").glob("*.bin"))
    allowed = [voice for voice in voices if voice[0] in LANGUAGES and voice not in split.held_out_kokoro]
    # a sentence of each voice in turn, so that a run that is stopped early has heard everybody
    yield from sorted(_jobs(allowed, TAUGHT_SEED), key=lambda job: job.name.rsplit("-")[-1])


def held_out_utterances(folder: Path, split: Split) -> tuple[Utterance, ...]:
    """What the held-out voices say, made anew for judging; kept nowhere."""
    kokoro = Kokoro(folder)
    return tuple(kokoro.say(job.text, job.voice, job.speed) for job in _jobs(split.held_out_kokoro, JUDGED_SEED))


def _jobs(voices: list[str] | tuple[str, ...], seed: int) -> Iterator[KokoroJob]:
    words, foreign = english_words(), sentences()
    for voice in voices:
        rng = np.random.default_rng((seed, *voice.encode()))
        language = LANGUAGES[voice[0]]
        if language in foreign:
            texts = [str(text) for text in rng.choice(foreign[language], UTTERANCES_EACH, replace=False)]
        else:
            texts = [english_sentence(words, rng) for _ in range(UTTERANCES_EACH)]
        for index, text in enumerate(texts):
            yield KokoroJob(f"kokoro_{voice}-{index:04d}", text, voice, float(rng.uniform(SLOWEST, QUICKEST)))
