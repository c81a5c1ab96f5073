"""The prices of the last plan, brought to a re-plan's weeks, so that its search starts near."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from showfloor.domain.certificate import Certificate, Prices
from showfloor.domain.programme import Programme
from showfloor.plan.network import Floats
from showfloor.plan.replan import Replan
from showfloor.plan.types import WarmStart


def warm_start(replan: Replan, last: Programme, proof: Certificate) -> WarmStart:
    """Return where to start from: the rest of the last plan, and its prices a few weeks on.

    `last` is the programme that the last plan was made for. A start that fits badly costs time,
    never validity: the re-plan's own prices prove its bound.
    """
    prices = proof.leaves[0].prices if len(proof.leaves) == 1 else None
    if prices is not None:
        prices = _brought_on(prices, last, replan.problem.programme)
    return WarmStart(areas=replan.kept_rest, prices=prices)


def _brought_on(prices: Prices, last: Programme, now: Programme) -> Prices:
    """Return the prices with weeks counted from the new start, and of the steps that are left."""
    gone = (now.start - last.start).days // 7
    crew, wave = prices.crew_week >= gone, prices.wave_week >= gone
    spill, cut = prices.spillover_week >= gone, prices.cut_from >= gone
    entry = cut[prices.entry_cut]
    return replace(
        prices,
        cut_region=prices.cut_region[cut],
        cut_from=prices.cut_from[cut] - gone,
        cut_weeks=prices.cut_weeks[cut],
        cut_limit=prices.cut_limit[cut],
        cut_price=prices.cut_price[cut],
        entry_cut=(np.cumsum(cut) - 1)[prices.entry_cut[entry]],
        entry_store=prices.entry_store[entry],
        entry_format=prices.entry_format[entry],
        entry_start=prices.entry_start[entry] - gone,
        entry_weight=prices.entry_weight[entry],
        budget=_last(prices.budget, len(now.budget)),
        pace=_last(prices.pace, len(now.pace)),
        supply=_of_supply(prices.supply, last, now),
        quota=_of_quotas(prices.quota, last, now),
        crew_region=prices.crew_region[crew],
        crew_week=prices.crew_week[crew] - gone,
        crew_weights=prices.crew_weights[crew],
        crew_limit=prices.crew_limit[crew],
        crew_price=prices.crew_price[crew],
        wave_of=prices.wave_of[wave],
        wave_week=prices.wave_week[wave] - gone,
        wave_store=prices.wave_store[wave],
        wave_side=prices.wave_side[wave],
        wave_price=prices.wave_price[wave],
        spillover_pair=prices.spillover_pair[spill],
        spillover_week=prices.spillover_week[spill] - gone,
        spillover_price=prices.spillover_price[spill],
    )


def _last(prices: Floats, count: int) -> Floats:
    """Return the prices of the last steps: earlier ones are over."""
    return prices[len(prices) - min(count, len(prices)) :]


def _of_supply(prices: Floats, last: Programme, now: Programme) -> Floats:
    found: list[float] = []
    for format_id in dict.fromkeys(step.format_id for step in now.supply):
        before = [
            float(price)
            for step, price in zip(last.supply, prices, strict=False)
            if step.format_id == format_id
        ]
        count = sum(step.format_id == format_id for step in now.supply)
        found += [0.0] * max(0, count - len(before)) + before[
            len(before) - min(count, len(before)) :
        ]
    return np.array(found, dtype=np.float64)


def _of_quotas(prices: Floats, last: Programme, now: Programme) -> Floats:
    known = {q.region: float(price) for q, price in zip(last.quotas, prices, strict=False)}
    return np.array([known.get(quota.region, 0.0) for quota in now.quotas], dtype=np.float64)
