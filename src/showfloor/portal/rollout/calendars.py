"""Calendars of installations: the page that gives a secret address, and what lies there."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from showfloor.portal.figures.page import NotHereError, Page, PageForm
from showfloor.portal.people.models import Membership
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.calendar_tokens import drawn
from showfloor.portal.rollout.models import (
    CalendarAddress,
    Installation,
    ReleasedArea,
    State,
)
from showfloor.portal.rollout.moments import moment
from showfloor.portal.rollout.sections import style
from showfloor.portal.rollout.who import who_of
from showfloor.portal.walls.permissions import Right, Role, may
from showfloor.portal.workspace import workspace
from showfloor.present.installation_calendar import CalendarRow, installation_calendar
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Paragraph, Prose
from showfloor.workflows.programme_overview import programme_content

FOLDER = "/calendars/"
"""Where calendars lie; `calendar_entering` answers there."""
SHOWN_STATES = (State.STARTED.value, State.DONE.value, State.SLIPPED.value)


def calendar(visit: Visit, *, address: str = "") -> Page:
    """Return whether the visitor has a calendar's address; `address`: the one just made."""
    row = _row(visit)
    say = visit.say
    blocks: list[Block] = []
    if address:
        shown = Markup('<p><code class="address">{}</code></p>').format(address)
        blocks += [Prose(shown), Paragraph(say("rollout.calendar.once"))]
    blocks.append(Paragraph(say("rollout.calendar.secret"), quiet=True))
    key = "renew" if row is not None else "make"
    said = say("rollout.calendar.none")
    if address:
        said = say("rollout.calendar.made")
    elif row is not None:
        said = say("rollout.calendar.title", day=visit.language.day(moment(row.made_at)))
    form = PageForm(
        reverse("calendar-renew"),
        say(f"rollout.calendar.{key}.button"),
        title=say(f"rollout.calendar.{key}.title"),
        explains=say(f"rollout.calendar.{key}.explains"),
        is_destructive=row is not None,
    )
    return Page(
        "calendar",
        say("rollout.calendar.question"),
        said,
        tuple(blocks),
        lead=say("rollout.calendar.lead"),
        figures={"has_address": row is not None},
        forms=(form,),
        head=style(),
    )


def renew(visit: Visit, portal: str) -> Page:
    """Make a new address, which takes the old one's place, and show it once.

    portal: the portal's own address, with a slash at its end.
    """
    who = who_of(visit)
    token = drawn(who.organisation_id, who.person_id)
    CalendarAddress.objects.update_or_create(
        organisation_id=who.organisation_id,
        person_id=who.person_id,
        defaults={"secret_sha256": token.digest, "made_at": timezone.now()},
    )
    folder = FOLDER.removeprefix("/")
    return calendar(visit, address=f"{portal}{folder}{visit.language.code}/{token.text()}.ics")


def _row(visit: Visit) -> CalendarAddress | None:
    if visit.person is None or visit.organisation is None:
        raise NotHereError
    found: CalendarAddress | None = CalendarAddress.objects.filter(
        organisation_id=visit.organisation.pk, person_id=visit.person.pk
    ).first()
    return found


def calendar_of(membership: Membership, language: Language) -> bytes | None:
    """Return the calendar of a membership, within its reach; None for a role that has none."""
    role = Role(membership.role)
    if not may(role, Right.SUBSCRIBE):
        return None
    name = language.say("rollout.calendar.name")
    if role is Role.ACCOUNT_MANAGER:
        areas = ReleasedArea.objects.filter(plan__superseded_at=None).select_related("plan")
        rows = [_of_area(area, language, str(membership.organisation)) for area in areas]
    else:
        found = Installation.objects.all()
        if role is Role.STORE_STAFF:
            found = found.filter(store_id=membership.store_id)
        names = programme_content(workspace()).manufacturer_names
        rows = [_of_installation(one, language, names) for one in found]
    return installation_calendar(rows, name=name, language=language)


def _of_installation(
    one: Installation, language: Language, names: Mapping[str, str]
) -> CalendarRow:
    known = one.state in SHOWN_STATES
    return CalendarRow(
        one.programme_id,
        one.store_id,
        one.store_name,
        one.city,
        one.region,
        one.format_id,
        names.get(one.manufacturer_id, one.manufacturer_id),
        one.start_week,
        one.selling_week,
        language.say(f"rollout.state.{one.state}") if known else "",
        one.revision,
        one.changed_at,
        one.state == State.CALLED_OFF.value,
    )


def _of_area(area: ReleasedArea, language: Language, manufacturer: str) -> CalendarRow:
    is_open = area.opened_on is not None
    return CalendarRow(
        area.plan.programme_id,
        area.store_id,
        area.store_name,
        area.city,
        "",
        area.format_id,
        manufacturer,
        area.start_week,
        area.selling_week,
        language.say("rollout.state.done") if is_open else "",
        2 * area.plan.number + int(is_open),
        area.plan.released_at,
    )
