"""The command that settles a month: promised against measured, to be signed by both partners."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import HERE, LEDGER_YEARS, AsOfOption, JsonOption, WorkspaceOption
from showfloor.cli.output import money, print_json, print_table, progress, say
from showfloor.errors import UsageError
from showfloor.measure.types_statement import MonthlyStatement, Side
from showfloor.present.statement_documents import (
    STATEMENT_CSV,
    STATEMENT_PAGE,
    STATEMENT_WORKBOOK,
)
from showfloor.present.types import LANGUAGES
from showfloor.storage import open_workspace
from showfloor.storage.document_files import write_documents
from showfloor.storage.result_json import encode
from showfloor.workflows.stating import run_statement


def statement(
    month: Annotated[str, typer.Option(help="The month, as 2024-11.")],
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the shops' table as CSV.")] = False,
    as_html: Annotated[
        bool, typer.Option("--as-html", help="Print where the pages to be signed lie.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write a workbook here (a new file ending in .xlsx).")
    ] = None,
    language: Annotated[str, typer.Option(help="The workbook's language: en or de.")] = "en",
) -> int:
    """Say what a month's areas earned against what the plan promised, and whose money it is.

    Example: `showfloor statement --month 2024-11 --workspace shops`
    """
    day = month_of(month)
    if sum((as_json, as_csv, as_html)) > 1:
        raise UsageError("--json, --csv and --as-html each print something else; choose one")
    if language not in LANGUAGES:
        raise UsageError(f"--language is '{language}'; it is one of {', '.join(LANGUAGES)}")
    check_out(out)
    with progress("statement") as report:
        kept = run_statement(open_workspace(workspace, as_of), day, report=report)
    if out is not None:
        book = kept.folder / STATEMENT_WORKBOOK.format(language=language)
        write_documents(out.parent, {out.name: book.read_bytes()})
    if as_json:
        print_json({"run": kept.record.run_id, "statement": encode(kept.result.statement)})
    elif as_csv:
        typer.echo((kept.folder / STATEMENT_CSV).read_text(encoding="utf-8"), nl=False)
    elif as_html:
        for code in LANGUAGES:
            say(str(kept.folder / STATEMENT_PAGE.format(language=code)))
    else:
        show_statement(kept.result.statement, kept.result.facts.currency)
        say(f"To be signed: {kept.folder / STATEMENT_PAGE.format(language=language)}")
        if out is not None:
            say(f"Workbook: {out}")
    return 0


def month_of(text: str) -> date:
    """Return the first day of the month that an option names; UsageError where it is none."""
    try:
        day = date.fromisoformat(f"{text}-01") if len(text) == len("2024-11") else None
    except ValueError:
        day = None
    if day is None or day.year not in LEDGER_YEARS:
        raise UsageError(f"--month is '{text}'; write a month as 2024-11")
    return day


def check_out(out: Path | None) -> None:
    """Raise UsageError where the workbook has another ending or would overwrite something."""
    if out is None:
        return
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"--out is {out}; a workbook's name ends in .xlsx")
    if out.exists():
        raise UsageError(f"--out names {out}, which is there already; choose another name")
    if not out.parent.is_dir():
        raise UsageError(f"--out names {out}, and there is no folder {out.parent}")


def show_statement(found: MonthlyStatement, currency: str) -> None:
    """Print both parties' month, what is not as planned, and what speaks against it."""
    say(
        f"Statement of {found.month:%Y-%m} for the areas of {found.manufacturer_id}: weeks from "
        f"{found.first_week} to before {found.to_week}"
    )
    print_table(
        f"Margin in {currency}",
        ("whose", "promised", "of open areas", "measured", "95 % from", "to", "difference"),
        [
            _row("retailer", found.retailer),
            _row("manufacturer", found.manufacturer),
        ],
    )
    for side in (found.retailer, found.manufacturer):
        if not math.isfinite(side.realised.low):
            say(f"  no interval: {side.realised.reason}")
    states = [row.state for row in found.rows]
    counts = {state: states.count(state) for state in dict.fromkeys(states)}
    late = sum(row.state == "open" and bool(row.slipped) for row in found.rows)
    words = [f"{count} {state.replace('_', ' ')}" for state, count in sorted(counts.items())]
    say(f"Areas: {', '.join(words)}; {late} of the open ones in another week than planned")
    for check in found.checks:
        if check.verdict != "PASS":
            say(f"  {check.verdict} {check.name}: {check.advice}")


def _row(name: str, side: Side) -> tuple[str, ...]:
    measured = side.realised
    return (
        name,
        money(side.promised),
        money(side.promised_of_open),
        money(measured.estimate),
        money(measured.low),
        money(measured.high),
        money(side.apart.estimate),
    )


__all__ = ["check_out", "month_of", "show_statement", "statement"]
