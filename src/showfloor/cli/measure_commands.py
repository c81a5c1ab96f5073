"""The command that measures: areas and displays of a workspace, or any panel file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    JsonOption,
    SeedOption,
    WorkspaceOption,
    day_of,
    refuse_with_files,
)
from showfloor.cli.output import print_json, progress, say
from showfloor.cli.showing_measures import (
    show_areas,
    show_checks,
    show_display,
    show_effects,
    show_methods,
)
from showfloor.errors import UsageError
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.measuring import (
    DisplayAsked,
    PanelColumns,
    measure_file,
    run_display,
    staggered_json,
)
from showfloor.workflows.measuring_areas import AreasAsked, has_areas, lock_areas, run_areas
from showfloor.workflows.measuring_methods import MethodsWanted, names_of

PANEL = ("unit", "time", "outcome", "cohort")


def measure(
    panel: Annotated[
        Path | None, typer.Option(help="A panel as CSV or Parquet, one row a unit and time.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Column of the units; without it: unit.")] = None,
    time: Annotated[
        str | None, typer.Option(help="Column of the times, numbers; without it: time.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="Column of the outcome; without it: outcome.")
    ] = None,
    cohort: Annotated[
        str | None,
        typer.Option(
            help="Column of the first treated time, blank or 0: never; without it: cohort."
        ),
    ] = None,
    comparison: Annotated[
        str | None, typer.Option(help="never or not_yet (treated); without it: never.")
    ] = None,
    errors: Annotated[
        str | None, typer.Option(help="small_sample or analytic; without it: small_sample.")
    ] = None,
    manufacturer: Annotated[
        str | None, typer.Option(help="Whose areas; without it: the only one that has areas.")
    ] = None,
    area_format: Annotated[
        str | None, typer.Option("--format", help="Only areas of this format.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", help="Monday with which weeks begin to count; see the reference."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Monday before which weeks count; without it: all weeks.")
    ] = None,
    with_rival_areas: Annotated[
        bool,
        typer.Option(
            "--with-rival-areas",
            help="Compare also with stores where another manufacturer's area is young.",
        ),
    ] = False,
    offers: Annotated[
        Path | None,
        typer.Option(help="CSV of offers (store_id, product_id, from_date, to_date)."),
    ] = None,
    estimator: Annotated[
        str | None,
        typer.Option(
            help="Headline: imputation, callaway_santanna, synthetic or randomised; "
            "without it: imputation."
        ),
    ] = None,
    covariates: Annotated[
        str | None,
        typer.Option(help="Columns, with commas: of the stores' table, the panel, or the file."),
    ] = None,
    covariates_file: Annotated[
        Path | None, typer.Option(help="CSV or Parquet with the covariates, by store or unit.")
    ] = None,
    adjustment: Annotated[
        str | None,
        typer.Option(help="regression, weighting or doubly_robust; without it: doubly_robust."),
    ] = None,
    lock: Annotated[
        bool, typer.Option("--lock", help="Write down what will be estimated; measure nothing.")
    ] = False,
    displays: Annotated[
        bool, typer.Option("--displays", help="Measure displays although there are areas.")
    ] = False,
    seed: SeedOption = 0,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Measure what areas (or displays) of a workspace did, or a staggered rollout (--panel).

    Example: `showfloor measure --workspace shops --manufacturer m1`
    """
    of_panel = (unit, time, outcome, cohort, comparison, errors)
    of_areas = (manufacturer, area_format, since, until, offers)
    of_methods = (estimator, covariates, covariates_file, adjustment)
    wanted = MethodsWanted(
        _given(estimator, "imputation"), names_of(covariates), covariates_file, adjustment
    )
    if panel is not None:
        if lock or displays or with_rival_areas or any(word is not None for word in of_areas):
            raise UsageError(
                "--manufacturer, --format, --from, --until, --offers, --with-rival-areas, --lock "
                "and --displays speak of a workspace; leave them out beside --panel"
            )
        refuse_with_files(workspace, "--panel")
        columns = PanelColumns(
            *(_given(word, name) for word, name in zip(of_panel[:4], PANEL, strict=True))
        )
        return _panel(
            panel,
            columns,
            _given(comparison, "never"),
            _given(errors, "small_sample"),
            wanted,
            as_json=as_json,
        )
    if any(word is not None for word in of_panel):
        raise UsageError(
            "--unit, --time, --outcome, --cohort, --comparison and --errors speak of a panel; "
            "name its file with --panel, or leave them out to measure in a workspace"
        )
    place = open_workspace(workspace)
    words = (*of_areas, *of_methods)
    asks_areas = lock or with_rival_areas or any(word is not None for word in words)
    if displays and asks_areas:
        raise UsageError("--displays goes with --seed, --workspace and --json alone")
    if lock and offers is not None:
        raise UsageError("--offers has no place in a lock: it describes the areas' effect alone")
    if displays or not (asks_areas or has_areas(place)):
        return _displays(place, as_json=as_json)
    asked = AreasAsked(
        manufacturer_id=manufacturer,
        format_id=area_format,
        until=day_of(until, "--until"),
        seed=seed,
        since=day_of(since, "--from"),
        with_rival_areas=with_rival_areas,
        methods=wanted,
        offers=offers,
    )
    return _lock(place, asked, as_json=as_json) if lock else _areas(place, asked, as_json=as_json)


def _panel(
    panel: Path,
    columns: PanelColumns,
    comparison: str,
    errors: str,
    wanted: MethodsWanted,
    *,
    as_json: bool,
) -> int:
    with progress("measure"):
        result = measure_file(panel, columns, comparison=comparison, errors=errors, methods=wanted)
    if as_json:
        print_json(staggered_json(result))
        return 0
    show_effects(
        "Staggered rollout",
        {
            "imputation, overall": result.imputation.overall,
            "Callaway-Sant'Anna, simple": result.callaway_santanna.simple,
            "Callaway-Sant'Anna, event time": result.callaway_santanna.event_overall,
        },
    )
    show_methods(result, "the outcome's unit, a unit and time")
    show_checks(result.checks)
    return 0


def _displays(workspace: Workspace, *, as_json: bool) -> int:
    with progress("measure") as report:
        kept = run_display(workspace, DisplayAsked(), report=report)
    if as_json:
        print_json({"run": kept.record.run_id, "display": encode(kept.result)})
    else:
        show_display(kept.result)
    return 0


def _areas(workspace: Workspace, asked: AreasAsked, *, as_json: bool) -> int:
    with progress("measure") as report:
        kept = run_areas(workspace, asked, report=report)
    if as_json:
        print_json({"run": kept.record.run_id, "areas": encode(kept.result)})
    else:
        show_areas(kept.result, workspace.config.currency)
    return 0


def _lock(workspace: Workspace, asked: AreasAsked, *, as_json: bool) -> int:
    locked = lock_areas(workspace, asked)
    if as_json:
        print_json(
            {
                "path": str(locked.path),
                "digest": locked.digest,
                "analysis": encode(locked.analysis),
            }
        )
        return 0
    analysis = locked.analysis
    say(f"Locked in {locked.path}")
    say(f"  {analysis.outcome}; {analysis.primary_effect}")
    say(
        f"  {len(analysis.openings)} stores with an area of {len(analysis.stores)}, "
        f"weeks {analysis.from_date} to before {analysis.to_date}"
    )
    say(f"  digest {locked.digest}; give it to the other partner")
    first = min(analysis.openings.values())
    if first <= analysis.locked_on:
        say(f"  The first area opened on {first} already: later runs will say that this came late.")
    return 0


def _given(word: str | None, otherwise: str) -> str:
    return otherwise if word is None else word
