"""A manufacturer's own pages: plans that were released to it, and its areas; from its own rows."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from showfloor.portal.clock import moment_in_words, today
from showfloor.portal.figures.page import Link, NotHereError, Page
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.models import ReleasedArea, ReleasedPlan
from showfloor.portal.rollout.moments import moment
from showfloor.portal.rollout.sections import subscribing
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Empty, Paragraph
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.open_areas import areas_of


def own_plans(visit: Visit) -> Page:
    """Return the plans that were released to the visitor's organisation, newest first."""
    found = list(ReleasedPlan.objects.filter(organisation_id=visit.reach.organisation_id))
    say = visit.say
    question = say("rollout.own_plans.question")
    if not found:
        empty = Empty(say("rollout.own_plans.empty"), say("rollout.own_plans.how"), "")
        return Page("own-plans", question, say("rollout.own_plans.none"), (empty,))
    rows = tuple(
        Row(
            (
                say("rollout.release", number=str(plan.number)),
                plan.programme_id,
                moment_in_words(visit.language, plan.released_at),
                ReleasedArea.objects.filter(plan=plan).count(),
                say("rollout.own_plans.holds")
                if plan.superseded_at is None
                else say(
                    "rollout.own_plans.until", day=visit.language.day(moment(plan.superseded_at))
                ),
            ),
            href=reverse("own-plan", args=[plan.pk]),
            mark="" if plan.superseded_at is None else "quiet",
        )
        for plan in found
    )
    table = Table(
        "releases",
        say("rollout.own_plans.caption"),
        (
            Column("release", say("rollout.released")),
            Column("programme", say("rollout.programme")),
            Column("released_at", say("rollout.at")),
            Column("areas", say("rollout.areas"), "count"),
            Column("holds", say("rollout.state")),
        ),
        rows,
    )
    newest = found[0]
    return Page(
        "own-plans",
        question,
        say(
            "rollout.own_plans.title",
            number=str(newest.number),
            day=visit.language.day(moment(newest.released_at)),
            n=ReleasedArea.objects.filter(plan=newest).count(),
        ),
        (table,),
        figures={"releases": len(found)},
        views=(subscribing(visit),),
    )


def own_plan(visit: Visit, key: UUID) -> Page:
    """Return one released plan: stores, cities, formats, weeks, and what is new in it."""
    plan: ReleasedPlan | None = ReleasedPlan.objects.filter(
        pk=key, organisation_id=visit.reach.organisation_id
    ).first()
    if plan is None:
        raise NotHereError
    say = visit.say
    areas = list(ReleasedArea.objects.filter(plan=plan))
    before = ReleasedPlan.objects.filter(
        organisation_id=plan.organisation_id,
        programme_id=plan.programme_id,
        number__lt=plan.number,
    ).order_by("-number")[:1]
    known = {a.store_id: a for a in ReleasedArea.objects.filter(plan__in=[p.pk for p in before])}
    long = as_asked(visit, _areas_table(visit, areas, known if before else None))
    blocks = [long.table]
    lead = ""
    if plan.superseded_at is not None:
        lead = say("rollout.own_plan.superseded")
    gone = [known[store].store_name for store in known if store not in {a.store_id for a in areas}]
    said = [Paragraph(say("rollout.own_plan.gone", names=", ".join(gone)))] if gone else []
    return Page(
        "own-plan",
        say("rollout.release", number=str(plan.number)),
        _title(visit, areas),
        (*said, *blocks),
        lead=lead,
        figures={"areas": len(areas), "number": plan.number, "holds": plan.superseded_at is None},
        views=(long.parts,),
        trail=(Link(say("rollout.own_plans.question"), reverse("own-plans")),),
    )


def own_areas(visit: Visit) -> Page:
    """Return the areas of the releases that hold, and those that stood before or beside them."""
    areas = list(
        ReleasedArea.objects.filter(
            organisation_id=visit.reach.organisation_id, plan__superseded_at=None
        )
    )
    say = visit.say
    question = say("rollout.own_areas.question")
    before = _stood_before(visit, areas)
    if not areas and not before.rows:
        empty = Empty(say("rollout.own_areas.empty"), say("rollout.own_plans.how"), "")
        return Page("own-areas", question, say("rollout.own_areas.none"), (empty,))
    opened = [area for area in areas if area.opened_on is not None]
    long = as_asked(visit, _areas_table(visit, areas, None))
    return Page(
        "own-areas",
        question,
        say("rollout.own_areas.title", n=len(opened), all=visit.language.count(len(areas)))
        if areas
        else say("rollout.own_areas.title.before", n=len(before.rows)),
        ((long.table,) if areas else ()) + ((before,) if before.rows else ()),
        figures={"areas": len(areas), "open": len(opened), "stood_before": len(before.rows)},
        views=(subscribing(visit), long.parts),
    )


def _stood_before(visit: Visit, released: list[ReleasedArea]) -> Table:
    """Return the organisation's areas by the ledger that no plan holding brought."""
    say = visit.say
    maker = visit.organisation.manufacturer_id if visit.organisation is not None else ""
    planned = {(area.store_id, area.format_id) for area in released}
    rows = tuple(
        Row(
            (
                area.name,
                area.store_id,
                area.city,
                visit.language.term("format", area.format_id),
                area.since,
                area.until,
            ),
            reasons=(("until", say("rollout.own_areas.stands")),),
            mark="quiet" if area.until is not None and area.until <= today() else "",
        )
        for area in (areas_of(workspace(), maker) if maker else ())
        if (area.store_id, area.format_id) not in planned
    )
    return Table(
        "stood_before",
        say("rollout.own_areas.before"),
        (
            Column("store", say("rollout.store")),
            Column("store_id", "", data_only=True),
            Column("city", say("rollout.city")),
            Column("format", say("rollout.format")),
            Column("since", say("rollout.own_areas.since")),
            Column("until", say("rollout.own_areas.until")),
        ),
        rows,
    )


def _title(visit: Visit, areas: list[ReleasedArea]) -> str:
    if not areas:
        return visit.say("rollout.own_plan.nothing")
    weeks = sorted(area.selling_week for area in areas)
    return visit.say(
        "rollout.own_plan.title",
        n=len(areas),
        first=visit.language.day(weeks[0]),
        last=visit.language.day(weeks[-1]),
    )


def _areas_table(
    visit: Visit, areas: list[ReleasedArea], before: dict[str, ReleasedArea] | None
) -> Table:
    say = visit.say
    columns = [
        Column("store", say("rollout.store")),
        Column("store_id", "", data_only=True),
        Column("city", say("rollout.city")),
        Column("format", say("rollout.format")),
        Column("start_week", say("rollout.start"), "week"),
        Column("selling_week", say("rollout.selling"), "week"),
        Column("state", say("rollout.state")),
    ]
    if before is not None:
        columns.append(Column("change", say("rollout.own_plan.change")))
    rows = tuple(
        Row(
            (
                area.store_name,
                area.store_id,
                area.city,
                visit.language.term("format", area.format_id),
                area.start_week,
                area.selling_week,
                _state(visit, area),
                *((_change(visit, area, before),) if before is not None else ()),
            )
        )
        for area in areas
    )
    return Table("areas", say("rollout.own_plan.caption"), tuple(columns), rows)


def _state(visit: Visit, area: ReleasedArea) -> str:
    if area.opened_on is not None:
        return visit.say("rollout.area.open", day=visit.language.day(area.opened_on))
    if area.start_week <= today() < area.selling_week:
        return visit.say("rollout.area.building")
    return visit.say("rollout.area.planned")


def _change(visit: Visit, area: ReleasedArea, before: dict[str, ReleasedArea]) -> str:
    old = before.get(area.store_id)
    if old is None:
        return visit.say("rollout.message.kind.new")
    if old.format_id != area.format_id:
        return visit.say("rollout.message.kind.format")
    if old.selling_week != area.selling_week:
        return visit.say("rollout.own_plan.was", week=visit.language.week(old.selling_week))
    return ""
