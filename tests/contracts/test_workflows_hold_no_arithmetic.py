"""Workflows join rooms and compute nothing: their syntax trees show it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import showfloor.workflows

FOLDER = Path(showfloor.workflows.__file__).parent
FILES = sorted(FOLDER.glob("*.py"))
COMPUTING_NAMES = {"sum", "min", "max", "round", "abs", "pow", "divmod", "fsum"}
COMPUTING_MODULES = {"numpy", "scipy", "math", "statistics", "pandas", "duckdb"}
ALLOWED_MAX = {"max"}
"""`max(records, key=...)` chooses a record; it computes nothing."""


def _computes(node: ast.AST) -> str:
    """Say what a node computes, or nothing."""
    match node:
        case ast.BinOp(op=op) if not isinstance(op, ast.BitOr):
            return type(op).__name__
        case ast.AugAssign(op=op):
            return type(op).__name__
        case ast.UnaryOp(op=ast.USub()):
            return "minus"
        case ast.Call(func=ast.Name(id=name), keywords=keywords) if name in COMPUTING_NAMES:
            chooses = name in ALLOWED_MAX and any(item.arg == "key" for item in keywords)
            return "" if chooses else f"{name}()"
        case ast.Import(names=[ast.alias(name=name), *_]) | ast.ImportFrom(module=str(name)):
            return f"import {name}" if name.split(".")[0] in COMPUTING_MODULES else ""
    return ""


def arithmetic_in(source: str) -> list[str]:
    """Return what a module computes, as "line: what"."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        what = _computes(node)
        if what:
            found.append(f"{getattr(node, 'lineno', 0)}: {what}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_holds_no_arithmetic(path: Path) -> None:
    assert arithmetic_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["x = a + b", "x -= 1", "x = -y", "x = sum(y)", "import numpy as np", "from math import e"],
)
def test_the_test_itself_sees_arithmetic(source: str) -> None:
    assert arithmetic_in(source)


def test_choosing_the_latest_run_is_no_arithmetic() -> None:
    assert arithmetic_in("newest = max(runs, key=lambda run: run.run_id)\nx: int | None") == []
