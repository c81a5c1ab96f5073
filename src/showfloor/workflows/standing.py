"""Standing of a workspace: asks the ledger, builds the league tables, keeps the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from showfloor import standing
from showfloor.domain.queries import QueryRunner
from showfloor.errors import DataError
from showfloor.standing import LeagueTable, MonthlySeries
from showfloor.storage import Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep

TOP_OF_CHART = 8


@dataclass(frozen=True, slots=True)
class StandingAsked:
    """Which period, scope and measure; None means the latest full year, and all of a scope."""

    from_date: date | None = None
    to_date: date | None = None
    """Exclusive."""
    categories: tuple[str | None, ...] = (None,)
    """One table each; None is the table over all categories."""
    region: str | None = None
    channel: str | None = None
    ranked_by: str = "revenue"


@dataclass(frozen=True, slots=True)
class StandingFound:
    """League tables in the order asked, and the monthly series of the first one's scope."""

    tables: tuple[LeagueTable, ...]
    monthly: MonthlySeries


def run_standing(workspace: Workspace, asked: StandingAsked) -> Kept[StandingFound]:
    """Answer who sells what here on the ledger's latest version, and keep the run."""
    version = workspace.ledger.latest()
    watch = Stopwatch()
    with workspace.ledger.engine(version) as engine:
        found = league_tables(engine, asked, watch)
    return keep(workspace, "standing", found, parameters=asked, version=version, watch=watch)


def league_tables(engine: QueryRunner, asked: StandingAsked, watch: Stopwatch) -> StandingFound:
    """Ask one question for all tables of the period, and one for the monthly series."""
    sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
    from_date, to_date = standing.period_asked(sales, asked.from_date, asked.to_date)
    first, last = sales.first, sales.last
    if first is None or last is None or to_date <= first or from_date > last:
        raise DataError(
            f"no sales from {from_date} to before {to_date}; the ledger's sales run from "
            f"{first} through {last}"
        )
    before = standing.comparison_period(from_date, to_date, sales)
    with watch.step("league tables"):
        columns = engine.run(
            standing.sales_by_manufacturer(
                from_date,
                to_date,
                previous_from=before.from_date if before.has_data else None,
                previous_to=before.to_date if before.has_data else None,
            )
        )
        tables = tuple(
            standing.league_table(
                columns,
                ranked_by=asked.ranked_by,
                from_date=from_date,
                to_date=to_date,
                category=category,
                region=asked.region,
                channel=asked.channel,
                has_previous=before.has_data,
                no_previous_reason=before.reason,
            )
            for category in asked.categories
        )
    with watch.step("monthly series"):
        monthly = _monthly(engine, sales, asked, asked.categories)
    return StandingFound(tables, monthly)


def _monthly(
    engine: QueryRunner,
    sales: standing.SalesPeriod,
    asked: StandingAsked,
    categories: Sequence[str | None],
) -> MonthlySeries:
    from_date, to_date = standing.months_covered(sales)
    category = categories[0]
    columns = engine.run(
        standing.sales_by_month(
            from_date, to_date, category=category, region=asked.region, channel=asked.channel
        )
    )
    return standing.monthly_series(
        columns,
        from_date=from_date,
        to_date=to_date,
        category=category,
        region=asked.region,
        channel=asked.channel,
        top=TOP_OF_CHART,
    )
