"""Ranks over months as a chart: the first on top, and no line over a month that has none."""

from __future__ import annotations

import itertools
import math
import re
from datetime import date

from showfloor.present.charts.drawing import Words
from showfloor.present.charts.lines import MonthAxis, Series, rank_lines

MONTHS = tuple(date(2021, month, 1) for month in range(1, 5))
AXIS = MonthAxis(MONTHS, lambda month: f"{month:%b}", lambda _marks: lambda rank: f"{rank:.0f}")


def drawn(*ranks: float) -> str:
    """Return the wide drawing of one category's ranks, one a month."""
    series = Series("phones", ranks, "blue", strong=False)
    return str(rank_lines("rank", [series], AXIS, Words("title", "description", "caption")).wide)


def dots(svg: str) -> list[tuple[float, float]]:
    """Return where the months' dots are, those that say their rank on hover."""
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*><title>', svg)
    return [(float(x), float(y)) for x, y in found]


def test_the_first_rank_is_on_top_and_equal_steps_are_equally_far() -> None:
    heights = [y for _, y in dots(drawn(1.0, 2.0, 3.0, 4.0))]
    assert heights == sorted(heights)
    steps = [after - before for before, after in itertools.pairwise(heights)]
    assert max(steps) - min(steps) < 0.2, "as far as one decimal can say"


def test_a_month_without_a_rank_has_no_dot_and_breaks_the_line() -> None:
    svg = drawn(2.0, math.nan, 2.0, 2.0)
    assert len(dots(svg)) == 3
    (path,) = re.findall(r'<path d="([^"]+)"', svg)
    assert path.count("M") == 2


def test_one_among_few_does_not_look_like_a_fall() -> None:
    assert ">4</text>" in drawn(1.0, 1.0, 1.0, 2.0)


def test_a_rank_among_many_has_room_and_round_marks() -> None:
    svg = drawn(40.0, 1.0, 17.0, 23.0)
    assert ">1</text>" in svg
    assert ">40</text>" in svg
    assert ">17</text>" not in svg
