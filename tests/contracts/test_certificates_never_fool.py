"""A plan's folder with an earlier plan and a draw: whatever is changed in it, verify says so."""

from __future__ import annotations

import hashlib
import json
import math
import random
import zipfile
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.domain.programme import Experiment
from showfloor.errors import ShowfloorError
from showfloor.plan import plan_rollout
from showfloor.simulate import planning_instance, write_planning_files
from showfloor.storage.plan_files import read_plan, write_plan
from showfloor.storage.prices_file import prices_bytes
from showfloor.verify import Verification, verify_plan
from showfloor.workflows.planning import PlanAsked, ProblemPaths, plan_from_files, verify_files

STORES = 60


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProblemPaths, Path]:
    """Plan a generated network, then again: with that plan as the earlier one, and a draw."""
    place = tmp_path_factory.mktemp("certified")
    problem = planning_instance(STORES, 3, 12, 5)
    programme = replace(problem.programme, experiment=Experiment(cost_at_most=0.02))
    written = write_planning_files(place, replace(problem, programme=programme), "a test")
    first = ProblemPaths(
        programme=written["programme.toml"],
        stores=written["stores.csv"],
        options=written["options.csv"],
        closures=written["closures.csv"],
        areas=written["areas.csv"],
    )
    plan_from_files(first, place / "first", PlanAsked(seed=5, gap=1e-3, time_limit=10.0))
    paths = replace(first, previous=place / "first" / "plan.csv", change_cost=200.0)
    out = place / "second"
    result = plan_from_files(paths, out, PlanAsked(seed=5, gap=1e-3, time_limit=10.0))
    assert result.drawn, "the draw is what this network is made for"
    divided = _divide(paths, out)
    assert verify_files(paths, divided).findings == ()
    return paths, divided


def _divide(paths: ProblemPaths, out: Path) -> Path:
    """Return a folder with the same plan, each leaf divided in two with the same prices."""
    stored = read_plan(out)
    split = Split("", "DE-NW", "", 0, 3, 2, at_most=True)
    sides = (split, replace(split, at_most=False))
    leaves = tuple(
        Leaf(replace(leaf.prices, split=np.append(leaf.prices.split, 0.0)), (*leaf.path, side))
        for leaf in stored.certificate.leaves
        for side in sides
    )
    write_plan(
        out.with_name("divided"),
        stored.areas,
        stored.holdout,
        replace(stored.certificate, leaves=leaves),
        paths.named(),
        drawn=stored.drawn,
    )
    return out.with_name("divided")


def _said(paths: ProblemPaths, out: Path) -> Verification | str:
    try:
        return verify_files(paths, out)
    except ShowfloorError as reason:
        return str(reason)


def _passes(paths: ProblemPaths, out: Path) -> bool:
    found = _said(paths, out)
    return isinstance(found, Verification) and found.passed


@pytest.mark.parametrize("name", ["experiment.csv", "plan.csv", "holdout.csv", "first/plan.csv"])
def test_each_changed_digit_of_plan_draw_and_earlier_plan_names_the_file(
    folders: tuple[ProblemPaths, Path], name: str
) -> None:
    paths, out = folders
    path = out.parent / name if "/" in name else out / name
    whole = path.read_text(encoding="utf-8")
    digits = [place for place, letter in enumerate(whole) if letter.isdigit()]
    shown = "previous" if "/" in name else name
    for place in digits[:: max(1, len(digits) // 12)]:
        changed = str((int(whole[place]) + 1) % 10)
        path.write_text(whole[:place] + changed + whole[place + 1 :], encoding="utf-8")
        said = _said(paths, out)
        path.write_text(whole, encoding="utf-8")
        if isinstance(said, Verification):
            assert not said.passed
            said = " ".join(finding.where for finding in said.findings)
        assert shown in said, f"digit at {place}"
    assert _passes(paths, out)


def test_without_the_earlier_plan_or_with_another_cost_nothing_passes(
    folders: tuple[ProblemPaths, Path],
) -> None:
    paths, out = folders
    said = _said(replace(paths, previous=None), out)
    assert isinstance(said, Verification)
    assert {"digest", "certificate", "upper_bound"} <= {finding.rule for finding in said.findings}
    path = out / "certificate.json"
    whole = path.read_text(encoding="utf-8")
    path.write_text(json.dumps({**json.loads(whole), "change_cost": 150.0}), encoding="utf-8")
    stated = _said(paths, out)
    claimed = _said(replace(paths, change_cost=None), out)
    path.write_text(whole, encoding="utf-8")
    assert isinstance(stated, Verification)
    assert isinstance(claimed, Verification)
    assert {finding.rule for finding in stated.findings} == {"certificate"}
    assert "upper_bound" in {finding.rule for finding in claimed.findings}


IMMATERIAL = {"seconds", "software", "solver_bound", "conflict", "trading_days"}
"""Not what the proof rests on; with other trading days a plan may be just as good and pass."""


def _corrupted(dice: random.Random, content: dict[str, Any]) -> str:
    """Change one thing of certificate.json that a reader relies on; return its key."""
    key = dice.choice(sorted(set(content) - IMMATERIAL))
    value = content[key]
    if key == "status":
        content[key] = dice.choice(["infeasible", "no_plan_found", "certain"])
    elif key == "leaves":
        _corrupt_leaves(dice, value)
    elif key == "parts":
        content[key] = [*value, {"regions": ["DE-NW"], "leaves": content["leaves"][:2]}]
    elif key in ("inputs", "outputs"):
        name = dice.choice(sorted(value))
        if dice.random() < 0.5:
            del value[name]
        else:
            value[name] = hashlib.sha256(b"another").hexdigest()
    elif key == "format":
        content[key] = dice.choice(["showfloor-certificate-1", "showfloor-certificate-2", None])
    elif key == "seed":
        content[key] = value + dice.choice([-1, 1, 1000])
    else:
        off = dice.choice([-1, 1]) * dice.uniform(1, 50)
        content[key] = dice.choice([value + off if key != "gap" else value + off / 1000, None, "1"])
    return key


def _corrupt_leaves(dice: random.Random, leaves: list[dict[str, Any]]) -> None:
    ways = ["drop", "repeat", "turn", "count", "weeks", "key"]
    way = dice.choice(ways)
    place = dice.randrange(len(leaves))
    if way == "drop":
        del leaves[place]
    elif way == "repeat":
        leaves.append(leaves[place])
    elif way == "turn":
        leaves[place]["path"][0]["at_most"] ^= True
    elif way == "count":
        leaves[place]["path"][0]["count"] += dice.choice([-1, 1])
    elif way == "weeks":
        leaves[place]["path"][0]["from_week"] += 1
    else:
        leaves[place]["path"][0]["extra"] = 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=st.integers(0, 10**6))
def test_no_changed_field_of_the_certificate_passes(
    folders: tuple[ProblemPaths, Path], choice: int
) -> None:
    paths, out = folders
    path = out / "certificate.json"
    whole = path.read_text(encoding="utf-8")
    content = json.loads(whole)
    key = _corrupted(random.Random(choice), content)
    path.write_text(json.dumps(content), encoding="utf-8")
    passed = _passes(paths, out)
    path.write_text(whole, encoding="utf-8")
    assert not passed, key


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choice=st.integers(0, 10**6))
def test_prices_changed_and_sealed_anew_never_claim_less_than_a_plan_is_worth(
    folders: tuple[ProblemPaths, Path], choice: int
) -> None:
    # a forger may write the digest of the changed prices; the bound must then still be proven
    paths, out = folders
    dice = random.Random(choice)
    stored = read_plan(out)
    leaves = list(stored.certificate.leaves)
    name = dice.choice(
        ["budget", "crew_price", "crew_limit", "supply", "quota", "spillover_price", "split"]
    )
    values = getattr(leaves[0].prices, name).copy()
    if values.size:
        values[dice.randrange(values.size)] *= dice.choice([0.0, 0.5, 2.0, -1.0, math.nan])
    leaves[0] = replace(leaves[0], prices=replace(leaves[0].prices, **{name: values}))
    parts = [[leaf.prices for leaf in part.leaves] for part in stored.certificate.parts]
    data = prices_bytes([leaf.prices for leaf in leaves], parts)
    prices, certificate = out / "prices.npz", out / "certificate.json"
    whole, claims = prices.read_bytes(), certificate.read_text(encoding="utf-8")
    content = json.loads(claims)
    content["outputs"]["prices.npz"] = hashlib.sha256(data).hexdigest()
    content["upper_bound"] = content["objective"] - 1.0
    content["gap"] = -1.0 / max(1.0, abs(content["upper_bound"]))
    prices.write_bytes(data)
    certificate.write_text(json.dumps(content), encoding="utf-8")
    said = _said(paths, out)
    prices.write_bytes(whole)
    certificate.write_text(claims, encoding="utf-8")
    assert isinstance(said, Verification)
    assert not said.passed
    assert {f.rule for f in said.findings} & {"upper_bound", "price", "crew_row"}


LATER = ("other", "pace", "split", "spillover_exact")
"""Fields of the prices that the first format did not have."""
CUTS = tuple(item.name for item in fields(Prices) if item.name.startswith(("cut_", "entry_")))
"""Those that came with the third."""


def test_a_folder_of_the_first_format_still_passes(tmp_path: Path) -> None:
    problem = planning_instance(15, 2, 8, 1)
    # a wide gap, so that prices of the whole are enough: that format had one leaf
    result = plan_rollout(problem, seed=1, time_limit=10.0, gap=0.5)
    written = write_planning_files(tmp_path, problem, "a test")
    paths = ProblemPaths(
        programme=written["programme.toml"],
        stores=written["stores.csv"],
        options=written["options.csv"],
        closures=written["closures.csv"],
        areas=written["areas.csv"],
    )
    out = tmp_path / "plan"
    # that format had no exact pairs and no crew cuts: the prices prove another, looser bound
    later = {name: getattr(Prices(), name) for name in ("spillover_exact", *CUTS)}
    prices = replace(result.certificate.leaves[0].prices, **later)
    certificate = replace(result.certificate, leaves=(Leaf(prices),))
    bound = verify_plan(problem, result.areas, result.holdout, certificate).upper_bound
    gap = (bound - certificate.objective) / max(1.0, abs(bound))
    certificate = replace(certificate, upper_bound=bound, gap=gap)
    write_plan(out, result.areas, result.holdout, certificate, paths.named())
    _as_older(out)
    assert verify_files(paths, out).findings == ()


def _as_older(out: Path) -> None:
    """Turn a folder into what the first version wrote: fewer fields, other names, own seal."""
    archive = out / "prices.npz"
    with zipfile.ZipFile(archive) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(archive, "w") as packed:
        for name, data in entries.items():
            if name.removeprefix("0/").removesuffix(".npy") not in LATER + CUTS:
                packed.writestr(name, data)
    path = out / "certificate.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["change_cost"], content["parts"]
    content |= {"format": "showfloor-certificate-1", "leaves": [{"fixed": []}]}
    content["outputs"]["prices.npz"] = hashlib.sha256(archive.read_bytes()).hexdigest()
    path.write_text(json.dumps(content), encoding="utf-8")
