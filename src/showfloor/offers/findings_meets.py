"""Which other offers an offer meets: the same goods in the same place at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from showfloor.offers.findings_goods import Catalogue, bought_by
from showfloor.offers.findings_time import Places
from showfloor.offers.types import Offer

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Met:
    """The offers that one offer meets, by how; ids in order."""

    twice: tuple[str, ...]
    """They say the same under another id."""
    equal_rank: tuple[str, ...]
    """Only one of both can take a unit, and nothing but the ids decides between equal ones."""
    either_or: tuple[str, ...]
    """Only one of both can take a unit."""
    stacks: tuple[str, ...]
    """Both can take a unit."""


class Meetings:
    """All live offers with what they take and where, made once for all questions.

    Offers that differ by id and name alone are one kind and are looked at once, so that thousands
    of copies of one offer are as quick as one.
    """

    def __init__(self, offers: Iterable[Offer], catalogue: Catalogue, places: Places) -> None:
        self._kind_of: dict[tuple[object, ...], int] = {}
        self._first: list[Offer] = []
        self._ids: list[list[str]] = []
        for offer in offers:
            if offer.status == "ended":
                continue
            kind = self._kind_of.setdefault(_kind(offer), len(self._first))
            if kind == len(self._first):
                self._first.append(offer)
                self._ids.append([])
            self._ids[kind].append(offer.offer_id)
        self._goods = [bought_by(offer, catalogue) for offer in self._first]
        self._places = [places.admitted_bits(offer) for offer in self._first]
        self._taking = defaultdict[str, list[int]](list)
        for kind, products in enumerate(self._goods):
            for product_id in products:
                self._taking[product_id].append(kind)
        self._met: dict[int, Met] = {}

    def of(self, offer: Offer) -> Met:
        """Return what an offer of this set meets; other versions of itself do not count."""
        kind = self._kind_of[_kind(offer)]
        if kind not in self._met:
            self._met[kind] = self._of_kind(kind)
        met, own = self._met[kind], offer.offer_id
        return Met(
            *(tuple(name for name in getattr(met, how) if name != own) for how in Met.__slots__)
        )

    def _of_kind(self, own: int) -> Met:
        """Return what offers of a kind meet, themselves among it."""
        candidates = {kind for product_id in self._goods[own] for kind in self._taking[product_id]}
        found = defaultdict[str, set[str]](set)
        for kind in candidates:
            one, other = self._first[own], self._first[kind]
            if self._places[own] & self._places[kind] and _same_time(one, other):
                found[_how(one, other)].update(self._ids[kind])
        return Met(*(tuple(sorted(found[how])) for how in Met.__slots__))


def _kind(offer: Offer) -> tuple[object, ...]:
    """Return all that decides which others an offer meets, and how."""
    return offer.manufacturer_id, offer.when, offer.meets, *_said(offer)


def _same_time(one: Offer, other: Offer) -> bool:
    mine, theirs = one.when, other.when
    if max(mine.begins, theirs.begins) >= min(mine.ends, theirs.ends):
        return False
    days = set(mine.weekdays or range(1, 8)) & set(theirs.weekdays or range(1, 8))
    hours = any(
        max(start, begin) < min(end, stop)
        for start, end in mine.hours or ((0, DAY),)
        for begin, stop in theirs.hours or ((0, DAY),)
    )
    return bool(days) and hours


def _said(offer: Offer) -> tuple[object, ...]:
    return offer.reward, offer.needs, offer.whom, offer.where


def _how(one: Offer, other: Offer) -> str:
    if _said(one) == _said(other):
        return "twice"
    mine, theirs = one.meets, other.meets
    apart = (
        mine.group == theirs.group
        or mine.exclusive != "no"
        or theirs.exclusive != "no"
        or mine.group in theirs.not_with
        or theirs.group in mine.not_with
    )
    if not apart:
        return "stacks"
    return "equal_rank" if mine.priority == theirs.priority else "either_or"
