"""Who pays for a month's discounts: every line, its shares in cents, and sums over the lines.

Rules, rounding and ties are in docs/methods/offer-settlement.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from showfloor.domain.offer_terms import Offer
from showfloor.errors import DataError
from showfloor.offers.budgets import day_of
from showfloor.offers.settle_caps import capped, turned
from showfloor.offers.settle_lines import sold_lines
from showfloor.offers.settle_types import (
    SUMMED,
    ReturnedUnits,
    SettledLine,
    SettledOffer,
    Settlement,
    Shares,
    ShareTerms,
    SoldBasket,
)

T = TypeVar("T", SoldBasket, ReturnedUnits)


def settle(
    month: date,
    sold: Sequence[SoldBasket],
    returned: Sequence[ReturnedUnits],
    offers: Iterable[Offer],
    *,
    terms: Iterable[ShareTerms] = (),
    manufacturer: str | None = None,
) -> Settlement:
    """Return the statement of a month (any day of it), of all manufacturers or of one.

    sold: all baskets whose sales or returns fall in the month; with caps also those before.
    DataError where a record contradicts another, the offers, or itself.
    """
    versions = {(offer.offer_id, offer.version): offer for offer in offers}
    if manufacturer is not None:
        _check_manufacturer(manufacturer, versions.values())
    baskets, repeated = _once(sold, "basket", [item.basket for item in sold])
    back, repeated_back = _once(returned, "return", [item.returned for item in returned])
    stated = _terms_by_offer(terms, versions)
    by_basket = {basket.basket: sold_lines(basket, versions, stated) for basket in baskets}
    lines = [line for found in by_basket.values() for line in found]
    lines += _returned_lines(back, {basket.basket: basket for basket in baskets}, by_basket)
    lines = capped(sorted(lines, key=_order), stated)
    shown = tuple(
        line
        for line in lines
        if (line.day.year, line.day.month) == (month.year, month.month)
        and manufacturer in (None, line.manufacturer_id)
    )
    names = {offer_id: offer.name for (offer_id, _), offer in sorted(versions.items())}
    return Settlement(
        month.replace(day=1),
        manufacturer,
        _by_offer(shown, names),
        sum_of(shown),
        shown,
        repeated + repeated_back,
    )


def sum_of(lines: Iterable[SettledLine]) -> Shares:
    """Add lines up."""
    found = list(lines)
    return Shares(len(found), *(sum(getattr(line, name) for line in found) for name in SUMMED))


def _by_offer(lines: Sequence[SettledLine], names: Mapping[str, str]) -> tuple[SettledOffer, ...]:
    keys = sorted({(line.manufacturer_id, line.offer_id, line.vat_rate) for line in lines})
    groups: dict[tuple[str, str, int], list[SettledLine]] = {key: [] for key in keys}
    for line in lines:
        groups[(line.manufacturer_id, line.offer_id, line.vat_rate)].append(line)
    return tuple(
        SettledOffer(
            offer_id,
            names[offer_id],
            manufacturer_id,
            rate,
            sum_of(line for line in found if line.kind == "sale"),
            sum_of(line for line in found if line.kind == "return"),
            sum_of(found),
        )
        for (manufacturer_id, offer_id, rate), found in groups.items()
    )


def _check_manufacturer(manufacturer: str, offers: Iterable[Offer]) -> None:
    if all(offer.manufacturer_id != manufacturer for offer in offers):
        # No other's name is told: the statement may be asked for by a manufacturer.
        raise DataError(f"no offer of the file is of the manufacturer '{manufacturer}'")


def _once(records: Sequence[T], what: str, keys: Sequence[str]) -> tuple[list[T], int]:
    """Return the records with each key once; DataError where two of one key differ."""
    found: dict[str, T] = {}
    for key, record in zip(keys, records, strict=True):
        if found.setdefault(key, record) != record:
            raise DataError(
                f"{what} '{key}' is there twice with different content; keep the one that was sold"
            )
    return list(found.values()), len(records) - len(found)


def _terms_by_offer(
    terms: Iterable[ShareTerms], versions: Mapping[tuple[str, int], Offer]
) -> dict[str, ShareTerms]:
    known = {offer_id for offer_id, _ in versions}
    found: dict[str, ShareTerms] = {}
    for item in terms:
        if item.offer_id in found:
            raise DataError(f"the terms of offer '{item.offer_id}' are stated twice; keep one")
        if item.offer_id not in known:
            raise DataError(f"there are terms for offer '{item.offer_id}', which no file states")
        if item.an_application is not None and item.a_unit is not None:
            raise DataError(
                f"the terms of offer '{item.offer_id}' state an amount an application and a unit; "
                "state one of them"
            )
        found[item.offer_id] = item
    return found


def _returned_lines(
    returned: Iterable[ReturnedUnits],
    baskets: Mapping[str, SoldBasket],
    by_basket: Mapping[str, Sequence[SettledLine]],
) -> list[SettledLine]:
    """Return the lines of what came back, each the turned line of its sale."""
    gone: set[tuple[str, str, int]] = set()
    lines: list[SettledLine] = []
    for item in sorted(returned, key=lambda one: (one.at, one.returned)):
        where = f"return '{item.returned}'"
        basket = baskets.get(item.basket)
        if basket is None:
            raise DataError(
                f"{where}: there is no basket '{item.basket}' in the files; add the file of the "
                "month in which it was sold"
            )
        if item.at < basket.at:
            raise DataError(f"{where} was before basket '{item.basket}' was sold; mend its time")
        units = {(line.line_id, unit.number) for line in basket.priced.lines for unit in line.units}
        for unit in item.units:
            place = (unit.line_id, unit.number)
            if place not in units:
                raise DataError(
                    f"{where}: basket '{item.basket}' has no unit {unit.number} in line "
                    f"'{unit.line_id}'"
                )
            if (item.basket, *place) in gone:
                raise DataError(
                    f"{where}: unit {unit.number} of line '{unit.line_id}' of basket "
                    f"'{item.basket}' came back before; a unit comes back once"
                )
            gone.add((item.basket, *place))
            lines += [
                _turned(line, item)
                for line in by_basket[item.basket]
                if (line.line_id, line.number) == place
            ]
    return lines


def _turned(line: SettledLine, item: ReturnedUnits) -> SettledLine:
    back = replace(line, kind="return", record=item.returned, at=item.at, day=day_of(item.at))
    return turned(line, back)


def _order(line: SettledLine) -> tuple[object, ...]:
    return (line.at, line.kind == "return", line.record, line.line_id, line.number, line.offer_id)
