"""The public Python API is one page: every name on it is there, documented, and loaded late."""

from __future__ import annotations

import subprocess
import sys

import pytest

import showfloor

NAMES = [name for name in showfloor.__all__ if not name.startswith("_")]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_function_is_there_and_says_what_it_answers(name: str) -> None:
    function = getattr(showfloor, name)
    assert callable(function)
    assert function.__doc__
    assert name in (showfloor.__doc__ or "")


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'plan_rollouts'"):
        _ = showfloor.plan_rollouts  # type: ignore[attr-defined]


def test_importing_the_package_loads_no_solver_and_no_database() -> None:
    code = "import sys, showfloor; print([m for m in ('highspy', 'duckdb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
