from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.face_basis import load_face_basis
from app.model.motion.network import GATES, HEARD, TOKENS_READ, NetworkSizes
from app.training.motion import heard as heard_module
from app.training.motion.heard import Ear, HeardSequences, hear
from app.training.motion.loss import concordance, motion_loss, phone_loss
from app.training.motion.nonspeech import nonspeech
from app.training.motion.sequences import SequenceMaker, voice_shares
from app.training.motion.settings import MotionSettings, load_settings
from app.training.motion.targets import Lesson
from app.training.motion.training import MotionTraining
from app.training.speech.phones import FEATURES, vector

TINY = NetworkSizes(channels=16, hidden=16)


@pytest.fixture(scope="module")
def settings() -> MotionSettings:
    sizes = {"heard_whole": 4, "heard_windows": 2, "sequence_frames": 40, "crop_frames": 25, "batch": 2}
    return replace(load_settings(), steps=6, checkpoint_every=2, network=TINY, **sizes)


@pytest.fixture(scope="module")
def maker(settings: MotionSettings) -> SequenceMaker:
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
    return SequenceMaker(lessons, voice_shares(lessons, {}, settings), settings.sequence_frames, 25, settings.augment)


@pytest.fixture(scope="module")
def folder(settings: MotionSettings, maker: SequenceMaker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heard_module, "SHARD", 2)
        return hear(maker, settings, tmp_path_factory.mktemp("cache"))


@pytest.fixture
def sequences(folder: Path, settings: MotionSettings) -> HeardSequences:
    return HeardSequences(folder, settings.crop_frames)


def test_shares_even_out_speakers_and_set_synthetic_voices_apart(settings: MotionSettings) -> None:
    one = [Lesson(*([np.zeros(0, np.float32)] * 4))]
    tracked, taught = {"many": one * 300, "few": one}, {"robot": one * 900, "bird": one * 100}
    even = replace(settings, taught_share=0.4, speaker_evenness=1.0, voice_evenness=0.5)
    assert voice_shares(tracked, taught, even) == pytest.approx({"many": 0.3, "few": 0.3, "robot": 0.3, "bird": 0.1})
    by_clip = replace(settings, speaker_evenness=0.0)
    assert voice_shares(tracked, {}, by_clip)["many"] == pytest.approx(300 / 301)


def test_a_sequence_depends_on_its_seed_alone(maker: SequenceMaker) -> None:
    first, again = (maker.sequence(np.random.default_rng((1, 5))) for _ in range(2))
    other = maker.sequence(np.random.default_rng((1, 6)))
    assert first.samples.shape == (65 * 640,)
    assert first.mouth.shape == (40, 12)
    np.testing.assert_array_equal(first.samples, again.samples)
    np.testing.assert_array_equal(first.mouth, again.mouth)
    assert not np.array_equal(first.samples, other.samples)
    assert np.isfinite(first.samples).all()


def test_sound_and_lips_stay_together_through_augmentation(maker: SequenceMaker) -> None:
    loudness, opening = [], []
    for seed in range(30):
        sequence = maker.sequence(np.random.default_rng((2, seed)))
        power = (sequence.samples[: 40 * 640].reshape(40, 640) ** 2).mean(1)
        spoken = sequence.active > 0.5
        if spoken.any():
            loudness.append(np.log10(power[spoken] / power[spoken].max() + 1e-3))
            opening.append(sequence.mouth[spoken, 0])
    assert np.corrcoef(np.concatenate(loudness), np.concatenate(opening))[0, 1] > 0.3


def test_heard_sequences_are_kept_and_not_heard_again(
    folder: Path, settings: MotionSettings, maker: SequenceMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert sorted(files) == ["whole-000.safetensors", "whole-001.safetensors", "windows-000.safetensors"]
    monkeypatch.setattr(heard_module, "SHARD", 2)
    assert hear(maker, settings, folder.parent.parent) == folder
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == files


def test_a_crop_is_what_its_frames_hear(
    maker: SequenceMaker, settings: MotionSettings, sequences: HeardSequences
) -> None:
    windows = sequences.batch(3, np.random.default_rng(0), "windows")
    assert windows.heard.shape == (3 * 25, TOKENS_READ, HEARD)
    assert windows.mouth.shape == (3, 25, 12)
    batch = sequences.batch(20, np.random.default_rng(0), "whole")
    assert batch.heard.shape == (20, TOKENS_READ + 2 * 24, HEARD)
    rng = np.random.default_rng((settings.seed, 0, 1))  # the second sequence that is heard whole
    sequence, known = maker.sequence(rng), rng.random() < settings.augment.known_voice
    tokens, mouth = Ear().whole(sequence, known).float(), torch.from_numpy(sequence.mouth)
    found = 0
    for heard, shown in zip(batch.heard, batch.mouth, strict=True):
        for first in range(16):
            if shown.any() and torch.equal(mouth[first : first + 25], shown):
                torch.testing.assert_close(tokens[2 * first : 2 * first + len(heard)], heard, atol=0.1, rtol=0.1)
                found += 1
    assert found


def test_windows_and_the_whole_hear_alike(maker: SequenceMaker) -> None:
    sequence, ear = maker.sequence(np.random.default_rng(3)), Ear()
    whole, windows = ear.whole(sequence, known=True).float(), ear.windows(sequence, known=True).float()
    frame = 30
    part = whole[2 * frame : 2 * frame + TOKENS_READ]
    assert torch.equal(part[:-1, -2:], windows[frame, :-1, -2:])  # loudness
    assert torch.cosine_similarity(part[:8], windows[frame, :8], dim=1).mean() > 0.6
    other = torch.cosine_similarity(whole[:8], windows[frame, :8], dim=1).mean()
    assert torch.cosine_similarity(part[:8], windows[frame, :8], dim=1).mean() > other


def test_the_network_learns(settings: MotionSettings, sequences: HeardSequences) -> None:
    training = MotionTraining(replace(settings, steps=40, warmup_steps=3), load_face_basis(), sequences)
    first = sum(float(part) for part in training.advance().values())
    for _ in range(35):
        parts = training.advance()
    assert sum(float(part) for part in parts.values()) < 0.85 * first


def test_a_resumed_run_ends_where_an_unbroken_one_does(
    settings: MotionSettings, sequences: HeardSequences, tmp_path: Path
) -> None:
    basis = load_face_basis()
    unbroken = MotionTraining(settings, basis, sequences)
    unbroken.run(tmp_path / "unbroken.safetensors")
    broken = MotionTraining(settings, basis, sequences)
    for _ in range(4):
        broken.advance()
    broken.keep(tmp_path / "broken.safetensors")
    resumed = MotionTraining(settings, basis, sequences)
    resumed.run(tmp_path / "broken.safetensors")
    assert resumed.step == settings.steps
    for name, value in unbroken.average.state_dict().items():
        assert torch.equal(resumed.average.state_dict()[name], value), name


def test_a_checkpoint_of_other_settings_is_refused(
    settings: MotionSettings, sequences: HeardSequences, tmp_path: Path
) -> None:
    basis = load_face_basis()
    MotionTraining(settings, basis, sequences).keep(tmp_path / "run.safetensors")
    with pytest.raises(ValueError, match="other settings"):
        MotionTraining(replace(settings, seed=9), basis, sequences).run(tmp_path / "run.safetensors")


def test_shut_lips_may_be_pressed_but_not_parted(settings: MotionSettings) -> None:
    mouth, active, scale = torch.zeros(1, 5, 12), torch.ones(1, 5), torch.ones(12)
    pressed, parted = torch.zeros(1, 5, 12), torch.zeros(1, 5, 12)
    pressed[..., 0], parted[..., 0] = -0.5, 0.5
    gates, phones = torch.zeros(1, 5, GATES), torch.full((1, 5, len(FEATURES)), torch.nan)
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
    none = torch.zeros(len(touching))
    gates = torch.stack([none, torch.tensor(touching), torch.tensor(biting), none, none], 1)[None]
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


def test_the_tongue_learns_from_known_phones(settings: MotionSettings) -> None:
    said = torch.from_numpy(np.stack([vector(ipa) for ipa in "θnsa"]))[None]
    mouth, active = torch.full((1, 4, 12), 0.1), torch.ones(1, 4)
    right = torch.tensor([[9.0, 9.0], [9.0, -9.0], [-9.0, -9.0], [-9.0, -9.0]])

    def loss(tongue: torch.Tensor, phones: torch.Tensor) -> float:
        gates = torch.cat([torch.zeros(4, 3), tongue], 1)[None]
        return float(motion_loss(mouth, gates, mouth, active, phones, torch.ones(12), settings.loss)["tongue"])

    assert loss(-right, said) > 100 * loss(right, said)
    assert loss(-right, torch.full_like(said, torch.nan)) == 0


def test_shapes_that_move_too_little_cost(settings: MotionSettings) -> None:
    mouth, active = torch.randn(1, 50, 12, generator=torch.Generator().manual_seed(0)), torch.ones(1, 50)
    gates, phones = torch.zeros(1, 50, GATES), torch.full((1, 50, len(FEATURES)), torch.nan)

    def loss(raw: torch.Tensor) -> float:
        return float(motion_loss(raw, gates, mouth, active, phones, torch.ones(12), settings.loss)["shapes"])

    assert loss(mouth) == pytest.approx(0, abs=1e-5)
    assert loss(0.5 * mouth) == pytest.approx(0.2, abs=0.03)
    assert motion_loss(mouth, gates, mouth, 0 * active, phones, torch.ones(12), settings.loss)["shapes"] == 0


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
