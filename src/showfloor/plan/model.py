"""The planner's model: options, rows and stores as the relaxation and the solver use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from showfloor.plan.holdout import Stratum, drawn_at_random, obliged_stores, strata
from showfloor.plan.network import Bools, Floats, Ints, Network
from showfloor.plan.options import (
    OptionSet,
    allowed_options,
    keeping_first_supply,
    keeping_holdout,
    keeping_promises,
    late_enough,
    option_set,
    option_values,
)
from showfloor.plan.previous import Change, build_change
from showfloor.plan.rules import Rows, build_rows, keeping_crews
from showfloor.plan.spillover import PairTable, build_pairs, loss_to_fixed_partners


class Obligations(Protocol):
    """What it takes to see obligations that fail by themselves."""

    @property
    def network(self) -> Network:
        """The problem as arrays."""

    @property
    def allowed(self) -> Bools:
        """[S, F, weeks] options before promises, supply and holdout."""

    @property
    def obliged(self) -> Bools:
        """[S] stores without a fixed area that must get one."""


@dataclass(frozen=True, slots=True)
class Obliged:
    """Obligations alone, for problems too large for a model of all options."""

    network: Network
    allowed: Bools
    obliged: Bools


@dataclass(frozen=True, slots=True)
class Model:
    """One programme ready to be solved. n options, S stores, R rows."""

    network: Network
    allowed: Bools
    """[S, F, weeks] before promises, supply and holdout."""
    values: Floats
    """[S, F, weeks]"""
    other_values: Floats
    """[S, F, weeks] to the party whose value is not maximised; NaN where its margin is missing."""
    kept: Bools
    """[S, F, weeks] allowed options that keep promises, first deliveries and a random holdout."""
    options: OptionSet
    """The kept options whose region has crews enough for one such installation."""
    profit: Floats
    """[n] value less what is lost to neighbours whose area already stands, with what keeping to an
    earlier plan saves and departing from it costs."""
    change: Change
    rows: Rows
    pairs: PairTable
    obliged: Bools
    """[S] stores without a fixed area that must get one."""
    strata: tuple[Stratum, ...]
    held: Bools
    """[S] drawn at random; none where the planner chooses."""
    stratum_of: Ints
    """[S] place of the stratum in which an optimised holdout may choose the store, else -1."""
    late: Bools
    """[n] options that sell late enough for a held store."""
    first: Ints
    """[S] each store's first option; with `last` the span of its options."""
    last: Ints

    @property
    def keep(self) -> Floats:
        """[strata] stores that an optimised holdout chooses; empty for a random draw."""
        if not self.optimised:
            return np.zeros(0)
        return np.array([float(group.keep) for group in self.strata])

    @property
    def optimised(self) -> bool:
        """Whether the planner chooses the held stores itself, and there are any to choose from."""
        holdout = self.network.programme.holdout
        return holdout is not None and holdout.draw == "optimised" and bool(self.strata)


def build_model(network: Network, seed: int, *, held: Bools | None = None) -> Model:
    """Return the model; the seed draws a random holdout before anything is optimised.

    `held` [S] puts an earlier draw in the seed's place.
    """
    allowed = allowed_options(network)
    groups = strata(network, allowed)
    if held is None:
        held = drawn_at_random(network, groups, seed)
    values, other_values = option_values(network), option_values(network, other=True)
    kept = keeping_promises(network, keeping_first_supply(network, allowed))
    kept = keeping_holdout(network, kept, held)
    options = option_set(network, keeping_crews(network, kept), values)
    pairs = build_pairs(network)
    change = build_change(network)
    lost = loss_to_fixed_partners(network, pairs, options)
    fixed = np.zeros(len(network.stores), dtype=np.bool_)
    fixed[list(network.fixed)] = True
    stores = np.arange(len(network.stores))
    stratum_of = np.full(len(network.stores), -1, dtype=np.int64)
    if network.programme.holdout is not None and network.programme.holdout.draw == "optimised":
        for index, group in enumerate(groups):
            stratum_of[list(group.eligible)] = index
    return Model(
        network=network,
        allowed=allowed,
        values=values,
        other_values=other_values,
        kept=kept,
        options=options,
        profit=options.value - lost + change.added(options),
        change=change,
        rows=build_rows(network, options, other_values),
        pairs=pairs,
        obliged=obliged_stores(network) & ~fixed,
        strata=groups,
        held=held,
        stratum_of=stratum_of,
        late=late_enough(network)[options.format, options.start],
        first=np.searchsorted(options.store, stores),
        last=np.searchsorted(options.store, stores, side="right"),
    )
