import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.cli import main
from tests.support.wav import write_wav


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call of the command ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def rhapsode(monkeypatch, capsys) -> Iterator[Callable[..., Ended]]:
    """Calls the command in this process, as its entry point does."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["rhapsode", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    yield call
    for handler in set(root.handlers) - set(before):
        handler.close()
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="session")
def small_portrait(demo_portrait_path, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("portrait") / "small.png"
    cv2.imwrite(str(path), cv2.resize(cv2.imread(str(demo_portrait_path)), (288, 360), interpolation=cv2.INTER_AREA))
    return path


@pytest.fixture(scope="session")
def short_voice(demo_voice_path, tmp_path_factory) -> Path:
    """The first 1.3 s of the demo voice as a stereo WAV of 22.05 kHz."""

    from app.media.sound.load import load_clip

    samples = load_clip(demo_voice_path).samples[: int(1.3 * 16_000)]
    place = np.linspace(0, len(samples) - 1, int(1.3 * 22_050))
    stereo = np.repeat(np.interp(place, np.arange(len(samples)), samples)[:, None], 2, axis=1)
    path = tmp_path_factory.mktemp("voice") / "short.wav"
    return write_wav(path, (stereo * 32_000).astype(np.int16), 22_050)
