"""What a user chooses for a performance."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.emotion import NO_EMOTION, EmotionTrack


class DeviceChoice(StrEnum):
    """Where the networks and the renderer run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


@dataclass(frozen=True, slots=True)
class Setting:
    """One strength of the performance, with its range and its texts for command line, slider and Undo.

    low, high: its range. usual: its value until somebody chooses another.
    help: what the command line says of its option.
    label, tip: the name and the tool tip of its slider.
    step: what Undo calls a change of it.
    none: what the slider says of 0. natural: whether 1 is as in life, and said so.
    """

    low: float
    high: float
    usual: float
    help: str
    label: str
    tip: str
    step: str
    none: str = "0 %"
    natural: bool = False

    def said(self, value: float) -> str:
        """The text beside the slider for a value."""
        if value == 0:
            return self.none
        return "Natural" if self.natural and round(value, 2) == 1 else f"{round(value * 100)} %"


# By the name of the field in PerformanceSettings, which is that of the option and of the entry in a preset, too. The
# command line, the Direct page, presets and Undo are made from this, in this order.
SETTINGS: dict[str, Setting] = {
    "head": Setting(
        0.0,
        1.0,
        usual=0.5,
        help="Head movement: 0 still, 1 lively.",
        label="Head movement",
        tip="How much the head moves, from still to lively",
        step="Head movement",
        none="Still",
    ),
    "blinks": Setting(
        0.0,
        2.0,
        usual=1.0,
        help="Blinks, times the natural rate; 0 never.",
        label="Blinks",
        tip="How often the eyes blink",
        step="Blinks",
        none="Never",
        natural=True,
    ),
    "gaze": Setting(
        0.0,
        2.0,
        usual=1.0,
        help="How far the eyes wander, times the natural; 0 at the viewer.",
        label="Gaze",
        tip="How far the eyes wander from the viewer",
        step="Gaze",
        none="At the viewer",
        natural=True,
    ),
    "brows": Setting(
        0.0,
        2.0,
        usual=1.0,
        help="How far the brows move, times the natural; 0 still.",
        label="Brows",
        tip="How far the brows move",
        step="Brows",
        none="Still",
        natural=True,
    ),
    "mouth": Setting(
        0.5,
        1.5,
        usual=1.0,
        help="How widely the lips move; closed lips stay closed.",
        label="Mouth",
        tip="How widely the lips move; closed lips stay closed",
        step="Mouth strength",
        natural=True,
    ),
    "smoothing": Setting(
        0.0,
        1.0,
        usual=0.0,
        help="How much the quickest lip movements are rounded off.",
        label="Smoothing",
        tip="Rounds the lips' quickest movements off, as for a song",
        step="Smoothing",
        none="None",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceSettings:
    """How the portrait performs.

    Each of SETTINGS has a field. Raises ValueError when a value lies outside its range.

    seed: of the noise that drives blinks, brows, gaze and head; the same seed gives the same take.
    emotion: what colours the face over the length of the take.
    """

    head: float = SETTINGS["head"].usual
    blinks: float = SETTINGS["blinks"].usual
    gaze: float = SETTINGS["gaze"].usual
    brows: float = SETTINGS["brows"].usual
    mouth: float = SETTINGS["mouth"].usual
    smoothing: float = SETTINGS["smoothing"].usual
    seed: int = 0
    emotion: EmotionTrack = NO_EMOTION

    def __post_init__(self) -> None:
        for name, setting in SETTINGS.items():
            if not setting.low <= getattr(self, name) <= setting.high:
                raise ValueError(f"{name} must lie between {setting.low:g} and {setting.high:g}")
