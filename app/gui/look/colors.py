"""The window's colours, in light and in dark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colors:
    """One #rrggbb colour for each role. On its background, text has a contrast of at least 4.5, a control of 3."""

    window: str
    panel: str
    raised: str
    hover: str
    line: str
    edge: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    stage: str
    on_stage: str
    record: str  # of the record button, and of what is too loud; the same in light and dark but for its strength
    nearly_too_loud: str


DARK = Colors(
    window="#1a1b1e",
    panel="#212327",
    raised="#2d3035",
    hover="#383c42",
    line="#33363c",
    edge="#73787f",
    text="#ececea",
    muted="#a7abb1",
    faint="#666a70",
    accent="#63c5c9",
    accent_hover="#7ad3d6",
    on_accent="#06282a",
    stage="#111214",
    on_stage="#d8dadc",
    record="#ff6257",
    nearly_too_loud="#e3a53c",
)
LIGHT = Colors(
    window="#f2f2ef",
    panel="#fbfbf9",
    raised="#ecece8",
    hover="#e1e2dd",
    line="#dcdcd6",
    edge="#85888a",
    text="#1e2123",
    muted="#5b6064",
    faint="#a9acad",
    accent="#0c757b",
    accent_hover="#0a6367",
    on_accent="#ffffff",
    stage="#212326",
    on_stage="#d8dadc",
    record="#d3352b",
    nearly_too_loud="#b97700",
)
