"""why.csv: beside a plan, for every store its verdict, its best option, and how sure that is."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from showfloor.errors import DataError
from showfloor.storage.csv_rows import Column, Problems, iso_date, number, read_rows, text
from showfloor.storage.whole_file import write_whole

REASONS = "why.csv"
BETWEEN_RULES = "; "
NEVER = "inf"
"""Stands where nothing could change the choice."""


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One store; amounts in currency, NaN where it has no option or nothing was drawn."""

    store_id: str
    verdict: str
    best_format_id: str | None
    best_start_week: date | None
    best_value: float
    best_reduced_value: float
    margin_to_flip: float
    because: tuple[str, ...]
    share_of_draws: float


def _distance(value: str) -> float:
    return math.inf if value == NEVER else number(value)


def _rules(value: str) -> tuple[str, ...]:
    return tuple(value.split(BETWEEN_RULES))


COLUMNS = (
    Column("store_id", text),
    Column("verdict", text),
    Column("best_format_id", text, required=False),
    Column("best_start_week", iso_date, required=False),
    Column("best_value", number, required=False, empty=math.nan),
    Column("best_reduced_value", number, required=False, empty=math.nan),
    Column("margin_to_flip", _distance, required=False, empty=math.nan),
    Column("because", _rules, required=False, empty=()),
    Column("share_of_draws", number, required=False, empty=math.nan),
)


def write_reasons(folder: Path, rows: Sequence[ReasonRow]) -> None:
    """Write why.csv into a plan's folder, whole or not at all; sorted by store_id."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in COLUMNS])
    for row in sorted(rows, key=lambda item: item.store_id):
        writer.writerow(
            (
                row.store_id,
                row.verdict,
                row.best_format_id or "",
                row.best_start_week.isoformat() if row.best_start_week else "",
                _amount(row.best_value),
                _amount(row.best_reduced_value),
                _amount(row.margin_to_flip),
                BETWEEN_RULES.join(row.because),
                "" if math.isnan(row.share_of_draws) else f"{row.share_of_draws:.4f}",
            )
        )
    write_whole(folder / REASONS, stream.getvalue())


def _amount(value: float) -> str:
    if math.isnan(value):
        return ""
    return NEVER if math.isinf(value) else f"{value + 0.0:.2f}"


def read_reasons(folder: Path) -> tuple[ReasonRow, ...]:
    """Return the rows of why.csv; DataError where there is none, or with every bad line."""
    path = folder / REASONS
    if not path.exists():
        raise DataError(f"{folder} holds no {REASONS}; `showfloor plan --out {folder}` writes it")
    problems = Problems(path)
    rows = tuple(ReasonRow(**row) for _, row in read_rows(path, COLUMNS, problems))
    problems.refuse()
    return rows
