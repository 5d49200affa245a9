"""The command on a real portrait and voice, its video read back; and what bad input gets."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest

from app.commands.animate import read_emotion
from app.core.emotion import Emotion, EmotionKey, EmotionTrack
from app.core.errors import BadEmotion
from app.core.portrait import Portrait
from app.core.settings import SETTINGS, PerformanceSettings
from app.face.finder import FaceFinder
from tests.support.wav import write_wav

ROOT = Path(__file__).parents[2]


def decode(path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.fixture(scope="module")
def voice_of_silence(tmp_path_factory):
    path = tmp_path_factory.mktemp("silence") / "silence.wav"
    return write_wav(path, np.zeros(16_000, np.int16), 16_000)


def test_a_video_may_have_another_frame_rate(rhapsode, small_portrait, short_voice, tmp_path):
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", small_portrait, short_voice, "-o", output, "--fps", 50, "--json")
    assert ended.code == 0, ended.err
    assert (ended.report["frames"], ended.report["fps"], ended.report["duration_s"]) == (65, 50, 1.3)
    with av.open(str(output)) as container:
        assert container.streams.video[0].average_rate == 50
        assert container.streams.video[0].frames == 65


def test_a_portrait_speaks(rhapsode, small_portrait, short_voice, tmp_path):
    output = tmp_path / "out.mp4"
    ended = rhapsode("animate", small_portrait, short_voice, "-o", output, "--json")
    assert ended.code == 0, ended.err
    report = ended.report
    assert (report["frames"], report["fps"], report["width"], report["height"]) == (33, 25, 288, 360)
    assert report["device"] in {"cpu", "cuda", "mps"}
    assert {"motion", "render", "composite", "encode"} <= set(report["seconds"])
    assert 100 < report["face_box"]["right"] - report["face_box"]["left"] < 200
    frames = decode(output)
    assert len(frames) == 33
    openings = []
    for frame in frames[::4]:
        landmarks = FaceFinder().find(Portrait(frame))[0].landmarks
        openings.append((landmarks[14, 1] - landmarks[13, 1]) / np.linalg.norm(landmarks[33] - landmarks[263]))
    assert max(openings) > 0.05  # it says something
    with av.open(str(output)) as container:
        sound = container.streams.audio[0]
        assert (sound.channels, sound.rate) == (2, 22_050)
        assert abs(float(container.streams.video[0].duration * container.streams.video[0].time_base) - 1.32) < 1e-3


def test_the_same_seed_gives_the_same_video_and_another_seed_another(rhapsode, small_portrait, short_voice, tmp_path):
    videos = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        assert (
            rhapsode("animate", small_portrait, short_voice, "-o", tmp_path / f"{name}.mp4", "--seed", seed).code == 0
        )
        videos.append(np.stack(decode(tmp_path / f"{name}.mp4")))
    assert np.array_equal(videos[0], videos[1])
    assert not np.array_equal(videos[0], videos[2])


def test_strengths_reach_the_face(rhapsode, small_portrait, short_voice, tmp_path):
    openings = []
    for name, mouth in (("small", 0.5), ("wide", 1.5)):
        arguments = ("--mouth", mouth, "--smoothing", 0.5, "--blinks", 0, "--gaze", 0, "--head", 0)
        output = tmp_path / f"{name}.mp4"
        assert rhapsode("animate", small_portrait, short_voice, "-o", output, *arguments).code == 0
        marks = [FaceFinder().find(Portrait(frame))[0].landmarks for frame in decode(output)[::4]]
        openings.append(max((face[14, 1] - face[13, 1]) / np.linalg.norm(face[33] - face[263]) for face in marks))
    assert openings[1] > 1.5 * openings[0]


def test_silence_keeps_the_lips_closed_and_warns(rhapsode, small_portrait, voice_of_silence, tmp_path):
    output = tmp_path / "silent.mp4"
    ended = rhapsode("animate", small_portrait, voice_of_silence, "-o", output, "--head", 0)
    assert ended.code == 0
    assert "silent" in ended.err.lower()
    landmarks = FaceFinder().find(Portrait(decode(output)[-1]))[0].landmarks
    assert (landmarks[14, 1] - landmarks[13, 1]) / np.linalg.norm(landmarks[33] - landmarks[263]) < 0.02


def test_an_existing_file_is_kept_unless_forced(rhapsode, small_portrait, voice_of_silence, tmp_path):
    output = tmp_path / "kept.mp4"
    output.write_text("precious")
    ended = rhapsode("animate", small_portrait, voice_of_silence, "-o", output)
    assert ended.code == 2
    assert "kept.mp4" in ended.err
    assert output.read_text() == "precious"
    assert rhapsode("animate", small_portrait, voice_of_silence, "-o", output, "--force").code == 0
    assert len(decode(output)) == 25


@pytest.fixture
def bad(tmp_path, small_portrait, short_voice):
    """name -> (portrait, sound, extra arguments), each wrong in one way."""
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("I am not a picture at all, but a line of text.")
    (tmp_path / "cut.png").write_bytes(small_portrait.read_bytes()[:4000])
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.mp3").write_text("I am not a sound at all, but a line of text. " * 30)
    import cv2

    cv2.imwrite(str(tmp_path / "flat.png"), np.full((300, 300, 3), 128, np.uint8))
    picture = cv2.imread(str(small_portrait))
    tiny = np.full((300, 300, 3), 200, np.uint8)
    tiny[100:170, 100:156] = cv2.resize(picture, (56, 70), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(tmp_path / "tiny.png"), tiny)
    return {
        "missing portrait": (tmp_path / "none.png", short_voice, ()),
        "empty portrait": (tmp_path / "empty.png", short_voice, ()),
        "text portrait": (tmp_path / "text.jpg", short_voice, ()),
        "truncated portrait": (tmp_path / "cut.png", short_voice, ()),
        "no face": (tmp_path / "flat.png", short_voice, ()),
        "tiny face": (tmp_path / "tiny.png", short_voice, ()),
        "face number": (small_portrait, short_voice, ("--face", 9)),
        "missing sound": (small_portrait, tmp_path / "none.wav", ()),
        "empty sound": (small_portrait, tmp_path / "empty.wav", ()),
        "text sound": (small_portrait, tmp_path / "text.mp3", ()),
        "picture as sound": (small_portrait, small_portrait, ()),
        "missing folder": (small_portrait, short_voice, ("-o", tmp_path / "nowhere" / "out.mp4")),
        "wrong ending": (small_portrait, short_voice, ("-o", tmp_path / "out.gif")),
        "wrong device": (small_portrait, short_voice, ("--device", "mps" if sys.platform != "darwin" else "cuda")),
        "too many blinks": (small_portrait, short_voice, ("--blinks", "2.5")),
        "wrong size": (small_portrait, short_voice, ("--size", "99")),
    }


def test_every_bad_input_gets_its_own_line_and_leaves_nothing(rhapsode, bad, tmp_path):
    lines = {}
    before = set(tmp_path.rglob("*"))
    for name, (portrait, sound, extra) in bad.items():
        arguments = extra if "-o" in extra else ("-o", tmp_path / "out.mp4", *extra)
        ended = rhapsode("animate", portrait, sound, *arguments)
        assert ended.code == 2, (name, ended)
        assert len(ended.err.strip().splitlines()) == 1, (name, ended.err)
        assert ended.out == "", name
        lines[name] = ended.err.strip()
    assert len(set(lines.values())) == len(lines), lines
    assert set(tmp_path.rglob("*")) == before


def test_missing_weights_are_named(rhapsode, small_portrait, short_voice, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)  # a program whose files are gone
    ended = rhapsode("animate", small_portrait, short_voice, "-o", tmp_path / "out.mp4")
    assert ended.code == 2
    assert "missing" in ended.err
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to another process on Windows")
@pytest.mark.parametrize("numbers", [(signal.SIGINT,), (signal.SIGTERM,), ("SIGHUP", "SIGHUP")])
def test_who_is_asked_to_end_says_a_word_and_leaves_no_file(small_portrait, demo_voice_path, tmp_path, numbers):
    numbers = [getattr(signal, number) if isinstance(number, str) else number for number in numbers]
    output = tmp_path / "out.mp4"
    command = [sys.executable, "-m", "app", "animate", str(small_portrait), str(demo_voice_path), "-o", str(output)]
    # A shell may have started the tests so that they ignore signals, which the program would respect.
    heard = "import os, signal, sys; [signal.signal(n, signal.SIG_DFL) for n in (1, 2, 15)]; "
    heard += "os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", heard, *command, "--size", "1080"], stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("*.part*")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.poll() is None, process.stderr.read()
    for number in numbers:
        process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 128 + numbers[0]
    assert err == "Stopped.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not keep the limit")
@pytest.mark.parametrize("megabytes", [600, 1500])
def test_too_little_memory_is_a_sentence_and_leaves_nothing(small_portrait, short_voice, tmp_path, megabytes):
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({megabytes << 20}, {megabytes << 20}))"
    arguments = ["animate", str(small_portrait), str(short_voice), "-o", str(tmp_path / "out.mp4")]
    code = f"{limit}; import sys; sys.argv[1:] = {arguments!r}; from app.__main__ import start; start()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, timeout=30
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("There is too little memory")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_video_counts_though_nobody_can_be_told(
    rhapsode, monkeypatch, small_portrait, short_voice, tmp_path
):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.cli.typer.echo", full)
    assert rhapsode("animate", small_portrait, short_voice, "-o", tmp_path / "out.mp4").code == 0
    assert len(decode(tmp_path / "out.mp4")) == 33


def test_a_file_that_is_called_like_an_emotion_is_not_read(monkeypatch, tmp_path):
    (tmp_path / "happy").write_text("0 sad\n")
    monkeypatch.chdir(tmp_path)
    assert read_emotion("happy") == EmotionTrack.constant(Emotion.HAPPY)
    assert read_emotion("Happy:0.5") == EmotionTrack.constant(Emotion.HAPPY, 0.5)
    assert read_emotion("./happy").keys == (EmotionKey(0.0, Emotion.SAD),)


def test_what_can_be_no_file_of_emotions_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "joyful").mkdir()
    (tmp_path / "scene.txt").write_bytes(b"0 happy \xe9")
    for wish, hint in (("joyful", "no emotion called"), ("x" * 300, "no emotion called"), ("scene.txt", "as text")):
        with pytest.raises(BadEmotion, match=hint):
            read_emotion(wish)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_emotions_may_be_saved_by_any_editor(tmp_path, encoding):
    file = tmp_path / "scene.txt"
    file.write_text("0 happy 0.8\n1 sad\n", encoding=encoding)
    assert read_emotion(str(file)).keys == (EmotionKey(0.0, Emotion.HAPPY, 0.8), EmotionKey(1.0, Emotion.SAD))


def test_an_emotion_shows_and_a_wrong_one_is_named(rhapsode, small_portrait, voice_of_silence, tmp_path):
    keys = tmp_path / "scene.txt"
    keys.write_text("0 neutral\n0.4 happy 1\n")
    assert rhapsode("animate", small_portrait, voice_of_silence, "-o", tmp_path / "a.mp4", "--head", 0).code == 0
    arguments = ("animate", small_portrait, voice_of_silence, "-o", tmp_path / "b.mp4", "--head", 0)
    assert rhapsode(*arguments, "--emotion", keys).code == 0
    plain, coloured = decode(tmp_path / "a.mp4"), decode(tmp_path / "b.mp4")
    assert np.abs(plain[0].astype(int) - coloured[0]).mean() < 0.2
    width = [
        float(np.linalg.norm(marks[291] - marks[61]) / np.linalg.norm(marks[263] - marks[33]))
        for marks in (FaceFinder().find(Portrait(frames[-1]))[0].landmarks for frames in (plain, coloured))
    ]
    assert width[1] > width[0] * 1.08
    ended = rhapsode("animate", small_portrait, voice_of_silence, "-o", tmp_path / "c.mp4", "--emotion", "joyful")
    assert ended.code == 2
    assert "happy" in ended.err


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_an_option(rhapsode, monkeypatch, name):
    requests = []
    monkeypatch.setattr("app.commands.animate.animate", lambda request, *_, **__: requests.append(request) or {})
    value = SETTINGS[name].high - 0.1
    assert rhapsode("animate", "a.png", "b.wav", "-o", "c.mp4", "--json", f"--{name}", value).code == 0
    assert requests[0].settings == PerformanceSettings(**{name: value})
