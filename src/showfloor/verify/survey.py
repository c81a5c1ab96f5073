"""One walk over every option: what the rules and each leaf's bound need of them, by store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from showfloor.domain.calendars import week_number
from showfloor.domain.certificate import Leaf
from showfloor.verify.arrays import Flags, Floats, Ints
from showfloor.verify.choices import OptionBlock, delivered_weeks, walk_options
from showfloor.verify.earlier import NOTHING
from showfloor.verify.facts import Facts, first_selling_weeks_of
from showfloor.verify.start_prices import StartPrices, budget_room, start_prices

CELLS_AT_ONCE = 60_000_000
"""Stores x selling weeks of the leaves that one walk prices; more leaves need another walk."""

Place = tuple[int, int, int]
"""Row, format column and start week of an option."""


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """One option that a plan names."""

    value: float
    other: float
    """Value to the other party; 0 without other_at_least."""
    allowed: bool
    delivered: bool


@dataclass(slots=True)
class LeafTable:
    """A leaf's best reduced values by store and first selling week, before prices by that week.

    Minus infinity where the store has no such option.
    """

    usable: Floats
    """[S, V] over the options of the certificate's formula."""
    possible: Floats | None = None
    """[S, V] without the options that alone break a limit; None where there are none of them."""
    size: float = 0.0
    """Sum of the sizes of the numbers that went in, for the rounding allowance."""


@dataclass(slots=True)
class KeptOptions:
    """The options of the M stores of parts at the prices that they have in common with others."""

    place: Ints
    """[S] each store's place among the M; -1 for a store that no part has."""
    reduced: Floats
    """[M, F, T] before prices by first selling week; minus infinity where it is no option."""
    impossible: Flags
    """[M, F, T] options that alone break a limit."""

    def keep(self, rows: slice, reduced: Floats, impossible: Flags) -> None:
        """Keep what a block of stores has."""
        place = self.place[rows]
        some = place >= 0
        self.reduced[place[some]] = reduced[some]
        self.impossible[place[some]] = impossible[some]


@dataclass(slots=True)
class Survey:
    """What one walk found."""

    has_option: Flags
    """[S] whether the store has any allowed option."""
    allowed: int = 0
    """How many options are allowed."""
    options: dict[Place, OptionFacts] = field(default_factory=dict)
    """Every option asked for."""


def survey_options(facts: Facts, asked: Iterable[Place]) -> Survey:
    """Return what the rules need to know; `asked` are the options that plan and draw name."""
    survey = Survey(has_option=np.zeros(len(facts.problem.stores), dtype=np.bool_))
    places = sorted(set(asked))
    rows = np.array([place[0] for place in places], dtype=np.int64)
    delivered = delivered_weeks(facts)
    for block in walk_options(facts):
        survey.has_option[block.rows] = block.allowed.any(axis=(1, 2))
        survey.allowed += int(np.count_nonzero(block.allowed))
        first, end = np.searchsorted(rows, (block.rows.start, block.rows.stop))
        for place in places[first:end]:
            survey.options[place] = _facts_of(block, place, delivered)
    return survey


def _facts_of(block: OptionBlock, place: Place, delivered: Flags) -> OptionFacts:
    at = place[0] - block.rows.start, place[1], place[2]
    return OptionFacts(
        value=float(block.value[at]),
        other=0.0 if block.other is None else float(block.other[at]),
        allowed=bool(block.allowed[at]),
        delivered=bool(delivered[place[1:]]),
    )


def leaves_at_once(facts: Facts) -> int:
    """Return how many leaves one walk may price."""
    return max(1, CELLS_AT_ONCE // max(1, len(facts.problem.stores) * facts.selling_weeks))


def price_options(
    facts: Facts, leaves: Sequence[Leaf], kept: KeptOptions | None = None
) -> list[LeafTable]:
    """Return each leaf's table; shapes and signs of their prices have been checked.

    `kept` gets the options of its stores; there is one leaf then.
    """
    shape = (len(facts.problem.stores), facts.selling_weeks)
    priced = [start_prices(facts, leaf) for leaf in leaves]
    tables = [LeafTable(usable=np.full(shape, -np.inf)) for _ in leaves]
    promised = _promised_weeks(facts)
    delivered = delivered_weeks(facts)
    room = budget_room(facts)
    for block in walk_options(facts):
        usable = block.allowed & delivered
        for row, keeps in promised.items():
            if block.rows.start <= row < block.rows.stop:
                usable[row - block.rows.start] &= keeps
        for prices, table in zip(priced, tables, strict=True):
            _price_block(facts, block, usable, (prices, room), table, kept=kept)
    return tables


def _price_block(
    facts: Facts,
    block: OptionBlock,
    usable: Flags,
    priced: tuple[StartPrices, Floats],
    table: LeafTable,
    *,
    kept: KeptOptions | None,
) -> None:
    """Put a block's best values into a leaf's table; `priced` are its prices, the budget's room."""
    prices, room = priced
    reduced = prices.reduced(facts, block)
    _pay_for_change(facts, block, reduced)
    table.size += prices.size(facts, block)
    np.copyto(reduced, -np.inf, where=~usable)
    best_by_week(facts, reduced, table.usable[block.rows])
    impossible = prices.impossible(facts, block, room)
    impossible &= usable
    if kept is not None:
        kept.keep(block.rows, reduced, impossible)
    if table.possible is None and impossible.any():
        table.possible = np.full(table.usable.shape, -np.inf)
        table.possible[: block.rows.start] = table.usable[: block.rows.start]
    if table.possible is not None:
        np.copyto(reduced, -np.inf, where=impossible)
        best_by_week(facts, reduced, table.possible[block.rows])


def best_by_week(facts: Facts, reduced: Floats, best: Floats) -> None:
    """Raise `best` [n, V] to the best reduced value of each store and first selling week."""
    for column, item in enumerate(facts.programme.formats):
        first = item.weeks_to_install
        weeks = best[:, first : first + facts.programme.weeks]
        np.maximum(weeks, reduced[:, column], out=weeks)


def _pay_for_change(facts: Facts, block: OptionBlock, reduced: Floats) -> None:
    """Count an option as the earlier plan makes it: what is kept there, or what departs."""
    earlier = facts.earlier
    if earlier is None:
        return
    had = earlier.column[block.rows] != NOTHING
    reduced[~had] -= earlier.change_cost
    kept = had & (earlier.start[block.rows] >= 0)
    kept &= earlier.start[block.rows] < facts.programme.weeks
    rows = np.flatnonzero(kept)
    at = rows + block.rows.start
    reduced[rows, earlier.column[at], earlier.start[at]] += earlier.change_cost


def _promised_weeks(facts: Facts) -> Mapping[int, Flags]:
    """Return by row [F, T] the options that keep a store's promise."""
    selling = first_selling_weeks_of(facts)
    promised: dict[int, Flags] = {}
    for store_id, promise in facts.promises.items():
        keeps = selling <= week_number(promise.selling_by, facts.programme.start)
        for format_id, column in facts.column.items():
            if promise.format_ids and format_id not in promise.format_ids:
                keeps[column] = False
        promised[facts.row[store_id]] = keeps
    return promised
