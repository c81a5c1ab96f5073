"""Budgets that hold: reserve, confirm, release and give back, each one transaction or none.

How, and why no basket is ever over, is in docs/methods/offer-budgets.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from showfloor.domain.offer_budgets import (
    BudgetAnswer,
    BudgetAsked,
    BudgetAudit,
    BudgetLimits,
    BudgetRoom,
    Claim,
    KeptClaim,
    Short,
)
from showfloor.errors import DataError
from showfloor.storage.offer_budgets_audit import audited
from showfloor.storage.offer_budgets_checks import (
    check_asked,
    check_claims,
    check_limits,
    check_moment,
    check_text,
)
from showfloor.storage.offer_budgets_counters import (
    CounterKey,
    Counters,
    Event,
    all_keys,
    changed,
    entry_of,
    shorts_of,
)
from showfloor.storage.offer_budgets_database import BudgetDatabase, Transaction
from showfloor.storage.offer_budgets_postgresql import PostgresqlBudgets
from showfloor.storage.offer_budgets_returns import back_after, book_return
from showfloor.storage.offer_budgets_room import room_of
from showfloor.storage.offer_budgets_rows import (
    Basket,
    insert_basket,
    limits_needed,
    make_counters,
    missing,
    moment,
    read_basket,
    read_baskets,
    read_counters,
    write_basket,
    write_book,
    write_counters,
    write_limits,
)
from showfloor.storage.offer_budgets_sqlite import SqliteBudgets, check_kept

KEPT_FOR = timedelta(minutes=15)
AT_ONCE = 500
"""Baskets that are asked for, or given back, in one go."""
T = TypeVar("T")


class _MissingError(Exception):
    """Counters that a basket needs are not there yet."""

    def __init__(self, keys: Sequence[CounterKey]) -> None:
        super().__init__()
        self.keys = keys


class _TooShortError(Exception):
    """A limit would be passed: the transaction ends without a trace."""

    def __init__(self, shorts: tuple[Short, ...]) -> None:
        super().__init__()
        self.shorts = shorts


def open_budgets(place: str | Path, *, kept_for: timedelta = KEPT_FOR) -> KeptBudgets:
    """Open budgets in a SQLite file, or at a postgresql:// address; made where they are missing.

    kept_for: how long a reservation waits for its confirmation. Close what was opened.
    """
    if _is_address(place):
        return KeptBudgets(PostgresqlBudgets(str(place)), kept_for)
    return KeptBudgets(SqliteBudgets(Path(place)), kept_for)


def open_kept_budgets(place: str | Path) -> KeptBudgets:
    """Open budgets that are there already, to read them; DataError where none are."""
    if _is_address(place):
        return KeptBudgets(PostgresqlBudgets(str(place), make=False))
    check_kept(Path(place))
    return KeptBudgets(SqliteBudgets(Path(place)))


def _is_address(place: str | Path) -> bool:
    return isinstance(place, str) and place.startswith(("postgresql://", "postgres://"))


class KeptBudgets:
    """Budgets in a database, as `showfloor.domain.offer_budgets.OfferBudgets` states.

    One connection: a thread of its own has one of its own.
    """

    def __init__(self, database: BudgetDatabase, kept_for: timedelta = KEPT_FOR) -> None:
        self._database = database
        self._kept_for = kept_for

    def put(self, limits: Sequence[BudgetLimits]) -> None:
        """Keep limits; an older version never replaces a newer one."""
        for item in limits:
            check_limits(item)
        with self._database.writing() as at:
            write_limits(at, limits)

    def room(
        self, offer_ids: Sequence[str], store_id: str, day: date, customer: str | None = None
    ) -> BudgetRoom:
        """Return what is left here and today for this customer; a promise to nobody."""
        with self._database.reading() as at:
            return room_of(at, offer_ids, store_id, day, customer)

    def reserve(self, asked: BudgetAsked, now: datetime) -> BudgetAnswer:
        """Take all of a basket's claims or none.

        A key that is reserved or confirmed gets the same answer again; with other claims it is a
        DataError. A key that was released or has expired may be reserved anew.
        """
        check_asked(asked)
        check_moment(now)
        asked = replace(asked, claims=tuple(sorted(asked.claims, key=lambda item: item.offer_id)))
        try:
            return self._done(lambda at: self._reserve(at, asked, now))
        except _TooShortError as short:
            shorts = short.shorts
        if self.expire(now):
            try:
                return self._done(lambda at: self._reserve(at, asked, now))
            except _TooShortError as short:
                shorts = short.shorts
        return BudgetAnswer(asked.basket_key, "short", shorts=shorts)

    def confirm(self, basket_key: str, now: datetime) -> BudgetAnswer:
        """Make a reservation a sale.

        One that was given back because its time was over is taken again where there is room, and
        is "short" where there is none. DataError for a key that is unknown or was released.
        """
        check_moment(now)
        try:
            return self._done(lambda at: self._confirm(at, basket_key, now))
        except _TooShortError as short:
            return BudgetAnswer(basket_key, "short", shorts=short.shorts)

    def release(self, basket_key: str, now: datetime) -> BudgetAnswer:
        """Give a reservation back; DataError for a key that is unknown or was confirmed."""
        check_moment(now)
        return self._done(lambda at: self._release(at, basket_key, now))

    def give_back(
        self, return_key: str, basket_key: str, back: Sequence[Claim], now: datetime
    ) -> BudgetAnswer:
        """Note what of a confirmed basket came back, and free it where the limits say so.

        The same return again changes nothing; DataError where more came back than was sold.
        """
        check_text("a return's key", return_key)
        check_claims(basket_key, back)
        check_moment(now)
        return self._done(lambda at: self._give_back(at, return_key, basket_key, back, now))

    def expire(self, now: datetime) -> int:
        """Give back all reservations that are over; return how many there were."""
        check_moment(now)
        given_back = 0
        while True:
            with self._database.reading() as at:
                due = at.rows(
                    "SELECT basket_key FROM offer_budget_baskets WHERE state = 'reserved' "
                    "AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                    (moment(now), AT_ONCE),
                )
            for (key,) in due:
                given_back += self._done(lambda at, key=key: self._expire(at, key, now))  # type: ignore[misc]  # a default binds the loop's key
            if len(due) < AT_ONCE:
                return given_back

    def kept(self, basket_keys: Sequence[str]) -> tuple[KeptClaim, ...]:
        """Return what is kept of these baskets, by key and offer."""
        found: list[Basket] = []
        keys = sorted(set(basket_keys))
        with self._database.reading() as at:
            for start in range(0, len(keys), AT_ONCE):
                found += read_baskets(at, keys[start : start + AT_ONCE])
        return tuple(
            KeptClaim(
                basket.asked.basket_key,
                basket.state,
                claim.offer_id,
                claim.cents,
                claim.pieces,
                back.cents,
                back.pieces,
            )
            for basket in sorted(found, key=lambda item: item.asked.basket_key)
            for claim, back in zip(basket.asked.claims, basket.back, strict=True)
        )

    def audit(self) -> BudgetAudit:
        """Add the book and the baskets up again, and say where a counter differs."""
        with self._database.reading() as at:
            return audited(at)

    def close(self) -> None:
        """Give the connection back."""
        self._database.close()

    def _done(self, work: Callable[[Transaction], T]) -> T:
        """Run a transaction; where counters are missing, make them first, in one of their own.

        So a transaction that holds rows never waits for rows that another one is making.
        """
        while True:
            try:
                with self._database.writing() as at:
                    return work(at)
            except _MissingError as reason:
                with self._database.writing() as at:
                    make_counters(at, reason.keys)

    def _locked(self, at: Transaction, asked: BudgetAsked) -> Counters:
        keys = all_keys(asked)
        found = read_counters(at, keys, self._database.locking)
        absent = missing(keys, found)
        if absent:
            raise _MissingError(absent)
        return found

    def _found(self, at: Transaction, basket_key: str) -> Basket:
        basket = read_basket(at, basket_key, self._database.locking)
        if basket is None:
            raise DataError(f"there is no basket '{basket_key}' in the budgets; reserve it first")
        return basket

    def _reserve(self, at: Transaction, asked: BudgetAsked, now: datetime) -> BudgetAnswer:
        back = tuple(Claim(claim.offer_id, 0, 0) for claim in asked.claims)
        basket = Basket(asked, "reserved", now + self._kept_for, back)
        if not insert_basket(at, basket):
            known = self._found(at, asked.basket_key)
            if known.state in {"reserved", "confirmed"}:
                if known.asked != asked:
                    raise DataError(
                        f"basket '{asked.basket_key}' is {known.state} with other claims; release "
                        "it before it is reserved anew, or give each basket a key of its own"
                    )
                return _answer(known)
            write_basket(at, basket)
        self._take(at, asked, now)
        return _answer(basket)

    def _take(self, at: Transaction, asked: BudgetAsked, now: datetime) -> None:
        limits = limits_needed(at, asked)
        counters = self._locked(at, asked)
        shorts = shorts_of(asked, limits, counters)
        if shorts:
            raise _TooShortError(shorts)
        _book(at, asked, "reserved", counters, now)

    def _confirm(self, at: Transaction, basket_key: str, now: datetime) -> BudgetAnswer:
        basket = self._found(at, basket_key)
        if basket.state == "released":
            raise DataError(f"basket '{basket_key}' was released; reserve it again")
        if basket.state == "confirmed":
            return _answer(basket)
        if basket.state == "expired":
            self._take(at, basket.asked, now)
        _book(at, basket.asked, "confirmed", self._locked(at, basket.asked), now)
        basket = replace(basket, state="confirmed")
        write_basket(at, basket)
        return _answer(basket)

    def _release(self, at: Transaction, basket_key: str, now: datetime) -> BudgetAnswer:
        basket = self._found(at, basket_key)
        if basket.state == "confirmed":
            raise DataError(f"basket '{basket_key}' is sold; what comes back is a return")
        if basket.state == "reserved":
            _book(at, basket.asked, "released", self._locked(at, basket.asked), now)
            basket = replace(basket, state="released")
            write_basket(at, basket)
        return _answer(basket)

    def _expire(self, at: Transaction, basket_key: str, now: datetime) -> int:
        basket = self._found(at, basket_key)
        if basket.state != "reserved" or basket.expires_at > now:
            return 0
        _book(at, basket.asked, "expired", self._locked(at, basket.asked), now)
        write_basket(at, replace(basket, state="expired"))
        return 1

    def _give_back(
        self,
        at: Transaction,
        return_key: str,
        basket_key: str,
        back: Sequence[Claim],
        now: datetime,
    ) -> BudgetAnswer:
        basket = self._found(at, basket_key)
        if not book_return(at, return_key, basket_key, back):
            return _answer(basket)
        after = back_after(basket, back)
        limits = limits_needed(at, basket.asked)
        counters = self._locked(at, basket.asked)
        gone = {
            claim.offer_id
            for claim, total in zip(basket.asked.claims, after, strict=True)
            if total.pieces == claim.pieces
        }
        entries = [
            entry_of(
                "returned" if limits[item.offer_id].on_return == "give_back" else "kept",
                basket.asked,
                item,
                counters,
                whole=item.offer_id in gone,
            )
            for item in back
        ]
        write_counters(at, changed(basket.asked, entries, counters))
        write_book(at, basket.asked, entries, moment(now))
        write_basket(at, replace(basket, back=after))
        return _answer(basket)


def _book(
    at: Transaction, asked: BudgetAsked, event: Event, counters: Counters, now: datetime
) -> None:
    """Write one event of a whole basket to its counters and to the book."""
    entries = [entry_of(event, asked, claim, counters) for claim in asked.claims]
    write_counters(at, changed(asked, entries, counters))
    write_book(at, asked, entries, moment(now))


def _answer(basket: Basket) -> BudgetAnswer:
    ends = basket.expires_at if basket.state == "reserved" else None
    return BudgetAnswer(basket.asked.basket_key, basket.state, ends)
