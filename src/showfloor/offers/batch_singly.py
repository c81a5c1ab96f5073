"""Baskets of a batch that the kernel left: priced one by one, their answers put into columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from showfloor.offers.batch_book import CompiledBatch
from showfloor.offers.batch_types import BasketColumns, PricedColumns
from showfloor.offers.compiled_versions import EPOCH
from showfloor.offers.engine import price_basket
from showfloor.offers.priced import PricedBasket
from showfloor.offers.purchase import BasketLine, Customer, Purchase
from showfloor.offers.types import OffBasket

Step = tuple[int, int, int, int, int]
"""Line, version, units, discount and the manufacturer's part."""


def price_singly(
    batch: CompiledBatch, baskets: BasketColumns, priced: PricedColumns, effort: int
) -> PricedColumns:
    """Price the baskets marked `singly`, and return the columns with them; `priced` is used up."""
    left = np.flatnonzero(priced.singly)
    if not len(left):
        return priced
    steps: list[Step] = []
    for basket in left.tolist():
        found = price_basket(batch.compiled, purchase_at(batch, baskets, basket), effort=effort)
        first = int(baskets.starts[basket])
        priced.charged[first : first + len(found.lines)] = [line.charged for line in found.lines]
        priced.basket_charged[basket] = found.charged
        priced.proven[basket] = found.proven
        priced.at_least[basket] = found.at_least
        steps.extend(steps_of(batch, found, first))
    return _with_steps(priced, steps)


def _with_steps(priced: PricedColumns, steps: list[Step]) -> PricedColumns:
    if not steps:
        return priced
    known = (
        priced.step_line,
        priced.step_version,
        priced.step_units,
        priced.step_discount,
        priced.step_manufacturer_pays,
    )
    joined = np.concatenate((np.column_stack(known), np.array(steps, dtype=np.int64)))
    line, version, units, discount, pays = joined[np.argsort(joined[:, 0], kind="stable")].T
    return replace(
        priced,
        step_line=line,
        step_version=version.astype(np.int32),
        step_units=units,
        step_discount=discount,
        step_manufacturer_pays=pays,
    )


def purchase_at(batch: CompiledBatch, baskets: BasketColumns, basket: int) -> Purchase:
    """Return a basket of the columns as a purchase; its lines' ids are their places."""
    first, end = int(baskets.starts[basket]), int(baskets.starts[basket + 1])
    rows = zip(
        baskets.product[first:end].tolist(),
        baskets.units[first:end].tolist(),
        baskets.unit_price[first:end].tolist(),
        baskets.handed_in[first:end].tolist(),
        strict=True,
    )
    ids = batch.product_ids
    groups, codes = int(baskets.groups[basket]), int(baskets.codes[basket])
    return Purchase(
        tuple(
            BasketLine(f"{place:03d}", ids[product], units, price, handed_in)
            for place, (product, units, price, handed_in) in enumerate(rows)
        ),
        batch.places[int(baskets.place[basket])],
        EPOCH + timedelta(microseconds=int(baskets.at[basket])),
        Customer(
            "known" if baskets.known[basket] else None,
            frozenset(n for p, n in enumerate(batch.customer_groups) if groups >> p & 1),
            frozenset(n for p, n in enumerate(batch.codes) if codes >> p & 1),
        ),
    )


def steps_of(batch: CompiledBatch, found: PricedBasket, first: int) -> list[Step]:
    """Add a basket's steps up by line and offer; first: the place of its first line."""
    numbers, versions = batch.compiled.numbers, batch.compiled.versions
    rows: list[Step] = []
    for place, line in enumerate(found.lines):
        sums: dict[int, list[int]] = {}
        for unit in line.units:
            for step in unit.steps:
                row = sums.setdefault(numbers[step.offer_id, step.version], [0, 0, 0])
                row[0] += 1
                row[1] += step.before - step.after
                row[2] += step.manufacturer_pays
        ordered = sorted(
            sums,
            key=lambda n: (isinstance(versions[n].reward, OffBasket), versions[n].group, n),
        )
        for number in ordered:
            units, discount, pays = sums[number]
            rows.append((first + place, number, units, discount, pays))
    return rows
