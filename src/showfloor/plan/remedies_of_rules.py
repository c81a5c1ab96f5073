"""How obligations in a conflict can be loosened, a whole step at a time, and how that is said."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import Freeze, Programme, Promise, Quota, Wave
from showfloor.plan.droppable import holdout_words, other_words, promise_words, wave_words
from showfloor.plan.freezes import freeze_words
from showfloor.plan.network import other_party
from showfloor.plan.types import Remedy

STORES_OF_A_WAVE = 12
"""So many of a wave's stores are tried one by one."""
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Loosening:
    """A rule that can be loosened by 1, 2, ... `most` steps, each step more than the last."""

    kind: str
    name: str
    unit: str
    most: int
    apply: Callable[[RolloutProblem, int], RolloutProblem]
    says: Callable[[int], str]

    def remedy(self, steps: int) -> Remedy:
        """Return the remedy of so many steps, in words."""
        return Remedy(self.kind, self.name, float(steps), self.unit, self.says(steps))


def counted(number: int, one: str) -> str:
    """Return a number with its noun; the plural ends in s."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def of_programme(
    change: Callable[[Programme, int], Programme],
) -> Callable[[RolloutProblem, int], RolloutProblem]:
    """Return a change of a programme as a change of the problem."""
    return lambda problem, steps: replace(problem, programme=change(problem.programme, steps))


def obligations(programme: Programme, words: Collection[str]) -> Iterator[Loosening]:
    """Yield how the obligations among the rules with these words can be loosened."""
    for promise in programme.promises:
        if promise_words(promise) in words:
            yield from _promise(programme, promise)
    for wave in programme.waves:
        if wave_words(wave) in words:
            yield from _wave(programme, wave)
    for quota in programme.quotas:
        if f"quota {quota.region}: at least {quota.at_least}" in words:
            yield _quota(quota)
    if programme.other_at_least is not None and other_words(programme) in words:
        yield _other(programme)
    if programme.holdout is not None and holdout_words(programme.holdout) in words:
        yield from _holdout(programme)
    for freeze in dict.fromkeys(programme.freezes):
        if freeze_words(freeze) in words:
            yield from _freeze(freeze)


def last_selling_week(programme: Programme) -> date:
    """Return the last Monday on which an area of the programme can begin to sell."""
    longest = max(item.weeks_to_install for item in programme.formats)
    return programme.start + timedelta(weeks=programme.weeks - 1 + longest)


def _promise(programme: Programme, promise: Promise) -> Iterator[Loosening]:
    def changed(change: Callable[[Promise, int], Promise]) -> Callable[[Programme, int], Programme]:
        return lambda p, n: replace(
            p, promises=tuple(change(x, n) if x == promise else x for x in p.promises)
        )

    def by(steps: int) -> date:
        return promise.selling_by + timedelta(weeks=steps)

    most = (last_selling_week(programme) - promise.selling_by).days // DAYS_A_WEEK
    named = f"promise {promise.store_id}"
    if most > 0:
        later = of_programme(changed(lambda x, n: replace(x, selling_by=by(n))))
        yield Loosening(
            "promise",
            promise.store_id,
            "weeks",
            most,
            later,
            lambda n: f"{named}: {counted(n, 'week')} later, by {by(n)}",
        )
    if promise.format_ids:
        anything = of_programme(changed(lambda x, _: replace(x, format_ids=())))
        yield Loosening(
            "promise", promise.store_id, "", 1, anything, lambda _: f"{named}: with any format"
        )
    without = of_programme(
        lambda p, _: replace(p, promises=tuple(x for x in p.promises if x != promise))
    )
    yield Loosening("promise", promise.store_id, "", 1, without, lambda _: f"without {named}")


def _wave(programme: Programme, wave: Wave) -> Iterator[Loosening]:
    def swapped(new: Callable[[int], Wave | None]) -> Callable[[Programme, int], Programme]:
        def change(p: Programme, steps: int) -> Programme:
            found = new(steps)
            kept = [found if x == wave else x for x in p.waves]
            return replace(p, waves=tuple(x for x in kept if x is not None))

        return change

    def without(store_id: str) -> Wave | None:
        left = tuple(s for s in wave.store_ids if s != store_id)
        return replace(wave, store_ids=left) if left else None

    last = last_selling_week(programme)
    until = min(wave.release_on or last, last)

    def released(steps: int) -> date:
        return until - timedelta(weeks=steps)

    most = (until - programme.start).days // DAYS_A_WEEK
    if most > 0 and wave != programme.waves[-1]:
        yield Loosening(
            "wave",
            wave.name,
            "weeks",
            most,
            of_programme(swapped(lambda n: replace(wave, release_on=released(n)))),
            lambda n: f"wave {wave.name}: holds back later waves only until {released(n)}",
        )

    def leaving(store_id: str) -> Loosening:
        change = of_programme(swapped(lambda _: without(store_id)))
        says = f"wave {wave.name}: without {store_id}"
        return Loosening("wave", store_id, "", 1, change, lambda _: says)

    yield from map(leaving, wave.store_ids[:STORES_OF_A_WAVE])


def _quota(quota: Quota) -> Loosening:
    def change(p: Programme, steps: int) -> Programme:
        fewer = replace(quota, at_least=quota.at_least - steps)
        return replace(p, quotas=tuple(fewer if x == quota else x for x in p.quotas))

    return Loosening(
        "quota",
        quota.region,
        "areas",
        quota.at_least,
        of_programme(change),
        lambda n: f"quota {quota.region}: {n} fewer, at least {quota.at_least - n}",
    )


def _other(programme: Programme) -> Loosening:
    least = programme.other_at_least or 0.0
    party = other_party(programme.value_for) or ""

    def left(steps: int) -> float:
        return least - float(steps)

    return Loosening(
        "other",
        party,
        "currency",
        max(1, math.ceil(abs(least) * 2.0)),
        of_programme(lambda p, n: replace(p, other_at_least=left(n))),
        lambda n: f"the {party}'s value: {n:,.2f} less, at least {left(n):,.2f}",
    )


def _holdout(programme: Programme) -> Iterator[Loosening]:
    holdout = programme.holdout
    if holdout is None:
        return

    def earlier(steps: int) -> date:
        return holdout.no_sales_before - timedelta(weeks=steps)

    yield Loosening(
        "holdout",
        "",
        "stores",
        holdout.keep,
        of_programme(lambda p, n: replace(p, holdout=replace(holdout, keep=holdout.keep - n))),
        lambda n: (
            f"holdout: {counted(n, 'store')} fewer for each {' and '.join(holdout.by)}, "
            f"{holdout.keep - n}"
        ),
    )
    most = (holdout.no_sales_before - programme.start).days // DAYS_A_WEEK
    if most > 0:
        yield Loosening(
            "holdout",
            "",
            "weeks",
            most,
            of_programme(
                lambda p, n: replace(p, holdout=replace(holdout, no_sales_before=earlier(n)))
            ),
            lambda n: f"holdout: ends {counted(n, 'week')} earlier, sales from {earlier(n)} on",
        )


def _freeze(freeze: Freeze) -> Iterator[Loosening]:
    where = f"in {', '.join(freeze.regions)}" if freeze.regions else "in all regions"
    named = f"freeze {freeze.from_date} to {freeze.to_date} {where}"
    weeks = -((freeze.from_date - freeze.to_date).days // DAYS_A_WEEK)

    def swapped(new: Callable[[int], Freeze | None]) -> Callable[[Programme, int], Programme]:
        def change(p: Programme, steps: int) -> Programme:
            found = new(steps)
            kept = [found if x == freeze else x for x in p.freezes]
            return replace(p, freezes=tuple(x for x in kept if x is not None))

        return change

    def ends(steps: int) -> Freeze | None:
        day = freeze.to_date - timedelta(weeks=steps)
        return replace(freeze, to_date=day) if day > freeze.from_date else None

    def begins(steps: int) -> Freeze | None:
        day = freeze.from_date + timedelta(weeks=steps)
        return replace(freeze, from_date=day) if day < freeze.to_date else None

    for shorter, word in ((ends, "ends"), (begins, "begins")):
        direction = "earlier" if word == "ends" else "later"

        def says(steps: int, word: str = word, direction: str = direction) -> str:
            if steps >= weeks:
                return f"without {named}"
            return f"{named}: {word} {counted(steps, 'week')} {direction}"

        yield Loosening("freeze", "", "weeks", weeks, of_programme(swapped(shorter)), says)
