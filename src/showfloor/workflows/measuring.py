"""Measuring: what displays do in a workspace, and staggered rollouts from any panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from showfloor import measure, standing
from showfloor.domain.panels import Panel
from showfloor.domain.queries import Columns
from showfloor.errors import DataError
from showfloor.measure.types import DisplayEffect, StaggeredResult
from showfloor.storage import LedgerVersion, Workspace
from showfloor.storage.learn_file import read_learning_terms
from showfloor.storage.panel_file import PanelColumns, read_panel_columns
from showfloor.storage.stopwatch import Stopwatch
from showfloor.workflows.keeping import Kept, keep
from showfloor.workflows.learning import DISPLAY, LEARN_FILE
from showfloor.workflows.measuring_methods import (
    MethodsWanted,
    methods_of_panel,
    one_of,
    regions_of_panel,
)
from showfloor.workflows.progress import Report, silent

COMPARISONS: tuple[Literal["never", "not_yet"], ...] = ("never", "not_yet")
ERRORS: tuple[Literal["small_sample", "analytic"], ...] = ("small_sample", "analytic")


@dataclass(frozen=True, slots=True)
class DisplayAsked:
    """The period of the display effect; None means the latest full year."""

    from_date: date | None = None
    to_date: date | None = None
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class _Period:
    from_date: date
    to_date: date


def run_display(
    workspace: Workspace, asked: DisplayAsked, *, report: Report | None = None
) -> Kept[DisplayEffect]:
    """Measure what displays do to own, rivals' and category units, and keep the run."""
    say = report or silent
    version = workspace.ledger.latest()
    if not version.rows.get("displays"):
        raise DataError(
            "the ledger has no displays, so there is no display effect to measure; import a "
            "table displays, or measure a staggered rollout with --panel FILE"
        )
    terms = read_learning_terms(workspace.root.joinpath(LEARN_FILE))
    watch = Stopwatch()
    say("reading what stood where", 0.1)
    with watch.step("query"), workspace.ledger.engine(version) as engine:
        sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
        period = _Period(*standing.period_asked(sales, asked.from_date, asked.to_date))
        columns = engine.run(
            measure.DISPLAY_PANEL.with_parameters(
                from_date=period.from_date,
                to_date=period.to_date,
                excluded_manufacturers=measure.name_list(terms.excluded_manufacturers),
                excluded_categories=measure.name_list(terms.excluded_categories),
            )
        )
    say("estimating", 0.4)
    with watch.step("estimate"):
        found = measure.display_effect(columns, by_format=terms.format_of_location or None)
    return keep(
        workspace,
        DISPLAY,
        found,
        parameters={"period": period, "terms": terms},
        version=version,
        watch=watch,
        summary={"pairs": found.pairs, "stores": found.stores, "rows": found.own.rows},
    )


def units_of_stores(
    workspace: Workspace,
    version: LedgerVersion,
    manufacturer_id: str,
    excluded_categories: Sequence[str],
) -> Columns:
    """Ask for one manufacturer's units by store and week over the latest full year."""
    with workspace.ledger.engine(version) as engine:
        sales = standing.sales_period(engine.run(standing.SALES_PERIOD))
        period = _Period(*standing.period_asked(sales, None, None))
        return engine.run(
            measure.UNITS_PANEL.with_parameters(
                manufacturer_id=manufacturer_id,
                from_date=period.from_date,
                to_date=period.to_date,
                excluded_categories=measure.name_list(excluded_categories),
            )
        )


def measure_file(
    path: Path,
    names: PanelColumns,
    *,
    comparison: str,
    errors: str = "small_sample",
    methods: MethodsWanted | None = None,
    seed: int = 0,
    scale: str = "levels",
    region: str | None = None,
) -> StaggeredResult:
    """Measure a staggered rollout from a panel file; PanelError says what is wrong with it.

    region: column of the units' regions, each of which then has times of its own.
    """
    moves = one_of(scale, measure.SCALES, "--scale")
    kind = one_of(errors, ERRORS, "--errors")
    with_whom = one_of(comparison, COMPARISONS, "--comparison")
    wanted = methods or MethodsWanted()
    wanted.checked()
    panel = _panel(path, names)
    asked = replace(methods_of_panel(wanted, panel, path, names.unit, with_whom), seed=seed)
    regions = None
    if region is not None:
        regions = regions_of_panel(wanted, kind, panel, path, (names.unit, region))
    return measure.measure_in_scale(
        panel,
        moves,
        comparison=with_whom,
        errors=kind,
        methods=asked,
        seed=seed,
        region=regions,
    )


def _panel(path: Path, names: PanelColumns) -> Panel:
    columns = read_panel_columns(path, names)
    return measure.panel_from_columns(
        columns["unit"], columns["time"], columns["outcome"], columns["cohort"]
    )


def staggered_json(result: StaggeredResult) -> dict[str, Any]:
    """Return a staggered result as the document that `measure --json` promises."""
    return measure.result_json(result)


__all__ = [
    "DisplayAsked",
    "PanelColumns",
    "measure_file",
    "run_display",
    "staggered_json",
    "units_of_stores",
]
