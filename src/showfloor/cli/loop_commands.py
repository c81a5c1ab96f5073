"""Commands of the loop between import and plan: standing, learn, report, serve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    AsOfOption,
    JsonOption,
    WorkspaceOption,
    day_of,
    refuse_a_file,
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
from showfloor.standing.types import LeagueTable
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.keeping import needed
from showfloor.workflows.learning import LearnFound, run_learn
from showfloor.workflows.reporting import ReportWritten, run_report
from showfloor.workflows.standing import StandingAsked, run_standing

TOP = 15
CHANNELS = ("store", "online")
RANKED_BY = ("revenue", "units")


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
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say who sells what here: ranks, shares, growth.

    Example: `showfloor standing --category "SOFT DRINKS" --workspace shops`
    """
    asked = StandingAsked(
        from_date=day_of(from_date, "--from"),
        to_date=day_of(to_date, "--to"),
        categories=(category,),
        region=region,
        channel=_one_of(channel, CHANNELS, "--channel"),
        ranked_by=_one_of(by, RANKED_BY, "--by") or by,
    )
    with progress("standing"):
        kept = run_standing(open_workspace(workspace, as_of), asked)
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


def learn(
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Turn measured lifts (or stated priors) into the options that the plan chooses from.

    Example: `showfloor learn --workspace shops`
    """
    with progress("learn"):
        kept = run_learn(open_workspace(workspace, as_of))
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
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Write the report of the latest runs: HTML in English and German, JSON and CSV.

    Example: `showfloor report --workspace shops --out report`
    """
    if out is not None:
        refuse_a_file(out)
    with progress("report"):
        kept = run_report(open_workspace(workspace, as_of))
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
