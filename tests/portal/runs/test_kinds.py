"""Every kind of run that a workflow keeps has a name in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import showfloor.workflows
from showfloor.portal.runs.words import ENGLISH


def _kinds() -> set[str]:
    """Return the kinds that workflows keep, as their source states them."""
    found = set()
    for path in Path(showfloor.workflows.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "keep":
                kind = node.args[1]
                if isinstance(kind, ast.Constant):
                    found.add(str(kind.value))
                elif isinstance(kind, ast.Name) and kind.id in names:
                    found.add(str(names[kind.id]))
    return found


def test_every_kind_of_run_is_named() -> None:
    kinds = _kinds()
    assert {"plan", "what-if", "import"} <= kinds
    assert {kind for kind in kinds if f"runs.kind.{kind}" not in ENGLISH} == set()
