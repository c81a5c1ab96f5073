"""Which duties an announcement has, and what of them it does not show yet.

A missing duty blocks the announcement. Goods of a category that the register does not know have the
duties of all goods alone, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from showfloor.domain.duties import MEDIA, Duty, DutyFact, DutyRegister, Medium
from showfloor.errors import UsageError, nearest

ALL_GOODS = "goods"
EU_COUNTRIES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""Member states; Greece is GR, as ISO has it."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that is to be announced on a day in a country and medium.

    categories: of its products, as the ledger has them.
    kinds:      what else it is: "contract_bundle", "price_reduction", "sold_by_measure", ….
    facts:      what it shows, by name. placed_on_market: when its units first were; None: unknown,
                taken as new.
    """

    country: str
    medium: Medium
    on: date
    categories: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    facts: Mapping[str, str] | None = None
    placed_on_market: date | None = None


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that a duty asks for; found: a value that it may not have, "" where there is none."""

    fact: DutyFact
    found: str


@dataclass(frozen=True, slots=True)
class DutyFound:
    """A duty that an announcement has, and what is missing of it; nothing: it is met."""

    duty: Duty
    missing: tuple[MissingFact, ...]


@dataclass(frozen=True, slots=True)
class DutiesFound:
    """The duties of an announcement, in the register's order.

    unknown_categories: those for which no kind is known, so that only duties of all goods were
    looked at.
    """

    duties: tuple[DutyFound, ...]
    unknown_categories: tuple[str, ...]

    @property
    def may_be_announced(self) -> bool:
        """Whether nothing is missing."""
        return not any(one.missing for one in self.duties)


def duties_of(announcement: Announcement, register: DutyRegister) -> DutiesFound:
    """Return what an announcement must show; UsageError for an unknown country, medium or kind."""
    _check(announcement, register)
    folded = {category: category.casefold().strip() for category in announcement.categories}
    known = [register.categories.get(name) for name in folded.values()]
    kinds = {ALL_GOODS, *announcement.kinds, *(kind for some in known for kind in some or ())}
    facts = announcement.facts or {}
    return DutiesFound(
        tuple(
            DutyFound(duty, _missing(duty, facts))
            for duty in register.duties
            if _holds(duty, announcement, kinds)
        ),
        tuple(name for name, some in zip(folded, known, strict=True) if some is None),
    )


def _check(announcement: Announcement, register: DutyRegister) -> None:
    if announcement.country not in EU_COUNTRIES:
        raise UsageError(
            f"'{announcement.country}' is no member state of the EU such as DE"
            f"{nearest(announcement.country, EU_COUNTRIES)}; duties are held for the EU alone"
        )
    if announcement.medium not in MEDIA:
        raise UsageError(f"'{announcement.medium}' is none of {', '.join(MEDIA)}")
    for kind in announcement.kinds:
        if kind not in register.kinds:
            raise UsageError(
                f"'{kind}' is no kind of announcement{nearest(kind, register.kinds)}; there are "
                f"{', '.join(register.kinds)}"
            )


def _holds(duty: Duty, announcement: Announcement, kinds: set[str]) -> bool:
    placed = announcement.placed_on_market
    return (
        (announcement.country in duty.countries or "EU" in duty.countries)
        and announcement.medium in duty.media
        and not kinds.isdisjoint(duty.kinds)
        and duty.since <= announcement.on
        and (duty.until is None or announcement.on < duty.until)
        and not (duty.by_placing and placed is not None and placed < duty.since)
    )


def _missing(duty: Duty, facts: Mapping[str, str]) -> tuple[MissingFact, ...]:
    found = []
    for fact in duty.facts:
        value = facts.get(fact.name, "").strip()
        if not value or (fact.one_of and value not in fact.one_of):
            found.append(MissingFact(fact, value))
    return tuple(found)
