import re
import sys

import av
import cv2
import pytest

from app import __version__
from app.bench.chain import bench_chain
from app.core.settings import DeviceChoice


def test_version(rhapsode):
    assert rhapsode("--version").out.strip() == f"rhapsode {__version__}"


def test_help_says_where_the_log_is(rhapsode):
    ended = rhapsode("--help")
    assert ended.code == 0
    assert "rhapsode.log" in ended.out


def test_an_unknown_option_is_one_line(rhapsode):
    ended = rhapsode("animate", "--colour")
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1


def test_a_file_in_the_place_of_a_command_is_opened_in_the_window(rhapsode, small_portrait, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert "no display for the window" in rhapsode(small_portrait).err
    assert "No such command" in rhapsode(small_portrait.with_name("gone.png")).err


def test_inspect_lists_faces_and_draws_them(rhapsode, small_portrait, tmp_path):
    overlay = tmp_path / "overlay.png"
    ended = rhapsode("inspect", small_portrait, "-o", overlay)
    assert ended.code == 0, ended.err
    assert re.match(r"face 1: left \d+, top \d+, \d+ x \d+ pixels", ended.out)
    assert cv2.imread(str(overlay)).shape[2] == 3
    faces = rhapsode("inspect", small_portrait, "--json").report
    assert faces[0]["number"] == 1
    assert faces[0]["lips_opening"] < 0.05


def test_inspect_keeps_an_existing_file(rhapsode, small_portrait, tmp_path):
    overlay = tmp_path / "overlay.png"
    overlay.write_text("precious")
    assert rhapsode("inspect", small_portrait, "-o", overlay).code == 2
    assert overlay.read_text() == "precious"


def test_bench_measures_every_stage(small_portrait, short_voice):
    with av.open(str(short_voice)):
        figures = bench_chain([DeviceChoice.CPU], small_portrait, short_voice, runs=1)
    assert [label.split()[1] for label in figures] == ["512x640", "720x900", "1080x1350"]
    for rates in figures.values():
        assert all(rates[name].middle > 0 for name in ("chain", "motion", "render", "composite", "encode"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize("arguments", [(), ("window",)])
def test_without_a_display_the_window_says_so(rhapsode, monkeypatch, arguments):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ended = rhapsode(*arguments)
    assert ended.code == 2
    assert "rhapsode animate" in ended.err
    assert len(ended.err.strip().splitlines()) == 1
