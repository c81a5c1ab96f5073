"""Prices drawn baskets with Showfloor's engine and says what that took, as JSON; one process.

python benchmarks/offers_own.py world|subset|hard NUMBER
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from showfloor.offers.batch import columns_of, price_many
from showfloor.offers.batch_book import compile_batch
from showfloor.offers.compiled import CompiledBook, compile_book
from showfloor.offers.engine import price_basket
from showfloor.offers.engine_applicable import candidates
from showfloor.offers.engine_units import units_of
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase import Place, Purchase
from showfloor.simulate.offer_baskets import OfferWorld, WorldSize, drawn_baskets, drawn_world

WORLD_SEED, BASKETS_SEED = 1, 2
BATCHES = 5
DRAWN = 1_000
"""Baskets drawn at a time."""
WARM = 20
"""Baskets priced before the clock runs, as peers' are; the kernel is loaded with them."""


def kernels(count: int) -> dict[str, Any]:
    """Compile every kernel once an installation, in a process whose memory nobody measures."""
    return {"baskets": len(subset(count)["charged"])}


def world(count: int) -> dict[str, Any]:
    """Price baskets of 1 to 20 lines under 10,000 live offers in 1,000 stores, every reward."""
    drawn = drawn_world(WORLD_SEED)
    first = drawn_baskets(BASKETS_SEED, drawn, min(count, DRAWN))
    before = _megabytes()
    started = time.process_time()
    compiled = compile_book(drawn.book)
    compiling = time.process_time() - started
    warming = _warm(compiled, first)
    gc.collect()
    gc.freeze()
    cpu, wall, applied, applicable, unproven = [], [], 0, 0, 0
    for basket in _drawn(drawn, count):
        began, ticked = time.process_time(), time.perf_counter()
        priced = price_basket(compiled, basket)
        read_in_full(priced)
        wall.append(time.perf_counter() - ticked)
        cpu.append(time.process_time() - began)
        applied += len(priced.applied)
        unproven += not priced.proven
    for basket in first[:500]:
        applicable += len(candidates(compiled, basket, units_of(compiled, basket.lines)))
    return {
        "baskets": count,
        "offers": len(drawn.book.offers),
        "stores": len(drawn.places),
        "products": len(drawn.book.products),
        "compile_cpu_s": compiling,
        "warm_cpu_s": warming,
        "a_second": count / sum(cpu),
        "median_ms": 1000 * _share(wall, 0.5),
        "p99_ms": 1000 * _share(wall, 0.99),
        "p99_cpu_ms": 1000 * _share(cpu, 0.99),
        "longest_ms": 1000 * max(wall),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "before_mb": before,
        "applicable_a_basket": applicable / len(first[:500]),
        "applied_a_basket": applied / count,
        "unproven": unproven,
    }


def _drawn(drawn: OfferWorld, count: int) -> Iterator[Purchase]:
    """Yield generated baskets, drawn some at a time so that they are not all in memory."""
    for turn, done in enumerate(range(0, count, DRAWN)):
        yield from drawn_baskets(BASKETS_SEED + turn, drawn, min(DRAWN, count - done))


def subset(count: int) -> dict[str, Any]:
    """Price the baskets that peers price too; see offers_bench.py."""
    drawn = drawn_world(WORLD_SEED, mix="each")
    baskets = drawn_baskets(BASKETS_SEED, drawn, count)
    started = time.process_time()
    compiled = compile_book(drawn.book)
    loading = time.process_time() - started
    warming = _warm(compiled, baskets)
    seconds, in_full, charged = [], [], []
    for basket in baskets:
        began = time.process_time()
        paid = [line.charged for line in price_basket(compiled, basket).lines]
        seconds.append(time.process_time() - began)
        charged.append(paid)
    for basket in baskets:
        began = time.process_time()
        read_in_full(price_basket(compiled, basket))
        in_full.append(time.process_time() - began)
    return {
        "load_s": loading,
        "warm_s": warming,
        "seconds": seconds,
        "in_full_seconds": in_full,
        "charged": charged,
        **_batch(compiled, drawn.places, baskets),
    }


def read_in_full(priced: PricedBasket) -> None:
    """Read all that an answer holds: parts that nobody reads are not made."""
    _ = priced.applied, priced.vat, [line.units for line in priced.lines]


def _warm(compiled: CompiledBook, baskets: Sequence[Purchase]) -> float:
    """Price some baskets, so that the kernel is loaded; return the processor seconds."""
    started = time.process_time()
    for basket in baskets[:WARM]:
        price_basket(compiled, basket)
    return time.process_time() - started


def _batch(
    compiled: CompiledBook, places: Sequence[Place], baskets: list[Purchase]
) -> dict[str, Any]:
    """Price the same baskets at once, from the same purchases: making the columns counts.

    The first call loads or compiles the kernel; it is told apart.
    """
    started = time.process_time()
    batch = compile_batch(compiled, places)
    loading = time.process_time() - started
    price_many(batch, columns_of(batch, baskets[:2]))
    warming = time.process_time() - started - loading
    started = time.process_time()
    for _ in range(BATCHES):
        columns = columns_of(batch, baskets)
        priced = price_many(batch, columns)
    seconds = (time.process_time() - started) / BATCHES
    charged = np.split(priced.charged, columns.starts[1:-1])
    return {
        "batch_load_s": loading,
        "batch_warm_s": warming,
        "batch_seconds": seconds / len(baskets),
        "batch_singly": int(priced.singly.sum()),
        "batch_charged": [lines.tolist() for lines in charged],
    }


def hard(count: int) -> dict[str, Any]:
    """Price baskets of 40 lines that about 50 offers with every reward compete for."""
    rows = []
    for seed in range(count):
        drawn = drawn_world(seed, WorldSize(offers=130, stores=1, products=80))
        basket = drawn_baskets(seed, drawn, 1, (40, 40))[0]
        compiled = compile_book(drawn.book)
        applicable = len(candidates(compiled, basket, units_of(compiled, basket.lines)))
        began = time.process_time()
        priced = price_basket(compiled, basket)
        rows.append(
            {
                "seed": seed,
                "units": sum(line.units for line in basket.lines),
                "applicable": applicable,
                "cpu_s": time.process_time() - began,
                "charged": priced.charged,
                "at_least": priced.at_least,
                "proven": priced.proven,
            }
        )
    return {"rows": rows}


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _megabytes() -> float:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 / 2**20


if __name__ == "__main__":
    parts = {"kernels": kernels, "world": world, "subset": subset, "hard": hard}
    made = parts[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps(made))
