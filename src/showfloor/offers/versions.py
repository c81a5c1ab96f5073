"""What may change from one state of the offers to the next: drafts freely, versions by new ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from showfloor.offers.findings_types import VERDICTS, Finding, FindingCode
from showfloor.offers.types import STATUSES, Offer

FREE = frozenset({"status", "name"})
"""What an approved version may change: its status, forward only, and the name it is called by."""


def check_changes(before: Iterable[Offer], after: Iterable[Offer]) -> tuple[Finding, ...]:
    """Return what may not change between two states of the offers, by id and version.

    A draft may change in all, and go. A version that was approved, announced, running or ended
    keeps its words; its status goes forward only (draft, approved, announced, running, ended) and
    may leave out steps; it stays among the offers for as long as anybody may ask what held.
    """
    now = {(offer.offer_id, offer.version): offer for offer in after}
    ordered = sorted(before, key=lambda offer: (offer.offer_id, offer.version))
    return tuple(
        fault
        for offer in ordered
        if offer.status != "draft"
        for fault in _faults(offer, now.get((offer.offer_id, offer.version)))
    )


def _faults(old: Offer, new: Offer | None) -> Iterator[Finding]:
    if new is None:
        yield _fault(old, "gone", ())
        return
    changed = [
        item.name
        for item in fields(Offer)
        if item.name not in FREE and getattr(old, item.name) != getattr(new, item.name)
    ]
    if changed:
        yield _fault(old, "changed", tuple(changed))
    if STATUSES.index(new.status) < STATUSES.index(old.status):
        yield _fault(old, "went_back", (old.status, new.status))


def _fault(offer: Offer, code: FindingCode, about: tuple[str, ...]) -> Finding:
    return Finding(offer.offer_id, offer.version, VERDICTS[code], code, about, len(about))
