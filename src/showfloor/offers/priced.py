"""What a basket costs: every unit's way from shelf to charged price, and why other offers did not.

The meaning of every field is in docs/methods/offer-pricing.md. Money is integer cents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

Binds = Literal["price", "recommendation", "maximum"]
NotCode = Literal[
    "not_approved",
    "stopped",
    "not_yet",
    "over",
    "wrong_channel",
    "wrong_store",
    "wrong_region",
    "wrong_store_kind",
    "independent_store",
    "no_area",
    "area_days",
    "weekday",
    "hours",
    "customer_group",
    "no_code",
    "customer_unknown",
    "customer_used_it",
    "customers_gone",
    "pieces_gone",
    "money_gone",
    "nothing_matches",
    "too_little",
    "no_gain",
    "outdone",
]
NOT_CODES: tuple[NotCode, ...] = get_args(NotCode)
"""Why an offer did not apply: the first of these, in this order, that holds."""


class Later:
    """A frozen dataclass whose parts may be worked out when they are first read.

    Python asks `__getattr__` only for what is not there yet. So a part that was worked out costs
    nothing more, and comparing, showing, copying and pickling read it like anybody else. Threads
    that read at once work out the same.
    """

    __slots__ = ("_later",)
    _later: tuple[Mapping[str, Callable[[Any], object]], Any]
    """What makes each part that is not there, and what it is made of."""

    if not TYPE_CHECKING:  # a misspelt field stays an error of types

        def __getattr__(self, name: str) -> object:
            makers, known = ({}, None) if name == "_later" else self._later
            make = makers.get(name)
            if make is None:
                raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
            made = make(known)
            _set(self, name, made)
            return made


_set = object.__setattr__


@dataclass(frozen=True, slots=True)
class UnitStep:
    """What one offer did to one unit; a unit that is only taken keeps its price."""

    offer_id: str
    version: int
    application: int
    """Which application of the offer took the unit, from 1."""
    before: int
    after: int
    manufacturer_pays: int
    """Part of before - after."""


@dataclass(frozen=True, slots=True)
class PricedUnit:
    """One unit: what the shelf says, what is charged, and refunded if it comes back."""

    number: int
    """Within its line, from 1."""
    shelf: int
    charged: int
    steps: tuple[UnitStep, ...] = ()


@dataclass(frozen=True, slots=True)
class PricedLine(Later):
    """One line with its units in the order of their numbers; sums are over the units."""

    line_id: str
    product_id: str
    shelf: int
    charged: int
    units: tuple[PricedUnit, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """An offer that was applied; in the order of the groups, then of rank, amounts off last."""

    offer_id: str
    version: int
    applications: int
    discount: int
    manufacturer_pays: int
    binds: Binds


@dataclass(frozen=True, slots=True)
class NotApplied:
    """An offer that was not, and the first reason; `by` names the offers applied instead."""

    offer_id: str
    version: int
    code: NotCode
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VatPart:
    """The tax contained in what is charged at one rate: gross = net + vat."""

    rate: int
    gross: int
    net: int
    vat: int


@dataclass(frozen=True, slots=True)
class PricedBasket(Later):
    """A basket's price; lines in the order of their ids."""

    shelf: int
    charged: int
    lines: tuple[PricedLine, ...]
    applied: tuple[Applied, ...]
    not_applied: tuple[NotApplied, ...]
    vat: tuple[VatPart, ...]
    binding: bool
    """False where the store's operator sets its own prices."""
    proven: bool
    """True: no permitted plan costs less; False: the limit of effort was reached before."""
    at_least: int
    """No permitted plan costs less than this; equal to `charged` where proven."""
