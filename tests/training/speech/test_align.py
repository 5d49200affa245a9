from pathlib import Path

import pytest

pytest.importorskip("pocketsphinx", reason="pocketsphinx (the extra `train`) is not installed")

import itertools

from app.training.corpora import grid_text
from app.training.sound import read_mono
from app.training.speech.align import Aligner


def test_a_grid_name_is_its_sentence() -> None:
    assert grid_text("bbaf2n") == "bin blue at f two now"
    assert grid_text("id23_vcd_priazn") == "place red in a zero now"


def test_the_demo_voice_is_aligned(demo_voice_path: Path) -> None:
    text = "Hello. I am a picture, and now, I can speak. Give me your own voice, and I will say it, or even sing it!"
    samples = read_mono(demo_voice_path)
    phones = Aligner().align(samples, text)
    assert phones is not None
    names = [phone.ipa for phone in phones]
    assert names.count("m") == 2
    assert names.count("p") == 2
    assert all(after.start_s >= before.start_s for before, after in itertools.pairwise(phones))
    assert phones[-1].end_s <= len(samples) / 16_000 + 0.1


def test_unknown_words_are_not_guessed(demo_voice_path: Path) -> None:
    assert Aligner().align(read_mono(demo_voice_path), "xqzzy blorf") is None
