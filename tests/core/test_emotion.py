import numpy as np
import pytest

from app.core.emotion import TRANSITION_S, Emotion, EmotionKey, EmotionTrack, parse_emotion, parse_emotion_keys
from app.core.errors import BadEmotion


def strengths(track: EmotionTrack, *times_s: float) -> list[dict[str, float]]:
    table = track.strengths(np.array(times_s))
    return [
        {emotion.value: round(float(v), 3) for emotion, v in zip(Emotion, row, strict=True) if v > 0} for row in table
    ]


def test_a_named_emotion_holds_from_the_first_frame_to_the_last():
    assert strengths(parse_emotion("happy"), 0.0, 100.0) == [{"happy": 1.0}, {"happy": 1.0}]
    assert strengths(parse_emotion("Sad:0.25"), 3.0) == [{"sad": 0.25}]


def test_a_constant_track_is_what_its_name_makes():
    track = EmotionTrack.constant(Emotion.AFRAID, 0.4)
    assert strengths(track, 0.0, 0.04, 50.0) == [{"afraid": 0.4}] * 3
    assert track == parse_emotion("afraid:0.4")
    with pytest.raises(BadEmotion):
        EmotionTrack.constant(Emotion.HAPPY, 1.1)


def test_keys_take_over_from_one_another_with_an_ease():
    track = parse_emotion_keys("# a scene\n4 angry 0.5\n\n0.0 happy\n8, neutral", "scene.txt")
    assert strengths(track, 2.0, 6.0, 10.0) == [{"happy": 1.0}, {"angry": 0.5}, {"neutral": 1.0}]
    half = strengths(track, 4.0)[0]
    assert half == {"happy": 0.5, "angry": 0.25}
    steps = np.abs(np.diff(track.strengths(np.arange(0, 10, 0.04)), axis=0))
    assert steps.max() < 2.5 * 0.04 / TRANSITION_S


def test_no_track_is_neutral():
    assert EmotionTrack().strengths(np.arange(3.0)).sum() == 0


@pytest.mark.parametrize("wish", ["joyful", "", "happy:2", "happy:much", "happy:nan", ":0.5"])
def test_wishes_that_cannot_be_understood_say_why(wish):
    with pytest.raises(BadEmotion, match=r"\.$"):
        parse_emotion(wish)


@pytest.mark.parametrize("text", ["", "# nothing", "happy", "1 2 3 4", "one happy", "1 happy 7"])
def test_files_that_cannot_be_understood_name_the_place(text):
    with pytest.raises(BadEmotion, match=r"scene.txt|between 0 and 1"):
        parse_emotion_keys(text, "scene.txt")


def test_intensity_outside_its_range_is_refused():
    with pytest.raises(BadEmotion):
        EmotionKey(0.0, Emotion.HAPPY, 1.5)


def test_an_emotion_is_felt_in_full_unless_said_otherwise():
    assert EmotionKey(0.0, Emotion.HAPPY).intensity == 1.0
    assert strengths(EmotionTrack.constant(Emotion.SAD), 0.0) == [{"sad": 1.0}]


def test_a_track_that_is_shifted_keeps_what_it_feels():
    track = parse_emotion_keys("1 happy 0.5\n2 sad", "scene.txt")
    assert track.shifted(3.0).keys == (EmotionKey(4.0, Emotion.HAPPY, 0.5), EmotionKey(5.0, Emotion.SAD, 1.0))
    assert track.shifted(0.0) is track
