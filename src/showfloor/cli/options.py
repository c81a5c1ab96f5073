"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from showfloor.errors import UsageError


def finite(value: float) -> float:
    """Return the number of an option; refused where it is infinite or no number."""
    if not math.isfinite(value):
        raise typer.BadParameter(f"must be a finite number, found {value}")
    return value


WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", help="The workspace's folder.", show_default="here")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="The workspace as it was: a day (2021-03-31), a time, or a ledger version (12).",
    ),
]
TimeLimitOption = Annotated[
    float, typer.Option(help="Seconds to search a plan.", min=0.1, callback=finite)
]
GapOption = Annotated[
    float, typer.Option(help="Relative gap to stop at.", min=0.0, callback=finite)
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of every random draw.")]
HERE = Path()
LEDGER_YEARS = range(1900, 2200)


def refuse_with_files(workspace: Path, option: str, as_of: str | None = None) -> None:
    """Raise UsageError where a workspace, or its past, is named beside files to be used alone."""
    if as_of is not None:
        raise UsageError(f"{option} works on files alone, which have no --as-of; leave it out")
    if workspace != HERE:
        raise UsageError(
            f"{option} works on files alone, {workspace} is a workspace; name one or the other"
        )


def refuse_a_file(folder: Path) -> None:
    """Raise UsageError where a folder is to be written and a file has its name, or a parent's."""
    for place in (folder, *folder.parents):
        if place.exists():
            if not place.is_dir():
                raise UsageError(f"--out names {place}, which is a file; choose a folder")
            return


def day_of(text: str | None, option: str) -> date | None:
    """Return the day that an option names; UsageError where it is no day of the ledger."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} is '{text}'; write a date as 2021-03-01") from None
    if day.year not in LEDGER_YEARS:
        raise UsageError(f"{option} is '{text}'; the ledger holds the years 1900 to 2199")
    return day
