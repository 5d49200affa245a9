from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.face_basis import load_face_basis
from app.model.motion.features import BANDS, VoiceState, normalise
from app.model.motion.network import NetworkSizes
from app.model.motion.phone_scores import PhoneScores
from app.training.motion.batches import BatchMaker, speaker_shares
from app.training.motion.loss import concordance, motion_loss, phone_loss
from app.training.motion.nonspeech import nonspeech
from app.training.motion.settings import MotionSettings, load_settings
from app.training.motion.targets import Lesson
from app.training.motion.training import MotionTraining
from app.training.speech.phones import FEATURES

TINY = NetworkSizes(channels=16, dilations=(1, 2), hidden=16)


@pytest.fixture(scope="module")
def settings() -> MotionSettings:
    return replace(load_settings(), steps=6, batch=2, sequence_frames=40, checkpoint_every=2, network=TINY)


@pytest.fixture(scope="module")
def batches(settings: MotionSettings) -> BatchMaker:
    """Two made-up speakers whose mouth opens as loudly as they buzz."""
    rng = np.random.default_rng(0)
    lessons = {}
    for speaker, pitch in (("low", 110), ("high", 230)):
        time = np.arange(32_000) / 16_000
        loud = np.clip(np.sin(2 * np.pi * 2 * time), 0, 1)
        samples = (loud * np.sign(np.sin(2 * np.pi * pitch * time)) * 0.1).astype(np.float32)
        mouth = rng.normal(0, 0.001, (50, 12)).astype(np.float32)
        mouth[:, 0] = 0.1 * loud[::640]
        phones = np.full((50, len(FEATURES)), np.nan, np.float32)
        lessons[speaker] = [Lesson(samples, mouth, np.ones(50, np.float32), phones)]
    shares = speaker_shares(lessons, {}, 1.0, 0.5)
    return BatchMaker(lessons, shares, settings.sequence_frames, settings.augment)


def test_shares_even_out_speakers_and_set_synthetic_voices_apart() -> None:
    one = [Lesson(*([np.zeros(0, np.float32)] * 4))]
    shares = speaker_shares({"many": one * 300, "few": one}, {"robot": one * 900}, 1.0, 0.4)
    assert shares == pytest.approx({"many": 0.3, "few": 0.3, "robot": 0.4})
    assert speaker_shares({"many": one * 300, "few": one}, {}, 0.0, 0.4)["many"] == pytest.approx(300 / 301)


def test_a_batch_depends_on_its_seed_alone(batches: BatchMaker) -> None:
    first, again = (batches.batch(3, np.random.default_rng((1, 5))) for _ in range(2))
    other = batches.batch(3, np.random.default_rng((1, 6)))
    assert first.powers.shape == (3, 4 * 40 + 14, BANDS)
    assert torch.equal(first.powers, again.powers)
    assert torch.equal(first.mouth, again.mouth)
    assert not torch.equal(first.powers, other.powers)
    assert torch.isfinite(first.powers).all()


def test_sound_and_lips_stay_together_through_augmentation(batches: BatchMaker) -> None:
    batch = batches.batch(24, np.random.default_rng(2))
    features, _ = normalise(batch.powers, VoiceState.unknown(torch.zeros(BANDS), 24))
    loud = features[:, :160, BANDS].reshape(24, 40, 4).mean(2)
    spoken = batch.active > 0.5
    together = np.corrcoef(loud[spoken].numpy(), batch.mouth[..., 0][spoken].numpy())[0, 1]
    assert together > 0.3


def test_the_network_learns(settings: MotionSettings, batches: BatchMaker) -> None:
    training = MotionTraining(
        replace(settings, steps=30, warmup_steps=3), load_face_basis(), batches, PhoneScores(), torch.zeros(BANDS)
    )
    first = sum(float(part) for part in training.advance().values())
    for _ in range(25):
        parts = training.advance()
    assert sum(float(part) for part in parts.values()) < 0.85 * first


def test_a_resumed_run_ends_where_an_unbroken_one_does(
    settings: MotionSettings, batches: BatchMaker, tmp_path: Path
) -> None:
    basis = load_face_basis()
    unbroken = MotionTraining(settings, basis, batches, PhoneScores(), torch.zeros(BANDS))
    unbroken.run(tmp_path / "unbroken.safetensors")
    broken = MotionTraining(settings, basis, batches, PhoneScores(), torch.zeros(BANDS))
    for _ in range(4):
        broken.advance()
    broken.keep(tmp_path / "broken.safetensors")
    resumed = MotionTraining(settings, basis, batches, PhoneScores(), torch.zeros(BANDS))
    resumed.run(tmp_path / "broken.safetensors")
    assert resumed.step == settings.steps
    for name, value in unbroken.average.state_dict().items():
        assert torch.equal(resumed.average.state_dict()[name], value), name


def test_a_checkpoint_of_other_settings_is_refused(
    settings: MotionSettings, batches: BatchMaker, tmp_path: Path
) -> None:
    basis = load_face_basis()
    MotionTraining(settings, basis, batches, PhoneScores(), torch.zeros(BANDS)).keep(tmp_path / "run.safetensors")
    with pytest.raises(ValueError, match="other settings"):
        MotionTraining(replace(settings, seed=9), basis, batches, PhoneScores(), torch.zeros(BANDS)).run(
            tmp_path / "run.safetensors"
        )


def test_shut_lips_may_be_pressed_but_not_parted(settings: MotionSettings) -> None:
    mouth, active, scale = torch.zeros(1, 5, 12), torch.ones(1, 5), torch.ones(12)
    pressed, parted = torch.zeros(1, 5, 12), torch.zeros(1, 5, 12)
    pressed[..., 0], parted[..., 0] = -0.5, 0.5
    gates, phones = torch.zeros(1, 5, 3), torch.full((1, 5, len(FEATURES)), torch.nan)
    losses = [
        motion_loss(raw, gates, mouth, active, phones, scale, settings.loss)["shape"] for raw in (pressed, parted)
    ]
    assert losses[0] == 0
    assert losses[1] > 0.05


def _gates_loss(
    touching: list[float], biting: list[float], bitten: list[float], spoken: float, settings: MotionSettings
) -> dict[str, torch.Tensor]:
    """The loss of gates over frames of which the first two are shut."""
    mouth, phones = torch.zeros(1, len(touching), 12), torch.zeros(1, len(touching), len(FEATURES))
    mouth[:, 2:, 0] = 0.1
    phones[..., FEATURES.index("labiodental")] = torch.tensor(bitten)
    gates = torch.stack([torch.zeros(len(touching)), torch.tensor(touching), torch.tensor(biting)], 1)[None]
    active = torch.full((1, len(touching)), spoken)
    return motion_loss(mouth, gates, mouth, active, phones, torch.ones(12), settings.loss)


def test_the_touching_gate_learns_from_speech_alone(settings: MotionSettings) -> None:
    wrong, right = [5.0] * 4, [5.0, 5.0, -5.0, -5.0]
    none = [0.0] * 4
    assert (
        _gates_loss(wrong, none, none, 1.0, settings)["touching"]
        > 10 * _gates_loss(right, none, none, 1.0, settings)["touching"]
    )
    assert _gates_loss(wrong, none, none, 0.0, settings)["touching"] == 0


def test_the_biting_gate_learns_from_known_phones_alone(settings: MotionSettings) -> None:
    none, bitten, unknown = [0.0] * 4, [0.0, 0.0, 1.0, 1.0], [float("nan")] * 4
    wrong = _gates_loss(none, [5.0, 5.0, -5.0, -5.0], bitten, 1.0, settings)["biting"]
    assert wrong > 100 * _gates_loss(none, [-5.0, -5.0, 5.0, 5.0], bitten, 1.0, settings)["biting"]
    assert _gates_loss(none, [5.0] * 4, unknown, 1.0, settings)["biting"] == 0


def test_one_sure_frame_is_better_than_three_unsure_ones(settings: MotionSettings) -> None:
    none, bitten = [0.0] * 6, [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    spread = _gates_loss(none, [-3.0, -3.0, -1.0, -1.0, -1.0, -3.0], bitten, 1.0, settings)["biting"]
    late = _gates_loss(none, [-3.0, -3.0, -3.0, -1.0, 1.0, -3.0], bitten, 1.0, settings)["biting"]
    assert late < spread


def test_concordance_asks_for_the_size_too() -> None:
    wave = torch.sin(torch.arange(100) / 5)
    assert concordance(wave, wave) == pytest.approx(1)
    assert concordance(wave / 2, wave) == pytest.approx(0.8, abs=0.01)


def test_unknown_phones_cost_nothing() -> None:
    unknown = torch.full((1, 4, len(FEATURES)), torch.nan)
    assert phone_loss(torch.ones(1, 4, len(FEATURES)), unknown) == 0
    assert phone_loss(torch.ones(1, 4, len(FEATURES)), torch.zeros_like(unknown)) > 1


def test_sounds_without_speech_are_finite_and_not_too_loud() -> None:
    for seed in range(30):
        sound = nonspeech(8_000, np.random.default_rng(seed))
        assert sound.shape == (8_000,)
        assert sound.dtype == np.float32
        assert np.isfinite(sound).all()
        assert np.sqrt((sound**2).mean()) < 0.3
