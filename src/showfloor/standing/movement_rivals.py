"""Who took share from whom: each manufacturer's change split into the market and its rivals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from showfloor.domain.queries import Columns
from showfloor.errors import DataError, nearest
from showfloor.standing.like_for_like import StoreScope, cents, counted, of_scope, sales_of
from showfloor.standing.movement import whole_cents


@dataclass(frozen=True, slots=True)
class RivalGain:
    """What a manufacturer gained from one rival, in currency; negative where it lost to it."""

    manufacturer_id: str
    name: str
    gain: float


@dataclass(frozen=True, slots=True)
class ShareMovement:
    """A manufacturer's change on comparable store-days: `change` = market + new + all gains.

    Amounts in currency, exact to the cent. What A gained from B is what B lost to A.
    """

    manufacturer_id: str
    name: str
    change: float
    market: float
    """What it would have moved with unchanged shares of each category."""
    new_categories: float
    """Change in categories without positive sales of anyone before."""
    gains: tuple[RivalGain, ...]
    """By falling gain; rivals from and to whom nothing went are left out."""


def who_took_share(
    answer: Columns,
    *,
    scope: StoreScope | None = None,
    silent_days_count: bool = False,
) -> tuple[ShareMovement, ...]:
    """Split each manufacturer's like-for-like change into the market, and each rival.

    answer: to `like_for_like_question`, by category. In each category a manufacturer gains what
    it sold beyond its share of before; gains and losses cancel out. Who lost to whom cannot be seen
    in sales: a loser's loss is shared among the winners in proportion to their gains (within two
    cents a pair and category). "(unknown)" takes part. Rows by falling change. DataError for a
    scope without comparable sales.
    """
    sales = sales_of(answer)
    kept = of_scope(sales, scope or StoreScope()) & counted(
        sales, silent_days_count=silent_days_count
    )
    if not kept.any():
        raise DataError(
            "no sales on comparable store-days in this scope; choose a period whose days 52 weeks "
            "before have sales"
        )
    ids = sales["manufacturer_id"][kept].astype(str)
    names = dict(zip(ids.tolist(), sales["name"][kept].astype(str).tolist(), strict=True))
    markets = _markets(sales, kept)
    change: dict[str, int] = defaultdict(int)
    new: dict[str, int] = defaultdict(int)
    flows: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sold in markets.values():
        for maker, (before, now) in sold.items():
            change[maker] += now - before
            if not _has_shares(sold):
                new[maker] += now - before
        for (winner, loser), amount in _flows(sold).items():
            flows[winner][loser] += amount
            flows[loser][winner] -= amount
    rows = [_row(maker, names, change[maker], new[maker], flows[maker]) for maker in sorted(names)]
    return tuple(sorted(rows, key=lambda row: (-row.change, row.manufacturer_id)))


def of_manufacturer(rows: tuple[ShareMovement, ...], manufacturer_id: str) -> ShareMovement:
    """Return one manufacturer's row; DataError names the nearest where there is none."""
    for row in rows:
        if row.manufacturer_id == manufacturer_id:
            return row
    known = [row.manufacturer_id for row in rows]
    raise DataError(f"no comparable sales of '{manufacturer_id}'{nearest(manufacturer_id, known)}")


def _markets(sales: Columns, kept: np.ndarray) -> dict[str, dict[str, tuple[int, int]]]:
    """Return cents before and now by category and manufacturer."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    columns = (
        sales["category"][kept].astype(str).tolist(),
        sales["manufacturer_id"][kept].astype(str).tolist(),
        cents(sales["previous_revenue"][kept]).astype(np.int64).tolist(),
        cents(sales["revenue"][kept]).astype(np.int64).tolist(),
    )
    for category, maker, before, now in zip(*columns, strict=True):
        old_before, old_now = found[category].get(maker, (0, 0))
        found[category][maker] = (old_before + before, old_now + now)
    return found


def _has_shares(sold: Mapping[str, tuple[int, int]]) -> bool:
    return sum(before for before, _ in sold.values()) > 0


def _flows(sold: Mapping[str, tuple[int, int]]) -> dict[tuple[str, str], int]:
    """Return cents from (winner, loser) in one category, with exact sums on both sides.

    Cumulative sums are rounded and their differences taken, so that no cent is lost.
    """
    if not _has_shares(sold):
        return {}
    makers = sorted(sold)
    market = sum(now for _, now in sold.values()) / sum(before for before, _ in sold.values())
    gains = dict(
        zip(
            makers,
            whole_cents([sold[maker][1] - sold[maker][0] * market for maker in makers], 0),
            strict=True,
        )
    )
    winners = [maker for maker in makers if gains[maker] > 0]
    losers = [maker for maker in makers if gains[maker] < 0]
    total = sum(gains[winner] for winner in winners)
    found: dict[tuple[str, str], int] = {}
    done: dict[str, int] = dict.fromkeys(losers, 0)
    won = 0
    for winner in winners:
        won += gains[winner]
        lost, given = 0, 0
        for loser in losers:
            lost -= gains[loser]
            upto = (2 * won * lost + total) // (2 * total)
            given_now = upto - given
            given = upto
            found[winner, loser] = given_now - done[loser]
            done[loser] = given_now
    return {pair: amount for pair, amount in found.items() if amount}


def _row(
    maker: str, names: Mapping[str, str], change: int, new: int, flows: Mapping[str, int]
) -> ShareMovement:
    gains = [RivalGain(rival, names[rival], cent / 100.0) for rival, cent in flows.items() if cent]
    return ShareMovement(
        manufacturer_id=maker,
        name=names[maker],
        change=change / 100.0,
        market=(change - new - sum(flows.values())) / 100.0,
        new_categories=new / 100.0,
        gains=tuple(sorted(gains, key=lambda gain: (-gain.gain, gain.manufacturer_id))),
    )
