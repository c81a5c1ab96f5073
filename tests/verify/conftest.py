"""Gives the verifier's tests a second, plain implementation of every rule, day by day."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def plain() -> ModuleType:
    name = "showfloor_plain_arithmetic"
    spec = importlib.util.spec_from_file_location(
        name, Path(__file__).with_name("plain_arithmetic.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
