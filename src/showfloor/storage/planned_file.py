"""A plan.csv by itself, without the certificate beside it."""

from __future__ import annotations

from pathlib import Path

from showfloor.domain.plan import PlannedArea
from showfloor.storage.csv_rows import Problems, read_rows
from showfloor.storage.plan_files import PLAN_COLUMNS


def read_planned_areas(path: Path) -> tuple[PlannedArea, ...]:
    """Return the planned areas of a plan.csv; DataError with every bad line, or a store twice."""
    problems, areas = Problems(path), list[PlannedArea]()
    seen: dict[str, int] = {}
    for line, row in read_rows(path, PLAN_COLUMNS, problems):
        first = seen.setdefault(row["store_id"], line)
        if first != line:
            problems.add(line, "store_id", f"{row['store_id']} stands already in line {first}")
        areas.append(PlannedArea(**row))
    problems.refuse()
    return tuple(areas)
