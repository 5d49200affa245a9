"""More pictures of the person, from the command line."""

import cv2
import numpy as np


def test_another_picture_that_adds_nothing_is_told_and_used(rhapsode, small_portrait, short_voice, tmp_path):
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", small_portrait, short_voice, "--also", small_portrait, "-o", output, "--json")
    assert ended.code == 0, ended.err
    assert "adds nothing" in ended.err
    assert any("adds nothing" in warning for warning in ended.report["warnings"])
    assert output.exists()


def test_another_picture_without_a_face_is_one_line(rhapsode, small_portrait, short_voice, tmp_path):
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((200, 200, 3), 128, np.uint8))
    ended = rhapsode(
        "animate", small_portrait, short_voice, "--also", tmp_path / "wall.png", "-o", tmp_path / "out.mp4"
    )
    assert ended.code == 2
    assert "wall.png" in ended.err
    assert not (tmp_path / "out.mp4").exists()
