"""A manufacturer's own sales: from its slice of the ledger, which holds nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from showfloor.standing.own_sales import (
    OWN_DAYS,
    OWN_PERIOD,
    OWN_STORES,
    OwnDay,
    OwnStore,
    own_days,
    own_last_day,
    own_stores,
)
from showfloor.standing.store_directory import last_whole_year
from showfloor.storage import Workspace
from showfloor.workflows.shown_version import shown_number

__all__ = [
    "OwnDay",
    "OwnSales",
    "OwnStore",
    "keep_slice",
    "own_sales",
    "own_sales_of_store",
]


@dataclass(frozen=True, slots=True)
class OwnSales:
    """Own products by store over the twelve last whole months, the end exclusive.

    from_date and to_date are None where nothing was sold yet.
    """

    version: int
    from_date: date | None
    to_date: date | None
    stores: tuple[OwnStore, ...] = ()


def own_sales(workspace: Workspace, manufacturer_id: str) -> OwnSales | None:
    """Return what a manufacturer's own products sold by store; None while the ledger is empty."""
    number = shown_number(workspace)
    if not number:
        return None
    version = workspace.ledger.version(number)
    with workspace.ledger.slice_of(manufacturer_id, version) as engine:
        last = own_last_day(engine.run(OWN_PERIOD))
        if last is None:
            return OwnSales(version.number, None, None)
        begin, end = last_whole_year(last)
        asked = OWN_STORES.with_parameters(from_date=begin, to_date=end)
        return OwnSales(version.number, begin, end, own_stores(engine.run(asked)))


def own_sales_of_store(
    workspace: Workspace, manufacturer_id: str, store_id: str
) -> tuple[OwnSales, tuple[OwnDay, ...]] | None:
    """Return one store of `own_sales` with its days; None where no own product was sold there."""
    found = own_sales(workspace, manufacturer_id)
    if found is None or found.from_date is None or found.to_date is None:
        return None
    store = tuple(one for one in found.stores if one.store_id == store_id)
    if not store:
        return None
    asked = OWN_DAYS.with_parameters(
        store_id=store_id, from_date=found.from_date, to_date=found.to_date
    )
    version = workspace.ledger.version(found.version)
    with workspace.ledger.slice_of(manufacturer_id, version) as engine:
        days = own_days(engine.run(asked))
    return OwnSales(found.version, found.from_date, found.to_date, store), days


def keep_slice(workspace: Workspace, manufacturer_id: str, number: int) -> None:
    """Make a manufacturer's slice of a version where it is not there yet."""
    workspace.ledger.slice_of(manufacturer_id, workspace.ledger.version(number)).close()
