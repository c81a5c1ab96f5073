"""The words of a scenario: each changes one thing about a problem, as its author would say it.

`budget +50000`, `budget +10% from 2021-07-01`, `crews DE-NW +2`, `crews all -1 from 2021-06-07 to
2021-08-30`, `supply wall +3 from 2021-05-03`, `pace +5`, `quota DE-BE +1`, `holdout -1`,
`other +10000`, `promise bonn +2 weeks`, `lockdown DE-NW +4 weeks`, `closed bonn
2021-04-08..2021-05-03`, `exclude bonn`, `without promise bonn`, `without wave flagships`,
`without quota DE-BE`, `without holdout`, `without freeze 2021-11-15`, and `without` budget, crews,
supply, pace, other or spillover. Words with blanks stand in quotes.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from showfloor.domain.calendars import monday_of_week
from showfloor.domain.money import to_cents
from showfloor.domain.plan import RolloutProblem
from showfloor.domain.programme import BudgetStep, Programme
from showfloor.domain.stores import Closure
from showfloor.errors import UsageError, nearest

Words = list[str]
EVERY = "all"


def changed_by(problem: RolloutProblem, text: str) -> RolloutProblem:
    """Return the problem with one change, stated in words.

    Raises UsageError where the words are not understood, or name what is not there.
    """
    try:
        words = shlex.split(text)
    except ValueError as reason:
        raise UsageError(f"scenario {text!r}: {reason}") from None
    known = {**_KINDS, "without": _without}
    if not words or words[0] not in known:
        first = words[0] if words else ""
        hint = nearest(first, known) or f"; it begins with one of {', '.join(sorted(known))}"
        raise UsageError(f"scenario {text!r}: {first!r} is not known{hint}")
    try:
        return known[words[0]](problem, words[1:])
    except UsageError as reason:
        raise UsageError(f"scenario {text!r}: {reason}") from None


def _with(problem: RolloutProblem, programme: Programme) -> RolloutProblem:
    return replace(problem, programme=programme)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date (write 2021-03-31)") from None


def _taken(words: Words, key: str) -> date | None:
    """Return the date that follows a key word, and take both off the words."""
    if key not in words:
        return None
    place = words.index(key)
    if place + 1 >= len(words):
        raise UsageError(f"{key!r} needs a date")
    day = _day(words[place + 1])
    del words[place : place + 2]
    return day


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a whole number with its sign, such as +2") from None


def _only(words: Words, count: int, example: str) -> Words:
    if len(words) != count:
        raise UsageError(f"write it as {example!r}")
    return words


def _one_of(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        raise UsageError(f"there is no {what} {name!r}{nearest(name, known)}")
    return name


def _budget(problem: RolloutProblem, words: Words) -> RolloutProblem:
    begins = _taken(words, "from")
    (amount,) = _only(words, 1, "budget +50000")
    steps = problem.programme.budget
    if not steps:
        raise UsageError("the programme has no budget to change: it is unlimited")
    if amount.endswith("%"):
        try:
            share = 1.0 + float(amount[:-1]) / 100.0
        except ValueError:
            raise UsageError(f"{amount!r} is no share, such as +10%") from None
        new = [
            BudgetStep(s.through, to_cents(s.amount * share))
            if begins is None or s.through >= begins
            else s
            for s in steps
        ]
        return _with(problem, replace(problem.programme, budget=_checked(new)))
    try:
        more = float(amount)
    except ValueError:
        raise UsageError(f"{amount!r} is no amount, such as +50000") from None
    place = next((i for i, s in enumerate(steps) if begins is None or s.through >= begins), None)
    if place is None:
        raise UsageError(f"no step of the budget lies on or after {begins}")
    new = list(steps)
    new[place] = replace(new[place], amount=to_cents(new[place].amount + more))
    return _with(problem, replace(problem.programme, budget=_checked(new)))


def _checked(steps: Sequence[BudgetStep]) -> tuple[BudgetStep, ...]:
    if any(step.amount < 0 for step in steps):
        raise UsageError("the budget of a step would fall below 0")
    return tuple(steps)


def _crews(problem: RolloutProblem, words: Words) -> RolloutProblem:
    begins, ends = _taken(words, "from"), _taken(words, "to")
    region, days = _only(words, 2, "crews DE-NW +2")
    programme = problem.programme
    if programme.crews is None:
        raise UsageError("the programme has no crews to change: they are unlimited")
    if region != EVERY:
        _one_of(region, [crew.region for crew in programme.crews], "region with crews")
    more = _whole(days)

    def left(week: int, given: int) -> int:
        monday = monday_of_week(week, programme.start)
        inside = (begins is None or monday >= begins) and (ends is None or monday < ends)
        return max(0, given + more) if inside else given

    crews = tuple(
        replace(crew, crew_days=tuple(left(w, d) for w, d in enumerate(crew.crew_days)))
        if region in {EVERY, crew.region}
        else crew
        for crew in programme.crews
    )
    return _with(problem, replace(programme, crews=crews))


def _supply(problem: RolloutProblem, words: Words) -> RolloutProblem:
    begins = _taken(words, "from")
    name, count = _only(words, 2, "supply wall +3")
    programme = problem.programme
    _one_of(name, [step.format_id for step in programme.supply], "supplied format")
    more = _whole(count)
    supply = tuple(
        replace(step, units=max(0, step.units + more))
        if step.format_id == name and (begins is None or step.week >= begins)
        else step
        for step in programme.supply
    )
    return _with(problem, replace(programme, supply=supply))


def _pace(problem: RolloutProblem, words: Words) -> RolloutProblem:
    (count,) = _only(words, 1, "pace +5")
    more, programme = _whole(count), problem.programme
    if not programme.pace:
        raise UsageError("the programme states no pace to change")
    pace = tuple(replace(s, at_most=max(0, s.at_most + more)) for s in programme.pace)
    return _with(problem, replace(programme, pace=pace))


def _quota(problem: RolloutProblem, words: Words) -> RolloutProblem:
    region, count = _only(words, 2, "quota DE-BE +1")
    programme = problem.programme
    _one_of(region, [quota.region for quota in programme.quotas], "quota of the region")
    more = _whole(count)
    quotas = tuple(
        replace(q, at_least=max(0, q.at_least + more)) if q.region == region else q
        for q in programme.quotas
    )
    return _with(problem, replace(programme, quotas=quotas))


def _holdout(problem: RolloutProblem, words: Words) -> RolloutProblem:
    (count,) = _only(words, 1, "holdout -1")
    programme = problem.programme
    if programme.holdout is None:
        raise UsageError("the programme has no holdout to change")
    keep = max(0, programme.holdout.keep + _whole(count))
    return _with(problem, replace(programme, holdout=replace(programme.holdout, keep=keep)))


def _other(problem: RolloutProblem, words: Words) -> RolloutProblem:
    (amount,) = _only(words, 1, "other +10000")
    programme = problem.programme
    if programme.other_at_least is None:
        raise UsageError("the programme has no other_at_least to change")
    try:
        least = programme.other_at_least + float(amount)
    except ValueError:
        raise UsageError(f"{amount!r} is no amount, such as +10000") from None
    return _with(problem, replace(programme, other_at_least=least))


def _weeks(text: str, unit: str) -> timedelta:
    if unit not in {"week", "weeks"}:
        raise UsageError(f"{unit!r}: write the weeks as '+4 weeks'")
    return timedelta(weeks=_whole(text))


def _promise(problem: RolloutProblem, words: Words) -> RolloutProblem:
    store, count, unit = _only(words, 3, "promise bonn +2 weeks")
    programme = problem.programme
    _one_of(store, [promise.store_id for promise in programme.promises], "promise to the store")
    later = _weeks(count, unit)
    promises = tuple(
        replace(p, selling_by=p.selling_by + later) if p.store_id == store else p
        for p in programme.promises
    )
    return _with(problem, replace(programme, promises=promises))


def _lockdown(problem: RolloutProblem, words: Words) -> RolloutProblem:
    """Extend every closure in a region that is not over when the programme starts."""
    region, count, unit = _only(words, 3, "lockdown DE-NW +4 weeks")
    own = _stores_in(problem, region)
    later = _weeks(count, unit)
    start = problem.programme.start
    running = [c for c in problem.closures if c.store_id in own and c.to_date > start]
    if not running:
        raise UsageError(f"no store of {region!r} has a closure that is not over by {start}")
    closures = tuple(
        replace(c, to_date=max(c.from_date + timedelta(days=1), c.to_date + later))
        if c.store_id in own and c.to_date > start
        else c
        for c in problem.closures
    )
    return replace(problem, closures=closures)


def _stores_in(problem: RolloutProblem, name: str) -> frozenset[str]:
    """Return a store, the stores of a region, or all of them."""
    own = frozenset(
        store.store_id for store in problem.stores if name in {EVERY, store.region, store.store_id}
    )
    if not own:
        known = [store.store_id for store in problem.stores]
        known += sorted({store.region for store in problem.stores if store.region})
        raise UsageError(f"there is no store or region {name!r}{nearest(name, known)}")
    return own


def _closed(problem: RolloutProblem, words: Words) -> RolloutProblem:
    name, span = _only(words, 2, "closed bonn 2021-04-08..2021-05-03")
    first, dots, last = span.partition("..")
    if not dots:
        raise UsageError("write the days as 2021-04-08..2021-05-03")
    begins, ends = _day(first), _day(last)
    if ends <= begins:
        raise UsageError(f"{ends} is not after {begins}")
    own = sorted(_stores_in(problem, name))
    added = tuple(Closure(store_id, begins, ends, "scenario") for store_id in own)
    return replace(problem, closures=(*problem.closures, *added))


def _exclude(problem: RolloutProblem, words: Words) -> RolloutProblem:
    (store,) = _only(words, 1, "exclude bonn")
    _one_of(store, [item.store_id for item in problem.stores], "store")
    programme = problem.programme
    excluded = tuple(dict.fromkeys((*programme.excluded_stores, store)))
    return _with(problem, replace(programme, excluded_stores=excluded))


def _without(problem: RolloutProblem, words: Words) -> RolloutProblem:
    """Leave a rule out: all of its kind, or the one that is named."""
    if not words:
        raise UsageError("write what is left out, such as 'without promise bonn'")
    programme, kind, name = problem.programme, words[0], " ".join(words[1:])
    if kind in _WHOLE:
        _only(words, 1, f"without {kind}")
        return _with(problem, replace(programme, **_WHOLE[kind]))
    if kind not in _NAMED:
        raise UsageError(f"{kind!r} is no rule{nearest(kind, [*_WHOLE, *_NAMED])}")
    return _with(problem, _NAMED[kind](programme, name))


def _without_promise(programme: Programme, name: str) -> Programme:
    _one_of(name, [p.store_id for p in programme.promises], "promise to the store")
    return replace(programme, promises=tuple(p for p in programme.promises if p.store_id != name))


def _without_wave(programme: Programme, name: str) -> Programme:
    _one_of(name, [wave.name for wave in programme.waves], "wave")
    return replace(programme, waves=tuple(wave for wave in programme.waves if wave.name != name))


def _without_quota(programme: Programme, name: str) -> Programme:
    _one_of(name, [quota.region for quota in programme.quotas], "quota of the region")
    return replace(programme, quotas=tuple(q for q in programme.quotas if q.region != name))


def _without_freeze(programme: Programme, name: str) -> Programme:
    _one_of(name, [str(item.from_date) for item in programme.freezes], "freeze from")
    return replace(
        programme, freezes=tuple(f for f in programme.freezes if str(f.from_date) != name)
    )


_KINDS: dict[str, Callable[[RolloutProblem, Words], RolloutProblem]] = {
    "budget": _budget,
    "crews": _crews,
    "supply": _supply,
    "pace": _pace,
    "quota": _quota,
    "holdout": _holdout,
    "other": _other,
    "promise": _promise,
    "lockdown": _lockdown,
    "closed": _closed,
    "exclude": _exclude,
}
_WHOLE: dict[str, dict[str, None] | dict[str, tuple[()]]] = {
    "budget": {"budget": ()},
    "crews": {"crews": None},
    "supply": {"supply": ()},
    "pace": {"pace": ()},
    "holdout": {"holdout": None},
    "other": {"other_at_least": None},
    "freezes": {"freezes": ()},
    "spillover": {"spillover": ()},
}
_NAMED: dict[str, Callable[[Programme, str], Programme]] = {
    "promise": _without_promise,
    "wave": _without_wave,
    "quota": _without_quota,
    "freeze": _without_freeze,
}
