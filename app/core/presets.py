"""Named ways to perform, and the text they are kept as (TOML)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import tomli_w

from app.core.emotion import TRANSITION_S, Emotion, EmotionKey, EmotionTrack
from app.core.settings import SETTINGS, PerformanceSettings


@dataclass(frozen=True, slots=True)
class Preset:
    """What a performance looks like, whatever is said.

    strengths: (name, value) of each of SETTINGS. emotion, intensity: what the take begins with.
    """

    name: str
    strengths: tuple[tuple[str, float], ...]
    emotion: Emotion = Emotion.NEUTRAL
    intensity: float = 1.0

    @classmethod
    def of(cls, name: str, settings: PerformanceSettings) -> "Preset":
        """These settings under a name; seed and changes on the way belong to one take and are left out."""
        strengths = tuple((setting, round(float(getattr(settings, setting)), 4)) for setting in SETTINGS)
        first = next((key for key in settings.emotion.keys if key.time_s < 0.0), None)
        if first is None:
            return cls(name, strengths)
        return cls(name, strengths, first.emotion, round(first.intensity, 4))

    def applied(self, settings: PerformanceSettings) -> PerformanceSettings:
        """These settings performed like this; seed and changes on the way stay."""
        later = tuple(key for key in settings.emotion.keys if key.time_s >= 0.0)
        neutral = self.emotion is Emotion.NEUTRAL
        first = () if neutral else (EmotionKey(-TRANSITION_S, self.emotion, self.intensity),)
        strengths: dict[str, Any] = dict(self.strengths)
        return replace(settings, emotion=EmotionTrack((*first, *later)), **strengths)


def parse_presets(text: str) -> tuple[Preset, ...]:
    """Presets from their text. Raises ValueError when it is not one."""
    tables = tomllib.loads(text).get("preset", [])
    if not isinstance(tables, list):
        raise ValueError("presets are a list of tables")
    return tuple(_preset(table) for table in tables)


def presets_text(presets: Iterable[Preset]) -> str:
    """The text of presets, one table each."""
    return "\n".join(f"[[preset]]\n{tomli_w.dumps(_table(preset))}" for preset in presets)


def _table(preset: Preset) -> dict[str, Any]:
    table: dict[str, Any] = {"name": preset.name, **dict(preset.strengths)}
    if preset.emotion is not Emotion.NEUTRAL:
        table |= {"emotion": str(preset.emotion), "intensity": preset.intensity}
    return table


def _preset(table: Any) -> Preset:
    """Unknown names are passed over, missing ones are as usual; values are brought inside their range."""
    if not isinstance(table, dict) or not isinstance(table.get("name"), str) or not table["name"].strip():
        raise ValueError("a preset needs a name")
    strengths = tuple(
        (name, min(max(_number(table.get(name, setting.usual)), setting.low), setting.high))
        for name, setting in SETTINGS.items()
    )
    intensity = min(max(_number(table.get("intensity", 1.0)), 0.0), 1.0)
    return Preset(table["name"], strengths, Emotion(table.get("emotion", "neutral")), intensity)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise ValueError(f"{value} is not a number")
    return float(value)
