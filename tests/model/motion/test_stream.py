import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.model.motion.checkpoint import load_encoder
from app.model.motion.hearing import Hearing
from app.model.motion.network import (
    BITING_OPENING,
    LOOK_AHEAD_SAMPLES,
    MELS_AHEAD,
    MELS_PER_FRAME,
    NARROW_SURE,
    NARROW_UNSURE,
    MotionNetwork,
    MouthNetwork,
    NetworkSizes,
    spoken,
)
from app.model.motion.stream import WINDOW_MELS, MotionStream


@pytest.fixture(scope="module")
def network() -> MotionNetwork:
    torch.manual_seed(0)
    mouth = MouthNetwork(NetworkSizes(channels=24, hidden=16))
    network = MotionNetwork(load_encoder(), mouth).eval().requires_grad_(False)
    mouth.shape.bias += 1.0  # away from the clamp at closed lips
    mouth.gates.bias += torch.tensor([5.0, -8.0, -8.0, -1.1, -1.1])
    return network


def _noise(seconds: float, seed: int = 1) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return (0.1 * rng.standard_normal(int(seconds * 16_000))).astype(np.float32)


def _run(network: MotionNetwork, blocks: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    stream = MotionStream(network)
    return np.concatenate([stream.push(block) for block in blocks])


def test_any_cutting_into_blocks_gives_the_same_motion(network: MotionNetwork) -> None:
    sound = _noise(3.0)
    whole = _run(network, [sound])
    pieces = _run(network, np.split(sound, [1, 200, 640, 641, 9_000, 30_000]))
    assert len(whole) == len(pieces) > 60
    np.testing.assert_allclose(pieces, whole, atol=1e-4)
    assert whole.std(0).min() > 1e-4  # it does move


def test_a_frame_hears_its_look_ahead_and_nothing_later(network: MotionNetwork) -> None:
    frame = 40
    sound, edge = _noise(3.0), frame * 640 + LOOK_AHEAD_SAMPLES
    later = sound.copy()
    later[edge:] = _noise(3.0, seed=2)[edge:]
    sooner = sound.copy()
    sooner[edge - 1600 :] = _noise(3.0, seed=2)[edge - 1600 :]
    before = _run(network, [sound])
    np.testing.assert_allclose(_run(network, [later])[: frame + 1], before[: frame + 1], atol=1e-6)
    assert np.abs(_run(network, [sooner])[frame] - before[frame]).max() > 1e-5


def test_a_frame_comes_out_once_its_look_ahead_has_arrived(network: MotionNetwork) -> None:
    stream = MotionStream(network)
    needed = LOOK_AHEAD_SAMPLES
    assert len(stream.push(_noise(1.0)[: needed - 160])) == 0
    assert len(stream.push(_noise(1.0)[needed - 160 : needed])) == 1


def test_a_frame_hears_the_second_and_a_half_that_ends_with_its_look_ahead(network: MotionNetwork) -> None:
    frame, sound = 50, _noise(3.0)
    hearing = Hearing(network.log_mel)
    rows = hearing.push(sound)
    end = frame * MELS_PER_FRAME + MELS_AHEAD
    alone = network(rows[None, end - WINDOW_MELS : end], WINDOW_MELS - MELS_AHEAD, 1)[0, 0].numpy()
    np.testing.assert_allclose(_run(network, [sound])[frame], alone, atol=1e-5)


def _said(raw: list[list[float]], gates: list[list[float]], tongue: float = -20.0) -> torch.Tensor:
    return spoken(torch.tensor(raw), torch.tensor([[*own, tongue, tongue] for own in gates]))


def test_silence_shuts_the_lips_exactly() -> None:
    said = _said([[0.2, 0.1], [-0.1, 0.1], [0.2, 0.1]], [[10, -10, -10], [10, -10, -10], [-10, -10, -10]], tongue=20.0)
    torch.testing.assert_close(said, torch.tensor([[0.2, 0.1, 1, 1], [0.0, 0.1, 1, 1], [0.0, 0.0, 0, 0]]))


def test_touching_lips_shut_exactly_and_keep_their_shape() -> None:
    unsure = float(torch.logit(torch.tensor((NARROW_UNSURE + NARROW_SURE) / 2)))
    said = _said([[0.2, 0.1], [0.2, 0.1]], [[10, 10, -20], [10, unsure, -20]])
    torch.testing.assert_close(said[:, :2], torch.tensor([[0.0, 0.1], [0.1, 0.1]]))


def test_a_bitten_lip_leaves_the_teeth_to_be_seen() -> None:
    said = _said([[0.2, 0.1], [-0.1, 0.1], [0.2, 0.1]], [[10, -10, 10], [10, -1, 1], [10, 1, -1]])
    torch.testing.assert_close(said[:, 0], torch.tensor([BITING_OPENING, BITING_OPENING, 0.0]))


def test_gates_that_are_all_too_sure_leave_numbers() -> None:
    assert _said([[0.2, 0.1]], [[10, -200, -200]])[0, 0] == pytest.approx(0.2)
