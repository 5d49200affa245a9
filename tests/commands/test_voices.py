"""Several faces with a voice each, from the command line to the video."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app.commands.voices import parse_voices
from app.core.errors import BadSound


def test_voices_are_written_number_equals_file():
    assert parse_voices(1, Path("a.wav"), ["3=b=c.wav", "2=d.wav"]) == {
        1: Path("a.wav"),
        3: Path("b=c.wav"),
        2: Path("d.wav"),
    }


@pytest.mark.parametrize("wish", ["b.wav", "0=b.wav", "2=", "two=b.wav", "-1=b.wav", "1=b.wav"])
def test_a_voice_that_is_not_understood_is_said(wish):
    with pytest.raises(BadSound):
        parse_voices(1, Path("a.wav"), [wish])


def test_two_faces_speak_and_both_are_heard(rhapsode, small_portrait, short_voice, tmp_path):
    one = cv2.imread(str(small_portrait))
    cv2.imwrite(str(tmp_path / "pair.png"), np.hstack([one, one]))
    output = tmp_path / "pair.mp4"
    ended = rhapsode(
        *("animate", tmp_path / "pair.png", short_voice, "--voice", f"2={short_voice}", "-o", output, "--json")
    )
    assert ended.code == 0, ended.err
    boxes = [voice["face_box"] for voice in ended.report["voices"]]
    assert ended.report["frames"] == 33
    with av.open(str(output)) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
    for box in boxes:
        lower = slice((box["top"] + box["bottom"]) // 2, box["bottom"]), slice(box["left"], box["right"])
        assert max(np.abs(frame[lower] - frames[0][lower]).max() for frame in frames) > 60
    assert abs(boxes[0]["left"] - boxes[1]["left"]) > 200


def test_a_voice_for_a_face_that_is_not_there_is_one_line(rhapsode, small_portrait, short_voice, tmp_path):
    ended = rhapsode("animate", small_portrait, short_voice, "--voice", f"2={short_voice}", "-o", tmp_path / "a.mp4")
    assert ended.code == 2
    assert "no face number 2" in ended.err
    assert not (tmp_path / "a.mp4").exists()
