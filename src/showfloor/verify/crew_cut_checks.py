"""That every crew cut names regions, stores, formats and weeks that exist, and each entry once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.verify.arrays import Flags
from showfloor.verify.crew_cuts import EVERY_OTHER, UNKNOWN, CutTable, read_cuts
from showfloor.verify.facts import Facts
from showfloor.verify.types import Finding

LONGEST_WINDOW = 4
SHOWN = 20
"""Findings of one kind; more of them say nothing new."""


def check_crew_cuts(
    facts: Facts, prices: Prices, findings: list[Finding], *, table: CutTable | None = None
) -> None:
    """Note each cut and entry that is not as documented; lengths and types have been checked.

    `table` are the cuts in numbers, where they have been read already.
    """
    if not len(prices.cut_region) and not len(prices.entry_cut):
        return
    if facts.programme.crews is None:
        says = "the programme has no crews; leave the cuts out of prices.npz, or plan again"
        findings.append(Finding("price", "cut_region", says))
        return
    before = len(findings)
    table = table or read_cuts(facts, prices)
    _check_windows(facts, prices, table, findings)
    _check_order(table, findings)
    if len(findings) == before:
        _check_entries(facts, prices, table, findings)


def _note(findings: list[Finding], name: str, wrong: Flags, says: Callable[[int], str]) -> None:
    findings += [
        Finding("price", f"{name}[{place}]", f"{says(int(place))} (prices.npz)")
        for place in np.flatnonzero(wrong)[:SHOWN]
    ]


def _check_windows(facts: Facts, prices: Prices, table: CutTable, findings: list[Finding]) -> None:
    crews = {entry.region for entry in facts.programme.crews or ()}
    names = [str(name) for name in prices.cut_region]
    no_crews = np.array([name not in crews for name in names], dtype=np.bool_)
    _note(
        findings,
        "cut_region",
        (table.region == UNKNOWN) & no_crews,
        lambda i: f"there is no region {names[i]!r}; name one of the programme's or the stores'",
    )
    strange = (table.weeks < 1) | (table.weeks > LONGEST_WINDOW)
    _note(
        findings,
        "cut_weeks",
        strange,
        lambda i: f"is {table.weeks[i]}; state a window of 1 to {LONGEST_WINDOW} weeks",
    )
    weeks = facts.programme.crew_weeks
    last = np.minimum(table.first, weeks) + np.where(strange, 0, table.weeks)
    _note(
        findings,
        "cut_from",
        ~strange & ((table.first < 0) | (last > weeks)),
        lambda i: (
            f"the window of {table.weeks[i]} weeks from week {table.first[i]} is not in the"
            f" programme; state weeks from 0 to {weeks - 1}, in which crews work"
        ),
    )


def _check_order(table: CutTable, findings: list[Finding]) -> None:
    cuts = len(table.region)
    _note(
        findings,
        "entry_cut",
        (table.cut < 0) | (table.cut >= cuts),
        lambda i: f"is {table.cut[i]}, there are {cuts} cuts; name one of them, 0 first",
    )
    falls = np.concatenate([np.zeros(1, np.bool_), table.cut[1:] < table.cut[:-1]])
    _note(
        findings,
        "entry_cut",
        falls[: len(table.cut)],
        lambda i: f"is {table.cut[i]} after {table.cut[i - 1]}; sort the entries by their cut",
    )


def _check_entries(facts: Facts, prices: Prices, table: CutTable, findings: list[Finding]) -> None:
    before = len(findings)
    stores, formats = prices.entry_store, prices.entry_format
    _note(
        findings,
        "entry_store",
        table.row == UNKNOWN,
        lambda i: f"there is no store {str(stores[i])!r}; name one of the stores, or none",
    )
    named = table.row >= 0
    elsewhere = named.copy()
    elsewhere[named] = facts.region_of[table.row[named]] != table.region[table.cut[named]]
    _note(
        findings,
        "entry_store",
        elsewhere,
        lambda i: (
            f"store {str(stores[i])!r} is not in the cut's region"
            f" {str(prices.cut_region[table.cut[i]])!r}; list stores of that region only"
        ),
    )
    _note(
        findings,
        "entry_format",
        table.column == UNKNOWN,
        lambda i: f"there is no format {str(formats[i])!r}; name one of the programme's",
    )
    weeks = facts.programme.weeks
    _note(
        findings,
        "entry_start",
        (table.start < 0) | (table.start >= weeks),
        lambda i: f"is {table.start[i]}; state a start week from 0 to {weeks - 1}",
    )
    _note(
        findings,
        "entry_weight",
        table.weight < 0,
        lambda i: f"is {table.weight[i]}; state a whole number, 0 or more",
    )
    if len(findings) == before:
        _note(
            findings,
            "entry_cut",
            _repeated(facts, table),
            lambda i: (
                f"entry {i} names the same cut, store, format and start week as another;"
                " state one weight for an option"
            ),
        )


def _repeated(facts: Facts, table: CutTable) -> Flags:
    """Return [E] the entries that stand a second time; all places have been checked."""
    repeated = np.ones(len(table.cut), dtype=np.bool_)
    key = table.cut * (len(facts.row) + 1) + (table.row - EVERY_OTHER)
    key = key * len(facts.column) + table.column
    _, first = np.unique(key * facts.programme.weeks + table.start, return_index=True)
    repeated[first] = False
    return repeated
