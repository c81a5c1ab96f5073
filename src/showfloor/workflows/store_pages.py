"""Pages of stores: the stores and areas of a ledger version, and what was sold in them."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from showfloor import standing
from showfloor.domain.stores import Area, Store
from showfloor.standing.store_directory import (
    MONTHS_OF_STORES,
    STORE_TOTALS,
    StoreMonth,
    StoreTotal,
    last_whole_year,
    months_of_stores,
    store_totals,
)
from showfloor.storage import Workspace, open_workspace
from showfloor.storage.problem_files import read_areas, read_stores
from showfloor.workflows.kept_answers import Asked, kept_answer
from showfloor.workflows.shown_version import shown_number

__all__ = [
    "StoreDirectory",
    "StoreMonth",
    "StoreTotal",
    "keep_stores",
    "months_of_store",
    "store_directory",
]


@dataclass(frozen=True, slots=True)
class StoreDirectory:
    """Every store and area of a ledger version, and what each store sold in a year.

    from_date, to_date: the twelve last whole months, the end exclusive; None without sales.
    """

    version: int
    stores: tuple[Store, ...]
    areas: tuple[Area, ...]
    totals: Mapping[str, StoreTotal]
    from_date: date | None
    to_date: date | None


def directory_version(workspace: Workspace) -> int:
    """Return the number of the version that pages of stores show; 0 while there is none."""
    return shown_number(workspace)


def store_directory(workspace: Workspace) -> StoreDirectory | None:
    """Return the stores of the version that pages show; None while there is none.

    A version never changes, so that each is read once a process.
    """
    number = directory_version(workspace)
    return _directory(workspace.root, number) if number else None


def months_of_store(workspace: Workspace, store_id: str) -> tuple[StoreMonth, ...]:
    """Return what a store sold by month and manufacturer in the directory's year.

    Every store's months of a version are asked for at once, as asking for one costs nearly as much.
    """
    found = store_directory(workspace)
    if found is None or found.from_date is None or found.to_date is None:
        return ()
    text = _months(workspace.root, found.version).get(store_id)
    return () if text is None else _months_in(text)


def keep_stores(workspace: Workspace, number: int) -> None:
    """Keep a version's stores and their months, so that no page has to ask for them."""
    _directory(workspace.root, number)
    _months(workspace.root, number)


@functools.lru_cache(maxsize=2)
def _directory(root: Path, number: int) -> StoreDirectory:
    workspace = open_workspace(root)
    asked = Asked("stores", number)
    return kept_answer(workspace, asked, StoreDirectory, lambda: _read(workspace, number))


def _read(workspace: Workspace, number: int) -> StoreDirectory:
    version = workspace.ledger.version(number)
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder).joinpath(name) for name in ("stores", "areas")}
        for name, path in paths.items():
            workspace.ledger.export_csv(name, path, version)
        stores, areas = read_stores(paths["stores"]), read_areas(paths["areas"])
    with workspace.ledger.engine(version) as engine:
        last = standing.sales_period(engine.run(standing.SALES_PERIOD)).last
        if last is None:
            return StoreDirectory(number, stores, areas, {}, None, None)
        begin, end = last_whole_year(last)
        asked = STORE_TOTALS.with_parameters(from_date=begin, to_date=end)
        totals = store_totals(engine.run(asked))
    return StoreDirectory(number, stores, areas, totals, begin, end)


@functools.lru_cache(maxsize=2)
def _months(root: Path, number: int) -> Mapping[str, str]:
    """Return each store's months as a text: a page needs one store's, and reads that alone."""
    workspace = open_workspace(root)

    def ask() -> dict[str, str]:
        found = _directory(root, number)
        if found.from_date is None or found.to_date is None:
            return {}
        asked = MONTHS_OF_STORES.with_parameters(from_date=found.from_date, to_date=found.to_date)
        with workspace.ledger.engine(workspace.ledger.version(number)) as engine:
            months = months_of_stores(engine.run(asked))
        return {store_id: _as_text(held) for store_id, held in months.items()}

    return kept_answer(workspace, Asked("store-months", number), dict[str, str], ask)


def _as_text(months: tuple[StoreMonth, ...]) -> str:
    rows = [
        (month.first_day.isoformat(), month.manufacturer_id, month.name, month.revenue, month.units)
        for month in months
    ]
    return json.dumps(rows, ensure_ascii=False)


def _months_in(text: str) -> tuple[StoreMonth, ...]:
    return tuple(StoreMonth(date.fromisoformat(day), *rest) for day, *rest in json.loads(text))
