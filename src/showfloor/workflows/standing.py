"""Standing of a workspace: asks the ledger, builds the league tables, keeps the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from showfloor import standing
from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.domain.queries import QueryRunner
from showfloor.errors import DataError, UsageError
from showfloor.standing import LeagueTable, MonthlySeries
from showfloor.storage import Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept
from showfloor.workflows.standing_pages import answered

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
    kind: str | None = None
    period: str | None = None
    """A period by its name, instead of its days."""
    against: str | None = None
    """weekday, date or holiday: what the period is compared with; None: as its days suggest."""
    rank_intervals: bool = False
    """Whether ranks get an interval for stores that are missing from the data."""

    @property
    def needs_categories(self) -> bool:
        """Whether sales must be told apart by category, or valued by their products."""
        by_product = self.ranked_by not in {"revenue", "units"}
        return by_product or any(category is not None for category in self.categories)


@dataclass(frozen=True, slots=True)
class StandingFound:
    """League tables in the order asked, and the monthly series of the first one's scope."""

    tables: tuple[LeagueTable, ...]
    monthly: MonthlySeries


def run_standing(workspace: Workspace, asked: StandingAsked) -> Kept[StandingFound]:
    """Answer who sells what here on the ledger's latest version, and keep the run."""
    return answered(
        workspace,
        "standing",
        asked,
        lambda engine, watch: league_tables(engine, asked, watch, workspace.config.trading_days),
        lambda found: {"standing": found.tables, "monthly": found.monthly},
    )


def period_of(
    engine: QueryRunner, from_date: date | None, to_date: date | None, period: str | None
) -> tuple[standing.SalesPeriod, date, date]:
    """Return the days that sales cover, and the period asked for by days or by name.

    UsageError where both are given, DataError where the ledger has no sales in it.
    """
    if period is not None and (from_date or to_date):
        raise UsageError(f"both days and the period {period} are given; give one of them")
    sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
    begin, end = (
        standing.period_asked(sales, from_date, to_date)
        if period is None
        else standing.period_named(period, sales)
    )
    first, last = sales.first, sales.last
    if first is None or last is None or end <= first or begin > last:
        raise DataError(
            f"no sales from {begin} to before {end}; the ledger's sales run from "
            f"{first} through {last}"
        )
    return sales, begin, end


def league_tables(
    engine: QueryRunner,
    asked: StandingAsked,
    watch: Stopwatch,
    trading_days: tuple[int, ...] = MONDAY_TO_SATURDAY,
) -> StandingFound:
    """Ask one question for all tables of the period, and one for the monthly series."""
    sales, from_date, to_date = period_of(engine, asked.from_date, asked.to_date, asked.period)
    period = from_date, to_date
    with watch.step("league tables"):
        holidays = _holidays(engine, asked, period)
        before = standing.compared_with(*period, sales, asked.against, holidays)
        columns = engine.run(
            standing.sales_by_manufacturer(
                *period,
                previous_from=before.from_date if before.has_data else None,
                previous_to=before.to_date if before.has_data else None,
                by_category=asked.needs_categories,
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
                kind=asked.kind,
                has_previous=before.has_data,
                no_previous_reason=before.reason,
                previous=(before.from_date, before.to_date) if before.has_data else None,
                intervals=_intervals(engine, asked, category, period, trading_days),
            )
            for category in asked.categories
        )
    with watch.step("monthly series"):
        monthly = _monthly(engine, sales, asked, asked.categories[0])
    return StandingFound(tables, monthly)


def _holidays(
    engine: QueryRunner, asked: StandingAsked, period: tuple[date, date]
) -> tuple[standing.Holiday, ...]:
    """Return the holidays that decide what weeks are compared with; none where they do not."""
    if asked.against != "holiday":
        return ()
    regions = standing.store_regions(engine.run(standing.STORE_REGIONS))
    return standing.holidays_for_weeks(*period, regions)


def _intervals(
    engine: QueryRunner,
    asked: StandingAsked,
    category: str | None,
    period: tuple[date, date],
    trading_days: tuple[int, ...],
) -> standing.RankIntervals | None:
    if not asked.rank_intervals:
        return None
    regions = standing.store_regions(engine.run(standing.STORE_REGIONS))
    holidays = standing.regions_by_day(standing.public_holidays(*period, regions))
    questions = standing.store_questions(
        *period, category=category, trading_days=trading_days, holidays=holidays
    )
    sales, stores = (engine.run(question) for question in questions)
    return standing.rank_intervals(
        sales,
        stores,
        measure=asked.ranked_by,
        scope=standing.StoreScope(region=asked.region, channel=asked.channel, kind=asked.kind),
    )


def _monthly(
    engine: QueryRunner,
    sales: standing.SalesPeriod,
    asked: StandingAsked,
    category: str | None,
) -> MonthlySeries:
    from_date, to_date = standing.months_covered(sales)
    scope = {
        "category": category,
        "region": asked.region,
        "channel": asked.channel,
        "kind": asked.kind,
    }
    columns = engine.run(standing.sales_by_month(from_date, to_date, **scope))
    return standing.monthly_series(
        columns, from_date=from_date, to_date=to_date, top=TOP_OF_CHART, **scope
    )
