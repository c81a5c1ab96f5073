"""What a check of offers before their approval is given, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from showfloor.offers.purchase import Place

Verdict = Literal["FAIL", "REVIEW", "NOTE"]
FindingCode = Literal[
    "no_store",
    "no_time",
    "no_goods",
    "no_budget",
    "never_ends",
    "lasts_long",
    "below_floor",
    "not_listed",
    "listed_in_some",
    "twice",
    "equal_rank",
    "either_or",
    "stacks",
    "binds_nowhere",
    "cost_unknown",
    "changed",
    "went_back",
    "gone",
]
VERDICTS: Mapping[FindingCode, Verdict] = {
    "no_store": "FAIL",
    "no_time": "FAIL",
    "no_goods": "FAIL",
    "no_budget": "FAIL",
    "never_ends": "FAIL",
    "lasts_long": "REVIEW",
    "below_floor": "FAIL",
    "not_listed": "FAIL",
    "listed_in_some": "REVIEW",
    "twice": "FAIL",
    "equal_rank": "REVIEW",
    "either_or": "NOTE",
    "stacks": "NOTE",
    "binds_nowhere": "NOTE",
    "cost_unknown": "NOTE",
    "changed": "FAIL",
    "went_back": "FAIL",
    "gone": "FAIL",
}


@dataclass(frozen=True, slots=True)
class Network:
    """What the stores are and what they sell."""

    places: tuple[Place, ...]
    prices: Mapping[str, int] = field(default_factory=dict)
    """Shelf price in cents by product id; a product without one is matched at no price range."""
    listed: Mapping[str, frozenset[str]] | None = None
    """Product ids by store id; None: nobody knows what the stores list."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found about one version of one offer."""

    offer_id: str
    version: int
    verdict: Verdict
    code: FindingCode
    about: tuple[str, ...] = ()
    """Ids: products for floors and listings, offers for meetings, what changed; the first 20."""
    count: int = 0
    """How many there are in all."""
    wanted: int | None = None
    """Cents that the first product would cost."""
    floor: int | None = None
    """Cents below which it must not go."""
