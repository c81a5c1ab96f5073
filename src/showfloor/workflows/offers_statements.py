"""Statements of a month from sold baskets that somebody sends: one for each manufacturer."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from showfloor.domain.offer_terms import Offer
from showfloor.errors import DataError
from showfloor.offers.priced import PricedBasket
from showfloor.offers.settle_types import Settlement
from showfloor.storage.offer_definitions_writer import offer_toml
from showfloor.storage.result_json import decode, encode
from showfloor.workflows.offers_settling import SettlementAsked, settle_files

__all__ = [
    "Settlement",
    "StatementFound",
    "sold_record",
    "statement_in",
    "statements_of",
]
SOLD, STATED = "sold.jsonl", "offers.toml"


@dataclass(frozen=True, slots=True)
class StatementFound:
    """A manufacturer's statement of a month.

    document: the settlement with every line, as plain values that `statement_in` reads back.
    digest: SHA-256 of the document; the same baskets and offers give the same one.
    """

    manufacturer_id: str
    document: dict[str, Any]
    digest: str


def statements_of(month: date, sold: str, offers: Sequence[Offer]) -> tuple[StatementFound, ...]:
    """Settle a month's sold baskets and returns; one statement for each manufacturer in them.

    sold: lines of JSON, as docs/methods/offer-settlement.md has them. offers: every version that
    the baskets may name. DataError says which line, basket or unit is wrong.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, stated = Path(folder, SOLD), Path(folder, STATED)
        given.write_text(sold, encoding="utf-8")
        stated.write_text("\n".join(offer_toml(one) for one in offers), encoding="utf-8")
        try:
            every = settle_files(SettlementAsked(month, (given,), stated))
            makers = sorted({line.manufacturer_id for line in every.lines})
            return tuple(
                _found(settle_files(SettlementAsked(month, (given,), stated, None, maker)), maker)
                for maker in makers
            )
        except DataError as error:
            raise DataError(str(error).replace(f"{folder}/", "")) from None


def statement_in(document: Mapping[str, Any]) -> Settlement:
    """Return the settlement of a document."""
    return decode(Settlement, document)


def sold_record(basket: str, store_id: str, at: datetime, priced: PricedBasket) -> str:
    """Return a sold basket as the line of JSON that a till would send."""
    record = {"basket": basket, "store": store_id, "at": at.isoformat(), "priced": encode(priced)}
    return json.dumps(record, ensure_ascii=False)


def _found(settled: Settlement, maker: str) -> StatementFound:
    document: dict[str, Any] = encode(settled)
    plain = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return StatementFound(maker, document, hashlib.sha256(plain.encode()).hexdigest())
