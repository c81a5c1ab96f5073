"""Stores, their closures, and the brand areas that stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

StoreKind = Literal["flagship", "live", "standard", "partner", "own_brand", "online"]
STORE_KINDS: tuple[StoreKind, ...] = (
    "flagship",
    "live",
    "standard",
    "partner",
    "own_brand",
    "online",
)


@dataclass(frozen=True, slots=True)
class Store:
    """A shop as the table `stores` describes it; None where the data say nothing."""

    store_id: str
    name: str
    kind: StoreKind
    operator: str
    operator_status: Literal["own", "agent", "independent"] | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area_space_m2: float | None = None
    """Square metres free for new areas; None means that no area can be planned here."""
    capex_factor: float = 1.0
    ready_on: date | None = None
    """Landlord, fire and power released from this day on; None means always."""
    opened_on: date | None = None
    closed_on: date | None = None
    """First day on which the store no longer exists (exclusive end)."""
    gln: str | None = None
    staff: int | None = None
    """How many people work there."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A time without customers, `to_date` exclusive; crews may still build with `crew_access`."""

    store_id: str
    from_date: date
    to_date: date
    reason: str = ""
    crew_access: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A brand area that stands or is committed."""

    area_id: str
    store_id: str
    manufacturer_id: str
    format_id: str
    installed_from: date
    selling_from: date
    selling_to: date | None = None
    """First day without sales (exclusive); None means that it stays."""
    announced_on: date | None = None
    clearance_from: date | None = None

    @property
    def disrupted_on(self) -> date:
        """The first day on which the area changed anything: announced, cleared, built, or sold."""
        known = (self.announced_on, self.clearance_from, self.installed_from, self.selling_from)
        return min(day for day in known if day is not None)
