"""The program's own Python environment, `.venv` in the source tree, and the stamp that says it is complete."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, TextIO

from app.bootstrap import debian, pythons
from app.bootstrap.errors import SetupError

SOURCE_TREE = Path(__file__).resolve().parents[2]


class Environment:
    """A `.venv` with the program installed in it, editable.

    The stamp in it says `finished: false` while set-up is under way and is replaced at the very end, so that set-up
    that was interrupted is seen and begun afresh: pip takes a half-copied package for an installed one.
    """

    def __init__(self, source_tree: Path = SOURCE_TREE) -> None:
        self.source_tree = source_tree
        self.folder = source_tree / ".venv"
        self.stamp = self.folder / "rhapsode-setup.json"
        self.log = source_tree / ".venv" / "rhapsode-setup.log"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.script("python")

    def script(self, name: str) -> Path:
        """A command installed in the environment."""
        return self.folder / ("Scripts/" + name + ".exe" if os.name == "nt" else "bin/" + name)

    def prepare(self, extras: set[str], system_packages: list[str]) -> None:
        """Make the environment complete; returns at once, without a process or the network, where it is."""
        if not self.is_ready(extras):
            self._set_up(extras, system_packages)
        elif self._read_stamp().get("missing_packages"):  # told again until the user has installed them
            self._finish(extras, debian.install(system_packages))

    def is_ready(self, extras: set[str]) -> bool:
        """Whether everything asked for is installed for this very pyproject.toml, folder and interpreter."""
        stamp = self._read_stamp()
        return self._is_whole(stamp) and stamp.get("project") == self._project_hash() and extras <= set(stamp["extras"])

    def _is_whole(self, stamp: dict[str, Any]) -> bool:
        """Whether earlier set-up was finished and neither the folder nor its interpreter has changed since."""
        return (
            stamp.get("finished") is True
            and stamp.get("folder") == str(self.folder)
            and self.python.is_file()
            and stamp.get("interpreter") == self._interpreter_name()
        )

    def _set_up(self, extras: set[str], system_packages: list[str]) -> None:
        stamp = self._read_stamp()
        print(f"Setting up Rhapsode in {self.folder} (once, a few minutes) ...", flush=True)
        missing = debian.install(system_packages)
        if self._is_whole(stamp):
            extras = extras | set(stamp["extras"])
        elif stamp or not self.python.is_file():
            self._remove()
        else:
            self._adopt()
        self._write_stamp({"finished": False})
        if not self.python.is_file():
            self._create(pythons.find_python())
        self._install(extras)
        self._finish(extras, missing)
        print("Rhapsode is set up.", flush=True)

    def _remove(self) -> None:
        try:
            if self.folder.exists():
                shutil.rmtree(self.folder)
        except OSError as error:
            raise SetupError(
                f"{self.folder} is from an earlier, unfinished set-up and cannot be removed ({error}). "
                "Close the programs that use it, or delete it yourself, then run the same command again."
            ) from None

    def _adopt(self) -> None:
        """Take an environment that the user made, if the program can live in it."""
        found = pythons.probe([str(self.python)])
        has_pip = subprocess.run([str(self.python), "-c", "import pip"], capture_output=True).returncode == 0
        if found is None or found[0] not in pythons.WORKING_VERSIONS or not has_pip:
            raise SetupError(
                f"{self.folder} holds an environment without Python {pythons.VERSIONS_IN_WORDS} or without pip. "
                "Rename or delete that folder, then run the same command again."
            )

    def _create(self, python: str) -> None:
        if subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True).returncode != 0:
            package = "python{}.{}-venv".format(*(pythons.probe([python]) or ((3, 0), ""))[0])
            if debian.is_debian() and debian.install([package]):
                raise SetupError(f"Python's venv module is missing. Install it with: {debian.apt_command([package])}")
        made = subprocess.run([python, "-m", "venv", str(self.folder)], capture_output=True, text=True)
        if made.returncode != 0:
            raise SetupError(f"No environment could be made in {self.folder}: {(made.stdout + made.stderr).strip()}")

    def _install(self, extras: set[str]) -> None:
        """Let pip install the program, with a line for each large download; everything else goes to the log."""
        target = "." + (f"[{','.join(sorted(extras))}]" if extras else "")
        command = [str(self.python), "-m", "pip", "install", "--no-input", "--progress-bar", "off", "-e", target]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        for foreign in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET"):  # these lead pip out of the folder
            environment.pop(foreign, None)
        with self.log.open("w", encoding="utf-8", buffering=1) as log:
            pip = subprocess.Popen(
                command,
                cwd=self.source_tree,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            )
            errors = _follow(pip, log)
        if pip.returncode != 0:
            raise SetupError(
                "\n".join([*errors[:3], f"The packages could not be installed (all that pip said: {self.log}). "])
                + "Check the network and the free disk space, then run the same command again."
            )

    def _finish(self, extras: set[str], missing: list[str]) -> None:
        self._write_stamp(
            {
                "finished": True,
                "project": self._project_hash(),
                "folder": str(self.folder),
                "interpreter": self._interpreter_name(),
                "extras": sorted(extras | set(self._read_stamp().get("extras", ()))),
                "missing_packages": missing,
            }
        )

    def _project_hash(self) -> str:
        return hashlib.sha256((self.source_tree / "pyproject.toml").read_bytes()).hexdigest()

    def _interpreter_name(self) -> str:
        """Such as python3.11: it changes when a system upgrade puts another version behind the same link."""
        return os.path.basename(os.path.realpath(self.python))

    def _read_stamp(self) -> dict[str, Any]:
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            return {"finished": False}
        return stamp if isinstance(stamp, dict) else {"finished": False}

    def _write_stamp(self, stamp: dict[str, Any]) -> None:
        self.folder.mkdir(exist_ok=True)
        part = self.stamp.with_suffix(".part")
        part.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        os.replace(part, self.stamp)


def _follow(pip: subprocess.Popen[str], log: TextIO) -> list[str]:
    """Log what pip says, show its large steps, wait for its end; the lines in which it complains."""
    errors = []
    with pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            log.write(line)
            if line.startswith("ERROR"):
                errors.append(line.strip())
            if progress_line(line):
                print(progress_line(line), flush=True)
    return errors


def progress_line(pip_line: str) -> str | None:
    """What to show of one line that pip prints: large downloads and the last step."""
    download = re.match(r"\s*Downloading (?:\S*/)?([\w.]+)-([\w.+%]+)-\S*whl \((\d\d[\d.]* MB|[\d.]+ GB)\)", pip_line)
    if download:
        name, version, size = download.groups()
        return f"  fetching {name.replace('_', '-')} {version.replace('%2B', '+')} ({size})"
    if pip_line.startswith("Installing collected packages:"):
        return f"  installing {pip_line.count(',') + 1} packages"
    return None
