"""Commands on what is kept: import into the ledger, and the list of runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import HERE, JsonOption, WorkspaceOption
from showfloor.cli.output import money, print_json, print_table, progress, say
from showfloor.errors import UsageError
from showfloor.storage import FileReport, ImportReport, open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.importing import files_to_import, quarantined_files, run_import


def import_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="CSV, Parquet, XLSX, ODS or EDIFACT files; none: all in the workspace's incoming/."
        ),
    ] = None,
    table: Annotated[
        str, typer.Option(help="The table they hold; auto: found from each file's name.")
    ] = "auto",
    source: Annotated[
        str | None,
        typer.Option(
            help="A source of showfloor.toml, which says how its files are written; or what to "
            "call the source of sales files that name none themselves."
        ),
    ] = None,
    quarantine: Annotated[
        str | None,
        typer.Option(
            help="Take the rows of a quarantine file after the fix; last: those of the last import."
        ),
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option(
            help="What the files replace, as columns of the key or month: source,month; "
            "default: sales by source, store and day, all else by the key."
        ),
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """Take files into the ledger as one version; nothing is dropped in silence.

    Example: `showfloor import sales-2021-03.csv stores.csv --workspace shops`
    """
    place = open_workspace(workspace)
    if quarantine is not None:
        if files or source is not None or table != "auto" or replaces is not None:
            raise UsageError("--quarantine names the rows to take; leave files and --table out")
        chosen = quarantined_files(place, quarantine)
    else:
        unit = () if replaces is None else tuple(word.strip() for word in replaces.split(","))
        chosen = files_to_import(place, files or [], table, source, unit)
    with progress("import") as report:
        kept = run_import(place, chosen, report=report)
    if as_json:
        print_json({"run": kept.record.run_id, "import": encode(kept.result)})
    else:
        show_import(kept.result)
    return 0


def show_import(report: ImportReport) -> None:
    """Print what came in, what was accepted, what was refused and why."""
    new = "" if report.published else ", as before: nothing new"
    print_table(
        f"Ledger version {report.version}{new}",
        ("file", "table", "rows in", "accepted", "quarantined", "unchanged", "adds up"),
        [_file_row(item) for item in report.files],
    )
    sold = [row for item in report.files for row in _amount_rows(item)]
    if sold:
        print_table(
            "Units and revenue of sales",
            ("file", "", "in", "accepted", "quarantined", "unchanged"),
            sold,
        )
    for item in report.files:
        if item.found:
            say(f"  {item.path.name}: read as {item.found}")
        for refusal in item.refusals:
            place = refusal.first_place or f"line {refusal.first_line}"
            say(
                f"  {item.path.name}: {refusal.rows:,} {_rows(refusal.rows)} refused, "
                f"{refusal.column}: "
                f"{refusal.reason} (first: {place}, {refusal.first_value!r})"
            )
        if item.quarantined:
            say(f"  {item.path.name}: the refused rows are in {item.quarantine_path}")
        for fix in item.fixes:
            say(f"  {item.path.name}: {fix.text}: frees {fix.rows:,} {_rows(fix.rows)}")
        for warning in item.warnings:
            say(f"  {item.path.name}: {warning}")
    if any(item.quarantined for item in report.files):
        say("  after the fix, take the refused rows: showfloor import --quarantine last")


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _amount_rows(item: FileReport) -> list[tuple[str, ...]]:
    sales = item.sales
    if sales is None:
        return []
    units = (
        sales.units_in,
        sales.units_accepted,
        sales.units_quarantined,
        sales.units_unchanged,
    )
    revenue = (
        sales.revenue_in,
        sales.revenue_accepted,
        sales.revenue_quarantined,
        sales.revenue_unchanged,
    )
    return [
        (item.path.name, "units", *(f"{amount:,}" for amount in units)),
        (item.path.name, "revenue", *(f"{amount:,.2f}" for amount in revenue)),
    ]


def _file_row(item: FileReport) -> tuple[str, ...]:
    counts = (item.rows_in, item.accepted, item.quarantined, item.unchanged)
    return (
        item.path.name,
        item.table,
        *(f"{count:,}" for count in counts),
        "yes" if item.adds_up else "NO",
    )


def runs(
    run_id: Annotated[str | None, typer.Argument(help="One run, whole; none: a list.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only runs of this kind.")] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> int:
    """List the kept runs, or show one: inputs, parameters, result, timings.

    Example: `showfloor runs --kind plan --workspace shops`
    """
    store = open_workspace(workspace).runs
    if run_id is not None:
        print_json(encode(store.read(run_id)))
        return 0
    records = store.list(kind)
    if as_json:
        print_json(encode(records))
        return 0
    print_table(
        "Runs",
        ("run", "started at", "ledger", "seconds"),
        [
            (
                item.run_id,
                item.started_at.isoformat(timespec="seconds"),
                "–" if item.ledger_version is None else str(item.ledger_version),
                money(item.seconds.get("total", float("nan"))),
            )
            for item in records
        ],
    )
    return 0
