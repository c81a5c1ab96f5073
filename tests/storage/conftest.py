"""Shared pieces of the storage tests: a workspace in an awkward folder, and small tables as CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from showfloor.domain.queries import ColumnType, Query
from showfloor.storage import ImportReport, IntakeFile, Workspace, create_workspace

STORES = "store_id,name,kind,operator\ns1,Eins,standard,o2\ns2,Zwei,flagship,o2\n"
PRODUCTS = (
    "product_id,valid_from,manufacturer_id,category,name\n"
    "p1,2019-01-01,m1,phones,Phone\np2,2020-06-01,m2,,\n"
)
MANUFACTURERS = "manufacturer_id,name\nm1,Mone\nm2,Mtwo\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace in a folder whose name has an umlaut, an ampersand and spaces."""
    return create_workspace(
        tmp_path / "Müller & Söhne",
        name="Müller & Söhne",
        currency="EUR",
        vat="without",
        time_zone="Europe/Berlin",
    )


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Callable[..., ImportReport]:
    """Import tables given as CSV text: take(stores="...", sales="...")."""

    def taking(**tables: str | bytes) -> ImportReport:
        files = []
        for table, text in tables.items():
            path = tmp_path / f"{table}.csv"
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            files.append(IntakeFile(path, table))
        return workspace.ledger.take(files)

    return taking


@pytest.fixture
def stocked(workspace: Workspace, take: Callable[..., ImportReport]) -> Workspace:
    """A workspace with two stores, two products, two manufacturers: version 1."""
    assert take(stores=STORES, products=PRODUCTS, manufacturers=MANUFACTURERS).version == 1
    return workspace


@pytest.fixture
def ask(workspace: Workspace) -> Callable[..., list[tuple[object, ...]]]:
    """Run SQL on the latest version: ask("SELECT ...", n="int") gives rows as tuples."""

    def asking(sql: str, **columns: ColumnType) -> list[tuple[object, ...]]:
        with workspace.ledger.engine() as engine:
            found = engine.run(Query("asked", sql, columns))
        return list(zip(*(found[name].tolist() for name in columns), strict=True))

    return asking
