"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import showfloor

SOURCE = Path(showfloor.__file__).parent
ROOT = SOURCE.parents[1]
MODULES = sorted(path for path in SOURCE.rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base"}
SEES_THE_TRUTH = {
    "workflows/demo.py",
    "workflows/closed_loop.py",
    "cli/example_commands.py",
    "cli/bench_commands.py",
}


def names(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_a_module_says_first_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{path} begins without a docstring"
    assert docstring.splitlines()[0].endswith("."), f"{path}: its first line is no sentence"


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_a_module_stays_within_six_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_no_module_has_a_name_that_says_nothing(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_only_the_examples_workflows_and_commands_see_the_simulated_truth(path: Path) -> None:
    if names(path) in SEES_THE_TRUTH or names(path).startswith("simulate/"):
        return
    assert not re.search(
        r"^\s*(from|import) showfloor(\.| import )simulate",
        path.read_text(encoding="utf-8"),
        re.MULTILINE,
    )


def test_the_lock_files_carry_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][^\s;]*==", text, re.MULTILINE)
        assert len(pinned) > (10 if name == "requirements-bench.lock" else 20)
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
        assert "index-url" not in text


def test_every_method_page_names_its_source() -> None:
    pages = sorted((ROOT / "docs" / "methods").glob("*.md"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8").lower()
        assert "source" in text or "checked against" in text, f"{page.name} names no source"
