"""Budgets of offers as they are taken: limits, claims of a basket, answers, and who keeps them.

The meaning is in docs/methods/offer-budgets.md. Money is integer cents; a piece is one application
of an offer. A basket is known by a key of the caller's, a customer by a keyed digest alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from showfloor.domain.offer_terms import Budget
from showfloor.domain.purchases import Left

Scope = Literal["customer", "day", "store", "whole"]
Measure = Literal["cents", "pieces", "customers"]
OnReturn = Literal["give_back", "keep"]
BasketState = Literal["reserved", "confirmed", "released", "expired"]


@dataclass(frozen=True, slots=True)
class BudgetLimits:
    """What an offer may give away; counters are kept by offer id, over all its versions."""

    offer_id: str
    version: int
    budget: Budget
    a_customer: int | None = None
    """Pieces that one known customer may have in all."""
    on_return: OnReturn = "give_back"
    """Whether goods that come back free what was taken for them; as first put, for good."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a basket takes of one offer's budgets."""

    offer_id: str
    cents: int
    pieces: int


@dataclass(frozen=True, slots=True)
class BudgetAsked:
    """All that one basket takes: granted together or not at all."""

    basket_key: str
    store_id: str
    day: date
    """Local to Europe/Berlin, and the one that counts until the end."""
    claims: tuple[Claim, ...]
    customer: str | None = None
    """A keyed digest of the customer's id; None where nobody known buys."""


@dataclass(frozen=True, slots=True)
class Short:
    """A limit that a basket would have passed."""

    offer_id: str
    scope: Scope
    measure: Measure
    asked: int
    remains: int


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """What became of a basket: where `state` is "short" nothing was taken, and `shorts` say why."""

    basket_key: str
    state: BasketState | Literal["short"]
    expires_at: datetime | None = None
    """Until when a reservation is kept for the basket."""
    shorts: tuple[Short, ...] = ()


@dataclass(frozen=True, slots=True)
class BudgetRoom:
    """What is left, to price a basket with; offers without limits are not named."""

    left: Mapping[str, Left] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    """Pieces that the asked customer has had, by offer id."""


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """What the book holds of one basket and offer; `returned` parts are what came back."""

    basket_key: str
    state: BasketState
    offer_id: str
    cents: int
    pieces: int
    returned_cents: int
    returned_pieces: int


@dataclass(frozen=True, slots=True)
class BudgetAudit:
    """The counters beside what the book and the baskets add up to."""

    entries: int
    counters: int
    spent_cents: int
    """Confirmed and not given back, over all offers."""
    held_cents: int
    differences: tuple[str, ...]
    """Empty where all add up and no counter is above its limit."""


class OfferBudgets(Protocol):
    """Keeps budgets exactly, whoever asks at once; each call is one transaction or none."""

    def put(self, limits: Sequence[BudgetLimits]) -> None:
        """Keep limits; an older version never replaces a newer one."""
        ...

    def room(
        self, offer_ids: Sequence[str], store_id: str, day: date, customer: str | None = None
    ) -> BudgetRoom:
        """Return what is left here and today for this customer."""
        ...

    def reserve(self, asked: BudgetAsked, now: datetime) -> BudgetAnswer:
        """Take all of a basket's claims or none; asked again, the same answer."""
        ...

    def confirm(self, basket_key: str, now: datetime) -> BudgetAnswer:
        """Make a reservation a sale; one that expired is taken again where there is room."""
        ...

    def release(self, basket_key: str, now: datetime) -> BudgetAnswer:
        """Give a reservation back."""
        ...

    def give_back(
        self, return_key: str, basket_key: str, back: Sequence[Claim], now: datetime
    ) -> BudgetAnswer:
        """Note what of a confirmed basket came back, and free it where the limits say so."""
        ...

    def expire(self, now: datetime) -> int:
        """Give back all reservations that are over; return how many there were."""
        ...

    def kept(self, basket_keys: Sequence[str]) -> tuple[KeptClaim, ...]:
        """Return what is kept of these baskets."""
        ...

    def audit(self) -> BudgetAudit:
        """Add the book up again."""
        ...
