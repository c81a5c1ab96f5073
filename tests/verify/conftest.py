"""Gives the verifier's tests a second, plain implementation of every rule, and small problems."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

FILES = ("plain_arithmetic", "plain_cuts", "plain_lagrangian", "small_problems", "small_parts")
"""Each may use those before it."""


def load(file: str) -> ModuleType:
    name = f"showfloor_{file}"
    place = Path(__file__).with_name(f"{file}.py")
    spec = importlib.util.spec_from_file_location(name, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def plain() -> SimpleNamespace:
    """Everything of these files under one name."""
    merged: dict[str, object] = {}
    for file in FILES:
        merged |= vars(load(file))
    return SimpleNamespace(**merged)
