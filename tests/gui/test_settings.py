"""Where the window keeps what it remembers."""

import pytest
from PySide6.QtCore import QByteArray, QSettings

from app.gui.settings import FORMER_NAME, open_settings


@pytest.fixture
def former(tmp_path):
    """The place that Qt chose, as a version before this one has left it."""
    ini = QSettings.Format.NativeFormat
    usual = QSettings(FORMER_NAME, FORMER_NAME).fileName()
    QSettings.setPath(ini, QSettings.Scope.UserScope, str(tmp_path / "config"))
    settings = QSettings(FORMER_NAME, FORMER_NAME)
    settings.setValue("look/theme", "Dark")
    settings.setValue("window/geometry", QByteArray(b"\0\1x"))
    settings.sync()
    yield tmp_path / "config" / "Rhapsode"
    QSettings.setPath(ini, QSettings.Scope.UserScope, usual.rsplit("/", 2)[0])


def test_settings_move_once_from_where_they_were_and_the_former_folder_goes(former, tmp_path):
    assert (former / "Rhapsode.conf").exists()
    file = tmp_path / "config" / "rhapsode" / "settings.ini"
    settings = open_settings(file)
    assert settings.value("look/theme") == "Dark"
    assert settings.value("window/geometry") == QByteArray(b"\0\1x")
    assert file.exists()
    assert not former.exists()
    settings.setValue("look/theme", "Light")
    settings.sync()
    assert open_settings(file).value("look/theme") == "Light"


def test_what_the_former_place_holds_is_left_where_there_are_settings(former, tmp_path):
    file = tmp_path / "config" / "rhapsode" / "settings.ini"
    file.parent.mkdir()
    file.write_text("[look]\ntheme=Light\n")
    assert open_settings(file).value("look/theme") == "Light"
    assert (former / "Rhapsode.conf").exists()


def test_what_else_lies_in_the_former_folder_stays(former, tmp_path):
    (former / "notes.txt").touch()
    open_settings(tmp_path / "config" / "rhapsode" / "settings.ini")
    assert [path.name for path in former.iterdir()] == ["notes.txt"]
