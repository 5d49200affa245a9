"""The colours of recording, which are the same in light and dark, but for their strength."""

from app.gui.look.theme import Theme


def red(theme: Theme) -> str:
    """Of the record button and of what is too loud; contrast of at least 3 on the panel."""
    return "#ff6257" if theme.is_dark else "#d3352b"


def amber(theme: Theme) -> str:
    """Of what is nearly too loud."""
    return "#e3a53c" if theme.is_dark else "#b97700"
