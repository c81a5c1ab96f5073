"""A plan's folder with parts: it passes as it is, and whatever is changed in its parts is found."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Certificate, Leaf, Part, Prices, Split
from showfloor.domain.plan import RolloutProblem
from showfloor.errors import ShowfloorError
from showfloor.simulate import planning_instance, write_planning_files
from showfloor.storage.plan_files import StoredPlan, read_plan, write_plan
from showfloor.storage.prices_file import prices_bytes
from showfloor.verify import Verification, verify_plan
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files

STORES, FORMATS, WEEKS = 60, 3, 12
ROWS = ("crew_region", "crew_week", "crew_weights", "crew_limit", "crew_price")
THETAS = ("spillover_pair", "spillover_week", "spillover_price")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProblemPaths, Path]:
    """Plan a generated network with one leaf, and divide each of its regions by a tree."""
    place = tmp_path_factory.mktemp("parts")
    problem = planning_instance(STORES, FORMATS, WEEKS, 5)
    written = write_planning_files(place, problem, "a test")
    paths = ProblemPaths(
        programme=written["programme.toml"],
        stores=written["stores.csv"],
        options=written["options.csv"],
        closures=written["closures.csv"],
        areas=written["areas.csv"],
    )
    plan_from_files(paths, place / "plan", PlanAsked(seed=5, gap=0.5, time_limit=10.0))
    stored = read_plan(place / "plan")
    divided = _divided(problem, stored)
    out = place / "divided"
    write_plan(out, stored.areas, stored.holdout, divided, paths.named(), drawn=stored.drawn)
    return paths, out


def _divided(problem: RolloutProblem, stored: StoredPlan) -> Certificate:
    """Return the certificate with parts, and the bound that they prove."""
    prices = stored.certificate.leaves[0].prices
    region = {store.store_id: store.region or "" for store in problem.stores}
    fixed = {
        area.store_id
        for area in problem.areas
        if area.manufacturer_id == problem.programme.manufacturer_id
    }
    free = [
        {region[store] for store in (pair.store_a, pair.store_b) if store not in fixed}
        for pair in problem.programme.spillover
    ]
    within = np.array([len(regions) == 1 for regions in free], dtype=np.bool_)
    common = replace(
        prices,
        split=np.zeros(0),
        spillover_exact=prices.spillover_exact[within[prices.spillover_exact]],
    )
    dice = random.Random(3)
    parts = tuple(
        _part(problem, common, name, [regions == {name} for regions in free], dice)
        for name in sorted(set(region.values()))
    )
    certificate = replace(stored.certificate, leaves=(Leaf(common),), parts=parts)
    found = verify_plan(problem, stored.areas, stored.holdout, certificate)
    return replace(certificate, upper_bound=found.upper_bound, gap=found.gap)


def _part(
    problem: RolloutProblem, prices: Prices, region: str, pairs: list[bool], dice: random.Random
) -> Part:
    """Return a part of one region: three leaves with its prices of the whole, changed a little."""
    names = [store.store_id for store in problem.stores if (store.region or "") == region]
    first = Split(dice.choice(names), "", "", 0, WEEKS // 2, 0, at_most=True)
    second = Split("", region, "", 0, WEEKS // 2, 1, at_most=True)
    paths = (
        (first,),
        (replace(first, at_most=False), second),
        (replace(first, at_most=False), replace(second, at_most=False)),
    )
    rows = prices.crew_region == region
    own = np.array(pairs, dtype=np.bool_)
    thetas = own[prices.spillover_pair]
    mine: dict[str, npt.NDArray[Any]] = {name: getattr(prices, name)[rows] for name in ROWS}
    mine |= {name: getattr(prices, name)[thetas] for name in THETAS}
    leaves = []
    for path in paths:
        paid = mine["crew_price"] * dice.uniform(0.5, 1.5)
        split = np.array([dice.uniform(0, 500) for _ in path])
        exact = prices.spillover_exact[own[prices.spillover_exact]]
        leaf = mine | {"crew_price": paid, "split": split, "spillover_exact": exact}
        leaves.append(Leaf(Prices(**leaf, crew_days=prices.crew_days), path))
    return Part((region,), tuple(leaves))


def _said(paths: ProblemPaths, out: Path) -> Verification | str:
    try:
        return verify_files(paths, out)
    except ShowfloorError as reason:
        return str(reason)


def test_a_folder_with_parts_passes(folder: tuple[ProblemPaths, Path]) -> None:
    paths, out = folder
    certificate = read_plan(out).certificate
    assert len(certificate.parts) > 1, "the regions are what this network is made for"
    assert any(len(leaf.prices.spillover_exact) for p in certificate.parts for leaf in p.leaves)
    result = verify_files(paths, out)
    assert result.findings == ()
    leaves = 3 * len(certificate.parts)
    assert any(f"{len(certificate.parts)} with {leaves} leaves" in said for said in result.checked)


def _other_part(dice: random.Random, content: dict[str, Any]) -> None:
    """Change one thing of the parts of certificate.json."""
    parts = content["parts"]
    part = dice.choice(parts)
    way = dice.choice(["drop", "repeat", "region", "leaf", "turn", "count", "week", "store", "key"])
    path = dice.choice(part["leaves"])["path"]
    if way == "drop":
        parts.remove(part)
    elif way == "repeat":
        parts.append(part)
    elif way == "region":
        part["regions"] = dice.choice([[], ["nowhere"], [*part["regions"], "nowhere"]])
    elif way == "leaf":
        part["leaves"].pop()
    elif way == "turn":
        path[0]["at_most"] ^= True
    elif way == "count":
        path[0]["count"] += dice.choice([-1, 1])
    elif way == "week":
        path[-1]["to_week"] += 1
    elif way == "store":
        path[0]["store_id"] = "s9999"
    else:
        part["bound"] = 1.0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=st.integers(0, 10**6))
def test_no_changed_part_of_the_certificate_passes(
    folder: tuple[ProblemPaths, Path], choice: int
) -> None:
    paths, out = folder
    path = out / "certificate.json"
    whole = path.read_text(encoding="utf-8")
    content = json.loads(whole)
    _other_part(random.Random(choice), content)
    path.write_text(json.dumps(content), encoding="utf-8")
    said = _said(paths, out)
    path.write_text(whole, encoding="utf-8")
    assert isinstance(said, str) or not said.passed


def _changed(dice: random.Random, prices: Prices) -> Prices:
    """Return prices of a part's leaf with one number changed."""
    sizes: Mapping[str, int] = {
        item.name: getattr(prices, item.name).size for item in fields(Prices)
    }
    name = dice.choice(
        [name for name, size in sizes.items() if size and not name.endswith("region")]
    )
    values = getattr(prices, name).copy()
    flat = values.reshape(-1)
    place = dice.randrange(flat.size)
    if values.dtype.kind == "i":
        flat[place] += dice.choice([-1, 1, 7])
    else:
        flat[place] = dice.choice([0.0, 0.5, 2.0, -1.0, np.nan, 1e300]) * (flat[place] + 0.1)
    return replace(prices, **{name: values})


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=st.integers(0, 10**6))
def test_parts_prices_changed_and_sealed_anew_never_claim_less_than_a_plan_is_worth(
    folder: tuple[ProblemPaths, Path], choice: int
) -> None:
    paths, out = folder
    dice = random.Random(choice)
    certificate = read_plan(out).certificate
    prices = [[leaf.prices for leaf in part.leaves] for part in certificate.parts]
    part = dice.choice(prices)
    place = dice.randrange(len(part))
    part[place] = _changed(dice, part[place])
    data = prices_bytes([leaf.prices for leaf in certificate.leaves], prices)
    archive, claims = out / "prices.npz", out / "certificate.json"
    whole, text = archive.read_bytes(), claims.read_text(encoding="utf-8")
    content = json.loads(text)
    content["outputs"]["prices.npz"] = hashlib.sha256(data).hexdigest()
    content["upper_bound"] = content["objective"] - 1.0
    content["gap"] = -1.0 / max(1.0, abs(content["upper_bound"]))
    archive.write_bytes(data)
    claims.write_text(json.dumps(content), encoding="utf-8")
    said = _said(paths, out)
    archive.write_bytes(whole)
    claims.write_text(text, encoding="utf-8")
    assert isinstance(said, Verification)
    assert {f.rule for f in said.findings} & {"upper_bound", "price", "crew_row", "crew_cut"}
    assert not said.upper_bound < certificate.objective
