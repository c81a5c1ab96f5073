"""The generated rollout keeps its word: what it says areas do is what its sales show."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy import stats

from showfloor.domain.stores import Area
from showfloor.measure.area_panel import area_panel, panel_of_areas
from showfloor.measure.area_scale import weights_of
from showfloor.measure.area_scores import summed, weighted_effects
from showfloor.measure.panels import prepare
from showfloor.simulate import write_measured_rollout, write_rollout_year
from showfloor.simulate.measured_rollout import open_areas
from showfloor.simulate.measured_rollout_network import (
    END,
    FIRST_DAY,
    PRODUCTS,
    START,
    RolloutShops,
    rollout_programme,
    rollout_shops,
)
from showfloor.simulate.measured_rollout_sales import (
    BEFORE,
    WEEKS,
    RolloutTruth,
    added_units,
    rollout_sales,
    rollout_truth,
    truth_between,
)

_SPEC = importlib.util.spec_from_file_location(
    "rollout_ledgers", Path(__file__).with_name("rollout_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
rollout_ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(rollout_ledgers)
QUESTION, a_plan = rollout_ledgers.QUESTION, rollout_ledgers.a_plan

DRAWS = 40
PARTS = {"own": 1.0, "rivals": -1.0, "other": -1.0, "total": 1.0}


@dataclass(frozen=True)
class Draws:
    """Over draws: measured sums, their intervals, the truth, and what neighbours add wrongly."""

    measured: np.ndarray
    low: np.ndarray
    high: np.ndarray
    truth: np.ndarray
    contaminated: np.ndarray


@pytest.fixture(scope="module")
def shops() -> RolloutShops:
    return rollout_shops(20240101)


@pytest.fixture(scope="module")
def draws(shops: RolloutShops) -> Draws:
    _, opened = open_areas(a_plan(shops), 1)
    rows = [_one_draw(shops, opened, seed) for seed in range(DRAWS)]
    return Draws(*(np.array(column) for column in zip(*rows, strict=True)))


def _one_draw(shops: RolloutShops, areas: tuple[Area, ...], seed: int) -> tuple[list[float], ...]:
    panel = area_panel(QUESTION, rollout_ledgers.ledger_of(shops, areas, seed))
    prepared = prepare(panel_of_areas(panel, panel.outcomes["own", "revenue"]))
    weight = weights_of(panel, panel.disrupted)
    found, low, high = [], [], []
    parts = {
        part: weighted_effects(prepared, panel.outcomes[part, "margin"], [weight], scale="per_cent")
        for part in ("own", "rivals", "other")
    }
    parts["total"] = summed(list(parts.values()), (1.0, 1.0, 1.0))
    for part, sign in PARTS.items():
        one = parts[part].estimate(0)
        ends = sorted(sign * end * weight.sum() for end in (one.low, one.high))
        found.append(sign * one.estimate * weight.sum())
        low.append(ends[0])
        high.append(ends[1])
    truth = rollout_truth(shops, areas, seed)
    sums = truth_between(truth, FIRST_DAY, END)
    of_parts = [sums.own, sums.from_rivals, sums.from_elsewhere, sums.new]
    beside = _lost_by_comparison(truth, weight)
    return found, low, high, of_parts, [beside, 0.0, 0.0, beside]


def _lost_by_comparison(truth: RolloutTruth, weight: np.ndarray) -> float:
    """Return by how much neighbours' losses lift the gain: their mean loss in each treated week."""
    never = np.array([begun is None for begun in truth.began])
    return float(-(weight.sum(axis=0) * truth.own[never].mean(axis=0)).sum())


def test_intervals_of_the_gain_hold_the_truth_as_often_as_they_say(draws: Draws) -> None:
    held = (draws.low[:, 0] <= draws.truth[:, 0]) & (draws.truth[:, 0] <= draws.high[:, 0])
    # So few, or fewer, would be seen once in a hundred times at 95 %.
    assert held.sum() >= stats.binom.ppf(0.01, DRAWS, 0.95)


@pytest.mark.parametrize(("place", "part"), list(enumerate(PARTS)))
def test_each_part_is_right_on_average_but_for_what_neighbours_lose(
    draws: Draws, place: int, part: str
) -> None:
    wrong = (draws.measured - draws.truth - draws.contaminated)[:, place]
    error = wrong.std(ddof=1) / np.sqrt(DRAWS)
    assert abs(wrong.mean()) < 3.0 * error, part
    assert error < 0.03 * abs(draws.truth[:, 0].mean())


def test_neighbours_lift_the_measured_gain_by_less_than_three_per_cent(draws: Draws) -> None:
    share = draws.contaminated[:, 0] / draws.truth[:, 0]
    assert (share > 0.0).all()
    assert share.mean() < 0.03


def test_without_areas_and_noise_all_shops_would_move_alike(shops: RolloutShops) -> None:
    sales = rollout_sales(shops, (), 5)
    weekly = sales.units.reshape(len(shops.stores), WEEKS, 7, -1).sum(axis=2)
    own = np.array([item.part == "own" for item in PRODUCTS])
    whole = sales.open_days.reshape(len(shops.stores), WEEKS, 7).sum(axis=2).min(axis=1) == 6
    units = weekly[whole][:, :, own].sum(axis=2).astype(float)
    order = np.argsort(shops.level[whole])
    small, large = units[order[:30]].mean(axis=0), units[order[-30:]].mean(axis=0)
    moved = large / large.mean() - small / small.mean()
    # Season moves both by a tenth; apart from each other they move by noise alone: 30
    # shops of 24 units by Poisson (0.9 units) and own good weeks (0.2), twice: 1.3 units of 24.
    assert small.std() > 1.5 / 24.0 * small.mean()
    assert moved.std() < 1.5 / 24.0


def test_an_areas_course_is_clearance_building_novelty_and_then_steady(shops: RolloutShops) -> None:
    ids = [store.store_id for store in shops.stores]
    alone = int(np.flatnonzero(~shops.near.any(axis=1))[0])
    area = Area(
        "x", ids[alone], "nordlys", "island",
        installed_from=START + timedelta(weeks=4), selling_from=START + timedelta(weeks=6),
        selling_to=START + timedelta(weeks=40), clearance_from=START + timedelta(weeks=3),
    )  # fmt: skip
    own = added_units(shops, [area], 3)["own"]
    course = own[alone, BEFORE:]
    assert course[:7].round(6).tolist()[:6] == [0.0, 0.0, 0.0, 1.5, -2.5, -2.5]
    steady = course[39]
    assert course[6] == pytest.approx(1.6 * steady, rel=0.01)
    assert (np.diff(course[6:40]) < 0.0).all()
    assert (course[40:] == 0.0).all()
    assert not np.delete(own, alone, axis=0).any()
    rivals = added_units(shops, [area], 3)["rivals"][alone, BEFORE:]
    assert rivals[6:40] == pytest.approx(-0.4 * course[6:40])


def test_a_neighbour_loses_while_the_area_sells(shops: RolloutShops) -> None:
    row = int(np.flatnonzero(shops.near.any(axis=1))[0])
    other = int(np.flatnonzero(shops.near[row])[0])
    [plan] = [replace(a_plan(shops, 1)[0], store_id=shops.stores[row].store_id, format_id="table")]
    day = plan.selling_week
    area = Area("x", plan.store_id, "nordlys", "table", plan.start_week, day, None, None, START)
    lost = added_units(shops, [area], 3)["own"][other]
    sells = (day - FIRST_DAY).days // 7
    assert not lost[:sells].any()
    assert (lost[sells:] == -0.5).all()


def test_the_year_before_is_the_same_whatever_opens_later(shops: RolloutShops) -> None:
    _, opened = open_areas(a_plan(shops), 1)
    with_areas, without = rollout_sales(shops, opened, 9), rollout_sales(shops, (), 9)
    before = slice(0, 7 * BEFORE)
    assert (with_areas.units[:, before] == without.units[:, before]).all()
    assert with_areas.units.sum() != without.units.sum()


def test_some_areas_slip_two_never_come_and_one_ends_early(shops: RolloutShops) -> None:
    plan = a_plan(shops)
    agreed, opened = open_areas(plan, 1)
    assert len(agreed) == len(opened) == len(plan) - 2
    late = [o.selling_from - a.selling_from for a, o in zip(agreed, opened, strict=True)]
    assert all(timedelta(0) <= slip <= timedelta(weeks=5) for slip in late)
    assert 1 <= sum(slip > timedelta(0) for slip in late) <= len(plan) // 2
    assert sum(area.selling_to is not None for area in opened) == 1
    assert all(area.clearance_from <= area.installed_from for area in opened)
    assert open_areas(plan[::-1], 1) == (agreed, opened)


def test_truth_counts_shops_with_an_area_from_the_first_disruption_to_its_end() -> None:
    weeks = np.ones((3, 4))
    began = (FIRST_DAY + timedelta(weeks=1), FIRST_DAY, None)
    ended = (None, FIRST_DAY + timedelta(weeks=2), None)
    truth = RolloutTruth(
        FIRST_DAY, ("a", "b", "c"), began, ended, 5 * weeks, -2 * weeks, weeks, 9 * weeks, 0
    )
    # Shop a in weeks 1 to 3 and shop b in weeks 0 and 1: five shop-weeks.
    sums = truth_between(truth, FIRST_DAY, FIRST_DAY + timedelta(weeks=4))
    assert (sums.own, sums.from_rivals, sums.from_elsewhere, sums.new) == (25.0, 10.0, -5.0, 20.0)
    assert sums.manufacturers(0.1) == pytest.approx(4.5)
    assert truth_between(truth, began[0], began[0] + timedelta(weeks=1)).own == 10.0


def test_the_same_seed_gives_the_same_files(tmp_path, shops: RolloutShops) -> None:
    plan = a_plan(shops)
    for name in ("one", "two"):
        write_measured_rollout(tmp_path / name)
        write_rollout_year(tmp_path / name, plan)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two, name
    days = pq.read_table(tmp_path / "one" / "sales-2024.parquet")["date"].to_pylist()
    assert (min(days), max(days)) == (date(2024, 1, 1), date(2024, 12, 28))


def test_shops_leave_room_to_compare(shops: RolloutShops) -> None:
    programme = rollout_programme(shops)
    delivered = {item.format_id: item.units for item in programme.supply}
    assert sum(delivered.values()) == 36
    assert len(shops.stores) == 90
    assert int(shops.near.sum()) == 20
