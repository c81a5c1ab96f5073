"""Leaves by region: never below a region's best, close to it when grown to the end, verified."""

from __future__ import annotations

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf
from showfloor.plan import regional_leaves, regional_rounds
from showfloor.plan.bound import prove_bound
from showfloor.plan.dual_prices import named_prices
from showfloor.plan.evaluation import planned_areas, worth_of
from showfloor.plan.near_ties import Choices
from showfloor.plan.regional_leaves import divide_regions
from showfloor.plan.regional_rounds import GAP, RegionalRounds
from showfloor.plan.rules import regions_of
from showfloor.plan.search import Bounded, priced_cuts
from showfloor.verify import verify_plan

ASKED = 1e-6
"""Share of the bound."""


@pytest.fixture(scope="module", autouse=True)
def _apart(regions):
    with regions.any_size():
        yield


def never() -> bool:
    return False


@pytest.fixture(
    scope="module",
    params=[(True, "pace", 4), (False, "holdout", 5), (True, "other", 4)],
    ids=["with spillover", "with a holdout that is chosen", "with the other party"],
)
def prepared(regions, request):
    spillover, rules, seed = request.param
    problem = regions.instance(80, 20, seed, spillover=spillover, rules=rules)
    grid, dual, prices = regions.priced(problem)
    cuts = priced_cuts(Bounded(dual, prices, 0.0))
    rounds = RegionalRounds(dual, prices, cuts, lambda: 60.0)
    with pytest.MonkeyPatch.context() as patch:
        # Wide enough to decide regions to the end, and to leave most options out.
        patch.setattr(regional_rounds, "WIDTH", 2e-3)
        patch.setattr(regional_rounds, "WIDEST", 2e-2)
        rounds.turn(never)
    return problem, grid, rounds, cuts


@pytest.fixture(scope="module")
def grown(prepared):
    """Return what is divided when regions are grown to the end."""
    _, _, rounds, cuts = prepared
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional_leaves, "RUNS", 20_000)
        return divide_regions(rounds.best, cuts, ASKED * rounds.scale, never)


def best_by_region(regions, regional):
    """Return what scipy's solver finds each region to be worth at common prices."""
    return np.array(
        [
            regions.best_of_region(regions.region_of(regional, region))
            for region in range(len(regional.whole))
        ]
    )


def test_grown_to_the_end_parts_come_to_what_regions_are_worth(prepared, grown, regions):
    _, _, rounds, _ = prepared
    best = best_by_region(regions, grown.regional)
    left = float(grown.regional.whole.sum()) - grown.gained - float(best.sum())
    assert grown.parts
    assert left >= -1e-2
    # Each region is decided to a gap of its own; beside, a share of what is asked is left open.
    assert left <= len(best) * GAP * rounds.scale + ASKED * rounds.scale
    told = grown.regional.bound - grown.gained
    assert told <= rounds.best.bound + ASKED * rounds.scale


def test_each_part_gains_no_more_than_its_region_has_left(prepared, grown, regions):
    best = best_by_region(regions, grown.regional)
    names = regions_of(prepared[1].network)
    parted = [names.index(part.regions[0]) for part in grown.parts]
    assert parted == sorted(set(parted))
    assert 0 < grown.gained <= float((grown.regional.whole - best)[parted].sum()) + 1e-2
    assert all(len(part.leaves) > 1 for part in grown.parts)


def test_prices_of_crews_from_the_roots_never_make_the_whole_worse(prepared, grown):
    _, _, rounds, _ = prepared
    assert np.all(grown.regional.whole <= rounds.best.regional.whole + 1e-9)
    assert grown.regional.constant == pytest.approx(rounds.best.regional.constant, abs=1e-6)
    assert np.array_equal(grown.regional.common, rounds.best.regional.common)


def certificate_of(grid, divided, choices, claimed):
    leaf = Leaf(named_prices(divided.regional.dual, divided.prices))
    worth = worth_of(grid, choices).objective
    gap = (claimed - worth) / max(1.0, abs(claimed))
    return Certificate(
        "feasible",
        worth,
        claimed,
        claimed,
        gap,
        0.0,
        0,
        leaves=(leaf,),
        parts=divided.parts,
    )


def rules_broken(problem, grid, certificate, choices):
    found = verify_plan(problem, planned_areas(grid, choices), (), certificate)
    return {finding.rule for finding in found.findings}


def test_the_verifier_recomputes_what_parts_gain_and_refuses_a_euro_more(prepared, grown):
    problem, grid, _, _ = prepared
    none = np.full(grid.stores, -1, dtype=np.int64)
    choices = Choices(none, none)
    whole = prove_bound(grid, Leaf(named_prices(grown.regional.dual, grown.prices)))
    told = certificate_of(grid, grown, choices, whole - grown.gained)
    assert "upper_bound" not in rules_broken(problem, grid, told, choices)
    less = certificate_of(grid, grown, choices, whole - grown.gained - 1.0)
    assert "upper_bound" in rules_broken(problem, grid, less, choices)


def test_the_same_round_has_the_same_parts(prepared, grown):
    _, _, rounds, cuts = prepared
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional_leaves, "RUNS", 20_000)
        again = divide_regions(rounds.best, cuts, ASKED * rounds.scale, never)
    assert repr(again.parts) == repr(grown.parts)
    assert again.gained == grown.gained


def test_cut_short_parts_bound_less_well_but_still_bound(prepared, grown, regions):
    _, _, rounds, cuts = prepared
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional_leaves, "RUNS", 60)
        short = divide_regions(rounds.best, cuts, ASKED * rounds.scale, never)
    best = best_by_region(regions, short.regional)
    assert float(short.regional.whole.sum()) - short.gained >= float(best.sum()) - 1e-2
    bound = short.regional.bound - short.gained
    assert bound >= grown.regional.bound - grown.gained - 2 * ASKED * rounds.scale


def test_stopped_before_it_begins_nothing_is_divided(prepared):
    _, _, rounds, cuts = prepared
    found = divide_regions(rounds.best, cuts, 0.0, lambda: True)
    # Work that was begun may have found better prices of crews; nothing more.
    assert found.regional.bound - found.gained <= rounds.best.regional.bound + 1e-6
    assert found.gained >= 0.0
