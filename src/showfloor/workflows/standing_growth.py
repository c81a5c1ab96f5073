"""Growth of a workspace's sales: like for like by the day, and why revenue moved; runs are kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from showfloor import standing
from showfloor.domain.queries import QueryRunner
from showfloor.errors import DataError
from showfloor.storage import Workspace
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept
from showfloor.workflows.standing import period_of
from showfloor.workflows.standing_pages import answered

T = TypeVar("T")
LIKE_FOR_LIKE = "like-for-like"
WHY_IT_MOVED = "why-it-moved"
ALL_STORES = standing.StoreScope()


@dataclass(frozen=True, slots=True)
class GrowthAsked:
    """Which period, by days (`to_date` exclusive) or by name, and which stores and products.

    manufacturer_id: whose change is split; None: everybody's. silent_days_count: days without any
    sale count as open. even_weeks_only: weeks whose public holidays differ are left out.
    same_holidays: a holiday is compared with the same holiday of the year before.
    """

    from_date: date | None = None
    to_date: date | None = None
    period: str | None = None
    scope: standing.StoreScope = ALL_STORES
    manufacturer_id: str | None = None
    silent_days_count: bool = False
    even_weeks_only: bool = False
    same_holidays: bool = False


def run_like_for_like(workspace: Workspace, asked: GrowthAsked) -> Kept[standing.LikeForLikeFound]:
    """Compare the sales of store-days that were open on both comparable days; keep the run."""
    return _run(
        workspace, LIKE_FOR_LIKE, asked, like_for_like_of, lambda found: {"like_for_like": found}
    )


def run_why_it_moved(workspace: Workspace, asked: GrowthAsked) -> Kept[standing.MovementFound]:
    """Split the change of revenue into its reasons and its rivals; keep the run."""
    return _run(
        workspace,
        WHY_IT_MOVED,
        asked,
        why_it_moved_of,
        lambda found: {"movement": found, "focus_manufacturer_id": found.manufacturer_id},
    )


def _run(
    workspace: Workspace,
    kind: str,
    asked: GrowthAsked,
    answer_of: Callable[[QueryRunner, GrowthAsked, tuple[int, ...]], T],
    shown: Callable[[T], dict[str, Any]],
) -> Kept[T]:
    def answer(engine: QueryRunner, watch: Stopwatch) -> T:
        with watch.step(kind):
            return answer_of(engine, asked, workspace.config.trading_days)

    return answered(workspace, kind, asked, answer, shown)


def like_for_like_of(
    engine: QueryRunner, asked: GrowthAsked, trading_days: tuple[int, ...]
) -> standing.LikeForLikeFound:
    """Ask what like for like needs and compare; DataError where no day can be compared."""
    sales, from_date, to_date = period_of(engine, asked.from_date, asked.to_date, asked.period)
    part = standing.comparable_part(from_date, to_date, sales)
    calendar, partners = _calendar(engine, asked, from_date, to_date, trading_days)
    answer = engine.run(
        standing.like_for_like_question(
            from_date,
            to_date,
            trading_days,
            standing.regions_by_day(calendar.holidays),
            even_weeks_only=asked.even_weeks_only,
            partners=partners,
            by_category=asked.scope.category is not None,
        )
    )
    growth = standing.like_for_like(
        answer,
        from_date=from_date,
        to_date=to_date,
        scope=asked.scope,
        silent_days_count=asked.silent_days_count,
    )
    return standing.LikeForLikeFound(
        growth, calendar, asked.even_weeks_only, asked.same_holidays, part
    )


def why_it_moved_of(
    engine: QueryRunner, asked: GrowthAsked, trading_days: tuple[int, ...]
) -> standing.MovementFound:
    """Ask for products and customers (for lines only where customers are not known), and split.

    DataError where only a part of the period can be compared: the rest would look like closures.
    """
    sales, from_date, to_date = period_of(engine, asked.from_date, asked.to_date, asked.period)
    _refuse_a_part(standing.comparable_part(from_date, to_date, sales))
    calendar, partners = _calendar(engine, asked, from_date, to_date, trading_days)
    holidays = standing.regions_by_day(calendar.holidays)
    products, customers, lines = standing.movement_questions(
        from_date,
        to_date,
        manufacturer_id=asked.manufacturer_id,
        scope=asked.scope,
        trading_days=trading_days,
        holidays=holidays,
        partners=partners,
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
    of_all = standing.like_for_like_question(
        from_date, to_date, trading_days, holidays, partners=partners
    )
    rivals = standing.who_took_share(
        engine.run(of_all), scope=asked.scope, silent_days_count=asked.silent_days_count
    )
    if asked.manufacturer_id is not None:
        standing.of_manufacturer(rivals, asked.manufacturer_id)
    return standing.MovementFound(
        movement, rivals, asked.scope, asked.manufacturer_id, asked.silent_days_count
    )


def _refuse_a_part(part: standing.ComparablePart | None) -> None:
    if part is not None:
        raise DataError(
            f"a part of the period cannot be compared: {part.reason}; ask why it moved from "
            f"{part.from_date} to before {part.to_date} (--from {part.from_date} "
            f"--to {part.to_date})"
        )


def _calendar(
    engine: QueryRunner,
    asked: GrowthAsked,
    from_date: date,
    to_date: date,
    trading_days: tuple[int, ...],
) -> tuple[standing.HolidaysFound, standing.Partners]:
    """Return the holidays of both periods, and the days they move the comparable day of."""
    regions = standing.store_regions(engine.run(standing.STORE_REGIONS))
    before = (standing.comparable_day(from_date), standing.comparable_day(to_date))
    holidays = (
        *standing.public_holidays(*before, regions),
        *standing.public_holidays(from_date, to_date, regions),
    )
    found = tuple(dict.fromkeys(holidays))
    days = standing.trading_day_counts(
        holidays, regions, periods=((from_date, to_date), before), trading_days=trading_days
    )
    partners: standing.Partners = {}
    if asked.same_holidays:
        partners = standing.holiday_partners(found, regions, from_date, to_date)
    return standing.HolidaysFound(found, days), partners
