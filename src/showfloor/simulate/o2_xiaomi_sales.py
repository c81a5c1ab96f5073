"""Daily sales of o2-xiaomi: Poisson units by shop and day, a product drawn for each unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from showfloor.simulate.o2_xiaomi_network import OWN_STORE, Network
from showfloor.simulate.o2_xiaomi_products import (
    FIRST_DAY,
    LAST_DAY,
    XIAOMI,
    Product,
    choice_shares,
    popularity_by_day,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

UNITS_AN_OPEN_DAY = 2.4
"""Expected device units of an average shop on an open day."""
GROWTH_2020 = 0.064
"""Hardware revenue of 2020 over 2019, from the news report."""
BY_MONTH = (0.92, 0.88, 0.94, 0.90, 0.92, 0.93, 0.95, 0.95, 1.04, 1.05, 1.22, 1.55)
"""Season: sales by month against the mean."""
ONLINE_WHILE_CLOSED = 2.3
"""How much more the online shop sells while the shops are closed."""
TASTES = 8
"""Groups of shops that like Xiaomi more or less than others."""
RETURN_SHARE = 0.006
HOLIDAYS = (
    "2018-03-30", "2018-04-02", "2018-05-01", "2018-05-10", "2018-05-21", "2018-10-03",
    "2018-12-25", "2018-12-26", "2019-01-01", "2019-04-19", "2019-04-22", "2019-05-01",
    "2019-05-30", "2019-06-10", "2019-10-03", "2019-12-25", "2019-12-26", "2020-01-01",
    "2020-04-10", "2020-04-13", "2020-05-01", "2020-05-21", "2020-06-01", "2020-10-03",
    "2020-12-25", "2020-12-26", "2021-01-01",
)  # fmt: skip
"""Public holidays of the whole country: shops do not trade."""


@dataclass(frozen=True, slots=True)
class GeneratedSales:
    """Lines in the order of day, store, product, return last; money in cents.

    All arrays are [lines]; `store` and `product` are places in the network and product list.
    """

    day: Days
    store: Ints
    product: Ints
    line_no: Ints
    units: Ints
    revenue: Ints
    discount: Ints
    sale_type: Ints
    """0 outright, 1 contract, 2 instalment."""
    traffic_day: Days
    traffic_store: Ints
    baskets: Ints
    """Baskets by open store-day, hardware or not."""


def generate_sales(network: Network, products: tuple[Product, ...], seed: int) -> GeneratedSales:
    """Return three years of daily sales and baskets; revenue of 2020 is 6.4 % above 2019.

    The level of 2020 is solved so that the expectation fits; the rest, which chance leaves, is
    closed by one unit more or less on randomly chosen lines of 2020.
    """
    days = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + 1)
    shares, group = _tastes(network, products, days, seed)
    price = shelf_prices(products, days, seed)
    expected = _expected_units(network, days)
    later = days >= np.datetime64("2020-01-01")
    expected[:, later] *= _level_of_2020(expected, shares, group, price, days)
    rng = np.random.default_rng([seed, 4])
    drawn = rng.poisson(expected)
    lines = _draw_lines(rng, drawn, shares, group)
    returns = _draw_returns(rng, lines, expected > 0)
    lines = _close_the_gap(rng, lines, returns, price, days)
    return _assemble(
        rng,
        lines,
        returns,
        price=price,
        days=days,
        drawn=drawn,
        expected=expected,
        products=products,
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    day: Ints
    store: Ints
    product: Ints
    units: Ints


def _expected_units(network: Network, days: Days) -> Floats:
    """Return expected device units [stores, days] before the level of 2020; 0 where closed."""
    weekday = (days.astype(np.int64) + 3) % 7
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    by_weekday = np.array([0.92, 0.92, 0.95, 0.98, 1.08, 1.30, 0.0])[weekday]
    by_month = np.array(BY_MONTH)
    by_year = np.where(year == 2018, 0.97, 1.0)
    factor = UNITS_AN_OPEN_DAY * by_month[month] * by_year
    trading = by_weekday * ~np.isin(days, np.array(HOLIDAYS, dtype="datetime64[D]"))
    expected: Floats = network.size[:, None] * (factor * trading)[None, :]
    locked = np.zeros(len(days), dtype=bool)
    place = {store.store_id: row for row, store in enumerate(network.stores)}
    for closure in network.closures:
        shut = (days >= np.datetime64(closure.from_date)) & (days < np.datetime64(closure.to_date))
        expected[place[closure.store_id], shut] = 0.0
        locked |= shut
    for row, store in enumerate(network.stores):
        if store.opened_on is not None:
            expected[row, days < np.datetime64(store.opened_on)] = 0.0
        if store.kind == "online":
            busy = np.where(locked, ONLINE_WHILE_CLOSED, 1.0)
            expected[row] = network.size[row] * factor * busy
    return expected


def _tastes(
    network: Network, products: tuple[Product, ...], days: Days, seed: int
) -> tuple[Floats, Ints]:
    """Return choice shares [groups, days, products] and each store's group [stores].

    The groups' love of Xiaomi spreads around 1 by a factor of about 1.3; the last group is
    Xiaomi's own store, which sells nothing else.
    """
    rng = np.random.default_rng([seed, 2])
    base = choice_shares(products, days)
    xiaomi = np.array([p.manufacturer_id == XIAOMI for p in products])
    love = np.exp(np.linspace(-0.45, 0.45, TASTES))
    groups = []
    for factor in love / love.mean():
        tilted = np.where(xiaomi[None, :], base * factor, base)
        groups.append(tilted / tilted.sum(axis=1, keepdims=True))
    own = np.where(xiaomi[None, :], popularity_by_day(products, days), 0.0)
    total = own.sum(axis=1, keepdims=True)
    groups.append(np.divide(own, total, out=base.copy(), where=total > 0))
    group = rng.integers(0, TASTES, len(network.stores))
    group[[s.store_id == OWN_STORE for s in network.stores]] = TASTES
    return np.stack(groups), group


def shelf_prices(products: tuple[Product, ...], days: Days, seed: int) -> Ints:
    """Return selling prices [days, products] in cents: list price, less 10 % in promotions."""
    rng = np.random.default_rng([seed, 3])
    weeks = (days.astype(np.int64) - days.astype(np.int64)[0]) // 14
    promoted = rng.random((int(weeks.max()) + 1, len(products))) < 0.08
    listed = np.array([p.list_price for p in products])
    reduced = (listed * 9 // 10).astype(np.int64)
    return np.where(promoted[weeks], reduced[None, :], listed[None, :]).astype(np.int64)


def _level_of_2020(expected: Floats, shares: Floats, group: Ints, price: Ints, days: Days) -> float:
    """Return the factor on all days from 2020 on that makes 2020's expected revenue fit."""
    worth = np.einsum("gdp,dp->gd", shares, price.astype(np.float64))
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    revenue = (expected * worth[group]).sum(axis=0)
    return float((1.0 + GROWTH_2020) * revenue[year == 2019].sum() / revenue[year == 2020].sum())


def _draw_lines(rng: np.random.Generator, drawn: Ints, shares: Floats, group: Ints) -> _Lines:
    """Draw a product for each unit and add up units by day, store and product, in that order."""
    stores, days = drawn.shape
    products = shares.shape[2]
    cells = drawn.T.ravel()
    cell = np.repeat(np.arange(stores * days), cells)
    day, store = cell // stores, cell % stores
    cumulative = np.cumsum(shares, axis=2)
    cumulative /= cumulative[:, :, -1:]
    row = group[store] * days + day
    ladder = cumulative.reshape(-1, products) + np.arange(len(shares) * days)[:, None]
    place = np.searchsorted(ladder.ravel(), row + rng.random(len(cell)), side="right")
    product = place - row * products
    key, units = np.unique(cell * products + product, return_counts=True)
    cell, product = key // products, key % products
    return _Lines(cell // stores, cell % stores, product, units.astype(np.int64))


def _draw_returns(
    rng: np.random.Generator, lines: _Lines, is_open: npt.NDArray[np.bool_]
) -> _Lines:
    """Return one unit brought back a week later for a few lines, where the shop is open then."""
    chosen = np.flatnonzero(rng.random(len(lines.day)) < RETURN_SHARE)
    day = lines.day[chosen] + 7
    inside = day < is_open.shape[1]
    chosen, day = chosen[inside], day[inside]
    opened = is_open[lines.store[chosen], day]
    chosen, day = chosen[opened], day[opened]
    return _Lines(day, lines.store[chosen], lines.product[chosen], np.full(len(day), -1))


def _close_the_gap(
    rng: np.random.Generator, lines: _Lines, returns: _Lines, price: Ints, days: Days
) -> _Lines:
    """Add or take single units on random lines of 2020 until revenue is 6.4 % above 2019's."""
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    totals = {}
    for wanted in (2019, 2020):
        totals[wanted] = sum(
            int((part.units * price[part.day, part.product])[year[part.day] == wanted].sum())
            for part in (lines, returns)
        )
    gap = round((1.0 + GROWTH_2020) * totals[2019]) - totals[2020]
    free = (year[lines.day] == 2020) & (lines.units > (0 if gap > 0 else 1))
    order = rng.permutation(np.flatnonzero(free))
    spent = np.cumsum(price[lines.day[order], lines.product[order]])
    chosen = order[spent <= abs(gap)]
    units = lines.units.copy()
    units[chosen] += 1 if gap > 0 else -1
    return _Lines(lines.day, lines.store, lines.product, units)


def _assemble(
    rng: np.random.Generator,
    lines: _Lines,
    returns: _Lines,
    *,
    price: Ints,
    days: Days,
    drawn: Ints,
    expected: Floats,
    products: tuple[Product, ...],
) -> GeneratedSales:
    stores, count = drawn.shape[0], len(products)
    parts = [np.concatenate([getattr(lines, n), getattr(returns, n)]) for n in _Lines.__slots__]
    day, store, product, units = parts
    second = np.concatenate([np.zeros(len(lines.day)), np.ones(len(returns.day))]).astype(np.int64)
    order = np.argsort(((day * stores + store) * count + product) * 2 + second, kind="stable")
    day, store, product, units, second = (a[order] for a in (day, store, product, units, second))
    listed = np.array([p.list_price for p in products])
    phone = np.array([p.category == "smartphones" for p in products])
    paid = price[day, product]
    kinds = rng.choice(3, len(day), p=[0.2, 0.55, 0.25])
    open_day, open_store = np.nonzero((expected > 0).T)
    visits = rng.poisson(4.0 * expected[open_store, open_day])
    return GeneratedSales(
        day=days[day],
        store=store,
        product=product,
        line_no=second + 1,
        units=units,
        revenue=units * paid,
        discount=units * (listed[product] - paid),
        sale_type=np.where(phone[product], kinds, 0),
        traffic_day=days[open_day],
        traffic_store=open_store,
        baskets=visits + drawn[open_store, open_day],
    )
