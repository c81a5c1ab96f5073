"""What a kept plan promised for a month, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from showfloor.domain.calendars import TradingDays
from showfloor.domain.plan import OptionMargin, PlannedArea, RolloutProblem
from showfloor.domain.programme import Format, Programme
from showfloor.domain.stores import Area, Closure, Store
from showfloor.errors import DataError
from showfloor.measure.statement_promises import capex_of, promised, promises_of
from showfloor.measure.types_statement import MoneyOf

START = date(2024, 1, 1)
TABLE = Format("table", 4.0, 8, 1_000.01, 0.6, (1,), (0.5, 0.75))
SEASON = tuple(2.0 if week == 3 else 1.0 for week in range(52))


def programme(**changes: object) -> Programme:
    made = Programme("p", "m1", START, 10, 6, 0.08, "retailer", (TABLE,))
    return replace(made, **changes)  # type: ignore[arg-type]  # by name


def shop(store_id: str, **changes: object) -> Store:
    return replace(Store(store_id, store_id, "standard", "o"), **changes)  # type: ignore[arg-type]  # by name


def problem(**changes: object) -> RolloutProblem:
    made = RolloutProblem(
        programme(),
        (shop("a"), shop("b", capex_factor=1.1)),
        (),
        (OptionMargin("a", "table", 100.0, 40.0), OptionMargin("b", "table", 80.0)),
        trading_days=TradingDays(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # by name


def planned(store_id: str, selling: date = date(2024, 1, 15)) -> PlannedArea:
    return PlannedArea(store_id, "table", START, selling, 0.0)


JANUARY = START, date(2024, 1, 29)


def test_a_promise_is_margin_times_ramp_season_and_open_share_of_each_week() -> None:
    closed = Closure("a", date(2024, 1, 16), date(2024, 1, 18))
    asked = problem(programme=programme(season=SEASON), closures=(closed,))
    [promise] = promises_of([(asked, [planned("a")])])
    # Week 3 of 2024: ramp 0.5, two of six days closed. Week 4: ramp 0.75, season 2.
    assert promised(promise, *JANUARY) == MoneyOf(183.33, 73.33)
    assert pytest.approx(183.333, abs=1e-3) == 100.0 * (0.5 * 4 / 6 + 0.75 * 2.0)


def test_nothing_is_promised_before_the_first_and_after_the_last_counted_week() -> None:
    [promise] = promises_of([(problem(), [planned("a")])])
    assert promised(promise, START, date(2024, 1, 15)) == MoneyOf(0.0, 0.0)
    # Six counted weeks: 0.5 + 0.75 + 4.
    assert promised(promise, START, date(2024, 12, 30)) == MoneyOf(525.0, 210.0)


def test_a_store_that_opens_or_ends_is_promised_for_the_days_between() -> None:
    stores = (shop("a", opened_on=date(2024, 1, 18), closed_on=date(2024, 1, 24)),)
    [promise] = promises_of([(problem(stores=stores), [planned("a")])])
    # Thursday to Saturday of the first week (3 of 6, ramp 0.5), two days of the second (ramp 0.75).
    assert promised(promise, *JANUARY).retailer == pytest.approx(100 * (0.25 + 0.25))


def test_a_manufacturers_margin_that_nobody_stated_is_unknown() -> None:
    [promise] = promises_of([(problem(), [planned("b")])])
    found = promised(promise, *JANUARY)
    assert found.retailer == 100.0
    assert math.isnan(found.manufacturer)
    assert promised(promise, START, date(2024, 1, 8)).manufacturer == 0.0


def test_the_newest_plan_counts_and_the_one_before_for_areas_that_it_found_standing() -> None:
    standing = Area("x", "a", "m1", "table", START, date(2024, 1, 15))
    newest = problem(areas=(standing,)), [planned("b", date(2024, 2, 5))]
    before = problem(), [planned("a"), planned("b")]
    a, b = promises_of([newest, before])
    assert (a.store_id, a.selling_week) == ("a", date(2024, 1, 15))
    assert (b.store_id, b.selling_week) == ("b", date(2024, 2, 5))
    dropped = problem(areas=(standing,)), []
    assert [promise.store_id for promise in promises_of([dropped, before])] == ["a"]


def test_a_plan_without_its_option_is_refused() -> None:
    with pytest.raises(DataError, match="hold no such option"):
        promises_of([(problem(options=()), [planned("a")])])


def test_both_parties_shares_of_an_area_add_up_to_its_cost() -> None:
    # 1,000.01 x 1.1 = 1,100.011, so 1,100.01; six tenths are 660.006, so 660.01.
    assert capex_of(programme(), shop("b", capex_factor=1.1), "table") == MoneyOf(440.0, 660.01)
    assert math.isnan(capex_of(programme(), shop("b"), "island").retailer)
    assert math.isnan(capex_of(programme(), None, "table").manufacturer)
