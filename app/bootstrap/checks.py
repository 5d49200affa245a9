"""What `test` runs: linter, types, layers and the tests."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from app.bootstrap.environment import Environment


def run_checks(environment: Environment, pytest_arguments: list[str], variables: Mapping[str, str]) -> int:
    """Run every check, also after one has failed; pytest alone where it is given arguments. 0 if all passed."""
    python = str(environment.python)
    checks = {"pytest": [python, "-m", "pytest", *pytest_arguments]}
    if not pytest_arguments:
        checks = {
            "ruff": [python, "-m", "ruff", "check", "app", "tests", "resources"],
            "mypy": [python, "-m", "mypy"],
            "lint-imports": [str(environment.script("lint-imports")), "--no-logo"],
            **checks,  # last, so that its summary ends the output
        }
    verdicts = {}
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        done = subprocess.run(command, cwd=environment.source_tree, env=dict(variables), stdin=subprocess.DEVNULL)
        verdicts[name] = "ok" if done.returncode == 0 else "FAILED"
    print("== " + ", ".join(f"{name}: {verdict}" for name, verdict in verdicts.items()), flush=True)
    return 0 if set(verdicts.values()) == {"ok"} else 1
