"""Ranks of manufacturers by category and closed month: for the house, which tells each its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from showfloor import standing
from showfloor.standing.month_ranks import (
    CATEGORY_MONTHS,
    MonthRank,
    closed_months,
    month_ranks,
)
from showfloor.storage import Workspace

__all__ = ["ClosedRanks", "MonthRank", "closed_ranks", "newest_version"]


@dataclass(frozen=True, slots=True)
class ClosedRanks:
    """Every manufacturer's ranks over the closed months of a ledger version.

    last_month: the first day of the newest closed one.
    """

    version: int
    last_month: date
    ranks: Mapping[str, tuple[MonthRank, ...]]


def newest_version(workspace: Workspace) -> int | None:
    """Return the number of the ledger's newest version; None while it has none."""
    return workspace.ledger.latest_number() or None


def closed_ranks(workspace: Workspace, today: date) -> ClosedRanks | None:
    """Return the ranks of the newest version; None while no whole month is over."""
    if not workspace.ledger.latest_number():
        return None
    version = workspace.ledger.latest()
    with workspace.ledger.engine(version) as engine:
        sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
        months = closed_months(sales, today)
        if months is None:
            return None
        first, last, end = months
        asked = CATEGORY_MONTHS.with_parameters(from_date=first, to_date=end)
        ranks = month_ranks(engine.run(asked))
    return ClosedRanks(version.number, last, ranks)
