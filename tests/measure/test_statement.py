"""A month settled by hand: noise-free sales whose every effect is a rule."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.plan import OptionMargin, PlannedArea, RolloutProblem
from showfloor.domain.programme import Format, Programme
from showfloor.domain.stores import Closure
from showfloor.errors import DataError
from showfloor.measure import areas_effect, monthly_statement
from showfloor.measure.panels import panel_of, prepare
from showfloor.measure.statement_measured import UNPRICED, UNSTATED, placebo_weeks
from showfloor.measure.types_statement import MoneyOf, MonthlyStatement
from showfloor.measure.unit_imputation import unit_fit

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
area, monday = ledgers.area, ledgers.monday

FEBRUARY, TODAY = date(2021, 2, 1), date(2021, 6, 1)
"""Its weeks are 4 to 7 of the ledger."""
GAIN, LOSS = 6.0, 2.0
TABLE = Format("table", 4.0, 8, 1_000.0, 0.6, (1,))
PLANNED = {"s0": 3, "s1": 3, "s2": 4, "s3": 5, "s5": 2}
"""Planned first selling week by store; each is built the week before."""
AREAS = (
    area("s0", 3, 3),
    area("s1", 4, 5),
    area("s3", 9, 10),
    area("s4", 4, 4),
    area("s5", 2, 2, selling_to=monday(6)),
)
SELLS = {"s0": 3, "s1": 5, "s3": 10, "s4": 4, "s5": 2}


def own(place: int, week: int) -> float:
    store = ledgers.IDS[place]
    gain = GAIN if week >= SELLS.get(store, 99) else 0.0
    gain = 0.0 if store == "s5" and week >= 6 else gain
    building = -1.0 if store == "s1" and week == 4 else 0.0
    return 10.0 + place + week + gain + building


def rivals(place: int, week: int) -> float:
    store = ledgers.IDS[place]
    standing = week >= SELLS.get(store, 99) and not (store == "s5" and week >= 6)
    return 20.0 + place - LOSS * standing


def problem(**changes: object) -> RolloutProblem:
    programme = Programme("p", "m1", monday(0), 20, 104, 0.08, "retailer", (TABLE,))
    options = tuple(OptionMargin(store, "table", 25.0, 8.0) for store in ledgers.IDS)
    made = RolloutProblem(programme, ledgers.stores(), (), options)
    return replace(made, **changes)  # type: ignore[arg-type]  # by name


PLAN = tuple(
    PlannedArea(store, "table", monday(week - 1), monday(week), 0.0)
    for store, week in PLANNED.items()
)


def settled(
    month: date = FEBRUARY,
    *,
    rate: float | None = 0.1,
    today: date = TODAY,
    areas: tuple[object, ...] = AREAS,
    closures: tuple[Closure, ...] = (),
    priced: bool = True,
) -> MonthlyStatement:
    sold = ledgers.sales(own, rivals, lambda place, week: 30.0)
    if not priced:
        sold = {**sold, "priced": 0.5 * sold["priced"]}
    ledger = ledgers.ledger(sold, areas, closures=closures)
    found = areas_effect(ledgers.QUESTION, ledger)
    plans = [(problem(), PLAN)]
    return monthly_statement(
        month, plans, ledgers.QUESTION, ledger, found, manufacturer_rate=rate, today=today
    )


@pytest.fixture(scope="module")
def february() -> MonthlyStatement:
    return settled()


def test_each_store_says_how_its_area_stands(february: MonthlyStatement) -> None:
    said = {row.store_id: (row.state, row.slipped) for row in february.rows}
    assert said == {
        "s0": ("open", 0),
        "s1": ("open", 2),
        "s2": ("not_opened", None),
        "s3": ("slipped", 5),
        "s4": ("unplanned", None),
        "s5": ("closed", 0),
    }
    assert (february.first_week, february.to_week) == (monday(4), monday(8))


def test_stores_earned_what_the_rule_says_and_add_up_to_the_cent(
    february: MonthlyStatement,
) -> None:
    # A full week of an area: 6 units gained and 2 lost at 5.00 each; 6 x 10.00 of revenue at 10 %.
    realised = {row.store_id: row.realised for row in february.rows if not row.why_not}
    assert realised == {
        "s0": MoneyOf(80.0, 24.0),
        "s1": MoneyOf(55.0, 17.0),
        "s4": MoneyOf(80.0, 24.0),
        "s5": MoneyOf(40.0, 12.0),
    }
    assert february.retailer.realised.estimate == pytest.approx(255.0)
    assert february.manufacturer.realised.estimate == pytest.approx(77.0)
    assert {row.store_id: row.why_not for row in february.rows if row.why_not} == {
        "s2": "not_standing",
        "s3": "not_standing",
    }


def test_promises_are_those_of_planned_areas_and_open_ones_apart(
    february: MonthlyStatement,
) -> None:
    promised = {row.store_id: row.promised.retailer for row in february.rows}
    assert math.isnan(promised.pop("s4"))
    assert promised == {"s0": 100.0, "s1": 100.0, "s2": 100.0, "s3": 75.0, "s5": 100.0}
    assert (february.retailer.promised, february.manufacturer.promised) == (475.0, 152.0)
    assert (february.retailer.promised_of_open, february.manufacturer.promised_of_open) == (200, 64)
    assert february.retailer.apart.estimate == pytest.approx(255.0 - 475.0)


def test_the_retailers_margin_is_the_gain_less_what_rivals_and_others_lost(
    february: MonthlyStatement,
) -> None:
    parts = february.exchange
    # 12 store-weeks of an open area (s0 4, s1 3, s4 4, s5 2 is 13) less one week of building.
    assert parts.own.estimate == pytest.approx(5.0 * (13 * GAIN - 1.0))
    assert parts.from_rivals.estimate == pytest.approx(5.0 * 13 * LOSS)
    assert parts.from_other.estimate == pytest.approx(0.0, abs=1e-9)
    earned = parts.own.estimate - parts.from_rivals.estimate - parts.from_other.estimate
    assert earned == pytest.approx(february.retailer.realised.estimate)


def test_to_date_runs_from_the_first_promise_through_the_month(february: MonthlyStatement) -> None:
    assert february.counted_from == monday(2)
    # s0 weeks 3-7, s1 4 (building) and 5-7, s4 4-7, s5 2-5: 16 weeks of 20.00 less 5.00.
    assert february.retailer.realised_to_date.estimate == pytest.approx(16 * 20.0 - 5.0)
    # Planned s0 5, s1 5, s2 4, s3 3, s5 6 weeks.
    assert february.retailer.promised_to_date == 23 * 25.0


def test_building_costs_are_due_when_building_begins(february: MonthlyStatement) -> None:
    ours, theirs = february.retailer, february.manufacturer
    # Begun in weeks 4 to 7: s1 and s4; by plan only s3 (week 4). Begun by then: s0, s1, s4, s5.
    assert (ours.capex, theirs.capex) == (800.0, 1_200.0)
    assert (ours.capex_planned, theirs.capex_planned) == (400.0, 600.0)
    assert (ours.capex_to_date, theirs.capex_to_date) == (1_600.0, 2_400.0)


def test_a_later_month_finds_the_slipped_area_begun_and_the_ended_one_gone() -> None:
    march = settled(date(2021, 3, 1))
    rows = {row.store_id: row for row in march.rows}
    assert rows["s3"].state == "open"
    assert rows["s3"].realised.retailer == 40.0
    assert (rows["s5"].state, rows["s5"].why_not) == ("closed", "not_standing")
    assert rows["s5"].closed_on == monday(6)
    assert rows["s5"].promised.retailer == 100.0


def test_a_store_that_was_closed_all_month_is_named_and_not_zero() -> None:
    shut = Closure("s0", monday(4), monday(8))
    rows = {row.store_id: row for row in settled(closures=(shut,)).rows}
    assert rows["s0"].why_not == "closed_all_month"
    assert math.isnan(rows["s0"].realised.retailer)


def test_what_nobody_stated_is_unknown_with_the_reason() -> None:
    unstated = settled(rate=None)
    assert unstated.manufacturer.realised.reason == UNSTATED
    assert all(math.isnan(row.realised.manufacturer) for row in unstated.rows)
    assert unstated.retailer.realised.estimate == pytest.approx(255.0)
    unpriced = settled(priced=False)
    assert unpriced.retailer.realised.reason == UNPRICED
    assert unpriced.exchange.own.reason == UNPRICED
    assert unpriced.manufacturer.realised.estimate == pytest.approx(77.0)


@pytest.mark.parametrize(
    ("month", "today", "said"),
    [
        (date(2021, 7, 1), TODAY, "is not over"),
        (FEBRUARY, date(2021, 2, 28), "is not over"),
        (
            date(2021, 4, 1),
            TODAY,
            "measurement those from 2021-01-04 to before 2021-03-29",
        ),
        (date(2020, 12, 1), TODAY, "choose a month within"),
    ],
)
def test_months_that_cannot_be_settled_say_why(month: date, today: date, said: str) -> None:
    with pytest.raises(DataError, match=said):
        settled(month, today=today)


def test_a_month_before_the_first_area_is_refused() -> None:
    late = (area("s0", 6, 6), area("s1", 9, 9), area("s3", 9, 10))
    with pytest.raises(DataError, match="the first one begins on 2021-02-15"):
        settled(date(2021, 1, 1), areas=late)


def test_a_stores_spread_is_that_of_comparison_stores_foretold_without_themselves() -> None:
    rng = np.random.default_rng(4)
    units, times, first = 24, 12, 7
    outcome = rng.normal(size=(units, times)) + np.arange(units)[:, None] + np.sin(np.arange(times))
    cohort = np.where(np.arange(units) < 10, float(first), np.nan)
    prepared = prepare(panel_of([str(u) for u in range(units)], np.arange(times), outcome, cohort))
    inside = np.isin(np.arange(times), [8, 9, 10])
    found = placebo_weeks(prepared, [unit_fit(prepared, 0.0)], inside)
    apart = []
    for store in range(10, units):
        # Each store is foretold by difference in differences from the others.
        others = [u for u in range(10, units) if u != store]
        change = outcome[:, inside].mean(axis=1) - outcome[:, :first].mean(axis=1)
        apart.append(change[store] - change[others].mean())
    assert found[float(first)] == pytest.approx(math.sqrt(np.mean(np.square(apart))))


def test_a_spread_between_few_stores_is_unknown(february: MonthlyStatement) -> None:
    assert february.compared < 5
    assert all(math.isnan(row.placebo_spread) for row in february.rows)
