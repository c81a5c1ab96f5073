"""Areas compared within regions, weeks after a reopening left out, and both as remedies."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.measuring import CredibilityTerms
from showfloor.domain.stores import Closure
from showfloor.errors import PanelError
from showfloor.measure.area_lock import analysis_of_areas
from showfloor.measure.area_panel import area_panel, reopened_weeks
from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.closure_remedies import remedied
from showfloor.measure.inference import undefined, with_interval
from showfloor.measure.locked_analysis import followed
from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreaLedger, AreasFound, ClosureRemedy

_SPEC = importlib.util.spec_from_file_location(
    "area_ledgers", Path(__file__).with_name("area_ledgers.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
ledgers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ledgers)
COMMON = replace(ledgers.QUESTION, scale="per_cent")
WITHIN = replace(COMMON, region_weeks=True)
REGIONS = tuple("DE-BE" if place < 4 else "DE-BB" for place in range(8))
AREAS = [ledgers.area("s0", 5, 5), ledgers.area("s1", 7, 7), ledgers.area("s4", 6, 6)]
TERMS = CredibilityTerms()


def wave(week: int, place: int) -> float:
    """A season of each region's own: one rises by a third from week 5 on, the other falls."""
    if week < 5:
        return 1.0
    return 1.3 if place < 4 else 0.8


def lifted(week: int, place: int) -> float:
    begins = {0: 5, 1: 7, 4: 6}.get(place, ledgers.WEEKS)
    return 1.25 if week >= begins else 1.0


def ledger(
    closures: Sequence[Closure] = (),
    regions: Sequence[str] = REGIONS,
    chance: Callable[[int, int], float] = lambda place, week: 1.0,
) -> AreaLedger:
    where = [
        replace(store, region=region or None)
        for store, region in zip(ledgers.stores(), regions, strict=True)
    ]

    def own(place: int, week: int) -> float:
        size = 400.0 * (3 + place)
        return size * wave(week, place) * lifted(week, place) * chance(place, week)

    sold = ledgers.sales(own, lambda place, week: 100.0 * wave(week, place), lambda *_: 50.0)
    return ledgers.ledger(sold, AREAS, where=where, closures=closures)


def shut(place: int, week: int, weeks: int = 1) -> Closure:
    return Closure(f"s{place}", ledgers.monday(week), ledgers.monday(week + weeks), "works", True)


def noisy(seed: int) -> Callable[[int, int], float]:
    noise = np.random.default_rng(seed).normal(1.0, 0.01, (8, ledgers.WEEKS))
    return lambda place, week: float(noise[place, week])


def test_within_regions_a_season_of_each_is_no_effect_and_in_common_weeks_it_is() -> None:
    found = areas_effect(WITHIN, ledger())
    assert found.money.per_cent.estimate == pytest.approx(25.0, abs=1e-6)
    assert abs(areas_effect(COMMON, ledger()).money.per_cent.estimate - 25.0) > 3.0
    assert found.regions is not None
    assert (found.regions.regions, found.regions.store_weeks, found.regions.unknown) == (2, 0, 0)


def test_all_sums_follow_the_regions_weeks() -> None:
    found = areas_effect(WITHIN, ledger(chance=noisy(1)))
    total = found.money.total.estimate
    assert sum(w.gain.estimate * w.weight for w in found.weeks if w.weight > 0.0) == pytest.approx(
        total
    )
    assert sum(store.gain * store.weight for store in found.by_store) == pytest.approx(total)
    assert found.beside is not None
    levels = areas_effect(replace(WITHIN, scale="levels"), ledger(chance=noisy(1)))
    assert found.beside.per_cent.estimate == pytest.approx(levels.money.per_cent.estimate)
    shares = [event.per_cent.estimate for event in found.events]
    assert shares == pytest.approx([25.0] * len(shares), abs=3.0)


def test_a_region_week_without_an_untreated_open_store_is_left_out_counted_and_said() -> None:
    closed = [shut(place, 9) for place in (5, 6, 7)]
    found = areas_effect(WITHIN, ledger(closed))
    assert found.regions is not None
    assert (found.regions.store_weeks, found.regions.region_weeks) == (1, 1)
    assert any("1 store-weeks with an area, in 1 weeks of a region" in s for s in found.notes)
    # Weeks 5 to 11, 7 to 11 and 6 to 11 of three stores, less one.
    assert sum(week.begun for week in found.weeks) == 7 + 5 + 6 - 1
    assert found.money.per_cent.estimate == pytest.approx(25.0, abs=1e-6)


def test_without_any_comparison_within_regions_the_error_says_what_to_do() -> None:
    alone = ["DE-BE", "DE-BE", *["DE-BB"] * 2, "DE-BE", *["DE-BB"] * 3]
    some = areas_effect(WITHIN, ledger(regions=alone))
    assert some.regions is not None
    assert some.regions.store_weeks == 5 + 5 + 5  # from week 7 on all three are treated
    each = [f"DE-{place}" for place in range(8)]
    with pytest.raises(PanelError, match="measure without region weeks"):
        areas_effect(WITHIN, ledger(regions=each))
    with pytest.raises(PanelError, match="no store has a region"):
        areas_effect(WITHIN, ledger(regions=[""] * 8))


def test_stores_without_a_region_are_compared_among_themselves() -> None:
    found = areas_effect(WITHIN, ledger(regions=["", *REGIONS[1:3], "", *REGIONS[4:]]))
    assert found.regions is not None
    assert found.regions.unknown == 2
    assert "2 stores have no region: they are compared among themselves" in found.notes
    assert found.money.per_cent.estimate == pytest.approx(25.0, abs=1e-6)


def test_the_weeks_after_a_closure_are_those_that_follow_it() -> None:
    share = np.array([[1.0, 0.0, 0.0, 0.6, 1.0, 1.0, 1.0], [0.4, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0]])
    first = reopened_weeks(share, 2)
    assert first.tolist() == [
        [False, False, False, True, True, False, False],
        [False, True, True, False, False, False, True],
    ]
    assert not reopened_weeks(share, 0).any()
    assert reopened_weeks(share, 99).sum() == 4 + 5


def test_a_rush_after_reopening_is_no_effect_where_these_weeks_are_left_out() -> None:
    closed = [shut(place, week) for place, week in ((0, 6), (1, 8), (4, 8))]
    rush = {(0, 7): 2.0, (0, 8): 1.5, (1, 9): 2.0, (1, 10): 1.5, (4, 9): 2.0, (4, 10): 1.5}

    def chance(place: int, week: int) -> float:
        return rush.get((place, week), 1.0)

    asked = replace(WITHIN, after_reopening=2)
    found = areas_effect(asked, ledger(closed, chance=chance))
    assert found.money.per_cent.estimate == pytest.approx(25.0, abs=1e-6)
    assert found.after_reopening == 2
    assert "6 store-weeks within 2 weeks after a closure are left out" in found.notes
    plain = areas_effect(WITHIN, ledger(closed, chance=chance))
    assert plain.money.per_cent.estimate > 35.0


def remedies_of(found: AreasFound) -> dict[int, ClosureRemedy]:
    return {item.weeks: item for item in found.remedies}


def closures_of(found: AreasFound) -> Check:
    return next(check for check in found.checks if check.name == "closures")


def test_where_stores_were_closed_both_remedies_stand_beside_the_headline() -> None:
    made = ledger([shut(2, 3)], chance=noisy(2))
    found = areas_effect(COMMON, made)
    within = areas_effect(WITHIN, made)
    later = areas_effect(replace(COMMON, after_reopening=4), made)
    beside = remedies_of(found)
    assert set(beside) == {0, 4}
    assert beside[0].per_cent.estimate == pytest.approx(within.money.per_cent.estimate)
    assert beside[0].total.estimate == pytest.approx(within.money.total.estimate)
    assert beside[4].per_cent.estimate == pytest.approx(later.money.per_cent.estimate)
    # Both see the same store-weeks, so that the means differ by what is apart.
    assert found.money.a_week.estimate - beside[0].apart.estimate == pytest.approx(
        within.money.a_week.estimate
    )
    assert set(remedies_of(within)) == {4}
    assert not areas_effect(COMMON, ledger(chance=noisy(2))).remedies


def test_what_a_remedy_leaves_out_is_counted_and_not_compared() -> None:
    closed = [shut(place, 9) for place in (5, 6, 7)]
    found = areas_effect(COMMON, ledger(closed, chance=noisy(3)))
    assert remedies_of(found)[0].left_out == 1


def told(*p_values: float) -> Check:
    """The check's verdict on remedies of 0 and 4 weeks with these p-values; NaN: none could run."""
    remedies = [
        ClosureRemedy(
            weeks,
            with_interval(100.0, 10.0, 9.0),
            with_interval(8.0 + weeks, 1.0, 9.0),
            undefined("too few") if math.isnan(p) else with_interval(1.0, 1.0, 9.0),
            p,
            0,
        )
        for weeks, p in zip((0, 4), p_values, strict=True)
    ]
    closed = Check("closures", "REVIEW", "12% of some stores' weeks are closed: measure.", 0.12)
    return remedied(closed, remedies, with_interval(9.0, 1.0, 9.0), COMMON, TERMS)


def test_remedies_that_agree_pass_and_those_that_do_not_say_how_to_measure() -> None:
    assert told(0.4, 0.3) == Check(
        "closures",
        "PASS",
        "12% of some stores' weeks are closed: within regions and weeks +8.0%, without 4 weeks "
        "after reopening +12.0% instead of +9.0%, no more apart than by chance.",
        0.3,
    )
    first = told(0.01, 0.3)
    assert first.verdict == "REVIEW"
    assert first.advice.endswith("more than chance (p = 0.010): measure with --region-weeks.")
    assert "--without-weeks-after-reopening 4." in told(0.3, 0.001).advice
    # Holm: of two, the smaller must lie below 0.025.
    assert told(0.03, 0.3).verdict == "PASS"
    lost = told(math.nan, 0.3)
    assert lost.verdict == "REVIEW"
    assert lost.advice.endswith("and within regions and weeks cannot be judged: too few.")


def test_a_headline_that_uses_the_remedies_says_so() -> None:
    both = replace(WITHIN, after_reopening=2)
    check = closures_of(areas_effect(both, ledger([shut(2, 3, 3)], chance=noisy(4))))
    assert check.verdict == "PASS"
    assert check.advice.endswith(
        "stores are compared within regions and weeks and 2 weeks after reopening are left out."
    )


def test_a_lock_names_both_and_a_run_without_them_departs() -> None:
    made = ledger([shut(2, 3)])
    locked = analysis_of_areas(replace(WITHIN, after_reopening=3), made, ledgers.MONDAY)
    assert locked.comparison == "never, within regions and weeks, without 3 weeks after a closure"
    run = analysis_of_areas(COMMON, made, ledgers.MONDAY)
    assert len(followed(locked, run).departures) == 1
    again = analysis_of_areas(replace(WITHIN, after_reopening=3), made, ledgers.MONDAY)
    assert followed(locked, again).departures == ()


def test_weeks_left_out_for_want_of_a_comparison_do_not_count_as_closed() -> None:
    closed = [shut(place, week) for place in (5, 6, 7) for week in (8, 9, 10)]
    panel = area_panel(WITHIN, ledger(closed))
    assert panel.uncompared is not None
    assert int(panel.uncompared.sum()) == 3
    found = areas_effect(WITHIN, ledger(closed, chance=noisy(5)))
    in_region = next(c for c in found.checks if c.name == "comparison in every region and week")
    assert in_region.verdict == "PASS"
    common = areas_effect(COMMON, ledger(closed, chance=noisy(5)))
    in_region = next(c for c in common.checks if c.name == "comparison in every region and week")
    assert in_region.verdict == "FAIL"
    assert in_region.advice.endswith("measure with --region-weeks, which leaves these out.")
