"""The price log as arrays: which price held when, as far as it was known at a moment.

Nothing in the log is ever overwritten. Of several entries of one product, channel and instant the
one recorded last holds; of those recorded at the same time the lowest, since a consumer who was
shown two prices may rely on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.prices import PriceEntry
from showfloor.errors import DataError, nearest

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NOT_ON_SALE = -1
"""In place of a price in cents: from this instant on the product is not sold in the channel."""
FARTHEST = 1 << 34
"""Instants lie within so many seconds of 1970, 544 years."""
_HUNDRED = Decimal(100)
_LARGEST_CENTS = 10**14


@dataclass(frozen=True, slots=True)
class PriceLog:
    """All entries of a log, sorted by series, instant and time of recording.

    products, channels: the names; a series is product * len(channels) + channel.
    series:   [n] of each entry.
    instants: [n] from when it holds, seconds since 1970 in UTC.
    cents:    [n] gross price in cents, NOT_ON_SALE where it is not sold.
    vat:      [n] VAT rate within it.
    recorded: [n] when the log learnt of it, seconds since 1970 in UTC.
    """

    products: tuple[str, ...]
    channels: tuple[str, ...]
    series: Ints
    instants: Ints
    cents: Ints
    vat: Floats
    recorded: Ints

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self.series)

    def series_of(self, product_id: str, channel: str) -> int | None:
        """Return the series of a product in a channel; None where the log knows one of them not."""
        if product_id not in self.products or channel not in self.channels:
            return None
        product = self.products.index(product_id)
        return product * len(self.channels) + self.channels.index(channel)


@dataclass(frozen=True, slots=True)
class PriceSteps:
    """The log's prices as steps in time: one row a series and instant, sorted by both.

    A step holds from its instant (inclusive) to the next one's (exclusive) of its series. row: the
    entry of the log that holds; others: how many entries of the same instant it superseded.
    """

    log: PriceLog
    series: Ints
    instants: Ints
    cents: Ints
    row: Ints
    others: Ints


@dataclass(frozen=True, slots=True)
class Superseded:
    """An instant for which the log has several entries.

    held: the price in cents that holds; others: those that it superseded, oldest record first;
    contradiction: they were recorded at the same time, so the lowest was taken.
    """

    product_id: str
    channel: str
    instant: datetime
    held: int
    others: tuple[int, ...]
    recorded_at: datetime
    contradiction: bool


def seconds_of(moment: datetime) -> int:
    """Return an instant in whole seconds since 1970, UTC; DataError where it has no offset."""
    if moment.utcoffset() is None:
        raise DataError(f"{moment} has no offset from UTC; state its time zone")
    return int(moment.timestamp() // 1)


def moment_of(seconds: int) -> datetime:
    """Return the instant of whole seconds since 1970, in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC)


def price_log(entries: Iterable[PriceEntry]) -> PriceLog:
    """Return a log of single entries, in whatever order they come."""
    rows = list(entries)
    begun = [seconds_of(row.valid_from) for row in rows]
    return price_log_of_columns(
        [row.product_id for row in rows],
        [row.channel for row in rows],
        instants=np.array(begun, dtype=np.int64),
        cents=np.array([_cents(row) for row in rows], dtype=np.int64),
        vat=np.array([float(row.vat_rate) for row in rows], dtype=np.float64),
        recorded=np.array(
            [
                begin if row.recorded_at is None else seconds_of(row.recorded_at)
                for row, begin in zip(rows, begun, strict=True)
            ],
            dtype=np.int64,
        ),
    )


def _cents(row: PriceEntry) -> int:
    if row.gross_price is None:
        return NOT_ON_SALE
    cents = row.gross_price * _HUNDRED
    if cents != cents.to_integral_value() or cents > _LARGEST_CENTS:
        raise DataError(
            f"price of {row.product_id} in {row.channel}: {row.gross_price} is no amount in cents"
        )
    return int(cents)


def price_log_of_columns(
    product_ids: Sequence[str] | npt.NDArray[Any],
    channels: Sequence[str] | npt.NDArray[Any],
    *,
    instants: Ints,
    cents: Ints,
    vat: Floats,
    recorded: Ints,
) -> PriceLog:
    """Return a log of columns of equal length, in whatever order; units as in `PriceLog`."""
    if len(instants) and np.abs(instants).max() >= FARTHEST:
        raise DataError("a price begins more than 500 years from 1970; look for its date")
    product_names, product = _coded(product_ids)
    channel_names, channel = _coded(channels)
    series = product * max(len(channel_names), 1) + channel
    # Of one instant and time of recording the lowest price comes last, and what is not sold first.
    order = np.lexsort((-cents, cents != NOT_ON_SALE, recorded, instants, series))
    return PriceLog(
        product_names,
        channel_names,
        series[order],
        instants[order],
        cents[order],
        vat[order],
        recorded[order],
    )


def _coded(names: Sequence[str] | npt.NDArray[Any]) -> tuple[tuple[str, ...], Ints]:
    """Return the different names, sorted, and each one's place among them."""
    known = sorted(set(names))
    place = {name: number for number, name in enumerate(known)}
    codes = np.fromiter((place[name] for name in names), dtype=np.int64, count=len(names))
    return tuple(known), codes


def products_in(log: PriceLog, channel: str) -> tuple[str, ...]:
    """Return the products that the log has in a channel; DataError where it has not the channel."""
    if channel not in log.channels:
        some = f"; it has {', '.join(log.channels[:5])}" if log.channels else "; it is empty"
        raise DataError(
            f"the price log has no channel '{channel}'{nearest(channel, log.channels)}{some}"
        )
    width, place = len(log.channels), log.channels.index(channel)
    series = np.unique(log.series[log.series % width == place])
    return tuple(log.products[one] for one in (series // width).tolist())


def steps_known_at(log: PriceLog, known_at: datetime | None = None) -> PriceSteps:
    """Return the steps as the log had them at `known_at`; None: as it has them now."""
    rows = np.arange(len(log), dtype=np.int64)
    if known_at is not None:
        rows = rows[log.recorded <= seconds_of(known_at)]
    series, instants = log.series[rows], log.instants[rows]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (series[1:] != series[:-1]) | (instants[1:] != instants[:-1])
    starts = np.flatnonzero(first)
    lasts = np.append(starts[1:], len(rows)) - 1 if len(rows) else starts
    held = rows[lasts]
    return PriceSteps(
        log, log.series[held], log.instants[held], log.cents[held], held, lasts - starts
    )


def superseded(steps: PriceSteps) -> tuple[Superseded, ...]:
    """Return every instant with several entries, in the order of the steps."""
    log, found = steps.log, list[Superseded]()
    for place in np.flatnonzero(steps.others):
        row, count = int(steps.row[place]), int(steps.others[place])
        earlier = range(row - count, row)
        product, channel = divmod(int(log.series[row]), len(log.channels))
        found.append(
            Superseded(
                log.products[product],
                log.channels[channel],
                moment_of(log.instants[row]),
                int(log.cents[row]),
                tuple(int(log.cents[one]) for one in earlier),
                moment_of(log.recorded[row]),
                bool(log.recorded[row - 1] == log.recorded[row])
                and bool(log.cents[row - 1] != log.cents[row]),
            )
        )
    return tuple(found)
