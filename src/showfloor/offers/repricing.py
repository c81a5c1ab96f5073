"""What offers would have cost on a period's sales, none sold otherwise: repriced by the ledger.

The ledger sums lines that no offer can tell apart; the engine of baskets prices each of them once.
docs/methods/offer-simulation.md says what that tells, and what it does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from showfloor.domain.queries import QueryRunner
from showfloor.errors import DataError
from showfloor.offers.compiled import CompiledBook, compile_book
from showfloor.offers.purchase import Place
from showfloor.offers.repricing_book import asks_the_unseen, book_for_sales, told_by_lines
from showfloor.offers.repricing_classes import classes_of
from showfloor.offers.repricing_lines import baskets_of
from showfloor.offers.repricing_queries import LAST_SOLD, sold_alike, sold_in_all
from showfloor.offers.repricing_sums import Pricer, pricer_of
from showfloor.offers.repricing_types import LeftOut, OfferCost, Repriced, SalesAsked
from showfloor.offers.types import Offer, OfferBook

MOST_DAYS = 3 * 366


def reprice(
    ledger: QueryRunner, book: OfferBook, places: Iterable[Place], asked: SalesAsked
) -> Repriced:
    """Price the sales of a period under a book that `check_book` has let pass.

    Each line is priced as a basket of its own, at noon of its day, with budgets untouched.
    DataError where the period is none, or longer than three years.
    """
    days = _days(asked)
    places = tuple(places)

    def priced_without(leave_out: Collection[str]) -> tuple[Pricer, int]:
        compiled = compile_book(book_for_sales(book, asked.weeks_back, leave_out))
        pricer = pricer_of(compiled, classes_of(compiled, places, days))
        return pricer, _add_sales(ledger, pricer, asked)

    priced, unpriceable = priced_without(())
    discount = without = sum(sums.discount for sums in priced.sums.values())
    unseen = {offer.offer_id for offer in book.offers if asks_the_unseen(offer)}
    if unseen:
        rest, _ = priced_without(unseen)
        without = sum(sums.discount for sums in rest.sums.values())
    stated = {(o.offer_id, o.version): o for o in book.offers}
    found = Repriced(
        asked.begins,
        asked.to,
        0,
        0,
        discount,
        without,
        tuple(sorted(_costs(priced, stated), key=lambda cost: (cost.offer_id, cost.version))),
        LeftOut(unpriceable=unpriceable),
    )
    return _with_what_was_sold(ledger, book, found)


def last_weeks(ledger: QueryRunner, weeks: int) -> tuple[date, date] | None:
    """Return the weeks that end with the last day of sales (end exclusive); None without any."""
    last = ledger.run(LAST_SOLD)["last_day"]
    if not len(last) or np.isnat(last[0]):
        return None
    to = last[0].item() + timedelta(days=1)
    return to - timedelta(weeks=weeks), to


def period_asked(ledger: QueryRunner, begins: date | None, to: date | None) -> tuple[date, date]:
    """Return a period whose missing end is that of sales, and whose missing begin 52 weeks before.

    DataError where there are no sales to find them by.
    """
    if to is None:
        last = last_weeks(ledger, 52)
        if last is None:
            raise DataError("the ledger has no sales; import the table sales first")
        to = last[1]
    return begins or to - timedelta(weeks=52), to


def reprice_last_weeks(
    ledger: QueryRunner, book: OfferBook, places: Iterable[Place], *, weeks: int, gross: bool
) -> Repriced | None:
    """Price the last weeks of sales as `reprice` does; None where nothing was sold."""
    period = last_weeks(ledger, weeks)
    return (
        None if period is None else reprice(ledger, book, places, SalesAsked(*period, gross=gross))
    )


def _add_sales(ledger: QueryRunner, pricer: Pricer, asked: SalesAsked) -> int:
    """Price the period's lines; return how many of them cannot be priced."""
    classes = pricer.classes
    unpriceable = 0
    if classes.place_of and classes.product_of:
        rates = np.array([product.vat_rate for product in classes.products], dtype=np.int64)
        query = sold_alike(classes.place_of, classes.day_of, classes.product_of)
        for since, until in _months(asked):
            columns = ledger.run(query.with_parameters(since=since, until=until))
            baskets = baskets_of(columns, rates, gross=asked.gross)
            unpriceable += baskets.unpriceable
            pricer.add(baskets)
    return unpriceable


def _costs(pricer: Pricer, stated: dict[tuple[str, int], Offer]) -> Iterator[OfferCost]:
    compiled: CompiledBook = pricer.compiled
    for version in compiled.versions:
        sums = pricer.sums[version.number]
        told = told_by_lines(stated[version.offer_id, version.offer.version])
        yield OfferCost(
            version.offer_id,
            version.offer.version,
            told,
            sums.lines,
            sums.applications,
            sums.discount,
            sums.manufacturer_pays,
            sums.not_binding,
            pricer.bounds.of(version) if told == "baskets" else None,
            version.offer.budget.overall.cents,
        )


def _with_what_was_sold(ledger: QueryRunner, book: OfferBook, found: Repriced) -> Repriced:
    query = sold_in_all([product.product_id for product in book.products] or [""])
    columns = ledger.run(query.with_parameters(since=found.begins, until=found.to))
    lines, cents, not_sales, unknown = (
        int(columns[name][0]) for name in ("lines", "cents", "not_sales", "unknown_products")
    )
    left_out = replace(found.left_out, not_sales=not_sales, unknown_products=unknown)
    return replace(found, lines=lines, revenue=cents, left_out=left_out)


def _days(asked: SalesAsked) -> list[date]:
    count = (asked.to - asked.begins).days
    if count < 1:
        raise DataError(
            f"the period ends on {asked.to}, not after {asked.begins}, its first day; name a later "
            "end"
        )
    if count > MOST_DAYS:
        raise DataError(
            f"the period has {count:,} days, more than {MOST_DAYS:,}; ask for parts of it"
        )
    return [asked.begins + timedelta(days=day) for day in range(count)]


def _months(asked: SalesAsked) -> Iterator[tuple[date, date]]:
    """Yield the parts of the period by calendar month, as the ledger keeps its sales."""
    since = asked.begins
    while since < asked.to:
        until = min((since.replace(day=1) + timedelta(days=32)).replace(day=1), asked.to)
        yield since, until
        since = until
