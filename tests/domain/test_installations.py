"""How far an area of a plan is on a day: by its weeks, by its mark, and by the ledger's areas."""

from __future__ import annotations

from datetime import date

import pytest

from showfloor.domain.installations import (
    InstallationMark,
    Marked,
    Progress,
    progress_by_weeks,
    progress_of_areas,
    progress_of_mark,
)
from showfloor.domain.stores import Area

START, SELLING = date(2021, 4, 19), date(2021, 5, 3)
"""Mondays of the first installation week and of the first selling week."""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 4, 18), Progress.PLANNED),
        (START, Progress.BUILDING),
        (date(2021, 5, 2), Progress.BUILDING),
        (SELLING, Progress.OPEN),
    ],
)
def test_by_its_weeks_an_area_is_built_from_its_start_and_open_from_its_selling_week(
    day: date, expected: Progress
) -> None:
    assert progress_by_weeks(START, SELLING, day) is expected


def mark(marked: Marked, open_from: date | None = None) -> InstallationMark:
    return InstallationMark("p", "s", "wall", START, SELLING, marked.value, open_from)


@pytest.mark.parametrize(
    ("marked", "open_from", "day", "expected"),
    [
        (Marked.DONE, SELLING, date(2021, 5, 2), Progress.BUILDING),
        (Marked.DONE, SELLING, SELLING, Progress.OPEN),
        (Marked.DONE, None, START, Progress.OPEN),
        (Marked.STARTED, None, date(2021, 6, 7), Progress.BUILDING),
        (Marked.SLIPPED, None, date(2021, 4, 1), Progress.LATE),
        (Marked.PLANNED, None, date(2021, 4, 25), Progress.PLANNED),
        (Marked.PLANNED, None, date(2021, 4, 26), Progress.LATE),
        (Marked.CALLED_OFF, None, date(2021, 4, 25), Progress.PLANNED),
    ],
    ids=(
        "done before its first day",
        "done and open",
        "done without a day",
        "started, however long",
        "slipped",
        "its first week still runs",
        "its first week is over",
        "called off",
    ),
)
def test_a_mark_says_how_far_it_is(
    marked: Marked, open_from: date | None, day: date, expected: Progress
) -> None:
    assert progress_of_mark(mark(marked, open_from), day) is expected


def test_the_ledgers_areas_of_a_store_say_open_before_built_and_nothing_of_the_past() -> None:
    old = Area("a", "s", "acme", "wall", date(2019, 1, 7), date(2019, 1, 21), selling_to=START)
    new = Area("b", "s", "acme", "wall", START, SELLING)
    assert progress_of_areas((), START) is None
    assert progress_of_areas((old,), START) is None
    assert progress_of_areas((old, new), date(2021, 4, 18)) is Progress.OPEN
    assert progress_of_areas((old, new), START) is Progress.BUILDING
    assert progress_of_areas((old, new), SELLING) is Progress.OPEN
