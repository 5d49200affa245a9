"""Faces placed by hand, from the command line to the video."""

import json

import av
import cv2
import numpy as np
import pytest


@pytest.fixture(scope="module")
def drawing(tmp_path_factory):
    """A wall with a crack in it, which no finder takes for a face."""
    picture = np.random.default_rng(0).integers(150, 180, (240, 240, 3)).astype(np.uint8)
    cv2.line(picture, (90, 160), (150, 160), (40, 40, 120), 3, cv2.LINE_AA)
    path = tmp_path_factory.mktemp("drawing") / "drawing.png"
    cv2.imwrite(str(path), picture)
    return path


def test_inspect_prints_points_that_can_be_edited_and_given_back(rhapsode, small_portrait, tmp_path):
    faces = rhapsode("inspect", small_portrait, "--json").report
    x, y = faces[0]["controls"]["chin"]
    faces[0]["controls"]["chin"] = [x + 4, y - 6]
    file = tmp_path / "faces.json"
    file.write_text(json.dumps(faces))
    (edited,) = rhapsode("inspect", small_portrait, "--landmarks", file, "--json").report
    assert edited["controls"]["chin"] == pytest.approx([x + 4, y - 6], abs=0.02)
    assert edited["controls"]["left_iris"] == pytest.approx(faces[0]["controls"]["left_iris"], abs=0.02)
    assert edited["mesh"] == "found"


def test_a_drawing_speaks_once_its_face_is_placed(rhapsode, drawing, short_voice, tmp_path):
    refused = rhapsode("inspect", drawing)
    assert refused.code == 2
    assert "--box" in refused.err
    file = tmp_path / "face.json"
    faces = rhapsode("inspect", drawing, "--box", "35,30,170,185", "--json").report
    assert faces[0]["mesh"] == "average"
    faces[0]["controls"] |= {"mouth_left": [88, 160], "mouth_right": [152, 160]}
    file.write_text(json.dumps(faces))
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", drawing, short_voice, "--landmarks", file, "-o", output, "--head", 0)
    assert ended.code == 0, ended.err
    with av.open(str(output)) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
    assert max(np.abs(frame - frames[0])[145:185, 85:155].max() for frame in frames) > 60


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "10,10,0,50"])
def test_a_box_that_is_none_is_one_line(rhapsode, drawing, box):
    ended = rhapsode("inspect", drawing, "--box", box)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert "LEFT,TOP,WIDTH,HEIGHT" in ended.err


def test_a_bad_landmarks_file_ends_before_anything_is_written(rhapsode, small_portrait, short_voice, tmp_path):
    file = tmp_path / "face.json"
    file.write_text('{"left_ey_outer": [1, 2]}')
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", small_portrait, short_voice, "--landmarks", file, "-o", output)
    assert ended.code == 2
    assert "left_eye_outer" in ended.err
    assert not output.exists()
    assert rhapsode("inspect", small_portrait, "--landmarks", tmp_path / "no.json").code == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_powershell_has_saved_can_be_given_back(rhapsode, small_portrait, tmp_path, encoding):
    file = tmp_path / "faces.json"
    printed = rhapsode("inspect", small_portrait, "--json").out
    file.write_text(printed, encoding=encoding)
    assert rhapsode("inspect", small_portrait, "--landmarks", file, "--json").out == printed
