"""A manufacturer's page of its own rank, from the rows that the house keeps for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from showfloor.portal.figures.page import NotHereError, Page
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.people.visit import Visit
from showfloor.portal.standing.models import OwnRank
from showfloor.present.charts.drawing import Words
from showfloor.present.charts.lines import MonthAxis, Series, rank_lines
from showfloor.present.colours import HUES
from showfloor.present.sections.blocks import Block, Paragraph
from showfloor.present.tables import Column, Row, Table

NAMED = 3
"""Categories that the title names."""


def own_rank(visit: Visit) -> Page:
    """Return the ranks of the visitor's organisation by category and closed month."""
    if visit.organisation is None or not visit.organisation.manufacturer_id:
        raise NotHereError
    say = visit.say
    rows = list(OwnRank.objects.filter(organisation_id=visit.organisation.pk))
    question = say("standing.rank.question")
    rules = tuple(Paragraph(say(f"standing.rank.rule.{number}")) for number in (1, 2, 3))
    if not rows:
        return Page("own-rank", question, say("standing.rank.none"), rules)
    words = {one: one for one in sorted({row.category for row in rows})}
    category, by_category = chosen(visit, "category", words, label=say("standing.category"))
    kept = [row for row in rows if category in ("", row.category)]
    long = as_asked(visit, _table(visit, kept))
    newest = [row for row in kept if row.month == kept[0].month]
    shown = sorted((row for row in newest if row.rank), key=lambda row: (row.rank, row.category))
    return Page(
        "own-rank",
        question,
        _title(visit, newest, shown),
        (*_course(visit, kept), long.table, *rules),
        lead=say("standing.rank.lead"),
        figures={
            "month": kept[0].month.isoformat(),
            "categories": len(newest),
            "shown": len(shown),
        },
        views=(by_category, long.parts),
    )


def _course(visit: Visit, rows: Sequence[OwnRank]) -> tuple[Block, ...]:
    """Return the ranks over the months, a line a category; nothing where none is shown."""
    say, language = visit.say, visit.language
    months = tuple(sorted({row.month for row in rows}))
    shown = sorted({row.category for row in rows if row.rank})[: len(HUES)]
    if not shown or len(months) == 1:
        return ()
    ranks = {(row.category, row.month): float(row.rank) for row in rows if row.rank}
    series = [
        Series(
            category,
            tuple(ranks.get((category, month), math.nan) for month in months),
            HUES[place],
            strong=False,
        )
        for place, category in enumerate(shown)
    ]
    words = Words(
        say("standing.rank.chart"),
        say("standing.rank.chart.description", categories=language.listed(shown)),
        say("standing.rank.chart.caption"),
    )
    axis = MonthAxis(months, language.month, lambda _marks: language.count)
    return (rank_lines("own-rank", series, axis, words),)


def _title(visit: Visit, newest: Sequence[OwnRank], shown: Sequence[OwnRank]) -> str:
    """Return the newest month's ranks in a sentence, the best first."""
    say, language = visit.say, visit.language
    month = language.month_and_year(newest[0].month)
    if not shown:
        return say("standing.rank.title.none", month=month)
    places = [
        say(
            "standing.rank.place",
            rank=language.ordinal(row.rank or 0),
            number=language.count(row.rank or 0),
            category=row.category,
        )
        for row in shown[:NAMED]
    ]
    return say("standing.rank.title", month=month, places=language.listed(places))


def _table(visit: Visit, rows: Sequence[OwnRank]) -> Table:
    say, language = visit.say, visit.language
    return Table(
        "ranks",
        say("standing.rank.caption"),
        (
            Column("month", "", data_only=True),
            Column("month_name", say("standing.rank.month")),
            Column("category", say("standing.category")),
            Column("rank", say("standing.rank.rank"), "count"),
            Column("corrected_on", say("standing.rank.corrected")),
        ),
        tuple(
            Row(
                (
                    row.month,
                    language.month_and_year(row.month),
                    row.category,
                    row.rank,
                    language.day(row.corrected_on) if row.corrected_on else "",
                ),
                reasons=(("rank", say("standing.rank.not_shown")),),
            )
            for row in rows
        ),
    )
