import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.gui.look.colors import DARK, LIGHT
from app.gui.look.theme import Theme


def luminance(color):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    tone = QColor(color)
    return 0.2126 * linear(tone.redF()) + 0.7152 * linear(tone.greenF()) + 0.0722 * linear(tone.blueF())


def contrast(first, second):
    """WCAG 2.1, relative luminance and contrast ratio."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_controls_stand_out(colors):
    for ground in (colors.window, colors.panel, colors.raised, colors.hover):
        assert contrast(colors.text, ground) >= 7.0
    for ground in (colors.window, colors.panel):
        assert contrast(colors.muted, ground) >= 4.5
        assert contrast(colors.accent, ground) >= 3.0
        assert contrast(colors.edge, ground) >= 3.0
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    assert contrast(colors.on_accent, colors.accent_hover) >= 4.5
    assert contrast(colors.on_stage, colors.stage) >= 7.0


def test_the_look_follows_the_system(qapp):
    theme, seen = Theme(qapp), []
    theme.changed.connect(seen.append)
    theme.follow(Qt.ColorScheme.Dark)
    assert theme.is_dark
    assert qapp.palette().window().color() == QColor(DARK.window)
    theme.follow(Qt.ColorScheme.Light)
    assert not theme.is_dark
    assert seen == [DARK, LIGHT]
    assert LIGHT.accent in qapp.styleSheet()
