"""Make and keep the speech whose phone times are known: synthetic voices, recordings and prompts."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from app.core.whole_file import written_whole
from app.training.corpus import Example
from app.training.sound import read_mono
from app.training.speech.align import Aligner
from app.training.speech.kokoro import Kokoro
from app.training.speech.kokoro_jobs import kokoro_folder, taught_jobs
from app.training.speech.listener import Listener
from app.training.speech.phones import Phone
from app.training.speech.prompts import prompts
from app.training.speech.texts import english_sentence, english_words, syllables
from app.training.speech.voices import (
    FLITE_VOICES,
    LANGUAGES,
    LIKE_READ_VOICES,
    READ_VOICES,
    VARIANTS,
    Espeak,
    Utterance,
    flite,
)
from app.training.split import load_split

ESPEAK_UTTERANCES, FLITE_UTTERANCES = 900, 240
ENGLISH_SHARE = 0.4


def make_material(data: Path, cache: Path) -> None:
    """Speak, align and keep everything that is not kept yet."""
    folder = cache / "speech"
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [*_espeak_jobs(), *_flite_jobs(), *_read_jobs(data / "speech"), *_prompt_jobs(cache)]
    espeak = Espeak()
    listener = Listener(espeak)
    for name, job in tqdm(jobs, desc="speech", unit="utterance"):
        target = folder / f"{name}.npz"
        if not target.exists():
            utterance = _make(job, espeak, listener)
            if utterance is not None:
                _keep(utterance, target)
    _kokoro_speaks(cache, folder)


def load_material(cache: Path) -> dict[str, list[Utterance]]:
    """Utterances by voice group; none if `make_material` has not run."""
    groups: dict[str, list[Utterance]] = {}
    for path in sorted((cache / "speech").glob("*.npz")):
        groups.setdefault(path.stem.split("-")[0], []).append(_load(path))
    return groups


def clip_phones(cache: Path, clips: list[Example]) -> Iterator[list[Phone] | None]:
    """Phones of tracked clips whose text is known, by alignment; kept in the cache."""
    folder = cache / "clip_phones"
    folder.mkdir(parents=True, exist_ok=True)
    aligner = Aligner()
    for clip in clips:
        target = folder / f"{clip.speaker}-{clip.clip}.npz"
        if not target.exists():
            phones = aligner.align(clip.samples, clip.text) if clip.text else None
            _keep(Utterance(np.zeros(0, np.float32), phones or []), target)
        yield _load(target).phones or None


def _espeak_jobs() -> Iterator[tuple[str, tuple[object, ...]]]:
    words = english_words()
    for index in range(ESPEAK_UTTERANCES):
        rng = np.random.default_rng((11, index))
        english = rng.random() < ENGLISH_SHARE
        language = str(rng.choice(LANGUAGES[:2] if english else LANGUAGES[2:]))
        text = english_sentence(words, rng) if english else syllables(rng)
        voice = f"{language}+{rng.choice(VARIANTS)}"
        speed, pitch, width = int(rng.integers(110, 210)), int(rng.integers(15, 85)), int(rng.integers(20, 80))
        yield f"espeak-{index:04d}", ("espeak", text, voice, speed, pitch, width)


def _flite_jobs() -> Iterator[tuple[str, tuple[object, ...]]]:
    words = english_words()
    for index in range(FLITE_UTTERANCES):
        rng = np.random.default_rng((12, index))
        voice = FLITE_VOICES[index % len(FLITE_VOICES)]
        stretch = float(rng.uniform(0.85, 1.3))
        yield f"flite_{voice}-{index:04d}", ("flite", english_sentence(words, rng), voice, stretch)


def _read_jobs(folder: Path) -> Iterator[tuple[str, tuple[object, ...]]]:
    table = folder / "transcripts.csv"
    if not table.exists():
        return
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="|"):
            if row["file"].startswith(READ_VOICES):
                reader = row["file"].split("_")[1]
                job = ("read", folder / row["file"], row["text"], LIKE_READ_VOICES)
                yield f"read_{reader}-{Path(row['file']).stem}", job


def _prompt_jobs(cache: Path) -> Iterator[tuple[str, tuple[object, ...]]]:
    for prompt in prompts(cache):
        yield prompt.name, ("read", prompt.path, prompt.spoken, prompt.reader.voice)


def _kokoro_speaks(cache: Path, folder: Path) -> None:
    """The voices of Kokoro, where its model is, last: each utterance takes seconds."""
    model = kokoro_folder(cache)
    if model is None:
        return
    jobs = [(job, folder / f"{job.name}.npz") for job in taught_jobs(model, load_split())]
    wanted = [(job, target) for job, target in jobs if not target.exists()]
    if not wanted:
        return
    kokoro = Kokoro(model)
    for job, target in tqdm(wanted, desc="Kokoro", unit="utterance"):
        _keep(kokoro.say(job.text, job.voice, job.speed), target)


def _make(job: tuple[object, ...], espeak: Espeak, listener: Listener) -> Utterance | None:
    match job:
        case ("espeak", str(text), str(voice), int(speed), int(pitch), int(width)):
            return espeak.say(text, voice, speed, pitch, width)
        case ("flite", str(text), str(voice), float(stretch)):
            return flite(text, voice, stretch)
        case ("read", Path() as path, str(text), str(voice)):
            samples = read_mono(path)
            phones = listener.phones(samples, text, voice)
            return Utterance(samples, phones) if phones else None
    raise ValueError(f"unknown job {job}")


def _keep(utterance: Utterance, path: Path) -> None:
    with written_whole(path, force=True) as part, part.open("wb") as file:
        np.savez(
            file,
            samples=np.clip(utterance.samples * 32767, -32768, 32767).astype(np.int16),
            times=np.array([(phone.start_s, phone.end_s) for phone in utterance.phones], np.float64).reshape(-1, 2),
            names=np.array([phone.ipa for phone in utterance.phones], dtype=np.str_),
        )


def _load(path: Path) -> Utterance:
    with np.load(path) as file:
        samples = file["samples"].astype(np.float32) / 32767
        phones = [
            Phone(float(start), float(end), str(name))
            for (start, end), name in zip(file["times"], file["names"], strict=True)
        ]
    return Utterance(samples, phones)
