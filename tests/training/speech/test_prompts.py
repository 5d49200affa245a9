import gzip
import logging
from pathlib import Path

import av
import numpy as np
import pytest

from app.training.sound import read_mono
from app.training.speech import prompts as module
from app.training.speech.prompts import prompts, spelled_out

TEXTS = """; Core sounds
agent-pass: Prego digitare la propria password.
beep: [un suono molto breve]
digits/1: uno
dictate/help: premere 1 per ascoltare il messaggio
letters: premere tasto A poi B
wrong: questo testo non è quello che si sente, che dura molto meno di quanto ci vuole per dirlo tutto
lost: il suo file non si trova
site: visitare il sito www.asterisk.org adesso
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in which the Italian packages are unpacked, and nothing installed."""
    monkeypatch.setattr(module, "INSTALLED", tmp_path / "none")
    share = tmp_path / "prompts/usr/share"
    texts = share / "doc/asterisk-core-sounds-it/core-sounds-it.txt.gz"
    texts.parent.mkdir(parents=True)
    texts.write_bytes(gzip.compress(TEXTS.encode("utf-8-sig")))
    for name in ("agent-pass", "beep", "digits/1", "dictate/help", "letters", "wrong", "site"):
        _write(share / f"asterisk/sounds/it_IT_m_Carlo/{name}.g722")
    return tmp_path


def _write(path: Path) -> None:
    """Two and a half seconds of 440 Hz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(40_000) / 16_000)).astype(np.int16)
    with av.open(str(path), "w", format="g722") as container:
        stream = container.add_stream("g722", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def test_plain_sentences_of_plausible_length_are_found(cache: Path) -> None:
    found = {prompt.name: prompt.text for prompt in prompts(cache)}
    assert found == {
        "read_carlo_it-agent-pass": "Prego digitare la propria password.",
        "read_carlo_it-dictate_help": "premere 1 per ascoltare il messaggio.",
    }


def test_a_prompt_sounds_at_its_pitch(cache: Path) -> None:
    samples = read_mono(prompts(cache)[0].path)
    assert len(samples) == pytest.approx(40_000, abs=200)
    assert np.abs(np.fft.rfft(samples, 160_000)).argmax() / 10 == pytest.approx(440, abs=1)


def test_what_is_absent_is_said_and_held_out(cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "app.training"):
        assert {prompt.reader.language for prompt in prompts(cache)} == {"it"}
    assert sum("is not there" in record.message for record in caplog.records) == 4


def test_english_digits_are_spelled() -> None:
    assert spelled_out("press 1, or 2").split() == ["press", "one", ",", "or", "two"]
