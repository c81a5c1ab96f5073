"""Stores as columns of the ledger's table `stores`."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from showfloor.domain.stores import Closure, Store

_TEXTS = ("store_id", "name", "kind", "operator", "operator_status", "city", "region", "postcode")
_NUMBERS = ("latitude", "longitude", "area_space_m2", "capex_factor")
_DATES = ("ready_on", "opened_on", "closed_on")


def store_columns(stores: Sequence[Store]) -> dict[str, pa.Array]:
    """Return the table's columns in the design's order; None stays missing."""
    kinds = {name: pa.string() for name in _TEXTS}
    kinds |= {name: pa.float64() for name in _NUMBERS}
    kinds |= {name: pa.date32() for name in _DATES}
    return {name: pa.array([getattr(s, name) for s in stores], kinds[name]) for name in kinds}


def closure_columns(closures: Sequence[Closure]) -> dict[str, pa.Array]:
    """Return the columns of the table `closures`."""
    return {
        "store_id": pa.array([c.store_id for c in closures], pa.string()),
        "from_date": pa.array([c.from_date for c in closures], pa.date32()),
        "to_date": pa.array([c.to_date for c in closures], pa.date32()),
        "reason": pa.array([c.reason for c in closures], pa.string()),
        "crew_access": pa.array([c.crew_access for c in closures], pa.bool_()),
    }
