import pytest

from app.gui.words import about, clock, length


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (7.9, "0:07"), (750, "12:30"), (3723, "1:02:03")])
def test_clock(seconds, text):
    assert clock(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00.4"), (2.44, "0:02.4"), (59.97, "1:00.0"), (200, "3:20.0")])
def test_length(seconds, text):
    assert length(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.1, "1 s"), (8, "8 s"), (43, "45 s"), (170, "3 min")])
def test_about(seconds, text):
    assert about(seconds) == text
