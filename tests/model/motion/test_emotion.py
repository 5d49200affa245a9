import numpy as np

from app.core.emotion import Emotion, EmotionTrack, parse_emotion, parse_emotion_keys
from app.core.motion import CHANNELS, HEAD, Motion
from app.model.motion.emotion import EMOTIONS, with_emotion


def talking(frames: int = 50) -> Motion:
    coefficients = np.random.default_rng(0).normal(size=(frames, len(CHANNELS))).astype(np.float32) * 0.02
    coefficients[:, 0] = np.maximum(0, np.sin(np.arange(frames))) * 0.1
    return Motion(coefficients)


def test_closed_lips_stay_closed_in_every_emotion():
    motion = talking()
    closed = motion.channel("opening") == 0
    assert closed.any()
    for emotion in Emotion:
        coloured = with_emotion(motion, parse_emotion(emotion), 0, 1.0)
        assert np.array_equal(coloured.channel("opening") == 0, closed)


def test_lips_that_count_as_shut_for_a_p_still_do():
    motion = Motion.still(3)
    motion.coefficients[:, 0] = (0.0, 0.02, 0.15)
    for emotion in Emotion:
        opening = with_emotion(motion, parse_emotion(emotion), 0, 1.0).channel("opening")
        assert opening[1] <= 0.02 + 1e-6
        assert opening[2] > 0.1
    assert with_emotion(motion, parse_emotion("surprised"), 0, 1.0).channel("opening")[2] > 0.2


def test_every_emotion_but_neutral_moves_the_face_and_no_two_alike():
    still = Motion.still(1)
    faces = {emotion: with_emotion(still, parse_emotion(emotion), 0, 1.0).coefficients for emotion in Emotion}
    assert not faces[Emotion.NEUTRAL].any()
    for first in Emotion:
        for second in Emotion:
            if first is not second:
                assert np.abs(faces[first] - faces[second]).max() > 0.2, (first, second)


def test_without_head_movement_the_head_stays_still():
    for emotion in Emotion:
        assert not with_emotion(Motion.still(3), parse_emotion(emotion), 0, 0.0).coefficients[:, HEAD].any()


def test_lids_stay_between_open_and_closed():
    motion = Motion.still(2)
    motion.coefficients[:, CHANNELS.index("blink_left")] = 1.0
    assert with_emotion(motion, parse_emotion("sad"), 0, 1.0).channel("blink_left").max() == 1.0


def test_pieces_are_coloured_as_the_whole_would_be():
    motion, track = talking(), parse_emotion_keys("0 sad\n1 happy 0.6", "keys")
    whole = with_emotion(motion, track, 0, 0.5).coefficients
    parts = [with_emotion(part, track, 20 * n, 0.5).coefficients for n, part in enumerate(motion.chunks(20))]
    assert np.allclose(np.concatenate(parts), whole)


def test_without_a_track_nothing_changes():
    motion = talking()
    assert with_emotion(motion, EmotionTrack(), 0, 1.0) is motion


def test_every_channel_named_by_an_emotion_exists():
    assert {channel for offsets in EMOTIONS.values() for channel in offsets} <= set(CHANNELS)
