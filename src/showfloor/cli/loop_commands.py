"""Commands of the loop between import and plan: standing, measure, learn, report, serve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    JsonOption,
    WorkspaceOption,
    refuse_a_file,
    refuse_with_files,
)
from showfloor.cli.output import (
    money,
    number,
    per_cent,
    print_json,
    print_table,
    progress,
    say,
)
from showfloor.cli.serve_reports import LOOPBACK, make_server
from showfloor.errors import UsageError
from showfloor.measure.types import Check, DisplayEffect, Estimate
from showfloor.standing.types import LeagueTable
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.keeping import needed
from showfloor.workflows.learning import LearnFound, run_learn
from showfloor.workflows.measuring import (
    DisplayAsked,
    PanelColumns,
    measure_file,
    run_display,
    staggered_json,
)
from showfloor.workflows.reporting import ReportWritten, run_report
from showfloor.workflows.standing import StandingAsked, run_standing

TOP = 15
PANEL = ("unit", "time", "outcome", "cohort")
LEDGER_YEARS = range(1900, 2200)
CHANNELS = ("store", "online")
RANKED_BY = ("revenue", "units")


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} is '{text}'; write a date as 2021-03-01") from None
    if day.year not in LEDGER_YEARS:
        raise UsageError(f"{option} is '{text}'; the ledger holds the years 1900 to 2199")
    return day


def _one_of(value: str | None, choices: Sequence[str], option: str) -> str | None:
    if value is None or value in choices:
        return value
    raise UsageError(f"{option} is '{value}'; it is one of {', '.join(choices)}")


def standing(
    from_date: Annotated[str | None, typer.Option("--from", help="First day, ISO.")] = None,
    to_date: Annotated[
        str | None, typer.Option("--to", help="Day after the last, ISO; default: a full year.")
    ] = None,
    category: Annotated[str | None, typer.Option(help="One category only.")] = None,
    region: Annotated[str | None, typer.Option(help="One region only.")] = None,
    channel: Annotated[str | None, typer.Option(help="store or online.")] = None,
    by: Annotated[str, typer.Option(help="revenue or units.")] = "revenue",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Say who sells what here: ranks, shares, growth.

    Example: `showfloor standing --category "SOFT DRINKS" --workspace shops`
    """
    asked = StandingAsked(
        from_date=_day(from_date, "--from"),
        to_date=_day(to_date, "--to"),
        categories=(category,),
        region=region,
        channel=_one_of(channel, CHANNELS, "--channel"),
        ranked_by=_one_of(by, RANKED_BY, "--by") or by,
    )
    with progress("standing"):
        kept = run_standing(open_workspace(workspace), asked)
    if as_json:
        print_json({"run": kept.record.run_id, "standing": encode(kept.result)})
    else:
        show_league(kept.result.tables[0])
    return 0


def show_league(table: LeagueTable, top: int = TOP) -> None:
    """Print the first rows of a league table and its totals."""
    scope = ", ".join(x for x in (table.category, table.region, table.channel) if x) or "all"
    print_table(
        f"League by {table.ranked_by}, {scope}, {table.from_date} to before {table.to_date}",
        ("rank", "manufacturer", "revenue", "units", "share", "growth"),
        [
            (
                str(row.rank),
                row.name,
                money(row.revenue),
                number(row.units, 0),
                per_cent(row.share),
                per_cent(row.growth, signed=True),
            )
            for row in table.rows[:top]
        ],
    )
    growth = per_cent(table.growth, signed=True)
    say(f"Total {money(table.total_revenue)}, {number(table.total_units, 0)} units, {growth}")
    if table.growth_reason:
        say(f"  no growth: {table.growth_reason}")
    if table.unknown_lines:
        say(
            f"  lines that name a product which the product table lacks: {table.unknown_lines:,} "
            f"({money(table.unknown_revenue)}); they count as (unknown)"
        )


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
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Measure what displays do (in a workspace) or what a staggered rollout did (--panel).

    Example: `showfloor measure --panel panel.csv --unit store --time week --outcome units
    --cohort first_week --json`
    """
    columns_asked = (unit, time, outcome, cohort)
    if panel is not None:
        refuse_with_files(workspace, "--panel")
        columns = PanelColumns(
            *(_given(word, name) for word, name in zip(columns_asked, PANEL, strict=True))
        )
        with progress("measure"):
            result = measure_file(panel, columns, comparison=_given(comparison, "never"))
        document = staggered_json(result)
        if as_json:
            print_json(document)
        else:
            _show_effects(
                "Staggered rollout",
                {
                    "imputation, overall": result.imputation.overall,
                    "Callaway-Sant'Anna, simple": result.callaway_santanna.simple,
                    "Callaway-Sant'Anna, event time": result.callaway_santanna.event_overall,
                },
            )
            show_checks(result.checks)
        return 0
    if any(word is not None for word in (*columns_asked, comparison)):
        raise UsageError(
            "--unit, --time, --outcome, --cohort and --comparison speak of a panel; "
            "name its file with --panel, or leave them out to measure displays in a workspace"
        )
    with progress("measure") as report:
        kept = run_display(open_workspace(workspace), DisplayAsked(), report=report)
    if as_json:
        print_json({"run": kept.record.run_id, "display": encode(kept.result)})
    else:
        show_display(kept.result)
    return 0


def _given(word: str | None, otherwise: str) -> str:
    return otherwise if word is None else word


def _show_effects(title: str, effects: dict[str, Estimate]) -> None:
    print_table(
        title,
        ("effect", "estimate", "standard error", "95 % from", "to"),
        [
            (name, *(number(x) for x in (item.estimate, item.se, item.low, item.high)))
            for name, item in effects.items()
        ],
    )
    for name, item in effects.items():
        if item.reason:
            say(f"  {name}: {item.reason}")


def show_display(effect: DisplayEffect) -> None:
    """Print what a display does, in log points, and the checks on it."""
    _show_effects(
        f"What a display does: {effect.pairs} manufacturer-category pairs, {effect.stores} stores",
        {
            "own units": effect.own.estimates["F"],
            "rivals' units": effect.rivals.estimates["F"],
            "category units": effect.category.estimates["F"],
            "own units, next week's display": effect.lead.estimates["F_next"],
        },
    )
    say(f"Rivals lose {per_cent(effect.rivals_loss_share, 0)} of the units gained.")
    show_checks(effect.checks)


def show_checks(checks: tuple[Check, ...]) -> None:
    """Print each check's verdict and its advice."""
    for check in checks:
        say(f"  {check.verdict:6} {check.name}: {check.advice}")


def learn(workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> int:
    """Turn measured lifts (or stated priors) into the options that the plan chooses from.

    Example: `showfloor learn --workspace shops`
    """
    with progress("learn"):
        kept = run_learn(open_workspace(workspace))
    if as_json:
        print_json({"run": kept.record.run_id, "learn": encode(kept.result)})
    else:
        show_learned(kept.result)
    return 0


def show_learned(found: LearnFound) -> None:
    """Print the lifts by format and kind, and what they rest on."""
    print_table(
        "Lifts that the plan uses",
        ("format", "store kind", "measured", "used", "sd", "origin"),
        [
            (
                lift.format_id,
                lift.store_kind,
                per_cent(float("nan") if lift.measured is None else lift.measured, signed=True),
                per_cent(lift.mean, signed=True),
                per_cent(lift.sd),
                lift.origin,
            )
            for lift in found.lifts.lifts
        ],
    )
    if found.rests_on_prior:
        say(f"Nothing has been measured yet; the lifts are stated: {found.prior_source}")
    say(f"{len(found.options.options):,} options; margins: {found.options.margin_source}")


def report(
    out: Annotated[
        Path | None, typer.Option(help="Also copy the report's files to this folder.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Write the report of the latest runs: HTML in English and German, JSON and CSV.

    Example: `showfloor report --workspace shops --out report`
    """
    if out is not None:
        refuse_a_file(out)
    with progress("report"):
        kept = run_report(open_workspace(workspace))
    place = kept.folder
    if out is not None:
        for name in kept.result.files:
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((kept.folder / name).read_bytes())
        place = out
    if as_json:
        print_json(
            {"run": kept.record.run_id, "files": [str(place / n) for n in kept.result.files]}
        )
    else:
        for name in kept.result.files:
            if name.endswith(".html"):
                say(f"{place / name}")
    return 0


def serve(
    port: Annotated[int, typer.Option(help="Port on this machine.", min=0, max=65535)] = 8000,
    workspace: WorkspaceOption = HERE,
) -> int:
    """Show the latest report in a browser on this machine, and nowhere else.

    Example: `showfloor serve --workspace shops --port 8000`
    """
    place = open_workspace(workspace)
    needed(place, "report", ReportWritten, "report")

    def offered() -> dict[str, Path]:
        newest = needed(place, "report", ReportWritten, "report")
        return {name: newest.folder / name for name in newest.result.files}

    with make_server(offered, port) as server:
        say(f"The report is at http://{LOOPBACK}:{server.server_address[1]}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
    return 0
