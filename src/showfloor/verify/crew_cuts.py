"""Crew cuts: rows that count stores apart over several weeks, each proven valid by itself.

The meaning of a cut is documented in docs/reference/certificate.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from showfloor.domain.certificate import Prices, Texts
from showfloor.verify.arrays import Floats, Ints
from showfloor.verify.crew_cut_sums import (
    MOST_STATES,
    Choices,
    Use,
    count_states,
    largest_sum,
    worth_keeping,
)
from showfloor.verify.facts import Facts
from showfloor.verify.limits import crew_capacity
from showfloor.verify.types import Finding

EVERY_OTHER = -1
"""In place of a store's row: every store of the region that the cut does not list."""
UNKNOWN = -2
LARGEST_SUM = 2**53
"""Sums below it are exact as whole numbers and as the floats of the bound."""

Question = tuple[Use, tuple[Choices, ...], Choices]
"""What a largest sum depends on: capacities, choices of each listed store, choices of others."""
CutKey = tuple[str, int, int, bytes]
"""A cut without limit and price: region, first week, weeks, entries."""


@dataclass(frozen=True, slots=True)
class CutTable:
    """The C cuts of a leaf and their E entries in numbers."""

    region: Ints
    """[C] place in the facts' regions; UNKNOWN where no store is in it."""
    first: Ints
    """[C] first week of the window."""
    weeks: Ints
    """[C]."""
    cut: Ints
    """[E] place of the entry's cut."""
    row: Ints
    """[E] row of the store, EVERY_OTHER or UNKNOWN."""
    column: Ints
    """[E] column of the format or UNKNOWN."""
    start: Ints
    """[E]."""
    weight: Ints
    """[E]."""

    def entries(self, cut: int) -> slice:
        """Return the entries of a cut."""
        first, end = np.searchsorted(self.cut, (cut, cut + 1))
        return slice(int(first), int(end))


def read_cuts(facts: Facts, prices: Prices) -> CutTable:
    """Return a leaf's cuts with names as places; the arrays' lengths and types are checked."""
    place = {region: number for number, region in enumerate(facts.regions)}
    row = {**facts.row, "": EVERY_OTHER}
    return CutTable(
        region=_places(place, prices.cut_region),
        first=prices.cut_from.astype(np.int64),
        weeks=prices.cut_weeks.astype(np.int64),
        cut=prices.entry_cut.astype(np.int64),
        row=_places(row, prices.entry_store),
        column=_places(facts.column, prices.entry_format),
        start=prices.entry_start.astype(np.int64),
        weight=prices.entry_weight.astype(np.int64),
    )


def _places(known: dict[str, int], names: Texts) -> Ints:
    return np.array([known.get(name, UNKNOWN) for name in names.tolist()], dtype=np.int64)


def prove_crew_cuts(
    facts: Facts,
    prices: Prices,
    sums: dict[Question, int],
    findings: list[Finding],
    *,
    asked: dict[CutKey, Question | str] | None = None,
    table: CutTable | None = None,
) -> Floats:
    """Return [crew cuts] the right side that each cut is proven to have; note invalid cuts.

    The proven side is the stated limit, or the largest sum where that is larger; infinite where
    there is no largest sum or it has too many states. `sums` keeps what was found before: equal
    questions are asked once, whatever the cut, region or leaf; `asked` keeps the questions of
    equal cuts, which take time to put; `table` are the cuts in numbers, where they have been read
    already. Names and weeks are checked.
    """
    asked = {} if asked is None else asked
    table = table or read_cuts(facts, prices)
    proven = np.zeros(len(table.region))
    uses: dict[tuple[int, int, int], Use] = {}
    for cut in range(len(proven)):
        where = _name(prices, cut)
        key = _key(prices, table, cut)
        if key not in asked:
            asked[key] = _question(facts, prices, table, cut, uses)
        question = asked[key]
        if isinstance(question, str):
            findings.append(Finding("crew_cut", where, question))
            proven[cut] = np.inf
            continue
        if question not in sums:
            sums[question] = largest_sum(*question)
        largest = sums[question]
        proven[cut] = max(float(largest), float(prices.cut_limit[cut]))
        if not prices.cut_limit[cut] >= largest:
            says = (
                f"limit {prices.cut_limit[cut]:.15g} is not valid: crews allow a sum of weights of"
                f" {largest}; state at least that in cut_limit of prices.npz, or plan again"
            )
            findings.append(Finding("crew_cut", where, says))
    return proven


def _key(prices: Prices, table: CutTable, cut: int) -> CutKey:
    part = table.entries(cut)
    entries = np.stack([table.row[part], table.column[part], table.start[part], table.weight[part]])
    window = str(prices.cut_region[cut]), int(table.first[cut]), int(table.weeks[cut])
    return *window, entries.tobytes()


def _name(prices: Prices, cut: int) -> str:
    first = int(prices.cut_from[cut])
    last = first + int(prices.cut_weeks[cut]) - 1
    weeks = f"week {first}" if last == first else f"weeks {first} to {last}"
    return f"cut {cut}, {prices.cut_region[cut]}, {weeks}"


def _question(
    facts: Facts,
    prices: Prices,
    table: CutTable,
    cut: int,
    uses: dict[tuple[int, int, int], Use],
) -> Question | str:
    """Return what the cut's largest sum depends on, or why there is none or it is not looked for.

    Names and choices that cannot matter are left out, so that equal questions look equal.
    """
    first, weeks = int(table.first[cut]), int(table.weeks[cut])
    region = str(prices.cut_region[cut])
    capacity = tuple(crew_capacity(facts, region, week) for week in range(first, first + weeks))
    states = count_states(capacity)
    if states > MOST_STATES:
        return (
            f"has {states} states of crew-days left in its weeks, may have {MOST_STATES};"
            " state a shorter window in cut_weeks of prices.npz"
        )
    by_store: defaultdict[int, list[tuple[Use, int]]] = defaultdict(list)
    part = table.entries(cut)
    for row, column, start, weight in zip(
        table.row[part].tolist(),
        table.column[part].tolist(),
        table.start[part].tolist(),
        table.weight[part].tolist(),
        strict=True,
    ):
        key = column, first - start, weeks
        if key not in uses:
            uses[key] = _use(facts, *key)
        use = uses[key]
        if row == EVERY_OTHER and weight > 0 and not any(use):
            return (
                f"counts {facts.programme.formats[column].format_id!r} from week {start} with"
                f" weight {weight} for every other store, which uses no crew-day in the window: no"
                " limit holds; leave the entry out of prices.npz, or state 0 in entry_weight"
            )
        by_store[row].append((use, weight))
    others = worth_keeping(capacity, by_store.pop(EVERY_OTHER, ()))
    listed = tuple(sorted(worth_keeping(capacity, choices) for choices in by_store.values()))
    most = [max((weight for _, weight in choices), default=0) for choices in (*listed, others)]
    if sum(most[:-1]) + most[-1] * sum(capacity) >= LARGEST_SUM:
        return (
            f"has weights up to {max(most)}, whose sums are no exact numbers any more; state"
            " smaller ones in entry_weight of prices.npz"
        )
    return capacity, listed, others


def _use(facts: Facts, column: int, offset: int, weeks: int) -> Use:
    """Return the crew-days in each week of a window that begins `offset` weeks after the start."""
    days = facts.programme.formats[column].crew_days
    return tuple(
        days[week] if 0 <= week < len(days) else 0 for week in range(offset, offset + weeks)
    )
