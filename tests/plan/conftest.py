"""Fixtures of the planner's tests: tiny programmes, every plan by hand, regions apart."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from showfloor.domain.plan import RolloutProblem


def _module(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"tests_plan_{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    return _module("tiny_programmes")


@pytest.fixture
def shops(tiny: ModuleType) -> RolloutProblem:
    return tiny.equal_shops()


@pytest.fixture(scope="session")
def by_hand() -> type:
    return _module("rollout_by_hand").ByHand


@pytest.fixture(scope="session")
def regions() -> ModuleType:
    return _module("regions_by_hand")
