"""The rows of budgets, read and written: limits, counters, baskets, returns and the book."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from typing import Any

from showfloor.domain.offer_budgets import (
    BasketState,
    BudgetAsked,
    BudgetLimits,
    Claim,
)
from showfloor.domain.offer_terms import Allowance, Budget
from showfloor.errors import DataError
from showfloor.storage.offer_budgets_counters import Counter, CounterKey, Counters, Entry
from showfloor.storage.offer_budgets_database import Transaction

COUNTER_COLUMNS = "held_cents, held_pieces, spent_cents, spent_pieces, customers, baskets"
BASKET_COLUMNS = "basket_key, state, store_id, day, customer, expires_at, claims"


@dataclass(frozen=True, slots=True)
class Basket:
    """A basket as it is kept; `back` is what came back of each of its claims, in their order."""

    asked: BudgetAsked
    state: BasketState
    expires_at: datetime
    back: tuple[Claim, ...]


def marks(count: int, width: int = 1) -> str:
    """Return marks for so many values, or rows of values."""
    one = "?" if width == 1 else f"({', '.join('?' * width)})"
    return ", ".join([one] * count)


def moment(instant: datetime) -> str:
    """Return an instant as text that sorts by time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def read_limits(at: Transaction, offer_ids: Sequence[str]) -> dict[str, BudgetLimits]:
    """Return the limits that are kept of these offers, by id."""
    if not offer_ids:
        return {}
    found = at.rows(
        f"SELECT * FROM offer_budget_limits WHERE offer_id IN ({marks(len(offer_ids))})", offer_ids
    )
    return {
        row[0]: BudgetLimits(
            row[0],
            row[1],
            Budget(Allowance(*row[2:4]), Allowance(*row[4:6]), Allowance(*row[6:8]), row[8]),
            row[9],
            row[10],
        )
        for row in found
    }


def limits_needed(at: Transaction, asked: BudgetAsked) -> dict[str, BudgetLimits]:
    """Return the limits of all claimed offers; DataError where one was never put."""
    found = read_limits(at, [claim.offer_id for claim in asked.claims])
    for claim in asked.claims:
        if claim.offer_id not in found:
            raise DataError(
                f"basket '{asked.basket_key}' claims offer '{claim.offer_id}', whose limits were "
                "never put; put the limits of all approved offers first"
            )
    return found


def write_limits(at: Transaction, limits: Sequence[BudgetLimits]) -> None:
    """Keep limits where they are new or newer; what a return does stays as it was first put."""
    names = (
        "version", "whole_cents", "whole_pieces", "store_cents", "store_pieces", "day_cents",
        "day_pieces", "customers", "a_customer", "on_return",
    )  # fmt: skip
    at.run_many(
        f"INSERT INTO offer_budget_limits (offer_id, {', '.join(names)}) VALUES ({marks(11)}) "
        "ON CONFLICT (offer_id) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in names[:-1])
        + " WHERE excluded.version >= offer_budget_limits.version",
        [
            (
                item.offer_id,
                item.version,
                *astuple(item.budget.overall),
                *astuple(item.budget.a_store),
                *astuple(item.budget.a_day),
                item.budget.first_customers,
                item.a_customer,
                item.on_return,
            )
            for item in sorted(limits, key=lambda item: (item.offer_id, item.version))
        ],
    )


def read_counters(
    at: Transaction, keys: Sequence[CounterKey], locking: str = ""
) -> dict[CounterKey, Counter]:
    """Return the counters of these keys that there are; with `locking`, locked in their order."""
    if not keys:
        return {}
    found = at.rows(
        f"SELECT scope, offer_id, place, {COUNTER_COLUMNS} FROM offer_budget_counters "
        f"WHERE (scope, offer_id, place) IN (VALUES {marks(len(keys), 3)}) "
        f"ORDER BY {_in_order(locking)}{locking}",
        [part for key in keys for part in key],
    )
    return {(row[0], row[1], row[2]): Counter(*map(int, row[3:])) for row in found}


def _in_order(locking: str) -> str:
    """Return the columns to sort by; a server that locks rows sorts by code points too."""
    collated = ' COLLATE "C"' if locking else ""
    return ", ".join(f"{name}{collated}" for name in ("scope", "offer_id", "place"))


def make_counters(at: Transaction, keys: Sequence[CounterKey]) -> None:
    """Make counters at 0 where they are missing."""
    at.run_many(
        "INSERT INTO offer_budget_counters (scope, offer_id, place) VALUES (?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        keys,
    )


def write_counters(at: Transaction, counters: Counters) -> None:
    """Write counters whose rows are locked."""
    names = COUNTER_COLUMNS.split(", ")
    at.run_many(
        f"UPDATE offer_budget_counters SET {', '.join(f'{name} = ?' for name in names)} "
        "WHERE scope = ? AND offer_id = ? AND place = ?",
        [(*astuple(counters[key]), *key) for key in sorted(counters)],
    )


def write_book(at: Transaction, asked: BudgetAsked, entries: Sequence[Entry], now: str) -> None:
    """Add lines to the book."""
    names = (
        "made_at, basket_key, event, offer_id, store_id, day, customer, cents, pieces, customers, "
        "baskets"
    )
    at.run_many(
        f"INSERT INTO offer_budget_book ({names}) VALUES ({marks(11)})",
        [
            (
                now,
                asked.basket_key,
                entry.event,
                entry.claim.offer_id,
                asked.store_id,
                asked.day.isoformat(),
                asked.customer or "",
                entry.claim.cents,
                entry.claim.pieces,
                entry.customers,
                entry.baskets,
            )
            for entry in entries
        ],
    )


def insert_basket(at: Transaction, basket: Basket) -> bool:
    """Keep a new basket; return False where its key is known."""
    found = at.rows(
        f"INSERT INTO offer_budget_baskets ({BASKET_COLUMNS}) VALUES ({marks(7)}) "
        "ON CONFLICT (basket_key) DO NOTHING RETURNING 1",
        (basket.asked.basket_key, *_basket_cells(basket)),
    )
    return bool(found)


def write_basket(at: Transaction, basket: Basket) -> None:
    """Write a basket whose row is locked."""
    names = BASKET_COLUMNS.split(", ")[1:]
    at.run_many(
        f"UPDATE offer_budget_baskets SET {', '.join(f'{name} = ?' for name in names)} "
        "WHERE basket_key = ?",
        [(*_basket_cells(basket), basket.asked.basket_key)],
    )


def _basket_cells(basket: Basket) -> tuple[Any, ...]:
    asked = basket.asked
    claims = [
        [claim.offer_id, claim.cents, claim.pieces, back.cents, back.pieces]
        for claim, back in zip(asked.claims, basket.back, strict=True)
    ]
    return (
        basket.state,
        asked.store_id,
        asked.day.isoformat(),
        asked.customer or "",
        moment(basket.expires_at),
        json.dumps(claims, ensure_ascii=False),
    )


def read_basket(at: Transaction, basket_key: str, locking: str) -> Basket | None:
    """Return a kept basket, its row locked until the end; None where there is none."""
    found = at.rows(
        f"SELECT {BASKET_COLUMNS} FROM offer_budget_baskets WHERE basket_key = ?{locking}",
        (basket_key,),
    )
    return basket_of(found[0]) if found else None


def basket_of(row: Sequence[Any]) -> Basket:
    """Return a basket from its row."""
    kept: list[list[Any]] = json.loads(row[6])
    claims = tuple(Claim(*item[:3]) for item in kept)
    back = tuple(Claim(item[0], item[3], item[4]) for item in kept)
    asked = BudgetAsked(row[0], row[2], date.fromisoformat(row[3]), claims, row[4] or None)
    return Basket(asked, row[1], datetime.fromisoformat(row[5]), back)


def read_baskets(at: Transaction, keys: Sequence[str]) -> list[Basket]:
    """Return those of the named baskets that are kept."""
    if not keys:
        return []
    wanted = f"SELECT {BASKET_COLUMNS} FROM offer_budget_baskets WHERE basket_key IN "
    return [basket_of(row) for row in at.rows(f"{wanted}({marks(len(keys))})", keys)]


def missing(keys: Sequence[CounterKey], found: Mapping[CounterKey, Counter]) -> list[CounterKey]:
    """Return the keys without a counter."""
    return [key for key in keys if key not in found]
