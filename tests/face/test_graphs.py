import os
import sys
from pathlib import Path

import psutil
import pytest

from app.face.graphs import loading_graphs
from app.face.networks import FaceNetworks
from app.face.segmentation import PersonSegmenter


def threads() -> int:
    return psutil.Process().num_threads()


def test_a_closed_segmenter_leaves_no_threads():
    before = threads()
    with PersonSegmenter():
        assert threads() > before
    assert threads() <= before  # fewer where one of an earlier test has ended


def test_networks_that_nobody_needs_leave_no_threads():
    before = threads()
    networks = FaceNetworks()
    assert threads() > before
    del networks
    assert threads() <= before  # fewer where one of an earlier test has ended


@pytest.mark.skipif(not sys.platform.startswith("linux") or "DISPLAY" not in os.environ, reason="needs an X display")
def test_graphs_open_no_opengl_context():
    with PersonSegmenter():
        names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    assert any(name.startswith("mediapipe/") for name in names)
    assert not any(name.startswith("mediapipe_gl") for name in names)


@pytest.mark.parametrize("value", [None, "drivers.json"])
def test_programs_started_later_find_their_drivers(monkeypatch, value):
    name = "__EGL_VENDOR_LIBRARY_FILENAMES"
    monkeypatch.delenv(name, raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)
    with loading_graphs():
        assert os.environ[name] == ""
    assert os.environ.get(name) == value
