"""The measured numbers behind idle movement, read from a file that the training writes."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import WeightsMissing
from app.core.paths import weights

IDLE_FILE = "idle.toml"


@dataclass(frozen=True, slots=True)
class IdleFigures:
    """How people's lids, brows, eyes and head move while they talk.

    Angles in radians, lengths in inter-ocular units, times in seconds; `_sd` is a standard deviation within a few
    seconds. brow_raise: how far brows rise at their highest twentieth of the time.
    """

    blinks_per_minute: float
    blink_closing_s: float
    blink_opening_s: float
    brow_raise: float
    gaze_sd: float
    yaw_sd: float
    pitch_sd: float
    roll_sd: float
    shift_x_sd: float
    shift_y_sd: float


def load_idle_figures(path: Path | None = None) -> IdleFigures:
    """Read the figures shipped in `model_weights`, or those at `path`."""
    path = path or weights(IDLE_FILE)
    try:
        with path.open("rb") as file:
            return IdleFigures(**tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise WeightsMissing(
            f"The movement figures {path.name} are missing or damaged. Install Rhapsode again to get the file back."
        ) from error
