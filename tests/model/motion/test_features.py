import numpy as np
import torch

from app.model.motion.features import BANDS, MELS, STEADY_DB, LogMel, VoiceState, is_steady, mel_filters, normalise

USUAL = torch.full((BANDS,), -0.8)


def _sound(seconds: float) -> torch.Tensor:
    rng = np.random.default_rng(3)
    time = np.arange(int(seconds * 16_000)) / 16_000
    voice = np.sin(2 * np.pi * 140 * time) * (np.sin(2 * np.pi * 3 * time) > 0) + 0.01 * rng.standard_normal(len(time))
    return torch.from_numpy(0.1 * voice).float()[None]


def test_every_filter_hears_something_and_sums_to_one() -> None:
    torch.testing.assert_close(mel_filters().sum(0), torch.ones(80))


def test_filters_stand_equally_spaced_on_the_mel_scale_from_60_to_7600_hz() -> None:
    mels = np.linspace(*(2595 * np.log10(1 + np.array([60.0, 7600.0]) / 700)), 82)[1:-1]
    loudest_hz = mel_filters().argmax(0).numpy() * 31.25  # bins of 16 kHz in 512 samples
    assert np.abs(loudest_hz - 700 * (10 ** (mels / 2595) - 1)).max() < 31.25


def test_a_tone_lands_in_the_filter_of_its_pitch() -> None:
    time = torch.arange(16_000) / 16_000
    loudest = [
        int(LogMel()(torch.sin(2 * torch.pi * hz * time)[None])[0, :, :MELS].mean(0).argmax())
        for hz in (300, 1000, 4000)
    ]
    assert loudest == sorted(loudest)
    assert loudest[0] + 10 < loudest[1] < loudest[2] - 10


def test_blocks_give_the_same_features_as_the_whole() -> None:
    powers = LogMel()(_sound(12.0))  # longer than what is solved at once
    whole, ended = normalise(powers, VoiceState.unknown(USUAL, 1))
    state, parts = VoiceState.unknown(USUAL, 1), []
    for block in powers.split([1, 3, 50, 7, 700, powers.shape[1] - 761], 1):
        features, state = normalise(block, state)
        parts.append(features)
    torch.testing.assert_close(torch.cat(parts, 1), whole, atol=1e-5, rtol=0)
    torch.testing.assert_close(state.sums, ended.sums, atol=1e-3, rtol=0)


def test_loud_and_quiet_recordings_look_alike_once_known() -> None:
    sound = _hiss(3.0)
    loud, quiet = (LogMel()(level * sound) for level in (1.0, 0.1))
    known = [normalise(powers, VoiceState.known(powers, USUAL))[0] for powers in (loud, quiet)]
    unknown = [normalise(powers, VoiceState.unknown(USUAL, 1))[0] for powers in (loud, quiet)]
    assert (known[0] - known[1]).abs().mean() < 0.02  # 20 dB would be 1.0
    assert (unknown[0] - unknown[1])[:, 100:, BANDS].abs().mean() < 0.6


def test_a_known_voice_sounds_the_same_through_any_microphone() -> None:
    powers = LogMel()(_hiss(3.0))
    tilted = powers * 10 ** torch.linspace(-1, 1, BANDS)
    plain, known = (normalise(sound, VoiceState.known(sound, USUAL))[0][..., :BANDS] for sound in (powers, tilted))
    unknown = normalise(tilted, VoiceState.unknown(USUAL, 1))[0][..., :BANDS]
    assert (plain - known).abs().mean() < 0.03
    assert (plain - unknown).abs().mean() > 4 * (plain - known).abs().mean()


def test_a_voice_is_learned_within_seconds() -> None:
    powers = LogMel()(_hiss(8.0)) * 10 ** torch.linspace(-1, 1, BANDS)
    known, learned = (
        normalise(powers, state)[0] for state in (VoiceState.known(powers, USUAL), VoiceState.unknown(USUAL, 1))
    )
    apart = (known - learned)[..., :BANDS].abs().mean((0, 2))
    assert apart[-100:].mean() < 0.4 * apart[:100].mean()


def test_a_sound_whose_level_hardly_changes_is_steady() -> None:
    for swing_db, steady in ((0.97 * STEADY_DB, True), (1.03 * STEADY_DB, False)):
        level = 1e-3 * 10 ** (torch.tensor([0.0, swing_db]) / 10)
        assert is_steady(level.repeat(50)[None, :, None].expand(1, 100, BANDS)) is steady


def _hiss(seconds: float) -> torch.Tensor:
    """Noise in syllables, audible in all bands all the time."""
    rng = np.random.default_rng(4)
    time = np.arange(int(seconds * 16_000)) / 16_000
    loudness = 0.1 * (1.2 + np.sin(2 * np.pi * 3 * time))
    return torch.from_numpy(loudness * rng.standard_normal(len(time))).float()[None]
