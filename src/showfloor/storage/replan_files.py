"""What a re-plan writes beside its plan: committed areas, the rest of the plan before, changes.

`committed.csv` is what the next re-plan must know; `difference.csv` is for people; the derived
problem's own files make the plan verifiable from the folder alone. Columns: docs/methods/replan.md.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from showfloor.domain.money import to_cents
from showfloor.domain.plan import PlannedArea, RolloutProblem
from showfloor.domain.programme_text import programme_toml
from showfloor.storage.csv_rows import Column, Problems, iso_date, read_rows, text
from showfloor.storage.plan_files import PLAN_COLUMNS
from showfloor.storage.problem_files import (
    write_areas,
    write_closures,
    write_options,
    write_stores,
)
from showfloor.storage.result_json import encode

COMMITTED, DIFFERENCE, REPLAN = "committed.csv", "difference.csv", "replan.json"
Row = TypeVar("Row")


COMMITTED_COLUMNS = (
    Column("store_id", text),
    Column("format_id", text),
    Column("start_week", iso_date),
    Column("selling_week", iso_date),
)


def write_problem(folder: Path, problem: RolloutProblem, remarks: Sequence[str]) -> None:
    """Write a problem as the planner's files: programme.toml, stores, closures, options, areas.

    `remarks` become comments at the head of the programme. An earlier plan is not written here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    programme = programme_toml(problem.programme, remarks)
    folder.joinpath("programme.toml").write_text(programme, encoding="utf-8")
    write_stores(folder.joinpath("stores.csv"), problem.stores)
    write_closures(folder.joinpath("closures.csv"), problem.closures)
    write_options(folder.joinpath("options.csv"), problem.options)
    write_areas(folder.joinpath("areas.csv"), problem.areas)


def write_previous(path: Path, areas: Sequence[PlannedArea]) -> None:
    """Write an earlier plan's areas as plan.csv has them."""
    rows = [
        (a.store_id, a.format_id, a.start_week, a.selling_week, f"{to_cents(a.value) + 0.0:.2f}")
        for a in sorted(areas, key=lambda area: area.store_id)
    ]
    write_rows(path, [column.name for column in PLAN_COLUMNS], rows)


def write_committed(path: Path, committed: Sequence[object]) -> None:
    """Write committed areas: dataclasses with the fields of `COMMITTED_COLUMNS`."""
    names = [column.name for column in COMMITTED_COLUMNS]
    write_rows(path, names, [[getattr(row, name) for name in names] for row in committed])


def read_committed(path: Path, row_type: type[Row]) -> tuple[Row, ...]:
    """Return the committed areas of an earlier re-plan; none where there is no such file.

    DataError names file, line and column of what cannot be read.
    """
    if not path.exists():
        return ()
    problems = Problems(path)
    rows = tuple(row_type(**row) for _, row in read_rows(path, COMMITTED_COLUMNS, problems))
    problems.refuse()
    return rows


def write_difference(folder: Path, changes: Sequence[Any], found: object) -> None:
    """Write the changes as CSV (one column a field of the dataclass) and all found as JSON."""
    rows = [[shown(getattr(row, f.name)) for f in fields(row)] for row in changes]
    names = [f.name for f in fields(changes[0])] if changes else ["store_id", "change", "because"]
    write_rows(folder.joinpath(DIFFERENCE), names, rows)
    document = json.dumps(encode(found), ensure_ascii=False, indent=2, allow_nan=False)
    folder.joinpath(REPLAN).write_text(document + "\n", encoding="utf-8")


def shown(value: object) -> object:
    """Return what stands in a cell: money to cents, nothing for what is not known."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.2f}"
    return "" if value is None else value


def write_rows(path: Path, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV file with these columns."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
