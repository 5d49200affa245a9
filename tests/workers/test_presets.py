"""The user's presets: on disk at once, whole or not at all, and every change can be undone."""

import errno
import os

import pytest
from PySide6.QtGui import QUndoStack

from app.core.presets import Preset
from app.core.settings import PerformanceSettings
from app.workers.presets import PresetShelf

LIVELY = Preset.of("lively", PerformanceSettings(head=1.0))
CALM = Preset.of("calm", PerformanceSettings(head=0.1))


@pytest.fixture
def stack(qapp):
    stack = QUndoStack()
    yield stack
    stack.clear()  # its steps refer to what refers to it: Qt and Python would free them in any order


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings" / "presets.toml"


def read_again(file):
    return PresetShelf(QUndoStack(), file).own


def test_presets_are_saved_renamed_deleted_and_brought_back(stack, file):
    shelf = PresetShelf(stack, file)
    shelf.save(LIVELY)
    shelf.save(CALM)
    assert read_again(file) == (LIVELY, CALM)
    shelf.rename("lively", "wild")
    assert [preset.name for preset in read_again(file)] == ["wild", "calm"]
    shelf.delete("calm")
    assert [preset.name for preset in read_again(file)] == ["wild"]
    for _ in range(4):
        stack.undo()
    assert read_again(file) == shelf.own == ()
    stack.redo()
    assert read_again(file) == (LIVELY,)


def test_the_same_name_replaces(stack, file):
    shelf = PresetShelf(stack, file)
    shelf.save(LIVELY)
    shelf.save(CALM)
    shelf.save(Preset("calm", LIVELY.strengths))
    assert [preset.name for preset in shelf.own] == ["lively", "calm"]
    shelf.rename("lively", "calm")
    assert [(preset.name, preset.strengths) for preset in shelf.own] == [("calm", LIVELY.strengths)]


def test_a_broken_file_is_kept_and_does_not_stop_the_program(stack, file):
    file.parent.mkdir()
    file.write_text("[[preset]\nname=")
    shelf = PresetShelf(stack, file)
    assert shelf.own == ()
    shelf.save(CALM)
    assert read_again(file) == (CALM,)
    assert file.with_suffix(".broken").read_text() == "[[preset]\nname="


def test_a_place_that_cannot_be_written_is_told_and_the_presets_last(stack, tmp_path, qtbot):
    place = tmp_path / "taken"
    place.write_text("a file where the folder should be")
    shelf = PresetShelf(stack, place / "presets.toml")
    with qtbot.waitSignal(shelf.failed) as failed:
        shelf.save(CALM)
    assert "presets" in failed.args[0]
    assert shelf.own == (CALM,)
    assert os.listdir(tmp_path) == ["taken"]


def test_what_keeps_the_file_from_being_written_is_told_in_the_systems_words(stack, tmp_path, qtbot):
    shelf = PresetShelf(stack, tmp_path / "presets.toml")
    (tmp_path / "presets.toml").symlink_to("presets.toml")
    with qtbot.waitSignal(shelf.failed) as failed:
        shelf.save(CALM)
    why = os.strerror(errno.ELOOP)
    assert failed.args == [
        f"The presets could not be saved in {tmp_path} ({why}). They last until you close the window."
    ]
