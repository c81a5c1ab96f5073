"""Scenarios in words: what the planner's words of a change say to the people who read a page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

from showfloor.portal.people.visit import Visit
from showfloor.workflows.what_ifs import Comparison, Outcome

EVERY = "all"


def in_words(visit: Visit, found: Comparison, stores: Mapping[str, str]) -> Comparison:
    """Return a comparison with its scenarios named in words; one that has a name keeps it.

    stores: names by store_id.
    """
    return Comparison(tuple(_named(visit, outcome, stores) for outcome in found.outcomes))


def changes_in_words(visit: Visit, changes: Sequence[str], stores: Mapping[str, str]) -> str:
    """Return what a scenario changes as a list; words that are not known stay as they are."""
    return "; ".join(_change(visit, text, stores) or text for text in changes)


def _named(visit: Visit, outcome: Outcome, stores: Mapping[str, str]) -> Outcome:
    stated = "; ".join(outcome.changes)
    if not stated or outcome.name != stated:
        return outcome
    return replace(outcome, name=changes_in_words(visit, outcome.changes, stores))


def _change(visit: Visit, text: str, stores: Mapping[str, str]) -> str:
    """Return one change in words, or nothing where its words are not known here."""
    try:
        words = shlex.split(text)
        match words:
            case ["budget", amount] if not amount.endswith("%"):
                money = visit.language.money(float(amount), signed=True)
                return visit.say("rollout.whatif.says.budget", amount=money)
            case ["crews", region, days]:
                where = _region(visit, region)
                change = visit.language.number(int(days), signed=True)
                return visit.say("rollout.whatif.says.crews", where=where, change=change)
            case ["lockdown", region, weeks, "week" | "weeks"]:
                where = stores.get(region) or _region(visit, region)
                change = visit.language.number(int(weeks), signed=True)
                return visit.say("rollout.whatif.says.lockdown", where=where, change=change)
            case ["without", "promise", store]:
                name = stores.get(store, store)
                return visit.say("rollout.whatif.says.promise", store=name)
    except ValueError:
        pass
    return ""


def _region(visit: Visit, code: str) -> str:
    if code == EVERY:
        return visit.say("rollout.whatif.everywhere")
    return visit.language.term("region", code)
