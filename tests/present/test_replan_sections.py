"""Re-plans, what-ifs and ways out as sections: their answers, and every sentence in German."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from showfloor.plan.obligation_prices import ObligationCost, ObligationsFound
from showfloor.plan.replan_difference import ReplanFound, StoreChange
from showfloor.plan.scenarios import Comparison, Count, Outcome
from showfloor.plan.types import Remedy, RuleConflict, WayOut
from showfloor.present import ReportContent, report, report_tables
from showfloor.present.language import language_for
from showfloor.present.sentences import translated

GERMAN = language_for("de")

SAID = (
    "as before",
    "it stands, is being built or was announced",
    "it slipped: the store is not ready before 2021-03-29",
    "the store is not ready before 2021-03-29",
    "the week of 2021-03-29 is over",
    "the week of 2021-03-29 lies after the planning weeks",
    "the store has an area already",
    "the store is excluded",
    "the options have no row for wall any more",
    "the programme no longer has the format wall",
    "wall needs 10.5 m2, which are not free",
    "crews have no access in the week of 2021-03-29",
    "a freeze holds in these weeks",
    "the store is held for comparison",
    "a promise or the first delivery does not allow it",
    "the budget through 2021-03-31: used by s1, s2 and 3 more instead",
    "the crew-days in DE-NW in the week of 2021-03-29: used by s1 instead",
    "the fixtures wall from 2021-03-29 on: used by s1 instead",
    "the pace by 2021-03-29: used by s1 instead",
    "the budget through 2021-03-31: left by s1",
    "the crew-days in DE-NW in the week of 2021-03-29: left by s1",
    "the fixtures wall from 2021-03-29 on: left by s1",
    "the pace by 2021-03-29: left by s1",
    "the budget through 2021-03-31: 1,000 left, the plan before used 2,000",
    "the crew-days in DE-NW in the week of 2021-03-29: 1 left, the plan before used 2",
    "the fixtures wall from 2021-03-29 on: 1 left, the plan before used 2",
    "the pace by 2021-03-29: 1 left, the plan before used 2",
    "it earns 1,234.50 more, after the cost of the change",
    "the order of the waves (wave flagships)",
    "it makes room for others, which earn more together, or keeps spillover low",
    "it was promised by 2021-03-29",
    "its wave demands it",
    "there is room for it, and it earns 1,234.50 after the cost of the change",
    "s1 is no longer in the stores; its area is left out",
    "budget: committed areas cost 40.00 more than there is",
    "crews DE-NW: committed areas need 2 crew-days more than there are in the week of 2021-03-29",
    "supply wall: committed areas use 2 more than come",
    "pace: 2 committed areas too many sell by 2021-03-29",
    "s1 leaves its wave: it cannot sell by the time s2 does",
    "s1: the promise by 2021-03-29 is broken; it gets wall from 2021-04-05",
    "s1: nothing says what its area is worth to the other party",
    "s1: the programme no longer has the format wall",
    "holdout: s1, s2 can no longer be held (no allowed option, or obliged)",
    "holdout: the stores that the earlier plan chose are kept and named",
    "promise s1: 1 week later, by 2021-04-05",
    "promise s1: with any format",
    "without promise s1",
    "wave flagships: holds back later waves only until 2021-04-05",
    "wave flagships: without s1",
    "quota DE-BE: 1 fewer, at least 2",
    "the manufacturer's value: 1,000.00 less, at least -20.00",
    "holdout: 2 stores fewer for each region and kind, 3",
    "holdout: ends 2 weeks earlier, sales from 2021-04-05 on",
    "freeze 2021-11-15 to 2022-01-10 in all regions: ends 1 week earlier",
    "freeze 2021-11-15 to 2022-01-10 in DE-NW: begins 2 weeks later",
    "without freeze 2021-11-15 to 2022-01-10 in all regions",
    "budget through 2021-03-31: 60.00 more, 300.00 in all",
    "supply wall: 1 more by 2021-03-29, 3 in all",
    "pace: 1 more selling by 2021-03-29, at most 2",
    "pace: at most 1 new area selling by 2021-03-29",
    "pace: at most 2 new areas selling by 2021-03-29",
    "crews DE-NW: 2 more crew-days in the week of 2021-03-29",
    "crews DE-NW: 1 more crew-day in every week",
    "crews DE-NW: more crew-days, 3 in the week of 2021-03-01 and 4 in the week of 2021-03-08",
    (
        "crews DE-NW: more crew-days, 3 in the week of 2021-03-01, 2 in the week of 2021-03-08"
        " and 4 in the week of 2021-03-15"
    ),
    "s1 is no longer excluded",
    "s1: ready 2 weeks earlier, on 2021-03-29",
    "s1: crews may build while it is closed",
)


@pytest.mark.parametrize("sentence", SAID)
def test_every_reason_and_way_out_is_said_in_german(sentence):
    text, quoted = translated(sentence, GERMAN)
    assert not quoted, sentence
    assert text != sentence


def change(store, kind, before, after, because="as before") -> StoreChange:
    day = date(2021, 4, 12)
    return StoreChange(
        store,
        kind,
        before,
        day if before else None,
        after,
        day if after else None,
        0 if before and after else None,
        1000.0,
        1500.0 if after else math.nan,
        because,
    )


@pytest.fixture
def replanned(small) -> ReportContent:
    """A small report whose plan keeps one area, drops one, and was told of two scenarios."""
    first, second = (store.store_id for store in small.problem.stores[:2])
    changes = (
        change(first, "kept", "wall", "wall"),
        change(second, "dropped", "wall", None, "the store is excluded"),
    )
    found = ReplanFound(date(2021, 4, 7), date(2021, 4, 12), 250.0, 1, (), changes, ())
    outcomes = (outcome("as it is", 0.0, 0.0), outcome("better", 900.0, 1100.0))
    cost = ObligationCost("promise", f"promise {first} by 2021-03-29", 40.0, 60.0, planned=True)
    return replace(
        small,
        replan=found,
        comparison=Comparison((*outcomes, outcome("undecided", -10.0, 10.0))),
        obligations=ObligationsFound((cost,)),
    )


def outcome(verdict, low, high) -> Outcome:
    return Outcome(
        name=f"scenario {verdict}",
        changes=("budget +1",),
        status="feasible",
        objective=1000.0 + low,
        upper_bound=1000.0 + high,
        gap=0.01,
        areas=2,
        capex=100.0,
        other_party_value=math.nan,
        difference_low=low,
        difference_high=high,
        verdict=verdict,
        formats=(Count("wall", 1, 2),),
        regions=(),
        prices=(),
        stores=(),
        conflict=(),
    )


def test_a_re_plan_says_how_many_areas_stay_and_why_the_others_do_not(replanned):
    page = report(replanned, language="en")
    assert "One areas stay" not in page
    assert "stay as they were planned" in page
    table = report_tables(replanned)["replan_changes"].splitlines()
    assert len(table) == 2
    assert table[1].endswith("The store is excluded")
    assert "Der Laden ist ausgeschlossen" in report(replanned, language="de")


def test_what_ifs_show_what_is_certain_and_what_is_not(replanned):
    page = report(replanned, language="en")
    assert "Surely worth most: \u201cscenario better\u201d" in page
    assert "undecided" in page
    rows = report_tables(replanned)["what_if"].splitlines()
    assert len(rows) == 4
    assert "+$900 to +$1,100" in rows[2]
    costs = report_tables(replanned)["obligations"].splitlines()
    assert costs[1].endswith("40.0,60.0,a plan without it")


def test_obligations_that_were_not_reached_say_so_in_page_and_table(replanned):
    costs = (
        ObligationCost("promise", "promise a by 2021-03-29", 0.0, 60.0, planned=False, left="plan"),
        ObligationCost(
            "quota", "quota b: at least 1", math.nan, math.nan, planned=False, left="price"
        ),
    )
    content = replace(replanned, obligations=ObligationsFound(costs))
    assert "the cost of 1 of 2 obligations" in report(content, language="en")
    assert "was 1 von 2 Verpflichtungen kosten" in report(content, language="de")
    rows = report_tables(content)["obligations"].splitlines()
    assert rows[1].endswith("a plan without it was not reached")
    assert rows[2].endswith(",,not reached")


def test_a_report_without_a_re_plan_has_no_such_section(small):
    assert "stay as they were planned" not in report(small, language="en")
    assert "replan_changes" not in report_tables(small)


def test_an_infeasible_plan_shows_its_ways_out_with_the_best_plan_first(small):
    remedy = Remedy("promise", "s1", 1.0, "weeks", "promise s1: 1 week later, by 2021-04-05")
    crews = Remedy(
        "crews", "DE-NW", 2.0, "crew-days", "crews DE-NW: 2 more crew-days in every week"
    )
    ways = (WayOut((remedy,), 1000.0, 1001.0), WayOut((remedy, crews), math.nan, math.nan))
    certificate = replace(small.plan.certificate, status="infeasible", objective=math.nan)
    plan = replace(
        small.plan,
        certificate=certificate,
        areas=(),
        conflict=RuleConflict(("promise s1 by 2021-03-29",)),
        ways_out=ways,
    )
    content = replace(small, plan=plan)
    rows = report_tables(content)["ways_out"].splitlines()
    assert rows[1].startswith('"Promise s1: 1 week later, by 2021-04-05",1000.0,1001.0')
    page = report(content, language="de")
    assert "Alle diese zusammen: Zusage s1: eine Woche später" in page
    assert "Trupps Nordrhein-Westfalen: 2 Trupp-Tage mehr in jeder Woche" in page
