"""What other solvers are given: every option and its worth, worked out from the problem alone.

Written from docs/reference/programme-file.md without the planner's room, so that peers and planner
agree on a problem only where both read the rules alike. Value is the retailer's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.calendars import season_index
from showfloor.domain.money import to_cents
from showfloor.domain.plan import Holding, PlannedArea, RolloutProblem
from showfloor.domain.programme import Format, Programme
from showfloor.domain.stores import Store

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DAYS_WITHOUT_ACCESS = 3


@dataclass(frozen=True, slots=True)
class Tables:
    """Options [n] of stores [S] by store, format, start week; H weeks to the last counted one."""

    problem: RolloutProblem
    stores: tuple[Store, ...]
    """Sorted by id, as all that is counted by store."""
    store: Ints
    format: Ints
    start: Ints
    selling: Ints
    value: Floats
    """EUR of week 0, before spillover between planned areas, after that to standing ones."""
    own_value: Floats
    """The same before any spillover: what plan.csv calls value."""
    cents: Ints
    """Capex in cents."""
    obliged: Bools
    """[S] in a promise or a wave, without a standing area."""
    held: tuple[Holding, ...]
    pairs: Ints
    """[P, 2] stores that lose something by both being planned."""
    losses: Floats
    """[P, H] EUR of week 0 by week."""

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.problem.programme

    def areas(self, chosen: Ints) -> tuple[PlannedArea, ...]:
        """Return chosen options as decisions, sorted by store."""
        programme = self.programme
        return tuple(
            PlannedArea(
                self.stores[self.store[n]].store_id,
                programme.formats[self.format[n]].format_id,
                programme.start + timedelta(weeks=int(self.start[n])),
                programme.start + timedelta(weeks=int(self.selling[n])),
                float(self.own_value[n]),
            )
            for n in sorted(chosen)
        )


def build_tables(problem: RolloutProblem, seed: int) -> Tables:
    """Return all options that a plan may take, the random holdout drawn by the seed.

    ValueError for what benchmarks do not use: another party's value, an optimised holdout, a
    standing area in a wave, a pace, an earlier plan.
    """
    programme = problem.programme
    _refuse_unknown(problem)
    stores = tuple(sorted(problem.stores, key=lambda store: store.store_id))
    place = {store.store_id: number for number, store in enumerate(stores)}
    longest = max(item.weeks_to_install for item in programme.formats)
    horizon = programme.weeks - 1 + longest + programme.area_life_weeks
    share, access = _open_and_access(problem, stores, place, horizon)
    discount = (1.0 + programme.discount_rate) ** (-np.arange(horizon) / 52.0)
    standing = _standing(problem, place, horizon)
    margin = _margins(problem, place)
    allowed = _allowed(problem, stores, access, margin) & ~standing.any(axis=1)[:, None, None]
    held = _drawn(problem, stores, allowed, seed)
    kept = allowed & _keeping(problem, place, [place[item.store_id] for item in held])
    store, form, start = np.nonzero(kept)
    length = np.array([item.weeks_to_install for item in programme.formats])
    factor = [store.capex_factor for store in stores]
    capex = np.array([[to_cents(item.capex * f) for item in programme.formats] for f in factor])
    value = _values(programme, share * discount, margin, capex, discount)[store, form, start]
    pairs, losses, beside = _pairs(problem, place, share, discount, standing)
    total = np.concatenate([np.zeros((len(stores), 1)), np.cumsum(beside, axis=1)], axis=1)
    selling = start + length[form]
    lost = total[store, selling + programme.area_life_weeks] - total[store, selling]
    obliged = np.zeros(len(stores), dtype=np.bool_)
    obliged[[place[name] for name in _obliged_names(programme)]] = True
    return Tables(
        problem=problem,
        stores=stores,
        store=store.astype(np.int64),
        format=form.astype(np.int64),
        start=start.astype(np.int64),
        selling=selling.astype(np.int64),
        value=value - lost,
        own_value=value,
        cents=np.rint(100 * capex[store, form]).astype(np.int64),
        obliged=obliged & ~standing.any(axis=1),
        held=held,
        pairs=pairs,
        losses=losses,
    )


def _refuse_unknown(problem: RolloutProblem) -> None:
    programme = problem.programme
    standing = {area.store_id for area in problem.areas}
    if (
        programme.value_for != "retailer"
        or programme.other_at_least is not None
        or programme.pace
        or problem.previous is not None
        or (programme.holdout is not None and programme.holdout.draw != "random")
        or any(standing & set(wave.store_ids) for wave in programme.waves)
    ):
        raise ValueError("the peers' formulations do not know one of this programme's rules")


def _open_and_access(
    problem: RolloutProblem, stores: tuple[Store, ...], place: dict[str, int], horizon: int
) -> tuple[Floats, Bools]:
    """Return [S, H] the open share of trading days, and whether crews may work."""
    programme, trading = problem.programme, problem.trading_days.weekdays
    first = np.datetime64(programme.start, "D")
    offsets = 7 * np.arange(horizon)[:, None] + np.array(trading)[None, :]
    days = first + offsets.astype("timedelta64[D]")
    shut = {
        number: (_outside_life(store, days), _outside_life(store, days))
        for number, store in enumerate(stores)
        if store.opened_on is not None or store.closed_on is not None
    }
    for closure in problem.closures:
        number = place[closure.store_id]
        nothing = np.zeros(days.shape, dtype=np.bool_)
        closed, barred = shut.get(number, (nothing, nothing))
        covered = (days >= np.datetime64(closure.from_date)) & (
            days < np.datetime64(closure.to_date)
        )
        shut[number] = (closed | covered, barred if closure.crew_access else barred | covered)
    share = np.ones((len(stores), horizon))
    access = np.ones((len(stores), horizon), dtype=np.bool_)
    for number, (closed, barred) in shut.items():
        share[number] = 1.0 - closed.mean(axis=1)
        access[number] = barred.sum(axis=1) <= DAYS_WITHOUT_ACCESS
    return share, access


def _outside_life(store: Store, days: npt.NDArray[np.datetime64]) -> Bools:
    outside = np.zeros(days.shape, dtype=np.bool_)
    if store.opened_on is not None:
        outside |= days < np.datetime64(store.opened_on)
    if store.closed_on is not None:
        outside |= days >= np.datetime64(store.closed_on)
    return outside


def _standing(problem: RolloutProblem, place: dict[str, int], horizon: int) -> Bools:
    """Return [S, H]: whether an area of this manufacturer stands and sells in the week."""
    programme = problem.programme
    stands = np.zeros((len(place), horizon), dtype=np.bool_)
    for area in problem.areas:
        if area.manufacturer_id != programme.manufacturer_id:
            continue
        first = (area.selling_from - programme.start).days // 7
        end = horizon
        if area.selling_to is not None:
            end = (area.selling_to - programme.start).days // 7
        stands[place[area.store_id], max(0, first) : max(0, end)] = True
    return stands


def _margins(problem: RolloutProblem, place: dict[str, int]) -> Floats:
    """Return [S, F] the retailer's margin a week; NaN without an option row."""
    column = {item.format_id: n for n, item in enumerate(problem.programme.formats)}
    margin = np.full((len(place), len(column)), np.nan)
    for row in problem.options:
        margin[place[row.store_id], column[row.format_id]] = row.retailer_margin_per_week
    return margin


def _allowed(
    problem: RolloutProblem, stores: tuple[Store, ...], access: Bools, margin: Floats
) -> Bools:
    """Return [S, F, weeks]: whether the rules allow the option, limits and promises aside."""
    programme = problem.programme
    space = np.array([-1.0 if s.area_space_m2 is None else s.area_space_m2 for s in stores])
    excluded = set(programme.excluded_stores)
    usable = np.array([s.kind != "online" and s.store_id not in excluded for s in stores])
    mondays = np.array([programme.start + timedelta(weeks=w) for w in range(programme.weeks)])
    ready = np.array([s.ready_on or date.min for s in stores])
    open_to_start = mondays[None, :] >= ready[:, None]
    able = access[:, : programme.crew_weeks] & ~_frozen(programme, stores)
    allowed = np.zeros((*margin.shape, programme.weeks), dtype=np.bool_)
    for number, item in enumerate(programme.formats):
        fits = usable & (item.footprint_m2 <= space) & ~np.isnan(margin[:, number])
        possible = open_to_start & fits[:, None]
        for week in range(item.weeks_to_install):
            possible = possible & able[:, week : week + programme.weeks]
        allowed[:, number] = possible
    return allowed


def _frozen(programme: Programme, stores: tuple[Store, ...]) -> Bools:
    """Return [S, crew weeks]: whether a freeze covers any day of the week."""
    frozen = np.zeros((len(stores), programme.crew_weeks), dtype=np.bool_)
    for freeze in programme.freezes:
        here = np.array([not freeze.regions or s.region in freeze.regions for s in stores])
        for week in range(programme.crew_weeks):
            monday = programme.start + timedelta(weeks=week)
            if freeze.from_date < monday + timedelta(days=7) and monday < freeze.to_date:
                frozen[here, week] = True
    return frozen


def _obliged_names(programme: Programme) -> list[str]:
    names = [promise.store_id for promise in programme.promises]
    return names + [store_id for wave in programme.waves for store_id in wave.store_ids]


def _drawn(
    problem: RolloutProblem, stores: tuple[Store, ...], allowed: Bools, seed: int
) -> tuple[Holding, ...]:
    """Return the stores with the lowest SHA-256 of "seed:store_id" in each stratum."""
    holdout = problem.programme.holdout
    if holdout is None:
        return ()
    obliged = set(_obliged_names(problem.programme))
    strata: dict[str, list[str]] = {}
    for store, possible in zip(stores, allowed.any(axis=(1, 2)), strict=True):
        if possible and store.store_id not in obliged:
            values = {"region": store.region, "kind": store.kind}
            name = " | ".join(values[by] or "(none)" for by in holdout.by)
            strata.setdefault(name, []).append(store.store_id)
    held = [
        Holding(store_id, name)
        for name, names in strata.items()
        for store_id in sorted(
            names, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest()
        )[: holdout.keep]
    ]
    return tuple(sorted(held, key=lambda item: item.store_id))


def _keeping(problem: RolloutProblem, place: dict[str, int], held: list[int]) -> Bools:
    """Return [S, F, weeks]: whether promises, first deliveries and the holdout leave the option."""
    programme = problem.programme
    kept = np.ones((len(place), len(programme.formats), programme.weeks), dtype=np.bool_)
    weeks = np.arange(programme.weeks)
    for number, item in enumerate(programme.formats):
        selling = weeks + item.weeks_to_install
        for promise in programme.promises:
            late = selling > (promise.selling_by - programme.start).days // 7
            wrong = bool(promise.format_ids) and item.format_id not in promise.format_ids
            kept[place[promise.store_id], number] &= ~(late | wrong)
        if programme.holdout is not None:
            free = (programme.holdout.no_sales_before - programme.start).days / 7
            kept[held, number] &= selling >= free
        steps = [step.week for step in programme.supply if step.format_id == item.format_id]
        if steps:
            kept[:, number] &= weeks >= (min(steps) - programme.start).days // 7
    return kept


def _values(
    programme: Programme, weekly: Floats, margin: Floats, capex: Floats, discount: Floats
) -> Floats:
    """Return [S, F, weeks] the retailer's value; `weekly` is the discounted open share [S, H]."""
    season = np.ones(weekly.shape[1])
    if programme.season:
        mondays = [programme.start + timedelta(weeks=w) for w in range(len(season))]
        season = np.array([programme.season[season_index(monday)] for monday in mondays])
    worth = weekly * season
    life = programme.area_life_weeks
    values = np.empty((*margin.shape, programme.weeks))
    for number, item in enumerate(programme.formats):
        ramp = _ramp(item, life)
        for week in range(programme.weeks):
            first = week + item.weeks_to_install
            earned = margin[:, number] * (worth[:, first : first + life] @ ramp)
            due = (1.0 - item.manufacturer_pays) * discount[week] * capex[:, number]
            values[:, number, week] = earned - due
    return values


def _ramp(item: Format, life: int) -> Floats:
    ramp = np.ones(life)
    early = item.ramp[:life]
    ramp[: len(early)] = early
    return ramp


def _pairs(
    problem: RolloutProblem,
    place: dict[str, int],
    share: Floats,
    discount: Floats,
    standing: Bools,
) -> tuple[Ints, Floats, Floats]:
    """Return pairs [P, 2] and losses [P, H] of stores to plan, and [S, H] beside standing ones."""
    beside = np.zeros_like(share)
    pairs, losses = [], []
    stands = standing.any(axis=1)
    for pair in problem.programme.spillover:
        a, b = place[pair.store_a], place[pair.store_b]
        loss = pair.loss_per_week * discount * np.minimum(share[a], share[b])
        if stands[a] or stands[b]:
            beside[a] += loss * standing[b] * (not stands[a])
            beside[b] += loss * standing[a] * (not stands[b])
        elif pair.loss_per_week > 0:
            pairs.append((a, b))
            losses.append(loss)
    table = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
    return table, np.array(losses).reshape(len(pairs), len(discount)), beside
