"""How long the lowest prior prices of a whole assortment take, beside the plain query on DuckDB.

10,000 products in ten channels, twelve prices a series, one reduction each; generated, seeded.
Run: python benchmarks/lowest_prices.py; it writes benchmarks/results/lowest_prices.json.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from showfloor.offers.lowest_price import (
    lowest_in_all_channels,
    lowest_in_channel,
    window_starts,
)
from showfloor.offers.price_log import PriceLog, price_log_of_columns, steps_known_at

PRODUCTS, CHANNELS, PRICES = 10_000, 10, 12
FIRST, DAYS = 1_735_686_000, 400  # 1 January 2025 in Berlin
RESULT = Path(__file__).parent / "results" / "lowest_prices.json"

PLAIN = """
WITH steps AS (
    SELECT series, since, price, lead(since) OVER (PARTITION BY series ORDER BY since) AS till
    FROM log
)
SELECT r.id, min(s.price) AS lowest
FROM reductions r JOIN steps s ON s.series {join}
WHERE s.since < r.begins AND (s.till IS NULL OR s.till > r.opens)
GROUP BY r.id ORDER BY r.id
"""


def drawn() -> tuple[PriceLog, np.ndarray]:
    """Return a log and the instant at which each series is reduced."""
    draw = np.random.default_rng(11)
    count = PRODUCTS * CHANNELS * PRICES
    place = np.arange(count)
    products = np.array([f"p{number:05d}" for number in range(PRODUCTS)], dtype=object)
    channels = np.array([f"c{number}" for number in range(CHANNELS)], dtype=object)
    # Different seconds of one series, so that no two prices meet.
    instants = FIRST + draw.integers(0, DAYS * 86_400 // PRICES, count) * PRICES + place % PRICES
    log = price_log_of_columns(
        products[place // (PRICES * CHANNELS)],
        channels[(place // PRICES) % CHANNELS],
        instants=instants,
        cents=draw.integers(100, 100_000, count),
        vat=np.full(count, 0.19),
        recorded=instants,
    )
    return log, FIRST + draw.integers(100 * 86_400, DAYS * 86_400, PRODUCTS * CHANNELS)


def plain(log: PriceLog, begins: np.ndarray, *, everywhere: bool) -> tuple[np.ndarray, float]:
    """Return the lowest prices by one query, and its seconds of CPU."""
    began = time.process_time()
    connection = duckdb.connect(":memory:", config={"threads": "1"})
    connection.register(
        "log", pa.table({"series": log.series, "since": log.instants, "price": log.cents})
    )
    series = np.arange(len(begins))
    connection.register(
        "reductions",
        pa.table(
            {
                "id": series,
                "series": series,
                "product": series // CHANNELS,
                "begins": begins,
                "opens": window_starts(begins, 30),
            }
        ),
    )
    join = f"// {CHANNELS} = r.product" if everywhere else "= r.series"
    found = connection.execute(PLAIN.format(join=join)).to_arrow_table()
    lowest = np.full(len(begins), -1)
    lowest[found["id"].to_numpy()] = found["lowest"].to_numpy()
    connection.close()
    return lowest, time.process_time() - began


def main() -> None:
    """Measure both, hold them against each other, and keep the result."""
    began = time.process_time()
    log, begins = drawn()
    logged = time.process_time() - began
    series = np.arange(len(begins))
    result: dict[str, object] = {
        "series": len(begins),
        "rows": len(log),
        "days": 30,
        "seconds_to_draw_and_sort_the_log": round(logged, 2),
    }
    for name, everywhere in (("same_channel", False), ("all_channels", True)):
        began = time.process_time()
        steps = steps_known_at(log)
        found = (
            lowest_in_all_channels(steps, series // CHANNELS, begins)
            if everywhere
            else lowest_in_channel(steps, series, begins)
        )
        ours = time.process_time() - began
        expected, theirs = plain(log, begins, everywhere=everywhere)
        if not np.array_equal(found.cents, expected):
            raise SystemExit(f"{name}: the query gives other prices")
        result[name] = {
            "showfloor_cpu_seconds": round(ours, 2),
            "duckdb_query_cpu_seconds": round(theirs, 2),
            "equal_prices": len(begins),
        }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
