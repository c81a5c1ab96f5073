"""The ledger's prices as a log: the question, and its columns as arrays.

The table `price_log` has moments and times of recording and is only ever added to. A row of the
table `prices` counts as well: from local midnight of its day, recorded when it began.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns, Query
from showfloor.offers.lowest_price import BERLIN_NAME
from showfloor.offers.price_log import NOT_ON_SALE, Ints, PriceLog, price_log_of_columns

LOGGED_PRICES = Query(
    name="logged_prices",
    sql="""
        SELECT product_id, channel, valid_from, valid_time, gross_price, vat_rate, recorded_at
        FROM price_log
        WHERE :product_id = '' OR product_id = :product_id
        UNION ALL
        SELECT product_id, channel, valid_from, CAST(NULL AS VARCHAR) AS valid_time, gross_price,
            vat_rate, CAST(NULL AS VARCHAR) AS recorded_at
        FROM prices
        WHERE :product_id = '' OR product_id = :product_id
        ORDER BY product_id, channel, valid_from, valid_time, recorded_at, gross_price
    """,
    columns={
        "product_id": "text",
        "channel": "text",
        "valid_from": "date",
        "valid_time": "text",
        "gross_price": "float",
        "vat_rate": "float",
        "recorded_at": "text",
    },
    parameters={"product_id": ""},
)
"""All logged prices, or those of one product."""


def logged_prices(columns: Columns, zone: str = BERLIN_NAME) -> PriceLog:
    """Return the log of the rows of `LOGGED_PRICES`; times without an offset are local ones.

    A local time that comes twice in a year is the first of the two, one that does not come is
    that much after the hour that was left out.
    """
    local = ZoneInfo(zone)
    instants = _instants(columns["valid_from"], columns["valid_time"], local)
    price = np.asarray(columns["gross_price"], dtype=np.float64)
    vat = np.asarray(columns["vat_rate"], dtype=np.float64)
    return price_log_of_columns(
        columns["product_id"],
        columns["channel"],
        instants=instants,
        cents=np.where(np.isnan(price), NOT_ON_SALE, np.rint(np.nan_to_num(price) * 100)).astype(
            np.int64
        ),
        vat=np.nan_to_num(vat),
        recorded=_recorded(columns["recorded_at"], instants, local),
    )


def _instants(days: npt.NDArray[Any], times: npt.NDArray[Any], local: ZoneInfo) -> Ints:
    """Return local days and times of day as seconds since 1970; each different pair once."""
    known: dict[tuple[date, str | None], int] = {}
    found = np.empty(len(days), dtype=np.int64)
    for place, pair in enumerate(zip(days.tolist(), times.tolist(), strict=True)):
        seconds = known.get(pair)
        if seconds is None:
            seconds = known[pair] = _instant(*pair, local)
        found[place] = seconds
    return found


def _instant(day: date, at: str | None, local: ZoneInfo) -> int:
    clock = time() if not at else time.fromisoformat(at)
    moment = datetime.combine(day, clock.replace(tzinfo=clock.tzinfo or local))
    return int(moment.timestamp())


def _recorded(texts: npt.NDArray[Any], instants: Ints, local: ZoneInfo) -> Ints:
    known: dict[str, int] = {}
    found = instants.copy()
    for place in np.flatnonzero([bool(text) for text in texts.tolist()]):
        text = texts[place]
        if text not in known:
            moment = datetime.fromisoformat(text)
            known[text] = int(moment.replace(tzinfo=moment.tzinfo or local).timestamp())
        found[place] = known[text]
    return found


def moment_asked(text: str, zone: str = BERLIN_NAME) -> datetime:
    """Return the moment that a text names: a day, its local midnight, or a day and a time.

    ValueError where it names none.
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or ZoneInfo(zone)).astimezone(UTC)
