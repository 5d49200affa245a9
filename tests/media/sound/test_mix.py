import numpy as np
import pytest

from app.core.audio import AudioClip
from app.core.errors import BadSound
from app.media.sound.load import load_clip
from app.media.sound.mix import LOUDEST, SoundMix
from tests.support.wav import write_wav


@pytest.fixture
def tone(tmp_path):
    """A WAV of one sine, the same in every channel."""

    def make(name: str, hz: float, rate_hz: int, channels: int, duration_s: float, level: float) -> AudioClip:
        time_s = np.arange(round(rate_hz * duration_s)) / rate_hz
        samples = np.repeat((level * np.sin(2 * np.pi * hz * time_s))[:, None], channels, axis=1)
        path = tmp_path / name
        return load_clip(write_wav(path, (samples * 32767).astype(np.int16), rate_hz))

    return make


def heard(mix: SoundMix, seconds: float) -> np.ndarray:
    """(C, n) the first seconds."""
    pieces, left = [], round(seconds * mix.sample_rate_hz)
    while left > 0:
        pieces.append(mix.samples(left))
        left -= pieces[-1].shape[1]
    return np.concatenate(pieces, axis=1)


def level(samples: np.ndarray, hz: float, rate_hz: int) -> float:
    """Amplitude of one frequency."""
    turn = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / rate_hz)
    return float(2 * np.abs(np.mean(samples * turn)))


def test_both_are_heard_at_the_higher_rate_in_stereo(tone):
    mix = SoundMix([tone("a.wav", 400, 22_050, 1, 1.0, 0.3), tone("b.wav", 1000, 48_000, 2, 1.0, 0.2)])
    try:
        assert (mix.sample_rate_hz, mix.layout, mix.channels) == (48_000, "stereo", 2)
        samples = heard(mix, 1.0)
    finally:
        mix.close()
    for channel in samples:
        assert level(channel, 400, 48_000) == pytest.approx(0.3, abs=0.01)
        assert level(channel, 1000, 48_000) == pytest.approx(0.2, abs=0.01)


def test_the_longer_one_goes_on_alone_and_then_there_is_silence(tone):
    mix = SoundMix([tone("a.wav", 400, 16_000, 1, 0.5, 0.3), tone("b.wav", 1000, 16_000, 1, 1.0, 0.3)])
    try:
        samples = heard(mix, 1.5)[0]
    finally:
        mix.close()
    late = samples[9600:15_200]
    assert level(late, 400, 16_000) < 0.01
    assert level(late, 1000, 16_000) == pytest.approx(0.3, abs=0.01)
    assert not samples[16_200:].any()


def test_two_loud_sounds_stay_below_full_scale(tone):
    mix = SoundMix([tone("a.wav", 400, 16_000, 1, 0.5, 0.9), tone("b.wav", 400, 16_000, 1, 0.5, 0.9)])
    try:
        assert np.abs(heard(mix, 0.5)).max() == pytest.approx(LOUDEST, abs=0.01)
    finally:
        mix.close()


def test_a_sound_that_has_gone_is_said(tone):
    one, other = tone("a.wav", 400, 16_000, 1, 0.2, 0.5), tone("b.wav", 400, 16_000, 1, 0.2, 0.5)
    other.source.unlink()
    with pytest.raises(BadSound):
        SoundMix([one, other])
