"""From the ledger's areas, sales and closures to a panel of stores by weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from showfloor.domain.panels import Panel
from showfloor.domain.queries import Columns
from showfloor.domain.stores import Area, Closure, Store
from showfloor.errors import PanelError, nearest
from showfloor.measure.area_regions import compared_in_regions
from showfloor.measure.area_rivals import rival_weeks
from showfloor.measure.kept_units import some_names
from showfloor.measure.panels import PreparedPanel, prepare
from showfloor.measure.types_areas import AreaLedger, AreaPanel, AreaQuestion, OwnShops
from showfloor.measure.types_outcomes import Quantity

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LEAST_OPEN = 0.5
"""A week with less than this share of its trading days open is missing: a rate of so few days is
mostly noise."""
ALMOST_ALWAYS = 0.9
"""Where a store sells in so large a share of its weeks, a silent week was not delivered."""
MOST_RIVALS = 5
"""Rivals that are named, those with the largest revenue; all others count among "rivals"."""
_QUANTITIES: tuple[Quantity, ...] = ("units", "revenue", "margin")
_NO_DAY = np.nan


def area_panel(question: AreaQuestion, ledger: AreaLedger) -> AreaPanel:
    """Build the panel of one manufacturer's areas.

    Stores: all with a sales floor; shops of kind own_brand without an area are kept apart. A
    store's area begins to count with its first disruption (announced, cleared or built); a
    store-week is missing while the store was closed on more than half of its trading days, before
    its first and after its last sale, when the store was silent although it nearly always sells,
    from when its area was closed, and, without an own area, from when another manufacturer's area
    began there (see `rival_weeks`). Partly closed weeks count as sales a full week. The question
    may leave out weeks after a closure, and what cannot be compared within regions (see
    `compared_in_regions`). What is left out is said in `notes`.

    PanelError where the manufacturer has no area, or no sales, in these weeks.
    """
    stores = sorted(
        (store for store in ledger.stores if store.kind != "online"), key=lambda s: s.store_id
    )
    ids = tuple(store.store_id for store in stores)
    weeks = (question.to_week - question.first_week).days // 7
    if weeks < 2 or not ids:
        raise PanelError(f"{len(ids)} stores over {max(weeks, 0)} weeks show no change")
    notes: list[str] = []
    standing = _areas_of_stores(question, ledger.areas, ids, notes)
    sums, seen, priced = _sums(ledger.sales, question, ids, weeks)
    if not np.abs(sums["own", "revenue"]).any() and not np.abs(sums["own", "units"]).any():
        raise PanelError(
            f"manufacturer '{question.manufacturer_id}' has no sales from {question.first_week} "
            f"to before {question.to_week}: there is nothing to measure"
        )
    baskets = _baskets(ledger.traffic, question, ids, weeks)
    share = open_share(stores, ledger.closures, question, weeks)
    seen |= False if baskets is None else baskets > 0.0
    reopened = reopened_weeks(share, question.after_reopening)
    missing = missing_weeks(share, seen, notes) | _after_the_end(standing, weeks, notes)
    rivals = rival_weeks(question, ledger.areas, ids, standing.disrupted)
    missing |= rivals.young
    _note_reopened(notes, reopened & ~missing, question.after_reopening)
    missing |= reopened
    excluded = standing.excluded | rivals.young.all(axis=1)
    standing = replace(standing, excluded=excluded)
    kept, shops = _kept_stores(standing, stores, missing, notes)
    rate = np.where(missing, np.nan, share)[kept]
    panel = AreaPanel(
        question=question,
        stores=tuple(ids[i] for i in kept),
        outcomes={key: values[kept] / rate for key, values in sums.items()},
        baskets=None if baskets is None else np.where(baskets > 0, baskets, np.nan)[kept] / rate,
        open_share=np.nan_to_num(rate),
        disrupted=standing.disrupted[kept],
        opened=standing.opened[kept],
        format_id=tuple(standing.format_id[i] for i in kept),
        kind=tuple(stores[i].kind for i in kept),
        region=tuple(stores[i].region or "" for i in kept),
        latitude=_numbers([stores[i].latitude for i in kept]),
        longitude=_numbers([stores[i].longitude for i in kept]),
        own_shops=OwnShops(
            stores=tuple(ids[i] for i in shops),
            revenue=sums["own", "revenue"][shops] / np.where(missing, np.nan, share)[shops],
            latitude=_numbers([stores[i].latitude for i in shops]),
            longitude=_numbers([stores[i].longitude for i in shops]),
            region=tuple(stores[i].region or "" for i in shops),
        ),
        cost=_cost([stores[i] for i in kept], standing, kept, ledger.capex),
        priced=priced,
        notes=tuple(notes),
        rivals=rivals.found,
    )
    return compared_in_regions(panel) if question.region_weeks else panel


def panel_of_areas(panel: AreaPanel, outcome: Floats) -> Panel:
    """Return one outcome [U, T] as a panel whose stores are treated from the first disruption."""
    return Panel(panel.stores, np.arange(panel.weeks, dtype=np.float64), outcome, panel.disrupted)


def prepared_areas(panel: AreaPanel) -> PreparedPanel:
    """Return own revenue, checked, with the regions where each has weeks of its own."""
    plain = panel_of_areas(panel, panel.outcomes["own", "revenue"])
    return prepare(plain, region=regions_of(panel))


def regions_of(panel: AreaPanel) -> npt.NDArray[np.str_] | None:
    """Return [U] the stores' regions where each has weeks of its own, else None.

    Stores without one are a region of their own.
    """
    return None if panel.regions is None else np.array(panel.region)


def open_share(
    stores: Sequence[Store], closures: Sequence[Closure], question: AreaQuestion, weeks: int
) -> Floats:
    """Return [U, T]: the share of each week's trading days on which each store was open."""
    closed = np.zeros((len(stores), 7 * weeks), dtype=bool)
    row_of = {store.store_id: row for row, store in enumerate(stores)}

    def day(when: date) -> int:
        return min(max((when - question.first_week).days, 0), 7 * weeks)

    for row, store in enumerate(stores):
        if store.opened_on is not None:
            closed[row, : day(store.opened_on)] = True
        if store.closed_on is not None:
            closed[row, day(store.closed_on) :] = True
    for closure in closures:
        if closure.store_id in row_of:
            row = row_of[closure.store_id]
            closed[row, day(closure.from_date) : day(closure.to_date)] = True
    trading = closed.reshape(len(stores), weeks, 7)[:, :, list(question.weekdays)]
    share: Floats = 1.0 - trading.mean(axis=2)
    return share


@dataclass(frozen=True, slots=True)
class _Standing:
    """Areas by store, [U]: weeks of disruption, opening and end (NaN: none), format, exclusion."""

    disrupted: Floats
    opened: Floats
    ended: Floats
    format_id: list[str]
    excluded: Flags


def _areas_of_stores(
    question: AreaQuestion, areas: Sequence[Area], ids: Sequence[str], notes: list[str]
) -> _Standing:
    own = [area for area in areas if area.manufacturer_id == question.manufacturer_id]
    if not own:
        known = {area.manufacturer_id for area in areas}
        raise PanelError(
            f"the ledger has no area of manufacturer '{question.manufacturer_id}'"
            f"{nearest(question.manufacturer_id, known)}"
        )
    formats = {area.format_id for area in own}
    if question.format_id and question.format_id not in formats:
        raise PanelError(
            f"manufacturer '{question.manufacturer_id}' has no area of format "
            f"'{question.format_id}'{nearest(question.format_id, formats)}"
        )
    row_of = {store_id: row for row, store_id in enumerate(ids)}
    by_row: dict[int, list[Area]] = {}
    for area in own:
        if area.store_id in row_of:
            by_row.setdefault(row_of[area.store_id], []).append(area)
    unknown = [area.area_id for area in own if area.store_id not in row_of]
    _note(notes, unknown, "areas stand in no known store with a sales floor and count nowhere")
    return _by_store(question, by_row, ids, notes)


def _by_store(
    question: AreaQuestion, by_row: Mapping[int, list[Area]], ids: Sequence[str], notes: list[str]
) -> _Standing:
    weeks = (question.to_week - question.first_week).days // 7
    disrupted, opened, ended = (np.full(len(ids), _NO_DAY) for _ in range(3))
    format_id, excluded = [""] * len(ids), np.zeros(len(ids), dtype=bool)
    several: list[str] = []
    before: list[str] = []
    other: list[str] = []
    for row, areas in by_row.items():
        ordered = sorted(areas, key=lambda a: (a.disrupted_on, a.area_id))
        first, end = ordered[0], _end(ordered)
        begins = _week(first.disrupted_on, question)
        if begins >= weeks:
            continue
        if question.format_id and any(a.format_id != question.format_id for a in areas):
            other.append(ids[row])
            excluded[row] = True
        elif begins <= 0:
            before.append(ids[row])
            excluded[row] = True
        else:
            disrupted[row] = begins
            sells = _week(min(a.selling_from for a in areas), question)
            opened[row] = sells if sells < weeks else np.nan
            ended[row] = np.nan if end is None else _week(end, question)
            format_id[row] = first.format_id
            several += [ids[row]] if len(areas) > 1 else []
    _note(notes, other, "stores with an area of another format are left out")
    _note(notes, before, "stores had an area, or its building, before the data begin: left out")
    _note(notes, several, "stores had several areas: they count from the first, as one")
    return _Standing(disrupted, opened, ended, format_id, excluded)


def _end(ordered: Sequence[Area]) -> date | None:
    """Return when the last of areas that follow each other without a gap ended; None: it stands."""
    end = ordered[0].selling_to
    for area in ordered[1:]:
        if end is None:
            return None
        if area.installed_from > end:
            return end
        end = None if area.selling_to is None else max(end, area.selling_to)
    return end


def _week(day: date, question: AreaQuestion) -> int:
    return (day - question.first_week).days // 7


def _sums(
    sales: Columns, question: AreaQuestion, ids: Sequence[str], weeks: int
) -> tuple[dict[tuple[str, Quantity], Floats], Flags, float]:
    """Return sales [U, T] by part and quantity, store-weeks with a row, and the priced share."""
    cell, inside = _cells(sales["store_id"], sales["week"], question, ids, weeks)
    shape = len(ids), weeks
    sums: dict[tuple[str, Quantity], Floats] = {}

    def add(part: str, chosen: Flags) -> None:
        rows = np.flatnonzero(inside & chosen)
        for quantity in _QUANTITIES:
            weights = sales[quantity][rows]
            found = np.bincount(cell[rows], weights=weights, minlength=shape[0] * weeks)
            sums[part, quantity] = np.asarray(found, dtype=np.float64).reshape(shape)

    for part in ("own", "rivals", "other"):
        add(part, np.asarray(sales["part"] == part, dtype=bool))
    for name in _largest(sales["rival"], sales["revenue"]):
        add(f"rival {name}", np.asarray(sales["rival"] == name, dtype=bool))
    for quantity in _QUANTITIES:
        store = sums["own", quantity] + sums["rivals", quantity] + sums["other", quantity]
        sums["total", quantity] = store
    seen = np.zeros(shape[0] * weeks, dtype=bool)
    seen[cell[inside]] = True
    whole = float(np.abs(sales["revenue"]).sum())
    priced = float(np.abs(sales["priced"]).sum()) / whole if whole > 0.0 else 0.0
    return sums, seen.reshape(shape), priced


def _largest(rival: npt.NDArray[Any], revenue: Floats) -> list[str]:
    """Return the named rivals with the largest revenue, the largest first."""
    names = sorted(set(rival.tolist()))
    place_of = {name: place for place, name in enumerate(names)}
    place = np.fromiter((place_of[name] for name in rival), dtype=np.int64, count=len(rival))
    order = np.argsort(-np.bincount(place, weights=revenue), kind="stable").tolist()
    return [names[k] for k in order if names[k]][:MOST_RIVALS]


def _baskets(
    traffic: Columns, question: AreaQuestion, ids: Sequence[str], weeks: int
) -> Floats | None:
    if not len(traffic["week"]):
        return None
    cell, inside = _cells(traffic["store_id"], traffic["week"], question, ids, weeks)
    found = np.bincount(
        cell[inside], weights=traffic["baskets"][inside], minlength=len(ids) * weeks
    )
    return np.asarray(found, dtype=np.float64).reshape(len(ids), weeks)


def _cells(
    store_ids: npt.NDArray[Any],
    weeks_of: npt.NDArray[Any],
    question: AreaQuestion,
    ids: Sequence[str],
    weeks: int,
) -> tuple[Ints, Flags]:
    """Return each row's cell of the [U, T] panel, and whether it lies in it."""
    row_of = {store_id: row for row, store_id in enumerate(ids)}
    starts = np.flatnonzero(store_ids[1:] != store_ids[:-1]) + 1
    starts = np.concatenate([[0], starts])[: len(store_ids)]
    of_run = [row_of.get(name, -1) for name in store_ids[starts].tolist()]
    row = np.repeat(np.array(of_run, dtype=np.int64), np.diff(np.append(starts, len(store_ids))))
    first = np.datetime64(question.first_week, "D")
    week = (weeks_of.astype("datetime64[D]") - first).astype(np.int64) // 7
    inside = (row >= 0) & (week >= 0) & (week < weeks)
    cells: Ints = np.where(inside, row * weeks + week, 0)
    return cells, np.asarray(inside, dtype=bool)


def missing_weeks(share: Floats, seen: Flags, notes: list[str]) -> Flags:
    """Return the store-weeks [U, T] that were not observed."""
    shut = share < LEAST_OPEN
    weeks = np.arange(share.shape[1])
    any_row = seen.any(axis=1)
    first = np.where(any_row, seen.argmax(axis=1), share.shape[1])
    last = np.where(any_row, share.shape[1] - 1 - seen[:, ::-1].argmax(axis=1), -1)
    outside = (weeks[None, :] < first[:, None]) | (weeks[None, :] > last[:, None])
    trading = ~shut & ~outside
    often = (seen & trading).sum(axis=1) >= ALMOST_ALWAYS * trading.sum(axis=1)
    silent = trading & ~seen & often[:, None]
    sold = int((shut & seen).sum())
    if sold:
        notes.append(f"{sold} store-weeks hold sales although the store was closed: left out")
    if silent.any():
        notes.append(
            f"{int(silent.sum())} store-weeks without any sale, of stores that sell in nearly "
            "every week, were taken as not delivered"
        )
    missing: Flags = shut | outside | silent
    return missing


def reopened_weeks(share: Floats, weeks: int) -> Flags:
    """Return [U, T]: the first so many weeks after a store was closed for a week or more.

    share: [U, T] of the trading days on which it was open. Weeks before a store's first opening are
    closed as well.
    """
    shut = share < LEAST_OPEN
    after = np.zeros_like(shut)
    for later in range(1, min(weeks, shut.shape[1] - 1) + 1):
        after[:, later:] |= shut[:, :-later]
    return np.asarray(after & ~shut, dtype=np.bool_)


def reopened(panel: AreaPanel, ledger: AreaLedger) -> bool:
    """Say whether any store of the panel was open again after a closure."""
    known = set(panel.stores)
    stores = [store for store in ledger.stores if store.store_id in known]
    share = open_share(stores, ledger.closures, panel.question, panel.weeks)
    return bool(reopened_weeks(share, 1).any())


def _note_reopened(notes: list[str], left_out: Flags, weeks: int) -> None:
    if weeks:
        notes.append(
            f"{int(left_out.sum())} store-weeks within {weeks} "
            f"{'week' if weeks == 1 else 'weeks'} after a closure are left out"
        )


def _after_the_end(standing: _Standing, weeks: int, notes: list[str]) -> Flags:
    ended = standing.ended < weeks
    if ended.any():
        notes.append(
            f"{int(ended.sum())} areas were closed; their stores count until the week before"
            if int(ended.sum()) > 1
            else "1 area was closed; its store counts until the week before"
        )
    after: Flags = np.arange(weeks)[None, :] >= np.where(ended, standing.ended, np.inf)[:, None]
    return after


def _kept_stores(
    standing: _Standing, stores: Sequence[Store], missing: Flags, notes: list[str]
) -> tuple[Ints, Ints]:
    """Return the rows that can be measured, and those of own shops without an area.

    Measured: some week seen, one of them before the disruption.
    """
    ids = [store.store_id for store in stores]
    weeks = np.arange(missing.shape[1])
    begins = np.where(np.isnan(standing.disrupted), np.inf, standing.disrupted)
    unseen = missing.all(axis=1) & ~standing.excluded
    early = (missing | (weeks[None, :] >= begins[:, None])).all(axis=1)
    late = early & ~unseen & ~standing.excluded
    for flags, said in (
        (unseen, "stores without a single week of sales are left out"),
        (late, "stores with an area show no week before it and are left out"),
    ):
        if flags.any():
            notes.append(f"{int(flags.sum())} {said}: {some_names(ids, flags)}")
    own = np.array([store.kind == "own_brand" for store in stores], dtype=bool)
    shops = own & np.isnan(standing.disrupted) & ~standing.excluded & ~unseen
    _note(notes, [ids[i] for i in np.flatnonzero(shops)], "own shops are not compared with")
    kept = np.flatnonzero(~(standing.excluded | unseen | late | shops))
    if not np.isfinite(standing.disrupted[kept]).any():
        raise PanelError(
            "no area was begun within the weeks with sales, in a store with sales before it: "
            f"there is no effect to measure ({'; '.join(notes) or 'all areas come later'})"
        )
    return kept, np.flatnonzero(shops)


def _cost(
    stores: Sequence[Store], standing: _Standing, kept: Ints, capex: Mapping[str, float]
) -> float:
    """Return the mean cost of a measured area; NaN where a format's is not known."""
    costs = [
        capex.get(standing.format_id[row], np.nan) * store.capex_factor
        for store, row in zip(stores, kept.tolist(), strict=True)
        if np.isfinite(standing.disrupted[row])
    ]
    return float(np.mean(costs))


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _note(notes: list[str], names: Sequence[str], said: str) -> None:
    if names:
        flags = np.ones(len(names), dtype=bool)
        notes.append(f"{len(names)} {said}: {some_names(sorted(names), flags)}")


def beginning(question: AreaQuestion, from_week: date) -> AreaQuestion:
    """Return the question beginning with the Monday `from_week`, never before the data.

    PanelError for a day that is no Monday, or a beginning at or after the end.
    """
    if from_week.weekday() != 0:
        raise PanelError(f"the weeks must begin with a Monday, and {from_week} is none")
    if from_week >= question.to_week:
        raise PanelError(f"no week lies between {from_week} and {question.to_week}")
    return replace(question, first_week=max(question.first_week, from_week))


def ending(question: AreaQuestion, to_week: date, *, beyond_data: bool = False) -> AreaQuestion:
    """Return the question ending before the Monday `to_week`.

    Never later than the data, unless `beyond_data`: for an analysis that is announced. PanelError
    for a day that is no Monday, or an end before the first week.
    """
    if to_week.weekday() != 0:
        raise PanelError(f"the weeks must end before a Monday, and {to_week} is none")
    if to_week <= question.first_week:
        raise PanelError(f"no week lies between {question.first_week} and {to_week}")
    return replace(question, to_week=to_week if beyond_data else min(question.to_week, to_week))
