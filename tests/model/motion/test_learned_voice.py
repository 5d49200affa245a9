from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.evaluation.motion.changes import repitched
from app.media.sound.load import load_clip
from app.model.motion.checkpoint import load_network
from app.model.motion.features import LogMel
from app.model.motion.learned_voice import SOON_FRAMES, SURE_FRAMES, LearnedVoice
from app.model.motion.network import MotionNetwork
from app.model.motion.stream import MotionStream

CPU = torch.device("cpu")
BLOCK_SAMPLES = 1_600
Sound = NDArray[np.float32]


@pytest.fixture(scope="module")
def network() -> MotionNetwork:
    return load_network(load_face_basis().digest(), CPU)


@pytest.fixture
def small_voice(demo_voice_path: Path) -> Sound:
    """Somebody whose head is a quarter smaller, for about 16 seconds."""
    voice = load_clip(demo_voice_path).samples
    return repitched(np.tile(voice, 1 + 256_000 // len(voice))[:256_000], 4)


def _live(network: MotionNetwork, sound: Sound, blocks: list[int]) -> Sound:
    stream = MotionStream(network, LogMel(), CPU)
    return np.concatenate([stream.push(piece) for piece in np.split(sound, blocks)])


def test_only_speech_is_kept_and_the_tract_is_judged_twice() -> None:
    learned = LearnedVoice(CPU)
    due = []
    for _ in range(40):
        learned.hear(torch.ones(1, 40, 257))
        learned.judge(torch.tensor([1.0, 0.2] * 5))
        due.append(learned.is_due())
    assert learned.speech.shape[1] == 40 * 20
    assert due.index(True) + 1 == SOON_FRAMES // 20
    assert sum(due) == 1
    assert not learned.is_done
    for _ in range(20):
        learned.hear(torch.ones(1, 40, 257))
        learned.judge(torch.ones(10))
        due.append(learned.is_due())
    assert sum(due) == 2
    assert learned.is_done
    assert learned.speech.shape[1] >= SURE_FRAMES


def test_speech_is_found_where_it_was_heard() -> None:
    learned = LearnedVoice(CPU)
    learned.hear(torch.arange(60.0).view(1, 60, 1).expand(-1, -1, 257))
    learned.judge(torch.tensor([0.0, 1.0, 0.0]))
    learned.judge(torch.tensor([1.0]))
    assert learned.speech[0, :, 0].tolist() == [4, 5, 6, 7, 12, 13, 14, 15]


def test_an_unusual_voice_is_soon_heard_as_if_it_had_been_known(network: MotionNetwork, small_voice: Sound) -> None:
    known = MotionStream(network, LogMel(), CPU, small_voice).push(small_voice)
    live = _live(network, small_voice, [*range(BLOCK_SAMPLES, len(small_voice), BLOCK_SAMPLES)])
    missed = np.abs(live - known)[:, 0]
    assert missed[-150:].mean() < 0.6 * missed[:75].mean()


def test_what_is_learned_does_not_depend_on_the_blocks(network: MotionNetwork, small_voice: Sound) -> None:
    whole = _live(network, small_voice, [])
    pieces = _live(network, small_voice, [1, 777, 50_000, 50_001, 120_333])
    np.testing.assert_allclose(pieces, whole, atol=1e-4)
