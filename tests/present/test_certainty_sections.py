"""The report says what was left to chance and how sure the plan is; nothing where neither is."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pytest

from showfloor.domain.plan import DrawnStore
from showfloor.plan.draws_types import PlanUncertainty, Within
from showfloor.plan.experiment_types import DrawCost, PlanPrice
from showfloor.present import report, report_json
from showfloor.present.report import report_tables

NAN = Within(math.nan, math.nan)


def uncertainty(content, **changes):
    """Return made-up draws in which every other store is a close call."""
    ids = tuple(sorted(store.store_id for store in content.problem.stores))
    shares = tuple(0.5 if place % 2 else 0.96 for place in range(len(ids)))
    found = PlanUncertainty(
        draws=40,
        seed=1,
        common=1.0,
        value_sd=1000.0,
        value_low=90_000.0,
        value_high=110_000.0,
        gap=100.0,
        regret=Within(5_250.0, 8_000.0),
        regret_median=Within(5_000.0, 7_000.0),
        regret_high=Within(9_000.0, 12_000.0),
        store_ids=ids,
        shares=shares,
        without_sd=0,
    )
    return replace(found, **changes)


def price(choices):
    return PlanPrice(1000.0, 1000.0 - choices, choices, *([0.0] * 10))


def drawn_plan(content):
    """Return the content with two stores that drew for one area."""
    area = content.plan.areas[0]
    other = next(
        store.store_id
        for store in content.problem.stores
        if store.store_id not in {a.store_id for a in content.plan.areas}
    )
    slot = (area.format_id, area.start_week)
    drawn = (
        DrawnStore("DE-NW | standard | 1", area.store_id, None, None, *slot, 0.5),
        DrawnStore("DE-NW | standard | 1", other, *slot, None, None, 0.5),
    )
    cost = DrawCost(500.0, 400.0, 200.0, -30.0, 100_000.0, 1, 2, 2, 50)
    plan = replace(
        content.plan,
        drawn=drawn,
        draw_cost=cost,
        price=price(430.0),
        price_before_draw=price(30.0),
        uncertainty=uncertainty(content),
    )
    return replace(content, plan=plan)


@pytest.fixture(scope="module")
def content(full):
    return drawn_plan(full)


def rows_of(content, name):
    return list(csv.DictReader(io.StringIO(report_tables(content)[name])))


def test_the_titles_give_the_answer_in_both_languages(content):
    titles = report_json(content)["titles"]
    assert titles["draw"]["en"] == "2 of 50 shops drew lots; that costs €400 at most"
    assert titles["draw"]["de"].startswith("2 von 50 Läden haben gelost")
    # The mean regret of 5,250 at least is 52 whole times the gap of 100.
    assert "at least 52 times" in titles["certainty"]["en"]
    assert "mindestens 52-mal" in titles["certainty"]["de"]


def test_a_gap_that_is_not_far_below_the_regret_is_not_called_so(content):
    near = replace(content.plan, uncertainty=uncertainty(content, gap=4_000.0))
    title = report_json(replace(content, plan=near))["titles"]["certainty"]["en"]
    assert title.startswith("The search leaves €4,000 open")


def test_every_drawn_store_stands_in_a_table_with_its_chance(content):
    rows = rows_of(content, "drawn_stores")
    assert [row["store_id"] for row in rows] == [d.store_id for d in content.plan.drawn]
    assert {float(row["chance"]) for row in rows} == {0.5}
    assert rows[0]["start_drawn"] == content.plan.areas[0].start_week.isoformat()
    assert rows[0]["start_before"] == ""


def test_the_price_of_the_plan_stands_before_and_after_the_draw(content):
    rows = rows_of(content, "plan_price")
    assert [(row["before"], row["after"]) for row in rows[:1]] == [("30.0", "430.0")]


def test_the_stores_tables_say_in_what_share_of_draws_each_is_chosen(content):
    shares = dict(
        zip(content.plan.uncertainty.store_ids, content.plan.uncertainty.shares, strict=True)
    )
    for name in ("planned_stores", "other_stores"):
        for row in rows_of(content, name):
            if row["store_id"]:
                assert float(row["share"]) == shares[row["store_id"]]


def test_close_calls_are_the_stores_between_a_quarter_and_three_quarters(content):
    ids = {row["store_id"] for row in rows_of(content, "close_calls")}
    found = content.plan.uncertainty
    assert ids == {
        s for s, share in zip(found.store_ids, found.shares, strict=True) if share == 0.5
    }


def test_without_draws_there_is_no_section_and_no_column(full):
    assert not {"draw", "certainty"} & set(report_json(full)["titles"])
    assert "share" not in rows_of(full, "planned_stores")[0]


def test_where_nothing_could_be_drawn_the_reason_is_said(content):
    none = uncertainty(content, draws=0, regret=NAN, reason="no option states a deviation")
    page = report(replace(content, plan=replace(content.plan, uncertainty=none)), language="en")
    assert "No expected margin states how uncertain it is." in page
