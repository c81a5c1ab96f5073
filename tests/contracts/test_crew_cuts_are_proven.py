"""The planner finds crew cuts, the verifier proves them, and neither has seen the other's code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Prices
from showfloor.simulate import planning_instance, write_planning_files
from showfloor.storage.plan_files import read_plan
from showfloor.storage.prices_file import prices_bytes
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files

ENTRIES = ("entry_cut", "entry_store", "entry_format", "entry_start", "entry_weight")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProblemPaths, Path]:
    """Plan a network whose obliged stores the crews' hull would give fractions of formats."""
    place = tmp_path_factory.mktemp("cuts")
    written = write_planning_files(place, planning_instance(600, 6, 52, 1), "a test")
    paths = ProblemPaths(
        programme=written["programme.toml"],
        stores=written["stores.csv"],
        options=written["options.csv"],
        closures=written["closures.csv"],
        areas=written["areas.csv"],
    )
    plan_from_files(paths, place / "plan", PlanAsked(seed=1, gap=0.5, time_limit=60.0))
    return paths, place / "plan"


def certificate_of(out: Path) -> Certificate:
    return read_plan(out).certificate


@contextmanager
def sealed_anew(out: Path, prices: Prices, **claims: float) -> Iterator[None]:
    """Put other prices and claims into a plan's folder with a digest that fits, for a while."""
    archive, certificate = out / "prices.npz", out / "certificate.json"
    whole, text = archive.read_bytes(), certificate.read_text(encoding="utf-8")
    claimed = certificate_of(out)
    rest = [leaf.prices for leaf in claimed.leaves[1:]]
    parts = [[leaf.prices for leaf in part.leaves] for part in claimed.parts]
    data = prices_bytes([prices, *rest], parts)
    content = {**json.loads(text), **claims}
    content["outputs"]["prices.npz"] = hashlib.sha256(data).hexdigest()
    archive.write_bytes(data)
    certificate.write_text(json.dumps(content), encoding="utf-8")
    try:
        yield
    finally:
        archive.write_bytes(whole)
        certificate.write_text(text, encoding="utf-8")


def test_the_cuts_that_the_planner_found_pass(planned: tuple[ProblemPaths, Path]) -> None:
    paths, out = planned
    certificate = certificate_of(out)
    cuts = sum(len(leaf.prices.cut_price) for leaf in certificate.leaves)
    assert cuts > 0, "the cuts are what this network is made for"
    result = verify_files(paths, out)
    assert result.findings == ()
    assert f"{cuts} crew cuts, each proven by the largest sum that crews allow" in result.checked


def test_without_its_cuts_a_certificate_proves_less(planned: tuple[ProblemPaths, Path]) -> None:
    # what the cuts' prices buy is gone with them, and the claimed bound is then too good
    paths, out = planned
    certificate = certificate_of(out)
    prices = certificate.leaves[0].prices
    bare = replace(prices, cut_price=np.zeros_like(prices.cut_price))
    with sealed_anew(out, bare):
        result = verify_files(paths, out)
    assert [finding.rule for finding in result.findings] == ["upper_bound"]
    assert result.upper_bound > certificate.upper_bound


def test_a_limit_one_lower_never_passes(planned: tuple[ProblemPaths, Path]) -> None:
    paths, out = planned
    prices = certificate_of(out).leaves[0].prices
    for cut in range(0, len(prices.cut_limit), max(1, len(prices.cut_limit) // 8)):
        lower = prices.cut_limit.copy()
        lower[cut] -= 1.0
        with sealed_anew(out, replace(prices, cut_limit=lower)):
            result = verify_files(paths, out)
        rules = {finding.rule for finding in result.findings}
        assert rules & {"crew_cut", "upper_bound"}, f"cut {cut}"
        assert rules <= {"crew_cut", "upper_bound"}, f"cut {cut}"


def test_entries_left_out_or_heavier_never_lower_what_is_proven_below_the_plan(
    planned: tuple[ProblemPaths, Path],
) -> None:
    paths, out = planned
    certificate = certificate_of(out)
    prices = certificate.leaves[0].prices
    least = certificate.objective - 1.0
    dice = np.random.default_rng(5)
    for entry in dice.integers(len(prices.entry_cut), size=6).tolist():
        heavier = prices.entry_weight.copy()
        heavier[entry] += 3
        fewer = {name: np.delete(getattr(prices, name), entry) for name in ENTRIES}
        for changed in (replace(prices, entry_weight=heavier), replace(prices, **fewer)):
            with sealed_anew(out, changed, upper_bound=least):
                result = verify_files(paths, out)
            assert not result.passed, f"entry {entry}"
            assert result.upper_bound >= certificate.objective, f"entry {entry}"
