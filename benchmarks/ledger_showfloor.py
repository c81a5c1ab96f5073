"""The benchmark's questions as Showfloor's users ask them: from a workspace, through its rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ledger_cases import ALIGNED, ANY_DAYS, FULL_WEEKS, MANUFACTURER, YEAR, Data, Periods
from showfloor import measure, standing
from showfloor.domain.panels import Panel
from showfloor.domain.queries import Columns
from showfloor.standing.like_for_like import LikeForLike, like_for_like
from showfloor.standing.like_for_like_queries import like_for_like_question
from showfloor.storage import open_workspace
from showfloor.workflows.measuring_sales import sales_panel

Rows = list[tuple[Any, ...]]
MEASURES = ("revenue", "units", "previous_revenue", "previous_units")


def league_of(data: Data, periods: Periods) -> Columns:
    """Every scope's league table but those of categories comes from these columns."""
    workspace = open_workspace(data.workspace)
    question = standing.sales_by_manufacturer(
        periods.from_date,
        periods.to_date,
        previous_from=periods.previous_from,
        previous_to=periods.previous_to,
        by_category=False,
    )
    with workspace.ledger.engine() as engine:
        columns = engine.run(question)
    standing.league_table(
        columns, from_date=periods.from_date, to_date=periods.to_date, has_previous=True
    )
    return columns


def league(data: Data) -> Columns:
    """The league table of a calendar year beside the year before."""
    return league_of(data, YEAR)


def league_days(data: Data) -> Columns:
    """The same from the 11th to the 11th."""
    return league_of(data, ANY_DAYS)


def comparable(data: Data) -> LikeForLike:
    """Like for like by the day over all stores, by manufacturer."""
    workspace = open_workspace(data.workspace)
    first, end = ALIGNED.from_date, ALIGNED.to_date
    question = like_for_like_question(first, end, by_category=False)
    with workspace.ledger.engine() as engine:
        answer = engine.run(question)
    return like_for_like(answer, from_date=first, to_date=end)


def panel(data: Data) -> Panel:
    """One manufacturer's panel of stores by weeks, as the estimators take it."""
    return sales_panel(open_workspace(data.workspace), MANUFACTURER)


ASKED: Mapping[str, Callable[[Data], Columns | LikeForLike | Panel]] = {
    "league": league,
    "league_days": league_days,
    "like_for_like": comparable,
    "panel": panel,
}


def rows_of(answer: Columns | LikeForLike | Panel, data: Data) -> Rows:
    """Return an answer as rows that are compared with the others'; not part of what is timed."""
    if isinstance(answer, Panel):
        return _cells(data)
    if isinstance(answer, LikeForLike):
        return [
            (row.manufacturer_id, *(getattr(row.sales, name) for name in MEASURES))
            for row in answer.rows
        ]
    makers, row = np.unique(answer["manufacturer_id"].astype(str), return_inverse=True)
    sums = [np.bincount(row, answer[name]) for name in MEASURES]
    return list(zip(makers.tolist(), *(each.tolist() for each in sums), strict=True))


def _cells(data: Data) -> Rows:
    """Return the sums by store and week that the panel was made of."""
    first, end = FULL_WEEKS
    question = measure.weeks_asked(MANUFACTURER, first, end, rows=1 << 62)
    asked = measure.SALES_STORES.with_parameters(manufacturer_id=MANUFACTURER)
    with open_workspace(data.workspace).ledger.engine() as engine:
        stores, sold = engine.run(asked)["store_id"], engine.run(question)
    store, day = np.divmod(sold["cell"], (end - first).days)
    weeks = (np.datetime64(first) + day).astype(object)
    return list(zip(stores[store].tolist(), weeks.tolist(), sold["sold"].tolist(), strict=True))
