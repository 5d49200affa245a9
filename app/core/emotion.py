"""Emotions over the length of a take."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.errors import BadEmotion
from app.core.smoothstep import ease


class Emotion(StrEnum):
    """Ekman's six basic emotions, and neutral."""

    NEUTRAL = "neutral"
    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    AFRAID = "afraid"
    DISGUSTED = "disgusted"
    SURPRISED = "surprised"


@dataclass(frozen=True, slots=True)
class EmotionKey:
    """An emotion from `time_s` on, until the next key takes over. intensity: 0..1."""

    time_s: float
    emotion: Emotion
    intensity: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.intensity <= 1.0:
            raise BadEmotion(f"An emotion's intensity lies between 0 and 1, not at {self.intensity:g}.")


# Faces take about half a second into an expression and a little longer out of it (Schmidt et al. 2006).
TRANSITION_S = 0.6


@dataclass(frozen=True, slots=True)
class EmotionTrack:
    """Keys in order of time; without any the face stays neutral."""

    keys: tuple[EmotionKey, ...] = ()

    @classmethod
    def constant(cls, emotion: Emotion, intensity: float = 1.0) -> "EmotionTrack":
        """One emotion from beginning to end: the ease into it is over before the first frame."""
        return cls((EmotionKey(-TRANSITION_S, emotion, intensity),))

    def shifted(self, seconds: float) -> "EmotionTrack":
        """The same track, that much later."""
        if not seconds or not self.keys:
            return self
        return EmotionTrack(tuple(replace(key, time_s=key.time_s + seconds) for key in self.keys))

    def strengths(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """(T,) times -> (T, 7) strength of each emotion in the order of `Emotion`; every change is eased."""
        order = list(Emotion)
        strengths = np.zeros((len(times_s), len(order)))
        for key in self.keys:
            eased = ease((times_s - key.time_s) / TRANSITION_S + 0.5)[:, None]
            goal = np.zeros(len(order))
            goal[order.index(key.emotion)] = key.intensity
            strengths = strengths + eased * (goal - strengths)
        return strengths


NO_EMOTION = EmotionTrack()


def parse_emotion(text: str) -> EmotionTrack:
    """A track from `NAME` or `NAME:0.7`, the same from beginning to end. Raises BadEmotion."""
    name, _, amount = text.partition(":")
    key = _key(0.0, name, amount or "1", text)
    return EmotionTrack.constant(key.emotion, key.intensity)


def parse_emotion_keys(text: str, name: str) -> EmotionTrack:
    """A track from lines of `SECONDS NAME [INTENSITY]`; empty lines and what follows # are passed over.

    name: of the file, for messages. Raises BadEmotion.
    """
    keys = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].replace(",", " ").split()
        if not words:
            continue
        where = f"{name}, line {number}"
        if len(words) not in (2, 3):
            raise BadEmotion(f"{where} should read like this: 2.5 happy 0.8 (seconds, emotion, intensity).")
        keys.append(_key(_number(words[0], where), words[1], words[2] if len(words) == 3 else "1", where))
    if not keys:
        raise BadEmotion(f"{name} holds no emotions. A line of it should read like this: 2.5 happy 0.8.")
    return EmotionTrack(tuple(sorted(keys, key=lambda key: key.time_s)))


def _key(time_s: float, emotion: str, intensity: str, where: str) -> EmotionKey:
    try:
        known = Emotion(emotion.strip().lower())
    except ValueError:
        names = ", ".join(Emotion)
        raise BadEmotion(f"{where}: there is no emotion called {emotion.strip() or 'nothing'}. Use {names}.") from None
    return EmotionKey(time_s, known, _number(intensity, where))


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BadEmotion(f"{where}: {text} is not a number.") from None
    if not np.isfinite(value):
        raise BadEmotion(f"{where}: {text} is not a number that can be used.")
    return value
