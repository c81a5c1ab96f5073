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
    """All live offers with what they take and where, made once for all questions."""

    def __init__(self, offers: Iterable[Offer], catalogue: Catalogue, places: Places) -> None:
        self._offers = [offer for offer in offers if offer.status != "ended"]
        self._goods = [bought_by(offer, catalogue) for offer in self._offers]
        self._number = {(o.offer_id, o.version): n for n, o in enumerate(self._offers)}
        self._places = [places.admitted_bits(offer) for offer in self._offers]
        self._taking = defaultdict[str, list[int]](list)
        for number, products in enumerate(self._goods):
            for product_id in products:
                self._taking[product_id].append(number)

    def of(self, offer: Offer) -> Met:
        """Return what an offer of this set meets; other versions of itself do not count."""
        own = self._number[offer.offer_id, offer.version]
        candidates = {n for product_id in self._goods[own] for n in self._taking[product_id]}
        found = defaultdict[str, set[str]](set)
        for number in candidates:
            other = self._offers[number]
            if not self._places[own] & self._places[number]:
                continue
            if other.offer_id != offer.offer_id and _same_time(offer, other):
                found[_how(offer, other)].add(other.offer_id)
        return Met(*(tuple(sorted(found[key])) for key in Met.__slots__))


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
