"""The built program, used far from the source tree and its environment, and what build.spec leaves out of it.

`python3 -m app.bootstrap bundle` builds it and runs this; all but the first test need the built folder.
"""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from app import __version__
from app.bench.sound_server import can_serve, sound_server
from app.core.motion import FRAMES_PER_SECOND, frame_count
from tests.support.pulse import until

ROOT = Path(__file__).resolve().parents[1]
BUNDLE = ROOT / "dist" / "rhapsode"
PROGRAM = BUNDLE / ("rhapsode.exe" if os.name == "nt" else "rhapsode")
SPEC = ROOT / "build.spec"
WINDOW_S = 60
LIVE_S, LIVE_TRIES = 10, 6
FROM_SOURCE_TREE = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
on_x_display = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("xdotool") is None or "DISPLAY" not in os.environ,
    reason="looks for the window with xdotool on an X display",
)

# Takes every module of the program, with what build.spec leaves out made impossible to find.
IMPORT_ALL = """
import importlib, pkgutil, sys
unused = sys.argv[1:]
sys.modules.update(dict.fromkeys(unused))
sys.frozen = True
import app
def take(package):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if found.name not in unused and found.name != "app.bootstrap.__main__":
            module = importlib.import_module(found.name)
            if found.ispkg:
                take(module)
take(app)
from app.cli import cli
print(*(command.callback.__name__ for command in cli.registered_commands), *(g.name for g in cli.registered_groups))
"""


def test_the_program_needs_nothing_that_is_held_out() -> None:
    """The folder is built rarely; a module of the program that cannot be imported in it is seen here."""
    assignments = [node for node in ast.parse(SPEC.read_text("utf-8")).body if isinstance(node, ast.Assign)]
    [listed] = [node.value for node in assignments if ast.unparse(node.targets[0]) == "UNUSED"]
    unused = eval(ast.unparse(listed))
    assert "app.training" in unused
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL, *unused], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["window", "animate", "inspect"]


def variables() -> dict[str, str]:
    """A user's environment, without what could lead to the source tree's packages."""
    return {name: value for name, value in os.environ.items() if name not in FROM_SOURCE_TREE}


def call(folder: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the built program in a folder, to its end."""
    return subprocess.run(
        [str(PROGRAM), *map(str, arguments)],
        cwd=folder,
        env=variables(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def duration_s(path: Path, kind: str) -> float:
    """End of the last decoded frame of the first video or audio stream."""
    with av.open(str(path)) as container:
        last = [frame for frame in container.decode(**{kind: 0})][-1]
    if isinstance(last, av.AudioFrame):
        return float(last.time or 0) + last.samples / last.sample_rate
    assert isinstance(last, av.VideoFrame)
    return float(last.time or 0) + 1 / FRAMES_PER_SECOND


@pytest.mark.bundle
def test_says_its_version_and_offers_no_research(tmp_path: Path) -> None:
    assert call(tmp_path, "--version").stdout.split() == ["rhapsode", __version__]
    offered = call(tmp_path, "--help").stdout
    assert "animate" in offered
    assert "evaluate" not in offered
    assert "bench" not in offered


@pytest.mark.bundle
def test_animates_the_demo(tmp_path: Path, demo_portrait_path: Path, demo_voice_path: Path) -> None:
    video = tmp_path / "out.mp4"
    done = call(tmp_path, "animate", demo_portrait_path, demo_voice_path, "-o", video, "--json")
    assert done.returncode == 0, done.stderr
    voice_s = duration_s(demo_voice_path, "audio")
    report = json.loads(done.stdout)
    assert report["frames"] == frame_count(voice_s)
    assert duration_s(video, "video") == pytest.approx(voice_s, abs=1 / FRAMES_PER_SECOND)
    assert duration_s(video, "audio") == pytest.approx(voice_s, abs=1.5 / FRAMES_PER_SECOND)


@pytest.mark.bundle
def test_two_faces_speak(tmp_path: Path, demo_portrait_path: Path, demo_voice_path: Path) -> None:
    one = cv2.resize(cv2.imread(str(demo_portrait_path)), (288, 360), interpolation=cv2.INTER_AREA)
    pair = tmp_path / "pair.png"
    cv2.imwrite(str(pair), np.hstack([one, one]))
    assert len(json.loads(call(tmp_path, "inspect", pair, "--json").stdout)) == 2
    done = call(
        tmp_path,
        *("animate", pair, demo_voice_path, "--voice", f"2={demo_voice_path}", "-o", "pair.mp4", "--json"),
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["voices"]) == 2


@pytest.mark.bundle
@pytest.mark.parametrize("name", ["no-such.png", "no-picture.png"])
def test_says_one_line_about_a_bad_file(tmp_path: Path, demo_voice_path: Path, name: str) -> None:
    (tmp_path / "no-picture.png").write_text("words")
    done = call(tmp_path, "animate", name, demo_voice_path, "-o", "out.mp4")
    assert done.returncode == 2
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1


@contextmanager
def opened(folder: Path, more_variables: dict[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """The built program with its window on the screen, and the window's number; ended as Ctrl-C ends it."""
    home = {name: str(folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    with (folder / "log").open("w") as log:
        program = subprocess.Popen(
            [str(PROGRAM)], cwd=folder, env={**variables(), **home, **more_variables}, stdout=log, stderr=log
        )
    search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Rhapsode"]  # waits until there is one
    try:
        found = subprocess.run(search, capture_output=True, text=True, timeout=WINDOW_S).stdout.split()
        assert found
        assert program.poll() is None, (folder / "log").read_text()
        yield program, found[0]
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=30) == 0, (folder / "log").read_text()
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"{late}; the program said: {(folder / 'log').read_text()}")
    finally:
        program.kill()
        program.wait()


@pytest.mark.bundle
@on_x_display
def test_opens_its_window(tmp_path: Path) -> None:
    with opened(tmp_path, {}):
        pass


@pytest.mark.bundle
@on_x_display
@pytest.mark.skipif(not can_serve(), reason="needs the Debian packages pulseaudio and pulseaudio-utils")
def test_listens_to_the_microphone(tmp_path: Path) -> None:
    """Live, through the bundle's PortAudio, the system's ALSA and PulseAudio."""
    with sound_server() as server, opened(tmp_path, server.environment) as (program, window):
        stream, client = f'application.process.id = "{program.pid}"', {**os.environ, **server.environment}

        def listens() -> bool:
            answer = subprocess.run(["pactl", "list", "source-outputs"], env=client, capture_output=True, text=True)
            return stream in answer.stdout

        for attempt in range(LIVE_TRIES):  # the key means nothing before the portrait is there
            subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", "ctrl+l"], check=True)
            try:
                until(listens, LIVE_S)
                break
            except AssertionError:
                assert attempt + 1 < LIVE_TRIES, "the bundle never listened"
