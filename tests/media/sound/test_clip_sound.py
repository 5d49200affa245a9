"""A trimmed and faded sound is the same for the model, the loudspeaker and the video."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.clip_edit import ClipEdit
from app.media.sound.clip_sound import ClipSound
from app.media.sound.load import load_clip
from app.media.sound.soundtrack import Soundtrack

Babble = Callable[[float, int], NDArray[np.float32]]
WriteSound = Callable[..., Path]
EDIT = ClipEdit(0.6, 2.1, 0.3, 0.5)


def test_what_is_played_is_what_the_model_hears(babble: Babble, write_sound: WriteSound) -> None:
    file = write_sound("voice.wav", np.stack([babble(3.0, 16_000)] * 2), 16_000, "pcm_s16le")
    clip = load_clip(file).edited(EDIT)
    sound = ClipSound(clip)
    played = np.concatenate(list(sound.pieces()), axis=1)
    sound.close()
    assert played.shape == (2, len(clip.samples))
    np.testing.assert_allclose(played[0], clip.samples, atol=1e-3)


def test_playing_on_from_the_middle_is_the_rest(babble: Babble, write_sound: WriteSound) -> None:
    file = write_sound("voice.wav", np.stack([babble(3.0, 16_000)] * 2), 16_000, "pcm_s16le")
    clip = load_clip(file).edited(EDIT)
    for sound in (ClipSound(clip), ClipSound(replace(clip, source=None))):
        rest = np.concatenate(list(sound.pieces(1.0)), axis=1)
        sound.close()
        np.testing.assert_allclose(rest[0], clip.samples[16_000:], atol=1e-3)


def test_the_video_gets_the_kept_part_alone(babble: Babble, write_sound: WriteSound) -> None:
    file = write_sound("voice.wav", np.stack([babble(3.0, 48_000)] * 2), 48_000, "pcm_s16le")
    clip = load_clip(file).edited(EDIT)
    track = Soundtrack(clip)
    sound = np.concatenate([track.samples(1000) for _ in range(100)], axis=1)
    track.close()
    kept = round(clip.duration_s * 48_000)
    assert np.abs(sound[:, kept:]).max() == 0.0
    assert np.abs(sound[:, :100]).max() < 0.01  # it begins with the fade
    rms = np.sqrt((sound[0, :kept] ** 2).mean())
    assert abs(rms / np.sqrt((clip.samples**2).mean()) - 1) < 0.1
