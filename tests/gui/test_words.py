import pytest

from app.gui.words import about, clock, length


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (7.9, "0:07"), (750, "12:30"), (3723, "1:02:03")])
def test_clock(seconds, text):
    assert clock(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(2.44, "2.4 s"), (47.6, "48 s"), (200, "3:20")])
def test_length(seconds, text):
    assert length(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.1, "1 s"), (8, "8 s"), (43, "45 s"), (170, "3 min")])
def test_about(seconds, text):
    assert about(seconds) == text
