"""The shape of the program: layers, small files, a set-up that needs nothing."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
BOOTSTRAP = sorted((ROOT / "app" / "bootstrap").glob("*.py"))
MAX_LINES = 350
OLDEST_PYTHON_THAT_GETS_AN_ANSWER = (3, 8)

# Folders of one person's machine, and notes of work left undone; spelt so that this file does not match itself.
UNWANTED = re.compile(r"/(?:work|home|root|Users)/\w|[A-Z]:\\\\?Users|\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")


def test_imports_point_down() -> None:
    """The contracts in pyproject.toml: layers, Qt, engines, files and devices, research."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            "--no-cache",
            "--no-logo",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small_and_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    found = UNWANTED.search(text)
    assert found is None, f"{found} in {path}"


def test_unwanted_text_is_recognised() -> None:
    for text in ("see /" + "work/data", "/" + "home/ann/x", "# TO" + "DO later", "C:\\" + "Users\\Ann"):
        assert UNWANTED.search(text), text
    assert UNWANTED.search("from workers and homes, framework/train") is None


@pytest.mark.parametrize("path", [ROOT / "app" / "__init__.py", *BOOTSTRAP], ids=lambda path: path.name)
def test_bootstrap_is_understood_by_old_pythons_and_imports_only_the_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=OLDEST_PYTHON_THAT_GETS_AN_ANSWER)
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            assert module.startswith("app.bootstrap") or module.split(".")[0] in sys.stdlib_module_names, module


def test_bootstrap_starts_without_installed_packages() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "app.bootstrap", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "run | test | bundle" in done.stdout
