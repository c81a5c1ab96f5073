"""Growth of a workspace's sales: like for like by the day, and why revenue moved; runs are kept."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date

from showfloor import standing
from showfloor.domain.queries import QueryRunner
from showfloor.storage import Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept
from showfloor.workflows.standing import period_of
from showfloor.workflows.standing_pages import keep_answer

LIKE_FOR_LIKE = "like-for-like"
WHY_IT_MOVED = "why-it-moved"
ALL_STORES = standing.StoreScope()


@dataclass(frozen=True, slots=True)
class GrowthAsked:
    """Which period, by days (`to_date` exclusive) or by name, and which stores and products.

    manufacturer_id: whose change is split; None: everybody's. silent_days_count: days without any
    sale count as open. even_weeks_only: weeks whose public holidays differ are left out.
    """

    from_date: date | None = None
    to_date: date | None = None
    period: str | None = None
    scope: standing.StoreScope = ALL_STORES
    manufacturer_id: str | None = None
    silent_days_count: bool = False
    even_weeks_only: bool = False


def run_like_for_like(workspace: Workspace, asked: GrowthAsked) -> Kept[standing.LikeForLikeFound]:
    """Compare the sales of store-days that were open on both comparable days; keep the run."""
    version = workspace.ledger.latest()
    watch = Stopwatch()
    with workspace.ledger.engine(version) as engine, watch.step(LIKE_FOR_LIKE):
        found = like_for_like_of(engine, asked, workspace.config.trading_days)
    return keep_answer(
        workspace,
        LIKE_FOR_LIKE,
        found,
        parameters=asked,
        version=version,
        watch=watch,
        shown={"like_for_like": found},
    )


def run_why_it_moved(workspace: Workspace, asked: GrowthAsked) -> Kept[standing.MovementFound]:
    """Split the change of revenue into its reasons and its rivals; keep the run."""
    version = workspace.ledger.latest()
    watch = Stopwatch()
    with workspace.ledger.engine(version) as engine, watch.step(WHY_IT_MOVED):
        found = why_it_moved_of(engine, asked, workspace.config.trading_days)
    return keep_answer(
        workspace,
        WHY_IT_MOVED,
        found,
        parameters=asked,
        version=version,
        watch=watch,
        shown={"movement": found, "focus_manufacturer_id": found.manufacturer_id},
    )


def like_for_like_of(
    engine: QueryRunner, asked: GrowthAsked, trading_days: tuple[int, ...]
) -> standing.LikeForLikeFound:
    """Ask what like for like needs and compare."""
    _, from_date, to_date = period_of(engine, asked.from_date, asked.to_date, asked.period)
    calendar = _calendar(engine, from_date, to_date, trading_days)
    sales, days = (
        engine.run(question)
        for question in standing.like_for_like_questions(
            from_date,
            to_date,
            trading_days,
            standing.regions_by_day(calendar.holidays),
            even_weeks_only=asked.even_weeks_only,
            by_category=asked.scope.category is not None,
        )
    )
    growth = standing.like_for_like(
        sales,
        days,
        from_date=from_date,
        to_date=to_date,
        scope=asked.scope,
        silent_days_count=asked.silent_days_count,
    )
    return standing.LikeForLikeFound(growth, calendar, asked.even_weeks_only)


def why_it_moved_of(
    engine: QueryRunner, asked: GrowthAsked, trading_days: tuple[int, ...]
) -> standing.MovementFound:
    """Ask for products and customers (for lines only where customers are not known), and split."""
    _, from_date, to_date = period_of(engine, asked.from_date, asked.to_date, asked.period)
    calendar = _calendar(engine, from_date, to_date, trading_days)
    holidays = standing.regions_by_day(calendar.holidays)
    products, customers, lines = standing.movement_questions(
        from_date,
        to_date,
        manufacturer_id=asked.manufacturer_id,
        scope=asked.scope,
        trading_days=trading_days,
        holidays=holidays,
    )
    split = functools.partial(
        standing.why_it_moved,
        engine.run(products),
        engine.run(customers),
        from_date=from_date,
        to_date=to_date,
        silent_days_count=asked.silent_days_count,
    )
    movement = split()
    if not movement.counted_by:
        movement = split(engine.run(lines))
    of_all, _ = standing.like_for_like_questions(from_date, to_date, trading_days, holidays)
    rivals = standing.who_took_share(
        engine.run(of_all), scope=asked.scope, silent_days_count=asked.silent_days_count
    )
    if asked.manufacturer_id is not None:
        standing.of_manufacturer(rivals, asked.manufacturer_id)
    return standing.MovementFound(
        movement, rivals, asked.scope, asked.manufacturer_id, asked.silent_days_count
    )


def _calendar(
    engine: QueryRunner, from_date: date, to_date: date, trading_days: tuple[int, ...]
) -> standing.HolidaysFound:
    regions = standing.store_regions(engine.run(standing.STORE_REGIONS))
    before = (standing.comparable_day(from_date), standing.comparable_day(to_date))
    holidays = (
        *standing.public_holidays(*before, regions),
        *standing.public_holidays(from_date, to_date, regions),
    )
    days = standing.trading_day_counts(
        holidays, regions, periods=((from_date, to_date), before), trading_days=trading_days
    )
    return standing.HolidaysFound(tuple(dict.fromkeys(holidays)), days)
