"""Distribution of a workspace's manufacturers, their rate of sale and what their space brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from showfloor import standing
from showfloor.domain.queries import QueryRunner
from showfloor.errors import DataError
from showfloor.storage import Workspace
from showfloor.storage.programme_file import read_programme
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept
from showfloor.workflows.learning import PROGRAMME_FILE
from showfloor.workflows.standing import period_of
from showfloor.workflows.standing_pages import answered

DISTRIBUTION = "distribution"
ALL_STORES = standing.StoreScope()
NO_PROGRAMME = "the workspace has no programme.toml, which states the square metres of the formats"
NO_AREA = "no area sold in the period"


@dataclass(frozen=True, slots=True)
class DistributionAsked:
    """Which period, by days (`to_date` exclusive) or by name, and which stores and category."""

    from_date: date | None = None
    to_date: date | None = None
    period: str | None = None
    scope: standing.StoreScope = ALL_STORES


def run_distribution(
    workspace: Workspace, asked: DistributionAsked
) -> Kept[standing.DistributionFound]:
    """Say in how many stores, of what weight and how fast each manufacturer sells; keep the run."""
    metres = metres_of_formats(workspace)

    def answer(engine: QueryRunner, watch: Stopwatch) -> standing.DistributionFound:
        with watch.step(DISTRIBUTION):
            return distribution_of(engine, asked, workspace.config.trading_days, metres)

    return answered(workspace, DISTRIBUTION, asked, answer, lambda found: {"distribution": found})


def distribution_of(
    engine: QueryRunner,
    asked: DistributionAsked,
    trading_days: tuple[int, ...],
    square_metres: dict[str, float] | None = None,
) -> standing.DistributionFound:
    """Ask for single stores and for areas, and count; square_metres: by format, where known."""
    _, from_date, to_date = period_of(engine, asked.from_date, asked.to_date, asked.period)
    regions = standing.store_regions(engine.run(standing.STORE_REGIONS))
    holidays = standing.public_holidays(from_date, to_date, regions)
    questions = standing.store_questions(
        from_date,
        to_date,
        category=asked.scope.category,
        trading_days=trading_days,
        holidays=standing.regions_by_day(holidays),
    )
    sales, stores = (engine.run(question) for question in questions)
    rows = standing.distribution_table(
        sales,
        stores,
        from_date=from_date,
        to_date=to_date,
        region=asked.scope.region,
        channel=asked.scope.channel,
        kind=asked.scope.kind,
        trading_days=trading_days,
    )
    space, reason = _space(engine, from_date, to_date, square_metres)
    return standing.DistributionFound(from_date, to_date, asked.scope, rows, space, reason)


def _space(
    engine: QueryRunner, from_date: date, to_date: date, square_metres: dict[str, float] | None
) -> tuple[tuple[standing.SpaceRevenue, ...], str]:
    if square_metres is None:
        return (), NO_PROGRAMME
    questions = standing.area_space_questions(from_date, to_date)
    areas, sales = (engine.run(question) for question in questions)
    try:
        found = standing.revenue_of_space(
            areas, sales, square_metres, from_date=from_date, to_date=to_date
        )
    except DataError as reason:
        return (), str(reason)
    return found, "" if found else NO_AREA


def metres_of_formats(workspace: Workspace) -> dict[str, float] | None:
    """Return the square metres of the programme's formats; None without a programme."""
    path = workspace.root.joinpath(PROGRAMME_FILE)
    if not path.is_file():
        return None
    return {one.format_id: one.footprint_m2 for one in read_programme(path).formats}
