"""Speech without pictures that nobody trained on, with the times of its phones."""

import csv
from pathlib import Path

import numpy as np

from app.core.audio import MODEL_SAMPLE_RATE_HZ
from app.evaluation.motion.said import HeldOutVoice
from app.training.sound import read_mono
from app.training.speech.kokoro_jobs import held_out_utterances, kokoro_folder
from app.training.speech.listener import Listener
from app.training.speech.texts import english_sentence, english_words, syllables
from app.training.speech.voices import Espeak, Utterance
from app.training.split import Split

# No transcripts come with these: John F. Kennedy's inaugural address, 1961, and Jane Austen's "Northanger Abbey",
# chapter 12.
KNOWN_TEXTS = {
    "en_jfk_inaugural": "and so my fellow americans ask not what your country can do for you "
    "ask what you can do for your country",
    "en_librispeech_198": "mrs allen said catherine the next morning will there be any harm in my calling on miss "
    "tilney today i shall not be easy till i have explained everything go by all means my dear only put on a white "
    "gown miss tilney always wears white",
}
LANGUAGES = ("en-us", "de", "fr", "es", "it", "pt", "ja")
SENTENCES_EACH = 5
TAIL_S = 1.0  # of silence after each, in which the lips must come to rest


def held_out_voices(data: Path, cache: Path, split: Split) -> list[HeldOutVoice]:
    """Natural recordings whose text is known, and synthetic voices; Kokoro's where its model is in the cache."""
    espeak = Espeak()
    voices = [*_recordings(data / "speech", split, Listener(espeak))]
    voices.append(HeldOutVoice("espeak-ng", False, _fresh(espeak, split.held_out_variants)))
    if folder := kokoro_folder(cache):
        voices.append(HeldOutVoice("kokoro", False, held_out_utterances(folder, split)))
    return [HeldOutVoice(voice.name, voice.natural, tuple(map(_ended, voice.utterances))) for voice in voices]


def _recordings(folder: Path, split: Split, listener: Listener) -> list[HeldOutVoice]:
    groups: dict[str, list[Utterance]] = {}
    with (folder / "transcripts.csv").open(encoding="utf-8") as file:
        texts = {Path(row["file"]).stem: row["text"] for row in csv.DictReader(file, delimiter="|")}
    for name, text in sorted((KNOWN_TEXTS | texts).items()):
        path = folder / f"{name}.flac"
        if not name.startswith(split.held_out_recordings) or not path.exists():
            continue
        samples = read_mono(path)
        language = name.split("_")[0]
        phones = listener.phones(samples, text, "en-us" if language == "en" else language)
        if phones:
            groups.setdefault("_".join(name.split("_")[:2]), []).append(Utterance(samples, phones))
    return [HeldOutVoice(name, True, tuple(utterances)) for name, utterances in groups.items()]


def _fresh(espeak: Espeak, variants: tuple[str, ...]) -> tuple[Utterance, ...]:
    words = english_words()
    said = []
    for index in range(SENTENCES_EACH * len(LANGUAGES)):
        rng = np.random.default_rng((31, index))
        language = LANGUAGES[index % len(LANGUAGES)]
        text = english_sentence(words, rng) if language == "en-us" else syllables(rng)
        voice = f"{language}+{variants[index % len(variants)]}"
        said.append(espeak.say(text, voice, int(rng.integers(120, 190)), int(rng.integers(25, 75)), 50))
    return tuple(said)


def _ended(utterance: Utterance) -> Utterance:
    tail = np.zeros(int(TAIL_S * MODEL_SAMPLE_RATE_HZ), np.float32)
    return Utterance(np.concatenate([utterance.samples, tail]), utterance.phones)
