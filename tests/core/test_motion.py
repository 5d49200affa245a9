import numpy as np
import pytest

from app.core.motion import ACTION, ACTION_UNITS, CHANNELS, HEAD, IDLE, MOUTH, SPOKEN, TONGUE, Motion, frame_count


def test_a_frame_for_every_started_fortieth_of_a_second():
    assert [frame_count(seconds) for seconds in (0.0, 0.001, 0.04, 0.0401, 1.0, 10.02)] == [1, 1, 1, 2, 25, 251]


def test_chunks_join_to_the_whole():
    motion = Motion(np.random.default_rng(0).normal(size=(11, len(CHANNELS))).astype(np.float32))
    parts = list(motion.chunks(4))
    assert [len(part) for part in parts] == [4, 4, 3]
    assert np.array_equal(Motion.joined(parts).coefficients, motion.coefficients)


def test_channels_are_read_by_name():
    motion = Motion.still(3)
    motion.coefficients[:, CHANNELS.index("yaw")] = [1, 2, 3]
    assert motion.channel("yaw").tolist() == [1, 2, 3]


def test_a_wrong_number_of_channels_is_refused():
    with pytest.raises(ValueError, match="motion"):
        Motion(np.zeros((5, 3), np.float32))


def test_parts_of_a_face_are_their_channels():
    assert CHANNELS[MOUTH] == ("opening", *(f"mouth_{index}" for index in range(1, 12)))
    assert CHANNELS[HEAD] == ("yaw", "pitch", "roll", "shift_x", "shift_y")
    assert CHANNELS[ACTION] == ACTION_UNITS
    assert CHANNELS[TONGUE] == ("tongue_up", "tongue_out")
    assert CHANNELS[SPOKEN] == CHANNELS[MOUTH] + CHANNELS[TONGUE]
    assert CHANNELS[IDLE] == (*CHANNELS[len(CHANNELS[SPOKEN]) : CHANNELS.index("breath")], "breath")
    assert (CHANNELS[IDLE][0], CHANNELS[IDLE][-1]) == ("blink_left", "breath")
