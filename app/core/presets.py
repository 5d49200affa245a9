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
    """A named set of strengths and an emotion, for any voice.

    strengths: (name, value) of each of SETTINGS. emotion, intensity: what the take begins with.
    """

    name: str
    strengths: tuple[tuple[str, float], ...]
    emotion: Emotion = Emotion.NEUTRAL
    intensity: float = 1.0

    @classmethod
    def of(cls, name: str, settings: PerformanceSettings) -> "Preset":
        """A preset of these settings, without seed and changes of emotion during the take: they belong to one take."""
        strengths = tuple((setting, round(float(getattr(settings, setting)), 4)) for setting in SETTINGS)
        first = next((key for key in settings.emotion.keys if key.time_s < 0.0), None)
        if first is None:
            return cls(name, strengths)
        return cls(name, strengths, first.emotion, round(first.intensity, 4))

    def applied(self, settings: PerformanceSettings) -> PerformanceSettings:
        """These settings with the preset's strengths and first emotion; seed and changes during the take stay."""
        later = tuple(key for key in settings.emotion.keys if key.time_s >= 0.0)
        neutral = self.emotion is Emotion.NEUTRAL
        first = () if neutral else (EmotionKey(-TRANSITION_S, self.emotion, self.intensity),)
        strengths: dict[str, Any] = dict(self.strengths)
        return replace(settings, emotion=EmotionTrack((*first, *later)), **strengths)


def parse_presets(text: str) -> tuple[Preset, ...]:
    """Presets from their TOML text. Raises ValueError where it is not valid."""
    tables = tomllib.loads(text).get("preset", [])
    if not isinstance(tables, list):
        raise ValueError("presets are a list of tables")
    return tuple(_preset(table) for table in tables)


def presets_text(presets: Iterable[Preset]) -> str:
    """The TOML text of presets, one table each."""
    return "\n".join(f"[[preset]]\n{tomli_w.dumps(_table(preset))}" for preset in presets)


def _table(preset: Preset) -> dict[str, Any]:
    table: dict[str, Any] = {"name": preset.name, **dict(preset.strengths)}
    if preset.emotion is not Emotion.NEUTRAL:
        table |= {"emotion": str(preset.emotion), "intensity": preset.intensity}
    return table


def _preset(table: Any) -> Preset:
    """A preset from its table: unknown names are ignored, missing ones usual, values clipped to their range."""
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
