"""A list of stores as a file: store ids, and where it has them their opening, region and kind."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from showfloor.errors import DataError, nearest

STORE_ID, SELLING_WEEK = "store_id", "selling_week"
GROUPS = ("region", "kind")


@dataclass(frozen=True, slots=True)
class StoreList:
    """Stores in the file's order, the Mondays of those that name one, and their groups."""

    store_ids: tuple[str, ...]
    weeks: Mapping[str, date] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    """Region and kind, joined, of the stores that have either."""


def read_store_list(path: Path) -> StoreList:
    """Return the stores of a text file: one id a line, or CSV with a column store_id.

    The columns selling_week (a Monday), region and kind are read where there are any, others are
    passed over, so that stores.csv serves too. Raises DataError with the line: a missing file, no
    store, an empty or repeated id, a week that is no date.
    """
    if not path.is_file():
        raise DataError(f"{path} {'is a folder' if path.is_dir() else 'does not exist'}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as reason:
        raise DataError(f"{path} is no UTF-8 text: {reason}") from reason
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    numbered = [(line, row) for line, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise DataError(f"{path} names no store")
    return _listed(path, numbered)


def _listed(path: Path, numbered: list[tuple[int, list[str]]]) -> StoreList:
    head = numbered[0][1]
    if STORE_ID in head:
        numbered = numbered[1:]
    elif len(head) > 1:
        raise DataError(
            f"{path} has no column '{STORE_ID}'{nearest(STORE_ID, head)}; its columns are "
            f"{', '.join(head)}"
        )
    else:
        head = [STORE_ID]
    ids: dict[str, int] = {}
    weeks: dict[str, date] = {}
    groups: dict[str, str] = {}
    for line, row in numbered:
        told = dict(zip(head, row, strict=False))
        store_id = told.get(STORE_ID, "")
        if not store_id:
            raise DataError(f"{path}, line {line}: no {STORE_ID}")
        if store_id in ids:
            raise DataError(f"{path}, line {line}: '{store_id}' stands in line {ids[store_id]} too")
        ids[store_id] = line
        if told.get(SELLING_WEEK):
            weeks[store_id] = _week(path, line, told[SELLING_WEEK])
        group = [told[name] for name in GROUPS if told.get(name)]
        if group:
            groups[store_id] = " · ".join(group)
    if not ids:
        raise DataError(f"{path} names no store")
    return StoreList(tuple(ids), weeks, groups)


def _week(path: Path, line: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DataError(
            f"{path}, line {line}: {SELLING_WEEK} is '{text}'; write a date as 2021-03-01"
        ) from None
