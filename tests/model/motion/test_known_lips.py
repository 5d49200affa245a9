"""Lips of a whole sound: the same however they are asked for, and those of a stream that hears as much."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.core.face_basis import load_face_basis
from app.model.motion.checkpoint import load_network
from app.model.motion.known_lips import CHUNK_FRAMES, KnownLips, LipsReader
from app.model.motion.network import LOOK_AHEAD_SAMPLES, SAMPLES_PER_FRAME, MotionNetwork
from app.model.motion.stream import MotionStream


@pytest.fixture(scope="module")
def network() -> MotionNetwork:
    return load_network(load_face_basis().digest(), torch.device("cpu"))


@pytest.fixture(scope="module")
def voice(demo_voice_path) -> NDArray[np.float32]:
    """Thirteen seconds of the demo's voice, again and again."""
    from app.training.sound import read_mono

    return np.tile(read_mono(demo_voice_path), 9)[: 13 * 16_000]


def _read(reader: LipsReader, steps: list[int]) -> NDArray[np.float32]:
    return np.concatenate([reader.advance(step) for step in steps])


def test_frames_do_not_depend_on_how_they_are_asked_for(
    network: MotionNetwork, voice: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = KnownLips(network, voice).frames(0, 320)
    lips = KnownLips(network, voice)
    pieces = np.concatenate([lips.frames(start, start + 40) for start in range(0, 320, 40)])
    np.testing.assert_array_equal(pieces, whole)
    monkeypatch.setattr(MotionNetwork, "forward", None)  # what is known is not computed again
    np.testing.assert_array_equal(lips.frames(140, 160), whole[140:160])


def test_a_reader_gives_the_frames_that_a_stream_would_know(network: MotionNetwork, voice: NDArray[np.float32]) -> None:
    steps, lips, stream = [100, 2_000, 640, 9_600, 1, 32_000], KnownLips(network, voice), MotionStream(network)
    reader, place = lips.reader(), 0
    for step in steps:
        streamed = stream.push(voice[place : place + step])
        assert len(reader.advance(step)) == len(streamed)
        place += step
    again = _read(lips.reader(), [9_600, 32_000])
    np.testing.assert_array_equal(again, lips.frames(0, len(again)))


def test_chunks_join_without_a_step(network: MotionNetwork, voice: NDArray[np.float32]) -> None:
    whole = KnownLips(network, voice).frames(0, 2 * CHUNK_FRAMES)
    shift = 60  # so that what was a border lies within a chunk
    later = KnownLips(network, voice[shift * SAMPLES_PER_FRAME :]).frames(0, CHUNK_FRAMES)
    around = slice(CHUNK_FRAMES - 20, CHUNK_FRAMES + 20)
    moved = later[around.start - shift : around.stop - shift]
    assert np.corrcoef(moved[:, 0], whole[around, 0])[0, 1] > 0.97


def test_a_whole_sound_and_a_stream_move_alike(network: MotionNetwork, voice: NDArray[np.float32]) -> None:
    frames = 250
    live = MotionStream(network).push(voice[: frames * SAMPLES_PER_FRAME + LOOK_AHEAD_SAMPLES])[:frames]
    whole = KnownLips(network, voice).frames(0, frames)
    assert np.corrcoef(live[25:, 0], whole[25:, 0])[0, 1] > 0.85


def test_silence_follows_the_sound(network: MotionNetwork, voice: NDArray[np.float32]) -> None:
    ended = KnownLips(network, voice[:32_000]).frames(0, 100)
    assert ended[:50, 0].max() > 0.03
    assert not ended[70:].any()
