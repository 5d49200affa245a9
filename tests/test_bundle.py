"""The built program: animates the demo and opens its window, far from the source tree and its environment.

`python3 -m app.bootstrap bundle` builds it and runs this.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
import pytest

from app.core.motion import FRAMES_PER_SECOND, frame_count

pytestmark = pytest.mark.bundle

BUNDLE = Path(__file__).resolve().parents[1] / "dist" / "rhapsode"
PROGRAM = BUNDLE / ("rhapsode.exe" if os.name == "nt" else "rhapsode")
WINDOW_S = 60
FROM_SOURCE_TREE = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


def variables() -> dict[str, str]:
    """A user's environment, without what could lead to the source tree's packages."""
    return {name: value for name, value in os.environ.items() if name not in FROM_SOURCE_TREE}


def duration_s(path: Path, kind: str) -> float:
    """End of the last decoded frame of the first video or audio stream."""
    with av.open(str(path)) as container:
        last = [frame for frame in container.decode(**{kind: 0})][-1]
    if isinstance(last, av.AudioFrame):
        return float(last.time or 0) + last.samples / last.sample_rate
    assert isinstance(last, av.VideoFrame)
    return float(last.time or 0) + 1 / FRAMES_PER_SECOND


def test_animates_the_demo(tmp_path: Path, demo_portrait_path: Path, demo_voice_path: Path) -> None:
    video = tmp_path / "out.mp4"
    done = subprocess.run(
        [str(PROGRAM), "animate", str(demo_portrait_path), str(demo_voice_path), "-o", str(video), "--json"],
        cwd=tmp_path,
        env=variables(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    voice_s = duration_s(demo_voice_path, "audio")
    report = json.loads(done.stdout)
    assert report["frames"] == frame_count(voice_s)
    assert duration_s(video, "video") == pytest.approx(voice_s, abs=1 / FRAMES_PER_SECOND)
    assert duration_s(video, "audio") == pytest.approx(voice_s, abs=1.5 / FRAMES_PER_SECOND)


def test_says_one_line_about_a_missing_file(tmp_path: Path, demo_voice_path: Path) -> None:
    done = subprocess.run(
        [str(PROGRAM), "animate", "no-such.png", str(demo_voice_path), "-o", "out.mp4"],
        cwd=tmp_path,
        env=variables(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "no-such.png" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("xdotool") is None or "DISPLAY" not in os.environ,
    reason="looks for the window with xdotool on an X display",
)
def test_opens_its_window(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        program = subprocess.Popen([str(PROGRAM)], cwd=tmp_path, env=variables(), stdout=log, stderr=log)
    search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Rhapsode"]  # waits until there is one
    try:
        found = subprocess.run(search, capture_output=True, text=True, timeout=WINDOW_S)
        assert found.stdout.strip()
        assert program.poll() is None, (tmp_path / "log").read_text()
    except subprocess.TimeoutExpired:
        pytest.fail(f"no window after {WINDOW_S} s; the program said: {(tmp_path / 'log').read_text()}")
    finally:
        program.terminate()
        program.wait(timeout=30)
