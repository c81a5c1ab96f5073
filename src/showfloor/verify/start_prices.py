"""What an option pays for the format and week in which it starts, at one leaf's prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Leaf, Prices, Split
from showfloor.verify.arrays import Flags, Floats
from showfloor.verify.choices import OptionBlock
from showfloor.verify.crew_cut_prices import OwnPrices, cut_prices
from showfloor.verify.facts import Facts, first_selling_weeks_of
from showfloor.verify.limits import budget_limits, crew_capacity, pace_limits, supply_limits


@dataclass(frozen=True, slots=True)
class StartPrices:
    """Prices by region, format and start week; those by selling week come later, by store."""

    budget: Floats
    """[T] a euro spent in the start week."""
    table: Floats
    """[R, F, T] what else an option of the region pays; negative where it earns."""
    other: float
    """Earned by a unit of value to the other party."""
    splits: tuple[tuple[int, Floats], ...]
    """(row, [F, T] paid) for each split that counts one store's options."""
    own: OwnPrices
    """What stores that crew cuts list pay beyond `table`."""
    barred: Flags
    """[R, F, T] options that no plan of the leaf takes, for they alone break a limit."""
    store_barred: tuple[tuple[int, Flags], ...]
    """(row, [F, T]) the same by splits that count one store's options."""

    def reduced(self, facts: Facts, block: OptionBlock) -> Floats:
        """Return [n, F, T] each option's value less what it pays here."""
        reduced = block.value - facts.capex[block.rows, :, None] * self.budget
        reduced -= self.table[facts.region_of[block.rows]]
        if block.other is not None and self.other > 0.0:
            reduced += self.other * block.other
        for row, paid in self.splits:
            if block.rows.start <= row < block.rows.stop:
                reduced[row - block.rows.start] -= paid
        self.own.take_off(block.rows, reduced)
        return reduced

    def impossible(self, facts: Facts, block: OptionBlock, room: Floats) -> Flags:
        """Return [n, F, T] options that alone break a limit; `room` [T] is the budget's."""
        impossible = self.barred[facts.region_of[block.rows]]
        impossible |= facts.capex[block.rows, :, None] > room
        for row, barred in self.store_barred:
            if block.rows.start <= row < block.rows.stop:
                impossible[row - block.rows.start] |= barred
        return impossible

    def size(self, facts: Facts, block: OptionBlock) -> float:
        """Return a sum over the block's stores of the largest numbers that enter an option."""
        size = float(np.abs(facts.capex[block.rows]).max(axis=1).sum())
        size *= float(self.budget.max())
        size += self.own.size(block.rows)
        size += float(np.abs(self.table).max(axis=(1, 2))[facts.region_of[block.rows]].sum())
        if block.other is not None:
            size += self.other * _largest(block.other)
        inside = [paid for row, paid in self.splits if block.rows.start <= row < block.rows.stop]
        return size + _largest(block.value) + sum(float(np.abs(paid).max()) for paid in inside)


def _largest(values: Floats) -> float:
    """Return the sum over stores of the largest size of a value."""
    return float(np.maximum(values.max(axis=(1, 2)), -values.min(axis=(1, 2))).sum())


def budget_room(facts: Facts) -> Floats:
    """Return [T] the most that one installation may cost in each start week."""
    room = np.full(facts.programme.weeks, np.inf)
    for limit in budget_limits(facts):
        room[: limit.end] = np.minimum(room[: limit.end], limit.amount)
    return room


def start_prices(facts: Facts, leaf: Leaf) -> StartPrices:
    """Return a leaf's prices by region, format and start week; its prices have been checked."""
    prices = leaf.prices
    shape = (len(facts.regions), len(facts.programme.formats), facts.programme.weeks)
    table = crew_price_of_options(facts, prices)
    table += _supply_price(facts, prices)
    charged, own = cut_prices(facts, prices)
    table += charged
    table -= _quota_price(facts, prices)[:, None, None]
    barred = np.zeros(shape, dtype=np.bool_)
    barred |= _too_much_alone(facts)
    _bar_crews(facts, barred)
    of_stores: list[tuple[int, Floats]] = []
    barred_stores: list[tuple[int, Flags]] = []
    paid = prices.split if len(prices.split) else np.zeros(len(leaf.path))
    for split, price in zip(leaf.path, paid, strict=True):
        counted = counted_options(facts, split)
        signed: Floats = np.where(counted, price if split.at_most else -price, 0.0)
        never = counted if split.at_most and split.count == 0 else np.zeros_like(counted)
        if split.store_id:
            row = facts.row[split.store_id]
            of_stores.append((row, signed))
            barred_stores.append((row, never))
        else:
            table[facts.regions.index(split.region)] += signed
            barred[facts.regions.index(split.region)] |= never
    return StartPrices(
        budget=_budget_price(facts, prices),
        table=table,
        other=float(prices.other[0]) if len(prices.other) else 0.0,
        splits=tuple(of_stores),
        own=own,
        barred=barred,
        store_barred=tuple(barred_stores),
    )


def counted_options(facts: Facts, split: Split) -> Flags:
    """Return [F, T] which options of its store or region a split counts."""
    counted = np.zeros((len(facts.programme.formats), facts.programme.weeks), dtype=np.bool_)
    columns = [facts.column[split.format_id]] if split.format_id else list(facts.column.values())
    first, end = max(split.from_week, 0), max(split.to_week, 0)
    counted[columns, first:end] = True
    return counted


def _budget_price(facts: Facts, prices: Prices) -> Floats:
    price = np.zeros(facts.programme.weeks)
    if len(prices.budget):
        for limit, amount in zip(budget_limits(facts), prices.budget, strict=True):
            price[: limit.end] += amount
    return price


def _supply_price(facts: Facts, prices: Prices) -> Floats:
    """Return [F, T] the price of one fixture of each format in each start week."""
    price = np.zeros((len(facts.programme.formats), facts.programme.weeks))
    if len(prices.supply):
        for limit, amount in zip(supply_limits(facts), prices.supply, strict=True):
            price[limit.format_column, : limit.end] += amount
    return price


def crew_price_of_options(facts: Facts, prices: Prices) -> Floats:
    """Return [R, F, T] what an installation's crews cost at the prices."""
    formats, weeks = facts.programme.formats, facts.programme.weeks
    cost = np.zeros((len(facts.regions), len(formats), weeks))
    if not len(prices.crew_price):
        return cost
    place = {region: number for number, region in enumerate(facts.regions)}
    known = np.array([str(region) in place for region in prices.crew_region], dtype=bool)
    rows = np.array([place[str(r)] for r in prices.crew_region[known]], dtype=int)
    week_price = np.zeros((len(place), facts.programme.crew_weeks, len(prices.crew_days)))
    paid = prices.crew_price[known, None] * prices.crew_weights[known]
    np.add.at(week_price, (rows, prices.crew_week[known]), paid)
    column = {int(days): number for number, days in enumerate(prices.crew_days)}
    for number, item in enumerate(formats):
        for offset, days in enumerate(item.crew_days):
            if days in column:
                cost[:, number] += week_price[:, offset : offset + weeks, column[days]]
    return cost


def _quota_price(facts: Facts, prices: Prices) -> Floats:
    """Return [R] what one more area in the region is worth to its quotas."""
    gain = np.zeros(len(facts.regions))
    if len(prices.quota):
        for quota, price in zip(facts.programme.quotas, prices.quota, strict=True):
            if quota.region in facts.regions:
                gain[facts.regions.index(quota.region)] += price
    return gain


def _too_much_alone(facts: Facts) -> Flags:
    """Return [F, T] options that a delivery of nothing or a pace of nothing rules out."""
    barred = np.zeros((len(facts.programme.formats), facts.programme.weeks), dtype=np.bool_)
    for limit in supply_limits(facts):
        if limit.amount < 1:
            barred[limit.format_column, : limit.end] = True
    selling = first_selling_weeks_of(facts)
    for pace in pace_limits(facts):
        if pace.at_most < 1:
            barred |= selling <= pace.week
    return barred


def _bar_crews(facts: Facts, barred: Flags) -> None:
    """Bar installations that need more crew-days in a week than their region has."""
    programme = facts.programme
    if programme.crews is None:
        return
    for place, region in enumerate(facts.regions):
        capacity = np.array(
            [crew_capacity(facts, region or None, week) for week in range(programme.crew_weeks)]
        )
        for column, item in enumerate(programme.formats):
            for offset, days in enumerate(item.crew_days):
                barred[place, column] |= days > capacity[offset : offset + programme.weeks]
