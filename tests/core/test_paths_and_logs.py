import logging
import os
import sys
from pathlib import Path

import pytest
from platformdirs import user_pictures_path

from app.core.logs import log_path, start_logging, where_the_details_are
from app.core.paths import pictures_folder, program_root, recordings_folder, resource, settle_home, weights


def test_shipped_files_are_found_in_the_source_tree():
    assert resource("demo_portrait.png").is_file()
    assert weights("face_basis.safetensors").is_file()


def test_a_frozen_program_looks_inside_its_bundle(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert program_root() == tmp_path


@pytest.fixture
def root_logger():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(before):
        handler.close()
        root.removeHandler(handler)
    root.setLevel(level)


def test_messages_reach_the_log_file(root_logger):
    start_logging()
    logging.getLogger("app.test").info("a line for the log about a file called %s", "\udcff.png")
    assert "a line for the log about a file called \\udcff.png" in log_path().read_text(encoding="utf-8")
    assert where_the_details_are() == f"The details are in {log_path()}."


def in_the_way_of_the_folder(log: Path) -> None:
    log.parent.write_text("in the way")


def a_folder(log: Path) -> None:
    log.mkdir(parents=True)


def a_full_disk(log: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("only Linux has a disk that is always full")
    log.parent.mkdir()
    log.symlink_to("/dev/full")


@pytest.mark.parametrize("hinder", [in_the_way_of_the_folder, a_folder, a_full_disk])
def test_an_unwritable_place_costs_the_log_and_nothing_else(root_logger, monkeypatch, tmp_path, capfd, hinder):
    log = tmp_path / "log" / "rhapsode.log"
    hinder(log)
    before = set(tmp_path.rglob("*"))
    monkeypatch.setattr("app.core.logs.log_path", lambda: log)
    start_logging()
    logging.getLogger("app.test").info("goes nowhere")
    assert capfd.readouterr() == ("", "")
    assert set(tmp_path.rglob("*")) == before
    assert where_the_details_are() == f"There are no details, for the log cannot be written: {log}."


def test_a_log_that_can_be_written_again_is(root_logger, monkeypatch, tmp_path):
    log = tmp_path / "rhapsode.log"
    log.mkdir()
    monkeypatch.setattr("app.core.logs.log_path", lambda: log)
    start_logging()
    logging.getLogger("app.test").info("lost")
    log.rmdir()
    logging.getLogger("app.test").info("kept")
    assert log.read_text(encoding="utf-8").endswith("kept\n")
    assert where_the_details_are() == f"The details are in {log}."


@pytest.mark.parametrize("home", [None, "", "relative"])
def test_without_a_home_nothing_of_the_user_can_be_written_and_nothing_raises(monkeypatch, home):
    users = pytest.importorskip("pwd", reason="Windows keeps no home in HOME")

    def unknown(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr(users, "getpwuid", unknown)
    monkeypatch.delenv("HOME", raising=False)
    for variable in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    settle_home()
    for place in (log_path(), recordings_folder(), pictures_folder()):
        assert place.is_relative_to(os.devnull)


def test_a_home_stays_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    settle_home()
    assert os.environ["HOME"] == str(tmp_path)


def test_pictures_of_the_camera_lie_among_the_users_own():
    assert pictures_folder() == user_pictures_path() / "Rhapsode"
