"""The certificate beside a plan: prices by rule, the bound they prove, digests of every file.

The format is documented in docs/reference/certificate.md so that a third party can verify it.

The bound of a leaf, as the planner fills it and anyone recomputes it, is the sum of

- budget price x cumulative amount, crew price x crew limit, supply price x units, holdout price x
  min(keep, eligible) (any sign), minus quota price x at_least, minus other price x other_at_least,
  plus pace price x at_most, plus split price x its right side (at_most, or minus at_least),
  plus cut price x cut limit;
- minus change_cost x stores without a fixed area that the previous plan gave an area;
- every spillover price; for every pair (wave_of, wave_week): max(0, sum of side x price);
- for every store without a fixed area its best choice: the largest reduced value of its options,
  or 0 for "no area" unless a promise or wave obliges it. Its options are the allowed ones; a
  promise leaves only those that keep it, a random holdout those that sell late enough, a
  supplied format none before its first entry. A store eligible for an optimised holdout takes
  the larger of its best choice, and its best choice among late enough options or 0, less the
  stratum's price. Stores that pairs of `spillover_exact` join choose together: the largest sum
  of their reduced values (the holdout's included) less the exact loss of each such pair. These
  pairs are a forest: no cycle among stores without a fixed area. A pair with one fixed area is no
  edge: its exact loss is taken off the other store's options;
- for every store with a fixed area: minus side x price of its wave rows with first selling week
  <= wave_week, minus the spillover prices of its rows in whose week it sells.

An option's reduced value is its value, less budget price x rounded capex for each step that
counts its start week (the last counts all), less weight x price of each crew row of its region
and of a week of its installation, less weight x price of each crew cut of its region (below), less
the supply prices of its format's steps that count it, plus
its region's quota prices, plus other price x its value to the other party (the same formula with
the other party's margin and share of the capex; spillover never counts in it), less side x price
of its store's wave rows with first selling week <= wave_week, less the spillover prices of its
store's rows within its counted life, less the pace price of every step whose week is its first
selling week or later, less the price of each split of the leaf that counts it and holds it down,
plus that of each that demands it.

A crew cut is a row over the installations of one region that counts stores apart and looks at
several weeks together. It has entries (store, format, start week, weight), a window of weeks, and a
limit. A store is listed in it if an entry names it; entries with store "" are for every store of
the region that is not listed. A listed store's option has the weight of its own entry, any other
store's that of the entry with store ""; without such an entry its weight is 0. The limit must be at
least the largest sum of weights that crews allow in the window: each listed store takes one of its
entries or nothing, each entry with store "" any whole number of times, and in every week of the
window the crew-days used in that week (the format's days in the week of its installation) sum to at
most the region's crew-days. Weights are whole numbers >= 0, so this largest sum is exact: a dynamic
programme over the days left in each week of the window finds it.

A certificate may have parts beside its leaf, which then is the only one and has an empty path. A
part names regions, each named by one part at most, and divides the plans of their stores, not those
of others, among leaves of its own. A spillover pair belongs to a part if at least one of its stores
has no fixed area and every such store lies in the part's regions. A part's leaf has prices of crew
rows and crew cuts of the part's regions, of splits that count stores there, and of spillover pairs
(exact ones too) that belong to the part; its other prices are empty. They replace, not join, the
crew rows and cuts of these regions and the spillover prices and exact pairs of these pairs that the
certificate's own leaf has; all its other prices hold for the part's stores as for others. Of the
pairs that belong to no part, an exact one has no store without a fixed area in a part's region. The
bound is then the sum of what is left of the certificate's leaf, the best choices of the stores in
no part among it, and of every part's largest sum over its leaves: crew price x crew limit, cut
price x cut limit, split price x its right side, spillover prices, what fixed areas pay of these,
and the best choices of the part's stores.

With a previous plan an option counts, instead of its value: at a store that the previous plan gave
an area, its value, plus change_cost if it is that very option; at any other store its value less
change_cost. The objective is the sum of values less spillover losses less change_cost for every
store that departs from the previous plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from showfloor.domain.plan import PlanStatus

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]

CERTIFICATE_FORMAT = "showfloor-certificate-4"


def _floats() -> Floats:
    return np.zeros(0, dtype=np.float64)


def _ints() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _texts() -> Texts:
    return np.zeros(0, dtype="<U1")


@dataclass(frozen=True, slots=True)
class Prices:
    """Lagrange multipliers by rule, currency (week 0 money) a unit of the rule's right side.

    Every array is one-dimensional and the arrays of one rule have equal length, except
    `crew_weights`. Weeks are programme week numbers. Prices are >= 0 unless stated.
    """

    budget: Floats = field(default_factory=_floats)
    """[budget steps] in the programme's order; the last limits every start week."""
    crew_region: Texts = field(default_factory=_texts)
    crew_week: Ints = field(default_factory=_ints)
    crew_days: Ints = field(default_factory=_ints)
    """[K] the distinct positive crew-day numbers that formats use in one week, rising."""
    crew_weights: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """[crew rows, K] weights a row gives to an installation using crew_days[k] days that week."""
    crew_limit: Floats = field(default_factory=_floats)
    """Right side of each crew row: sum over installations of the weight <= limit."""
    crew_price: Floats = field(default_factory=_floats)
    cut_region: Texts = field(default_factory=_texts)
    """Crew cuts: the region of each."""
    cut_from: Ints = field(default_factory=_ints)
    """First week of the window."""
    cut_weeks: Ints = field(default_factory=_ints)
    """Weeks in the window, >= 1."""
    cut_limit: Floats = field(default_factory=_floats)
    cut_price: Floats = field(default_factory=_floats)
    entry_cut: Ints = field(default_factory=_ints)
    """Entries of all cuts: place of the cut, never falling."""
    entry_store: Texts = field(default_factory=_texts)
    """"" for every store of the region that no entry of the cut names."""
    entry_format: Texts = field(default_factory=_texts)
    entry_start: Ints = field(default_factory=_ints)
    """Start week of the installation; it may lie before the window."""
    entry_weight: Ints = field(default_factory=_ints)
    supply: Floats = field(default_factory=_floats)
    """[supply steps] in the programme's order; a step limits start weeks before the next step."""
    quota: Floats = field(default_factory=_floats)
    """[quotas]; the price of one more area that the quota demands."""
    holdout_stratum: Texts = field(default_factory=_texts)
    holdout: Floats = field(default_factory=_floats)
    """Only for draw = "optimised"; any sign: sum of chosen stores in the stratum == keep."""
    wave_of: Ints = field(default_factory=_ints)
    """Wave rows: the earlier wave's place in the programme (0 first)."""
    wave_week: Ints = field(default_factory=_ints)
    wave_store: Texts = field(default_factory=_texts)
    wave_side: Ints = field(default_factory=_ints)
    """+1: store in a later wave, Y_store(week) <= z; -1: store in the wave, z <= Y_store(week)."""
    wave_price: Floats = field(default_factory=_floats)
    pace: Floats = field(default_factory=_floats)
    """[pace steps] in the programme's order."""
    split: Floats = field(default_factory=_floats)
    """[splits of the leaf's path]"""
    other: Floats = field(default_factory=_floats)
    """One price >= 0 where the programme has other_at_least, else none: currency of the chosen
    party a unit of the other's. In prices.npz "<leaf>/other"; a file without it has none."""
    spillover_pair: Ints = field(default_factory=_ints)
    """Place of the pair in the programme's list."""
    spillover_week: Ints = field(default_factory=_ints)
    spillover_exact: Ints = field(default_factory=_ints)
    """Places of pairs whose loss is counted exactly, rising; a forest. They have no theta."""
    spillover_price: Floats = field(default_factory=_floats)
    """theta in [0, discounted loss of that pair and week]: loss >= theta (S_a + S_b - 1)."""


@dataclass(frozen=True, slots=True)
class Split:
    """One side of a division of all plans by how many of some options they take.

    The options counted are those of one store, or of every store of a region, with the format (""
    for any) and a start week in [from_week, to_week). A plan has at most `count` of them, or at
    least `count` + 1: one of the two holds, whatever the plan.
    """

    store_id: str
    """"" where the split counts a region's stores."""
    region: str
    """"" where the split counts one store's options."""
    format_id: str
    from_week: int
    to_week: int
    count: int
    at_most: bool
    """True: at most `count`; False: at least `count` + 1."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of all plans, and prices that bound every plan in it.

    The leaves' paths are the branches of a binary tree: at each place leaves with the same path so
    far go on with the two sides of one split, so together they hold every plan.
    """

    prices: Prices
    path: tuple[Split, ...] = ()
    """Empty for the only leaf."""


@dataclass(frozen=True, slots=True)
class Part:
    """Regions whose stores are bounded by leaves of their own."""

    regions: tuple[str, ...]
    """Rising; "" for stores without a region."""
    leaves: tuple[Leaf, ...]
    """Two or more; with crew, cut, split and spillover prices alone."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is claimed about a plan. Money in week 0 currency; gaps relative to max(1, |bound|)."""

    status: PlanStatus
    objective: float
    """Sum of values less spillover losses and costs of change; NaN where there is no plan."""
    upper_bound: float
    """Recomputable from the leaves' prices; NaN where there is none."""
    solver_bound: float
    """What the solver claims to have proven; may be tighter; NaN where there is none."""
    gap: float
    """(upper_bound - objective) / max(1, |upper_bound|)."""
    seconds: float
    seed: int
    leaves: tuple[Leaf, ...] = ()
    parts: tuple[Part, ...] = ()
    """Only beside a single leaf with an empty path."""
    software: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    """SHA-256 by input: programme, stores, closures, options, areas, previous."""
    outputs: dict[str, str] = field(default_factory=dict)
    """SHA-256 by output file: plan.csv, holdout.csv, prices.npz, and experiment.csv if drawn."""
    trading_days: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    conflict: tuple[str, ...] = ()
    """Why there is no plan: rules that cannot hold together (status infeasible), in words."""
    change_cost: float = 0.0
    """Currency a store that departs from the previous plan; 0 without one."""

    @property
    def solver_gap(self) -> float:
        """(solver_bound - objective) / max(1, |solver_bound|); NaN where either is undefined."""
        return (self.solver_bound - self.objective) / max(1.0, abs(self.solver_bound))
