"""`python3 -m app.bootstrap run | test | bundle`: the commands of the README."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys

from app.bootstrap import debian
from app.bootstrap.checks import run_checks
from app.bootstrap.display import has_display, private_display
from app.bootstrap.environment import Environment
from app.bootstrap.errors import SetupError


def run(environment: Environment, arguments: list[str]) -> int:
    """Open the window, or carry out a command of `rhapsode`."""
    environment.prepare(set(), debian.WINDOW_PACKAGES)
    if not arguments and not has_display():
        command = shlex.quote(str(environment.script("rhapsode")))
        print(
            "There is no display here, so the window cannot open; make a video without it: "
            f"{command} animate PORTRAIT SOUND -o OUT.mp4",
            file=sys.stderr,
        )
        return 2
    command_line = [str(environment.python), "-m", "app", *arguments]
    if os.name == "nt":
        return subprocess.call(command_line)
    os.execv(command_line[0], command_line)


def test(environment: Environment, arguments: list[str]) -> int:
    """Run every check; with arguments pytest alone, with these."""
    environment.prepare({"test"}, [*debian.WINDOW_PACKAGES, *debian.TEST_PACKAGES])
    with private_display() as variables:
        return run_checks(environment, arguments, variables)


def bundle(environment: Environment, arguments: list[str]) -> int:
    """Build `dist/rhapsode`, then let the built program animate the demo."""
    environment.prepare({"test", "bundle"}, [*debian.WINDOW_PACKAGES, *debian.TEST_PACKAGES])
    pyinstaller = [environment.python, "-m", "PyInstaller", "--noconfirm", "build.spec", *arguments]
    if subprocess.call([str(part) for part in pyinstaller], cwd=environment.source_tree) != 0:
        return 1
    with private_display() as variables:
        return run_checks(environment, ["-m", "bundle", "tests/test_bundle.py"], variables)


def main() -> int:
    """Read the command line; 0, or the exit status of what was run."""
    parser = argparse.ArgumentParser(prog="python3 -m app.bootstrap", description="Set up Rhapsode, then:")
    commands = parser.add_subparsers(dest="command", required=True, metavar="run | test | bundle")
    for function in (run, test, bundle):
        # A leading "-" belongs to the program that is started, so the rest of the line is not parsed here.
        commands.add_parser(function.__name__, help=function.__doc__, add_help=False).set_defaults(function=function)
    chosen = parser.parse_args(sys.argv[1:2])
    try:
        return int(chosen.function(Environment(), sys.argv[2:]))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # a read-only folder, a full disk
        print(f"Rhapsode could not be set up or started: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command starts again where it can.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
