"""Crew cuts a second time, from their text: every way in which crews can work is tried.

Written from showfloor/domain/certificate.py, on top of plain_arithmetic.py.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
from showfloor_plain_arithmetic import capacity, chosen, store_of


def days_used(problem, format_id, start, weeks):
    """Crew-days of an installation in each of these weeks."""
    days = problem.programme.format(format_id).crew_days
    return [days[week - start] if start <= week < start + len(days) else 0 for week in weeks]


def entries_of(prices, cut):
    """(store, format, start week, weight) of each entry of a cut."""
    return [
        (str(prices.entry_store[e]), str(prices.entry_format[e]), int(start), int(weight))
        for e, (start, weight) in enumerate(
            zip(prices.entry_start, prices.entry_weight, strict=True)
        )
        if prices.entry_cut[e] == cut
    ]


def window_of(prices, cut):
    first = int(prices.cut_from[cut])
    return range(first, first + int(prices.cut_weeks[cut]))


def largest_by_enumeration(problem, prices, cut):
    """Largest sum of weights of all choices of the listed stores and all counts of the others."""
    weeks = window_of(prices, cut)
    room = [capacity(problem, str(prices.cut_region[cut]) or None, week) for week in weeks]
    entries = [
        (store, tuple(days_used(problem, format_id, start, weeks)), weight)
        for store, format_id, start, weight in entries_of(prices, cut)
    ]
    listed = sorted({store for store, _, _ in entries if store})
    choices = [
        [((0,) * len(room), 0), *((use, weight) for name, use, weight in entries if name == store)]
        for store in listed
    ]
    others = [(use, weight) for name, use, weight in entries if not name and weight]
    return most_of(room, choices, others)


def most_of(room, choices, others):
    """Largest sum of weights within `room`: one of each of `choices`, any number of `others`."""
    sums = []
    for picked in itertools.product(*choices):
        used = [sum(use[w] for use, _ in picked) for w in range(len(room))]
        left = [days - taken for days, taken in zip(room, used, strict=True)]
        if min(left, default=0) >= 0:
            sums.append(sum(weight for _, weight in picked) + _fill(tuple(left), others))
    return max(sums)


def _fill(left, others):
    """Largest sum of weights of any number of the others, by trying every next one."""
    best = 0
    for place, (use, weight) in enumerate(others):
        after = tuple(days - taken for days, taken in zip(left, use, strict=True))
        if min(after) >= 0:
            best = max(best, weight + _fill(after, others[place:]))
    return best


def weight_of(entries, store, format_id, start):
    """The weight of a store's option in a cut."""
    name = store if any(entry[0] == store for entry in entries) else ""
    return sum(entry[3] for entry in entries if entry[:3] == (name, format_id, start))


def cut_terms(problem, plan, prices):
    """Price x slack of each crew cut."""
    terms = []
    for cut, price in enumerate(prices.cut_price):
        entries = entries_of(prices, cut)
        used = sum(
            weight_of(entries, s, f, t)
            for s, f, t in chosen(plan)
            if (store_of(problem, s).region or "") == str(prices.cut_region[cut])
        )
        terms.append(float(price) * (float(prices.cut_limit[cut]) - used))
    return terms


def with_random_cuts(problem, prices, seed):
    """The prices with random valid cuts: any region, one or two weeks, some stores listed."""
    if problem.programme.crews is None:
        return prices
    dice = random.Random(f"cuts {seed}")
    rows, entries = [], []
    for cut in range(dice.randint(1, 3)):
        region = dice.choice(problem.stores).region or ""
        weeks = dice.choice([1, 2])
        first = dice.randint(0, problem.programme.crew_weeks - weeks)
        rows.append((region, first, weeks, dice.choice([0.0, dice.uniform(0, 40)])))
        names = ["", *(s.store_id for s in problem.stores if (s.region or "") == region)]
        window = range(first, first + weeks)
        for name in (name for name in names if dice.random() < 0.7):
            for item in problem.programme.formats:
                for start in range(problem.programme.weeks):
                    uses = any(days_used(problem, item.format_id, start, window))
                    weight = dice.randint(0, 4) if uses or name else 0
                    if dice.random() < 0.6:
                        entries.append((cut, name, item.format_id, start, weight))
    cuts = replace(prices, **_cut_arrays(rows, entries))
    limits = [
        largest_by_enumeration(problem, cuts, cut) + dice.choice([0.0, 0.0, 0.5])
        for cut in range(len(rows))
    ]
    return replace(cuts, cut_limit=np.array(limits, dtype=np.float64))


def _cut_arrays(rows, entries):
    return {
        "cut_region": np.array([row[0] for row in rows], dtype=np.str_),
        "cut_from": np.array([row[1] for row in rows], dtype=np.int64),
        "cut_weeks": np.array([row[2] for row in rows], dtype=np.int64),
        "cut_price": np.array([row[3] for row in rows], dtype=np.float64),
        "entry_cut": np.array([entry[0] for entry in entries], dtype=np.int64),
        "entry_store": np.array([entry[1] for entry in entries], dtype=np.str_),
        "entry_format": np.array([entry[2] for entry in entries], dtype=np.str_),
        "entry_start": np.array([entry[3] for entry in entries], dtype=np.int64),
        "entry_weight": np.array([entry[4] for entry in entries], dtype=np.int64),
    }
