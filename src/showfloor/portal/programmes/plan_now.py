"""What pages of a programme say of the plan that holds, and of a newer one that waits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.clock import moment_in_words
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.present.sections.blocks import Block, Definition, Definitions, Heading
from showfloor.present.sections.plan_facts import PlanFacts
from showfloor.workflows.rollout_now import AreaNow, Progress, RolloutNow, WaitingPlan

NEXT_WEEKS = 8
LINK = Markup('<a href="{}">{}</a>')


class AreasShown:
    """The areas of the plan that holds by how far they are on a day, and what they cost."""

    def __init__(self, facts: PlanFacts, now: RolloutNow, day: date) -> None:
        """Sort the areas by how far they are."""
        self.facts, self.now = facts, now
        self.opened = self._at(Progress.OPEN)
        self.built = self._at(Progress.BUILDING)
        self.late = self._at(Progress.LATE)
        self.stood_before = facts.standing.difference(area.planned.store_id for area in now.areas)
        until = day + timedelta(weeks=NEXT_WEEKS)
        self.coming = sorted(
            (
                area
                for area in now.areas
                if area.progress is not Progress.OPEN and area.start_week < until
            ),
            key=lambda area: (area.start_week, area.planned.store_id),
        )

    def _at(self, progress: Progress) -> list[AreaNow]:
        return [area for area in self.now.areas if area.progress is progress]

    def capex(self, areas: Sequence[AreaNow]) -> float:
        """Return what areas cost, in currency; a format that the programme lost counts nothing."""
        known = {item.format_id for item in self.facts.problem.programme.formats}
        return math.fsum(
            self.facts.capex_of(area.planned.store_id, area.format_id)
            for area in areas
            if area.format_id in known
        )

    def value(self, area: AreaNow) -> float:
        """Return an area's value by the plan; NaN for one that a plan before it decided."""
        planned = self.facts.planned.get(area.planned.store_id)
        return planned.value if planned is not None else math.nan


def which_plan(visit: Visit, now: RolloutNow) -> str:
    """Return in a sentence which plan a page follows."""
    if now.approved_at is None:
        return visit.say("programmes.plan.not_approved")
    at = moment_in_words(visit.language, now.approved_at)
    return visit.say("programmes.plan.approved", moment=at)


def waiting_says(visit: Visit, waiting: WaitingPlan) -> str:
    """Return how a newer plan differs from the one that holds, in stores."""
    language = visit.language
    return visit.say(
        "programmes.wait.newer.how",
        moment=moment_in_words(language, waiting.row.made_at),
        moved=language.count(waiting.moved),
        added=language.count(waiting.added),
        out=language.count(waiting.left_out),
    )


def waiting_links(visit: Visit, now: RolloutNow) -> tuple[tuple[str, str], ...]:
    """Return address and words of a newer plan and of its difference, for who may see plans."""
    if now.waiting is None or not visit.may(Right.SEE_PLANS):
        return ()
    run_id = now.waiting.row.run_id
    difference = reverse("plan-difference", args=[now.row.run_id, run_id])
    return (
        (reverse("plan", args=[run_id]), visit.say("programmes.wait.newer.plan")),
        (difference, visit.say("programmes.wait.newer.difference")),
    )


def marked_open(now: RolloutNow | None, known: set[tuple[str, str, str]]) -> list[str]:
    """Return the stores of areas that are open by their marks alone, once a plan is approved.

    known: store, manufacturer and format of the ledger's areas that sell.
    """
    if now is None or now.approved_at is None:
        return []
    return [
        area.planned.store_id
        for area in now.areas
        if area.progress is Progress.OPEN
        and (area.planned.store_id, now.row.manufacturer_id, area.format_id) not in known
    ]


def store_plan(visit: Visit, now: RolloutNow | None, store_id: str) -> tuple[Block, ...]:
    """Return what the plan that holds says of a store; nothing where it has no area there."""
    areas = now.areas if now is not None else ()
    area = next((one for one in areas if one.planned.store_id == store_id), None)
    if now is None or area is None:
        return ()
    say, language = visit.say, visit.language
    facts = (
        ("programmes.state", say(f"programmes.progress.{area.progress}")),
        ("programmes.format", language.term("format", area.format_id)),
        ("programmes.start", language.week(area.start_week)),
        ("programmes.selling", language.week(area.selling_week)),
        ("programmes.plan", which_plan(visit, now)),
    )
    return (
        Heading(say("programmes.coming")),
        Definitions(tuple(Definition(key, say(key), text) for key, text in facts)),
    )
