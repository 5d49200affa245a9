"""What every test shares: a quiet, private environment, the demo files, and no thread left behind."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

# Before torch and numpy are imported, as the program itself sets them.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # without a screen Qt would end the whole run

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
THREAD_END_S = 5.0


@pytest.fixture(autouse=True, scope="session")
def private_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, caches and logs of the program go to a temporary folder, never to the user's own."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
            folder = home / variable.lower()
            folder.mkdir(mode=0o700)
            patch.setenv(variable, str(folder))
        for variable in ("APPDATA", "LOCALAPPDATA"):
            patch.setenv(variable, str(home))
        yield


@pytest.fixture(autouse=True)
def collected_here(request: pytest.FixtureRequest) -> Iterator[None]:
    """Python's collector runs on whichever thread asks for memory; Qt's objects must be destroyed on the main one."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread running which would keep the program from ending."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(THREAD_END_S)
    running = [thread.name for thread in left if thread.is_alive()]
    assert not running, f"threads left running: {running}"


@pytest.fixture(scope="session")
def demo_portrait_path() -> Path:
    """The portrait that ships with the program."""
    return RESOURCES / "demo_portrait.png"


@pytest.fixture(scope="session")
def demo_voice_path() -> Path:
    """The voice that ships with the program."""
    return RESOURCES / "demo_voice.flac"
