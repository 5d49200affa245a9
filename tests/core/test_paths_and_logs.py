import logging
import sys

import pytest
from platformdirs import user_pictures_path

from app.core.logs import log_path, start_logging
from app.core.paths import pictures_folder, program_root, resource, weights


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
    logging.getLogger("app.test").info("a line for the log")
    assert "a line for the log" in log_path().read_text(encoding="utf-8")


def test_an_unwritable_place_costs_the_log_and_nothing_else(root_logger, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setattr("app.core.logs.log_path", lambda: blocked / "rhapsode.log")
    start_logging()
    logging.getLogger("app.test").info("goes nowhere")
    assert blocked.read_text() == "in the way"


def test_pictures_of_the_camera_lie_among_the_users_own():
    assert pictures_folder() == user_pictures_path() / "Rhapsode"
