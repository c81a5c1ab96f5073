"""A rollout designed from stores and dates: who opens when, and what that will let one measure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from showfloor.domain.stores import Store
from showfloor.errors import PanelError, nearest
from showfloor.measure.design import detectable
from showfloor.measure.design_draw import balanced_draw, dealt_waves, likeness
from showfloor.measure.design_noise import estimate_noise
from showfloor.measure.design_types import (
    Answer,
    ByNumber,
    Detectable,
    Floats,
    History,
    Ints,
    Noise,
    PlannedStore,
    RolloutDesign,
    Starts,
    StoresDesign,
)
from showfloor.measure.resting import FEWEST_COMPARED, FEWEST_TREATED
from showfloor.measure.rollout_design import NEVER, design_of
from showfloor.measure.rollout_design_tested import with_held_out
from showfloor.measure.types_outcomes import Scale

WEEKS_AFTER = 25
"""Weeks after the last opening's first that count where no date of measuring is named."""
ANSWER_SHARES = (0.05, 0.10, 0.20)
"""Effects, as shares of the mean outcome, for which the week of the answer is told."""
NUMBERS = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096)
Origin = Literal["given", "included", "fixed", "drawn"]


@dataclass(frozen=True, slots=True)
class StoresAsked:
    """Which stores get an area, or how many; in which weeks; and until when it is measured.

    given: stores that get one; with `choose` those among which is drawn (none: all). choose: how
    many get one. include: get one in any case. exclude: get none, and are compared with. fixed:
    the Monday of single stores. waves: Mondays of the first selling weeks. through: the Monday of
    measuring; None: WEEKS_AFTER weeks after the last wave. effect: one that is to be seen. scale:
    in which it will be measured.
    """

    waves: tuple[date, ...]
    given: tuple[str, ...] = ()
    choose: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fixed: Mapping[str, date] = field(default_factory=dict)
    through: date | None = None
    effect: float | None = None
    seed: int = 0
    scale: Scale = "levels"


def waves_from(first: date, number: int, apart: int) -> tuple[date, ...]:
    """Return so many Mondays, `apart` weeks after each other."""
    return tuple(first + timedelta(weeks=apart * wave) for wave in range(number))


def strata_of_stores(stores: Sequence[Store]) -> dict[str, str]:
    """Return region and kind of each store, as one group."""
    return {store.store_id: f"{store.region or '–'} · {store.kind}" for store in stores}


def history_of(history: History, kept: Collection[str], left_out: Collection[str] = ()) -> History:
    """Return the history of the stores that can be measured: those kept and not left out."""
    rows = [
        row
        for row, store_id in enumerate(history.store_ids)
        if store_id in kept and store_id not in left_out
    ]
    ids = tuple(history.store_ids[row] for row in rows)
    return replace(history, store_ids=ids, outcome=history.outcome[rows])


def stores_design(
    history: History, asked: StoresAsked, strata: Mapping[str, str] | None = None
) -> tuple[RolloutDesign, StoresDesign]:
    """Return what a rollout of these stores would let one detect, and the stores themselves.

    history: outcomes of all stores that can be measured, before (and perhaps after) the first
    wave. strata: region, kind or the like by store; a draw keeps to their shares. PanelError, which
    names the store or the date, where the question contradicts itself or the history.
    """
    _check(history, asked)
    through = asked.through or _last(asked) + timedelta(weeks=WEEKS_AFTER)
    begins = min((*asked.waves, *asked.fixed.values()))
    noise = estimate_noise(history, before=begins, in_scale=asked.scale)
    before = _before(history, noise)
    stratum, names = _strata(history, strata or {})
    planned = _planned(history, asked, (likeness(before.outcome), stratum), names)
    week_of = {store.store_id: store.selling_week for store in planned}
    days = [week_of.get(store_id) for store_id in history.store_ids]
    first = np.array(
        [NEVER if day is None else (day - noise.first_week).days // 7 for day in days],
        dtype=np.int64,
    )
    starts = Starts(history.store_ids, first, noise.scale, size=noise.size)
    design = design_of(noise, starts, through)
    found = StoresDesign(
        planned=planned,
        compared=tuple(s for s in history.store_ids if s not in week_of),
        waves=tuple(sorted({store.selling_week for store in planned})),
        by_number=_by_number(noise, asked.waves, through, design.at),
        answers=_answers(design, asked.effect),
        strata=len(names),
        seed=asked.seed,
    )
    design = replace(design, notes=(*design.notes, *_said(design, found)))
    return with_held_out(design, history, noise, starts, stratum=stratum, seed=asked.seed), found


def _last(asked: StoresAsked) -> date:
    return max((*asked.waves, *asked.fixed.values()))


def _before(history: History, noise: Noise) -> History:
    return replace(history, outcome=history.outcome[:, : noise.weeks])


def _strata(history: History, strata: Mapping[str, str]) -> tuple[Ints, tuple[str, ...]]:
    labels = np.array([strata.get(store_id, "") for store_id in history.store_ids])
    names, number = np.unique(labels, return_inverse=True)
    return number.astype(np.int64), tuple(names.tolist())


def _check(history: History, asked: StoresAsked) -> None:
    """Raise PanelError where the question contradicts itself or the history."""
    known = set(history.store_ids)
    for option, stores in (
        ("", asked.given),
        ("--include: ", asked.include),
        ("--exclude: ", asked.exclude),
        ("--fix: ", tuple(asked.fixed)),
    ):
        _known(stores, known, option)
    for day in (*asked.waves, *asked.fixed.values(), *((asked.through,) if asked.through else ())):
        if day.weekday():
            raise PanelError(f"{day} is a {day:%A}; name each week by its Monday")
    if not asked.waves:
        raise PanelError("no week of opening was named")
    if len(set(asked.waves)) < len(asked.waves):
        raise PanelError("a wave's Monday is named twice")
    both = sorted({*asked.include, *asked.fixed} & set(asked.exclude))
    if both:
        raise PanelError(f"'{both[0]}' is to get an area and is excluded; name one or the other")
    if asked.through is not None and asked.through < min(asked.waves):
        raise PanelError(f"measured on {asked.through}, before the first area opens")
    _check_number(history, asked)


def _known(stores: Sequence[str], known: set[str], option: str) -> None:
    seen: set[str] = set()
    for store in stores:
        if store not in known:
            near = nearest(store, known)
            raise PanelError(f"{option}the history has no store '{store}'{near}")
        if store in seen:
            raise PanelError(f"{option}'{store}' is named twice")
        seen.add(store)


def _check_number(history: History, asked: StoresAsked) -> None:
    must = {*asked.include, *asked.fixed}
    if asked.choose is None:
        excluded = sorted(set(asked.given) & set(asked.exclude))
        if excluded:
            raise PanelError(f"'{excluded[0]}' is given and excluded; name one or the other")
        number = len(must | set(asked.given))
        if not number:
            raise PanelError("no store was named; name some, or say how many are to be chosen")
    else:
        number = asked.choose
        allowed = (set(asked.given or history.store_ids) | must) - set(asked.exclude)
        if number < max(len(must), 1):
            raise PanelError(
                f"{number} stores are to be chosen, and {len(must)} are included or fixed"
            )
        if number > len(allowed):
            raise PanelError(f"{number} stores are to be chosen among {len(allowed)}")
    if len(history.store_ids) - number < FEWEST_COMPARED:
        raise PanelError(
            f"{number} of {len(history.store_ids)} stores get an area: at least "
            f"{FEWEST_COMPARED} must stay without one to be compared with"
        )


def _planned(
    history: History, asked: StoresAsked, told: tuple[Floats, Ints], names: tuple[str, ...]
) -> tuple[PlannedStore, ...]:
    """Return the stores with their weeks: given or drawn, and dealt to the waves."""
    at, stratum = told
    ids = history.store_ids
    row = {store_id: place for place, store_id in enumerate(ids)}
    must = {*asked.include, *asked.fixed}
    if asked.choose is None:
        chosen = np.array(sorted(row[s] for s in {*asked.given, *must}), dtype=np.int64)
    else:
        forced = np.full(len(ids), -1 if asked.given else 0, dtype=np.int64)
        _mark(forced, (row[s] for s in asked.given), 0)
        _mark(forced, (row[s] for s in asked.exclude), -1)
        _mark(forced, (row[s] for s in must), 1)
        chosen = balanced_draw(at, stratum, asked.choose, asked.seed, forced=forced)
    free = np.array([place for place in chosen if ids[place] not in asked.fixed], dtype=np.int64)
    wave = dealt_waves(at[free], len(asked.waves), asked.seed) if len(free) else free
    waves = sorted(asked.waves)
    day_of = {ids[p]: waves[w] for p, w in zip(free.tolist(), wave.tolist(), strict=True)}
    day_of |= asked.fixed
    return tuple(
        PlannedStore(ids[p], day_of[ids[p]], names[stratum[p]], _origin(ids[p], asked))
        for p in chosen.tolist()
    )


def _mark(forced: Ints, places: Iterable[int], value: int) -> None:
    for place in places:
        forced[place] = value


def _origin(store_id: str, asked: StoresAsked) -> Origin:
    if store_id in asked.fixed:
        return "fixed"
    if store_id in asked.include:
        return "included"
    return "given" if asked.choose is None else "drawn"


def _by_number(
    noise: Noise, waves: tuple[date, ...], through: date, at: Detectable
) -> tuple[ByNumber, ...]:
    """Return what other numbers of average stores, dealt evenly to the waves, would let one see."""
    stores = len(noise.store_ids)
    opens = [(day - noise.first_week).days // 7 for day in sorted(waves)]
    found = [at]
    alike = np.ones(stores)
    size = None if noise.size is None else alike
    for number in NUMBERS:
        if FEWEST_TREATED <= number <= stores - FEWEST_TREATED:
            first = np.full(stores, NEVER, dtype=np.int64)
            first[:number] = np.resize(np.array(opens, dtype=np.int64), number)
            found.append(detectable(noise, first, alike, through, size=size))
    return tuple(
        ByNumber(
            item.treated, item.compared, item.se, item.mde, item.method, item.verdict, item is at
        )
        for item in sorted(found, key=lambda item: item.treated)
    )


def _answers(design: RolloutDesign, effect: float | None) -> tuple[Answer, ...]:
    """Return from which week on effects would be seen: the one asked for, and shares of sales."""
    known = design.level > 0.0
    sizes = [share * design.level for share in ANSWER_SHARES] if known else []
    asked = [effect] if effect is not None else []
    return tuple(
        Answer(size, size / design.level if known else math.nan, _seen_from(design, size))
        for size in sorted({*asked, *sizes})
    )


def _seen_from(design: RolloutDesign, effect: float) -> date | None:
    """Return the first week from which on the smallest detectable effect stays below `effect`."""
    since = None
    for week in design.by_week:
        if not week.mde <= effect:
            since = None
        elif since is None:
            since = week.on
    return since


def _said(design: RolloutDesign, found: StoresDesign) -> list[str]:
    notes = []
    if any(store.origin == "drawn" for store in found.planned):
        drawn = sum(store.origin == "drawn" for store in found.planned)
        groups = f"in proportion to {found.strata} groups, " if found.strata > 1 else ""
        notes.append(
            f"Drawn at random: {drawn} of the stores, {groups}balanced in how they moved before, "
            f"with the seed {found.seed}."
        )
    if design.at.verdict == "REVIEW":
        notes.append(
            f"The interval will rest on {design.at.treated} stores and {design.at.df:.1f} degrees "
            "of freedom: it will be marked for review."
        )
        if len(found.waves) > 1:
            notes.append("Fewer waves would leave more degrees of freedom to so few stores.")
    if design.at.method == "permutation":
        notes.append(
            f"{design.at.treated} treated stores get no interval, only a permutation test of no "
            "effect at all; what it can find was simulated."
        )
    return notes
