"""Settings of the motion training, read from a TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.model.motion.network import NetworkSizes
from app.training.trainer import RunSettings

DEFAULT_FILE = Path(__file__).with_name("motion.toml")


@dataclass(frozen=True, slots=True)
class LossWeights:
    """Weights of the parts of the loss; see the comments in motion.toml."""

    opening: float
    first_shapes: float
    other_shapes: float
    velocity: float
    closure: float
    concordance: float
    shapes_concordance: float
    speaking: float
    touching: float
    tongue: float
    phones: float
    sync: float


@dataclass(frozen=True, slots=True)
class AugmentSettings:
    """Chances and ranges of the sound's variations; see the comments in motion.toml."""

    silent_slot: float
    nobody: float
    speed: float
    gain_db: tuple[float, float]
    noise: float
    noise_snr_db: tuple[float, float]
    music: float
    room: float
    tilt_db: float
    telephone: float
    pitch: float
    semitones: float
    one_voice: float
    known_voice: float


@dataclass(frozen=True, slots=True)
class MotionSettings(RunSettings):
    """One training run; see the comments in motion.toml."""

    heard_whole: int
    heard_windows: int
    sequence_frames: int
    batch: int
    crop_frames: int
    windows_share: float
    learning_rate: float
    warmup_steps: int
    weight_decay: float
    average_decay: float
    speaker_evenness: float
    voice_evenness: float
    taught_share: float
    taught_strength: float
    teacher_steps: int
    teacher_heard: int
    songs: int
    width: float
    withheld: tuple[str, ...]
    network: NetworkSizes
    loss: LossWeights
    augment: AugmentSettings


def load_settings(path: Path = DEFAULT_FILE) -> MotionSettings:
    """Read a settings file; a missing or unknown key is an error."""
    with path.open("rb") as file:
        table: dict[str, Any] = {key: _frozen(value) for key, value in tomllib.load(file).items()}
    return MotionSettings(
        network=NetworkSizes(**table.pop("network")),
        loss=LossWeights(**table.pop("loss")),
        augment=AugmentSettings(**table.pop("augment")),
        **table,
    )


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value
