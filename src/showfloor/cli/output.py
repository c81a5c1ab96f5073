"""How commands speak: results to standard output, progress and errors to standard error."""

from __future__ import annotations

import json
import math
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from showfloor.errors import ShowfloorError

Report = Callable[[str, float], None]
"""Takes what is being done and the share done (0 to 1, NaN where unknown)."""

STILL_FAST = 1.0
"""Seconds before a long step begins to speak."""
STILL_THERE = 10.0
"""Seconds after which a step that has nothing new to say says so."""
SMALLEST_GAP = 1e-12
"""Below it a gap is rounding."""
NUMERIC = re.compile(r"|–|[+−-]?[\d.,]+(e[+−-]?\d+)?( %)?|below .*")


def print_json(data: object) -> None:
    """Print `data`, already made of JSON's own types, as one document."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def show_error(reason: ShowfloorError, words: Sequence[str]) -> None:
    """Print an error for a person, and as JSON on standard output where --json was asked."""
    say_error(str(reason))
    if "--json" in words:
        print_json({"error": {"kind": type(reason).__name__, "message": str(reason)}})


def say_error(text: str) -> None:
    """Print one message on standard error."""
    typer.echo(f"showfloor: {text}", err=True)


def say(text: str = "") -> None:
    """Print one line for a person."""
    typer.echo(text)


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; columns whose head ends with a unit or "#" stand right."""
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for place, name in enumerate(head):
        numeric = all(_looks_numeric(row[place]) for row in rows) and bool(rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _looks_numeric(text: str) -> bool:
    return NUMERIC.fullmatch(text) is not None


def money(amount: float) -> str:
    """Return an amount with thousands and two places, a true minus, – where unknown."""
    return "–" if math.isnan(amount) else f"{amount:,.2f}".replace("-", "−")


def number(value: float, places: int = 3) -> str:
    """Return a number with stated places, a true minus, – where unknown."""
    return "–" if math.isnan(value) else f"{value:,.{places}f}".replace("-", "−")


def per_cent(share: float, places: int = 1, *, signed: bool = False) -> str:
    """Return a share as per cent, – where unknown."""
    if math.isnan(share):
        return "–"
    return f"{share * 100:{'+' if signed else ''}.{places}f} %".replace("-", "−")


def scientific(value: float) -> str:
    """Return a small number such as a gap in scientific form, – where unknown."""
    if 0.0 < value < SMALLEST_GAP:
        return f"below {SMALLEST_GAP:.0e}".replace("-", "−")
    return "–" if math.isnan(value) else f"{value:.1e}".replace("-", "−")


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """Show progress on standard error once a step takes longer than a second."""
    yield from (_bar(what) if sys.stderr.isatty() else _lines(what))


def _bar(what: str) -> Iterator[Report]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=1.0)

        def report(text: str, share: float) -> None:
            done = 0.0 if math.isnan(share) else share
            bar.update(task, description=f"{what}: {text}", completed=done)

        yield report


def _lines(what: str) -> Iterator[Report]:
    """Print a line a new step, at most one a second, and a sign of life in a long one."""
    began = time.monotonic()
    step = ["working"]
    ended = threading.Event()

    def report(text: str, share: float) -> None:
        done = "" if math.isnan(share) else f" {share:.0%}"
        step[0] = f"{text}{done}"

    def speak() -> None:
        said, spoke_at = "", began
        while not ended.wait(STILL_FAST):
            now = time.monotonic()
            if step[0] != said or now - spoke_at >= STILL_THERE:
                said, spoke_at = step[0], now
                typer.echo(f"  {what}: {said} ({now - began:.0f} s)", err=True)

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield report
    finally:
        ended.set()
        speaker.join()
