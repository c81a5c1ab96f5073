"""Commands of the loop beside import, standing and plan: learn, report, serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    AsOfOption,
    JsonOption,
    WorkspaceOption,
    refuse_a_file,
)
from showfloor.cli.output import (
    per_cent,
    print_json,
    print_table,
    progress,
    say,
)
from showfloor.cli.serve_reports import LOOPBACK, make_server
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.keeping import needed
from showfloor.workflows.learning import LearnFound, run_learn
from showfloor.workflows.reporting import ReportWritten, run_report


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
