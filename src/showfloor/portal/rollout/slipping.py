"""What a slipped installation breaks, and what can be done: plan again, tell the partner."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from showfloor.errors import ShowfloorError
from showfloor.portal.clock import today
from showfloor.portal.figures.page import PageForm
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.approving import approval_of
from showfloor.portal.rollout.forms import PlanAgainForm
from showfloor.portal.rollout.models import Installation, ReleasedArea, State
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, CheckLine, CheckList, Heading, Verdict
from showfloor.workflows.plan_pages import SlipBreak, SlipFound, slip_consequences


def slip_blocks(visit: Visit, one: Installation) -> list[Block]:
    """Return what a slip breaks if all other installations stay where they are."""
    found = consequences_of(one)
    heading = Heading(visit.say("rollout.breaks"))
    if found is None:
        line = _line(visit, "REVIEW", "unknown", {})
        return [heading, CheckList((line,))]
    lines = [_broken(visit, item) for item in found.breaks]
    lines += _told(visit, one, found)
    if not lines:
        lines.append(_line(visit, "PASS", "nothing", {}))
    lines.append(_earliest(visit, found))
    return [heading, CheckList(tuple(lines))]


def slip_forms(
    visit: Visit, one: Installation, form: PlanAgainForm | None = None
) -> list[PageForm]:
    """Return what can be done about a slip: plan again with everything that has slipped."""
    held = approval_of(one.programme_id)
    if one.state != State.SLIPPED.value or held is None or not visit.may(Right.PLAN):
        return []
    slipped = Installation.objects.filter(
        programme_id=one.programme_id, state=State.SLIPPED.value
    ).count()
    return [
        PageForm(
            reverse("installation-plan-again", args=[one.pk]),
            visit.say("rollout.replan.button"),
            form=form or PlanAgainForm(visit),
            title=visit.say("rollout.replan.title"),
            explains=visit.say("rollout.replan.explains", n=slipped),
            place="before",
        )
    ]


def consequences_of(one: Installation) -> SlipFound | None:
    """Return what a slip breaks; None where the plan that the dates come from cannot say."""
    if one.ready_from is None:
        return None
    try:
        return slip_consequences(
            workspace(),
            one.run_id,
            store_id=one.store_id,
            format_id=one.format_id,
            ready_from=max(one.ready_from, today()),
        )
    except ShowfloorError:
        return None


def _line(visit: Visit, verdict: Verdict, key: str, values: dict[str, str]) -> CheckLine:
    return CheckLine(
        visit.say(f"rollout.breaks.{key}"),
        verdict,
        visit.say(f"rollout.verdict.{verdict}"),
        visit.say(f"rollout.breaks.{key}.says", **values),
    )


def _broken(visit: Visit, item: SlipBreak) -> CheckLine:
    """Return one broken rule in words."""
    language = visit.language
    day = "–" if item.day is None else language.week(item.day)
    name = item.name
    if item.rule in ("crews", "quota"):
        name = language.term("region", item.name) if item.name else visit.say("region.none")
    if item.rule == "wave":
        name = _store_name(item.name)
    verdict: Verdict = "REVIEW" if item.rule == "crews" else "FAIL"
    key = "crews.never" if item.rule == "crews" and item.day is None else item.rule
    return _line(visit, verdict, key, {"name": name, "day": day})


def _store_name(store_id: str) -> str:
    found = Installation.objects.filter(store_id=store_id).first()
    return store_id if found is None else str(found.store_name)


def _told(visit: Visit, one: Installation, found: SlipFound) -> list[CheckLine]:
    """Return the date that the manufacturer was told, where it no longer holds."""
    told = ReleasedArea.objects.filter(
        plan__programme_id=one.programme_id, plan__superseded_at=None, store_id=one.store_id
    ).first()
    if told is None:
        return []
    selling = found.earliest_selling
    if selling is not None and selling <= told.selling_week:
        return []
    values = {"day": visit.language.week(told.selling_week)}
    return [_line(visit, "FAIL", "told", values)]


def _earliest(visit: Visit, found: SlipFound) -> CheckLine:
    if found.earliest_start is None or found.earliest_selling is None:
        return _line(visit, "FAIL", "no_week", {})
    language = visit.language
    values = {
        "start": language.week(found.earliest_start),
        "selling": language.week(found.earliest_selling),
    }
    return _line(visit, "PASS", "earliest", values)


def mailto(subject: str, body: str) -> str:
    """Return the address that opens a letter with these words, to whomever one then chooses."""
    words = urlencode({"subject": subject, "body": body.replace("\n", "\r\n")}).replace("+", "%20")
    return f"mailto:?{words}"
