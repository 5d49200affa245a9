"""The set-up: which Python, what is complete, what is said; with real environments and real processes."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from app.bootstrap import debian, pythons
from app.bootstrap.checks import run_checks
from app.bootstrap.display import has_display, private_display
from app.bootstrap.environment import Environment, progress_line
from app.bootstrap.errors import SetupError

ROOT = Path(__file__).resolve().parents[1]
SCREEN_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display or apt")


@pytest.fixture
def source_tree(tmp_path: Path) -> Path:
    """A copy of what set-up needs, with a real but empty `.venv` that has no pip."""
    shutil.copytree(ROOT / "app" / "bootstrap", tmp_path / "app" / "bootstrap")
    shutil.copy(ROOT / "app" / "__init__.py", tmp_path / "app")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    venv.create(tmp_path / ".venv", with_pip=False, symlinks=os.name != "nt")
    return tmp_path


def finished(source_tree: Path, *extras: str, missing_packages: tuple[str, ...] = ()) -> Environment:
    """The environment of a source tree, stamped as set-up stamps it at its end."""
    environment = Environment(source_tree)
    environment._finish(set(extras), list(missing_packages))
    return environment


def fake_python(folder: Path, name: str, answer: str) -> None:
    """A command that answers the question for its version."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


class TestChoiceOfPython:
    def test_this_python_serves_and_its_base_is_named(self) -> None:
        assert sys.version_info[:2] in pythons.WORKING_VERSIONS
        chosen = pythons.find_python()
        found = pythons.probe([chosen])
        assert found is not None
        assert found[0] == sys.version_info[:2]
        assert not Path(chosen).is_relative_to(sys.prefix)  # the environment may be deleted; its base stays

    @linux_only
    def test_another_version_is_taken_from_the_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fake_python(tmp_path, "old", "echo 3 9 /old")
        fake_python(tmp_path, "python3.11", "echo 'pyenv: python3.11: command not found' >&2; exit 127")
        fake_python(tmp_path, "python3.12", "echo 3 12 /opt/some python/bin/python3.12")
        monkeypatch.setattr(sys, "executable", str(tmp_path / "old"))
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        assert pythons.find_python() == "/opt/some python/bin/python3.12"

    @linux_only
    def test_without_one_the_sentence_names_the_versions(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fake_python(tmp_path, "old", "echo 3 10 /old")
        monkeypatch.setattr(sys, "executable", str(tmp_path / "old"))
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SetupError, match=r"needs Python 3\.11 to 3\.14; this is Python"):
            pythons.find_python()

    def test_the_project_asks_for_the_same_versions(self) -> None:
        (first, *_, (major, minor)) = pythons.WORKING_VERSIONS
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert project["requires-python"] == f">={first[0]}.{first[1]},<{major}.{minor + 1}"

    def test_a_command_that_is_no_python_is_passed_over(self) -> None:
        assert pythons.probe(["no-such-command-anywhere"]) is None


class TestStamp:
    def test_finished_is_ready_for_what_it_holds(self, source_tree: Path) -> None:
        environment = finished(source_tree, "test")
        assert environment.is_ready(set())
        assert environment.is_ready({"test"})
        assert not environment.is_ready({"bundle"})

    def test_extras_add_up(self, source_tree: Path) -> None:
        finished(source_tree, "test")
        assert finished(source_tree, "bundle").is_ready({"test", "bundle"})

    def test_nothing_is_ready_before_the_end(self, source_tree: Path) -> None:
        environment = Environment(source_tree)
        assert not environment.is_ready(set())
        environment._write_stamp({"finished": False})
        assert not environment.is_ready(set())

    def test_a_damaged_stamp_is_not_ready(self, source_tree: Path) -> None:
        environment = finished(source_tree)
        environment.stamp.write_text("{")
        assert not environment.is_ready(set())

    def test_a_changed_project_is_installed_again(self, source_tree: Path) -> None:
        environment = finished(source_tree)
        with (source_tree / "pyproject.toml").open("a") as project:
            project.write("# changed\n")
        assert not environment.is_ready(set())

    def test_a_moved_folder_is_installed_again(self, source_tree: Path) -> None:
        finished(source_tree)
        moved = source_tree.with_name(source_tree.name + "-moved")
        source_tree.rename(moved)
        assert not Environment(moved).is_ready(set())

    @linux_only
    def test_an_interpreter_that_went_away_is_noticed(self, source_tree: Path) -> None:
        environment = finished(source_tree)
        environment.python.unlink()
        environment.python.symlink_to("/nowhere/python3.11")
        assert not environment.is_ready(set())


class TestSetUp:
    """Set-up in a process of its own; what it would ask of the network fails at once there."""

    @staticmethod
    def bootstrap(source_tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        variables = {name: value for name, value in os.environ.items() if name not in SCREEN_VARIABLES}
        variables |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            [sys.executable, "-m", "app.bootstrap", *arguments],
            cwd=source_tree,
            env=variables,
            capture_output=True,
            text=True,
        )

    @linux_only
    def test_run_without_a_display_names_the_command_in_one_line(self, source_tree: Path) -> None:
        finished(source_tree)
        done = self.bootstrap(source_tree, "run")
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        assert "no display" in done.stderr
        assert f"{source_tree}/.venv/bin/rhapsode animate" in done.stderr

    def test_run_hands_its_arguments_to_the_program(self, source_tree: Path) -> None:
        finished(source_tree)
        (source_tree / "app" / "__main__.py").write_text("import sys; print(sys.prefix, sys.argv[1:])")
        done = self.bootstrap(source_tree, "run", "--version", "a b")
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == f"{source_tree / '.venv'} ['--version', 'a b']"

    def test_the_users_own_environment_without_pip_is_left_alone(self, source_tree: Path) -> None:
        done = self.bootstrap(source_tree, "run")
        assert done.returncode == 1
        assert "Rename or delete that folder" in done.stderr
        assert Environment(source_tree).python.exists()

    def test_interrupted_set_up_begins_afresh_and_failure_is_told(self, source_tree: Path) -> None:
        environment = Environment(source_tree)
        environment._write_stamp({"finished": False})
        half_copied = environment.folder / "half-copied"
        half_copied.touch()
        done = self.bootstrap(source_tree, "run")
        assert done.returncode == 1
        assert not half_copied.exists()
        assert "The packages could not be installed" in done.stderr
        assert "ERROR" in environment.log.read_text()
        assert json.loads(environment.stamp.read_text()) == {"finished": False}
        assert "Traceback" not in done.stderr

    def test_a_folder_that_cannot_be_made_is_told_in_one_line(self, source_tree: Path) -> None:
        shutil.rmtree(source_tree / ".venv")
        (source_tree / ".venv").touch()
        done = self.bootstrap(source_tree, "run")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert ".venv" in done.stderr

    def test_an_unknown_command_is_refused(self, source_tree: Path) -> None:
        done = self.bootstrap(source_tree, "fly")
        assert done.returncode == 2
        assert "run | test | bundle" in done.stderr


class TestChecks:
    def test_a_failing_test_makes_the_command_fail(self, source_tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
        environment = finished(source_tree)
        fake_package = source_tree / "pytest.py"  # the environment has no packages; `python -m pytest` finds this
        fake_package.write_text("import sys; print('ran', sys.argv[1:]); sys.exit('fails' in sys.argv)")
        assert run_checks(environment, ["passes"], os.environ) == 0
        assert run_checks(environment, ["fails"], os.environ) == 1
        output = capfd.readouterr().out
        assert "== pytest: ok" in output
        assert output.strip().endswith("== pytest: FAILED")


@linux_only
class TestDisplay:
    @pytest.fixture(autouse=True)
    def no_screen(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name in (*SCREEN_VARIABLES, "XAUTHORITY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    def test_no_variable_means_no_display(self) -> None:
        assert not has_display()

    @pytest.mark.parametrize("platform", [None, "xcb", "wayland", "wayland-egl;xcb"])
    @pytest.mark.parametrize("display", [":54321", "no-such-host.invalid:0", "rubbish"])
    def test_what_leads_nowhere_is_no_display(
        self, monkeypatch: pytest.MonkeyPatch, display: str, platform: str | None
    ) -> None:
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        if platform:
            monkeypatch.setenv("QT_QPA_PLATFORM", platform)
        assert not has_display()

    def test_a_platform_without_a_server_is_the_users_choice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen:size=800x600")
        assert has_display()

    def test_a_compositor_that_listens_is_a_display(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            monkeypatch.chdir(tmp_path)
            server.bind("wayland-5")  # the whole path may be longer than sockets have
            server.listen()
            monkeypatch.setenv("XDG_RUNTIME_DIR", "")
            assert not has_display()
            monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-5")
            assert has_display()
            monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
            assert not has_display()

    @pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
    def test_an_x_server_that_answers_is_a_display(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with private_display() as variables:
            monkeypatch.setenv("DISPLAY", variables["DISPLAY"])
            assert has_display()
        assert not has_display()

    @pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
    def test_private_display_opens_a_window_and_goes_away(self) -> None:
        window = (
            "from PySide6.QtWidgets import QApplication, QWidget; a = QApplication([]); w = QWidget(); w.show(); "
            "print(a.platformName(), w.screen().size().width())"
        )
        with private_display() as variables:
            shown = subprocess.run([sys.executable, "-c", window], env=variables, capture_output=True, text=True)
            socket = Path("/tmp/.X11-unix/X" + variables["DISPLAY"].lstrip(":"))
            assert socket.exists()
        assert shown.stdout.split() == ["xcb", "1600"], shown.stderr
        assert not socket.exists()


class TestSystemPackages:
    def test_the_command_can_be_typed_as_it_is(self) -> None:
        command = debian.apt_command(["libegl1", "xvfb"])
        assert command == "sudo apt-get install --no-install-recommends libegl1 xvfb"

    @pytest.mark.skipif(not debian.is_debian(), reason="only on Debian and Ubuntu")
    def test_installed_provided_and_missing_are_told_apart(self) -> None:
        # `awk` is provided by mawk or gawk on every Debian; nothing of the third name exists.
        assert debian.missing_packages(["dpkg", "awk", "rhapsode-no-such-package"]) == ["rhapsode-no-such-package"]


class TestProgress:
    def test_large_downloads_and_the_last_step_are_shown(self) -> None:
        line = "  Downloading torch-2.13.0%2Bcpu-cp311-cp311-manylinux_2_28_x86_64.whl (180.1 MB)\n"
        assert progress_line(line) == "  fetching torch 2.13.0+cpu (180.1 MB)"
        assert progress_line("Installing collected packages: a, b, c\n") == "  installing 3 packages"

    def test_small_ones_are_not(self) -> None:
        assert progress_line("  Downloading idna-3.10-py3-none-any.whl (70 kB)\n") is None
        assert progress_line("  Downloading networkx-3.6.1-py3-none-any.whl (2.1 MB)\n") is None
        assert progress_line("Collecting torch==2.13.0\n") is None
