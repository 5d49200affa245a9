import os

import pytest

from app.evaluation.faces.quiet import native_stderr_silenced


def test_native_writes_are_silenced_and_then_heard_again(capfd: pytest.CaptureFixture[str]) -> None:
    with native_stderr_silenced():
        os.write(2, b"chatter")
    os.write(2, b"news")
    assert capfd.readouterr().err == "news"


def test_an_error_inside_gives_stderr_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="inside"), native_stderr_silenced():
        raise ValueError("inside")
    os.write(2, b"news")
    assert capfd.readouterr().err == "news"
