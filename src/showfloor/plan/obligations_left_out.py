"""A programme without each of its obligations, and the certificate's prices that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from showfloor.domain.certificate import Prices
from showfloor.domain.programme import Programme
from showfloor.plan.droppable import (
    holdout_words,
    other_words,
    pace_words,
    promise_words,
    wave_words,
)
from showfloor.plan.freezes import freeze_words

Kind = Literal["promise", "wave", "quota", "other", "holdout", "freeze", "pace"]


@dataclass(frozen=True, slots=True)
class Without:
    """A programme without one of its rules, and how prices with the rule become prices without."""

    kind: Kind
    rule: str
    """In the programme's words."""
    programme: Programme
    prices: Callable[[Prices], Prices]


def _same(prices: Prices) -> Prices:
    return prices


def each_left_out(programme: Programme) -> list[Without]:
    """Return the programme without each of its obligations, and the prices that go with it."""
    found = [
        Without(
            "promise",
            promise_words(promise),
            replace(programme, promises=tuple(p for p in programme.promises if p != promise)),
            _same,
        )
        for promise in programme.promises
    ]
    found += [_without_wave(programme, place) for place in range(len(programme.waves))]
    found += [_without_quota(programme, place) for place in range(len(programme.quotas))]
    found += [_without_pace(programme, place) for place in range(len(programme.pace))]
    found += [
        Without(
            "freeze",
            freeze_words(freeze),
            replace(programme, freezes=tuple(f for f in programme.freezes if f != freeze)),
            _same,
        )
        for freeze in dict.fromkeys(programme.freezes)
    ]
    if programme.other_at_least is not None:
        found.append(
            Without(
                "other",
                other_words(programme),
                replace(programme, other_at_least=None),
                lambda prices: replace(prices, other=prices.other[:0]),
            )
        )
    if programme.holdout is not None:
        found.append(
            Without(
                "holdout",
                holdout_words(programme.holdout),
                replace(programme, holdout=None),
                lambda prices: replace(
                    prices, holdout=prices.holdout[:0], holdout_stratum=prices.holdout_stratum[:0]
                ),
            )
        )
    return found


def _without_wave(programme: Programme, place: int) -> Without:
    wave = programme.waves[place]

    def prices(given: Prices) -> Prices:
        # Stores of the wave that is left out have no rows any more, in its own or another's.
        own = np.isin(given.wave_store, np.array(wave.store_ids, dtype=np.str_))
        kept = ~own & (given.wave_of != place)
        waves = given.wave_of[kept]
        return replace(
            given,
            wave_of=np.where(waves > place, waves - 1, waves),
            wave_week=given.wave_week[kept],
            wave_store=given.wave_store[kept],
            wave_side=given.wave_side[kept],
            wave_price=given.wave_price[kept],
        )

    left = tuple(item for index, item in enumerate(programme.waves) if index != place)
    return Without("wave", wave_words(wave), replace(programme, waves=left), prices)


def _without_quota(programme: Programme, place: int) -> Without:
    quota = programme.quotas[place]
    left = tuple(item for index, item in enumerate(programme.quotas) if index != place)
    return Without(
        "quota",
        f"quota {quota.region}: at least {quota.at_least}",
        replace(programme, quotas=left),
        lambda prices: replace(prices, quota=np.delete(prices.quota, place)),
    )


def _without_pace(programme: Programme, place: int) -> Without:
    left = tuple(item for index, item in enumerate(programme.pace) if index != place)
    return Without(
        "pace",
        pace_words(programme.pace[place]),
        replace(programme, pace=left),
        lambda prices: replace(prices, pace=np.delete(prices.pace, place)),
    )
