"""What a call of budgets may say: keys, amounts and claims, checked before a database is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from showfloor.domain.offer_budgets import BudgetAsked, BudgetLimits, Claim
from showfloor.errors import DataError

LONGEST = 200
MOST_CENTS = 10**12
MOST_PIECES = 10**9
MOST_CLAIMS = 1_000
LARGEST_KEY = 65_536


def check_text(what: str, text: str) -> None:
    """Refuse a key or id that is empty, too long, or holds what cannot be printed."""
    if not isinstance(text, str) or not text or len(text) > LONGEST or not text.isprintable():
        shown = repr(text)[:60]
        raise DataError(f"{what} must be 1 to {LONGEST} printable characters, found {shown}")


def check_moment(now: datetime) -> None:
    """Refuse a time without a zone."""
    if now.tzinfo is None:
        raise DataError(f"the time {now.isoformat()} names no zone; state one")


def check_claims(basket_key: str, claims: Sequence[Claim]) -> None:
    """Refuse claims that are none, too many, of one offer twice, or of impossible amounts."""
    if not 0 < len(claims) <= MOST_CLAIMS:
        raise DataError(f"basket '{basket_key}' claims {len(claims)} offers; 1 to {MOST_CLAIMS}")
    seen: set[str] = set()
    for claim in claims:
        check_text(f"basket '{basket_key}': an offer's id", claim.offer_id)
        where = f"basket '{basket_key}', offer '{claim.offer_id}'"
        if claim.offer_id in seen:
            raise DataError(f"{where} is claimed twice; add its claims up")
        seen.add(claim.offer_id)
        _whole(f"{where}: cents", claim.cents, 0, MOST_CENTS)
        _whole(f"{where}: pieces", claim.pieces, 1, MOST_PIECES)


def check_asked(asked: BudgetAsked) -> None:
    """Refuse a reservation that no counter could be asked for."""
    check_text("a basket's key", asked.basket_key)
    check_text(f"basket '{asked.basket_key}': the store's id", asked.store_id)
    if asked.customer is not None:
        check_text(f"basket '{asked.basket_key}': the customer's digest", asked.customer)
    check_claims(asked.basket_key, asked.claims)


def check_limits(limits: BudgetLimits) -> None:
    """Refuse limits below 0 or beyond all sense."""
    check_text("an offer's id", limits.offer_id)
    where = f"offer '{limits.offer_id}'"
    _whole(f"{where}: version", limits.version, 0, MOST_PIECES)
    budget = limits.budget
    for allowance in (budget.overall, budget.a_store, budget.a_day):
        _limit(f"{where}: a limit in cents", allowance.cents, MOST_CENTS)
        _limit(f"{where}: a limit in pieces", allowance.pieces, MOST_PIECES)
    _limit(f"{where}: first customers", budget.first_customers, MOST_PIECES)
    _limit(f"{where}: a customer's pieces", limits.a_customer, MOST_PIECES)


def _limit(what: str, value: int | None, most: int) -> None:
    if value is not None:
        _whole(what, value, 0, most)


def _whole(what: str, value: int, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise DataError(f"{what} must be a whole number from {least} to {most}, found {value!r}")


def read_key(path: Path) -> bytes:
    """Return the key of the customers' digests from a file, without the space around it.

    DataError where the file cannot be read, or is far larger than a key.
    """
    try:
        with path.open("rb") as file:
            found = file.read(LARGEST_KEY + 1)
    except OSError as reason:
        raise DataError(f"{path} cannot be read: {reason.strerror}") from None
    if len(found) > LARGEST_KEY:
        raise DataError(f"{path} holds more than {LARGEST_KEY:,} bytes: that is no key")
    return found.strip()
