"""The audit log's page: who saw, exported and changed what, and when."""

from __future__ import annotations

from showfloor.portal.clock import moment_in_words
from showfloor.portal.figures.page import Page
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.models import AuditEntry, Happening
from showfloor.present.tables import Column, Row, Table

NEWEST = 10_000
"""Lines that the page goes through; older ones are in the database and its backups."""


def audit_log(visit: Visit) -> Page:
    """Return the newest lines of the log, by happening and organisation."""
    say = visit.say
    happenings = {one.value: say(f"access.audit.{one.value}") for one in Happening}
    houses = {str(one.pk): one.name for one in Organisation.objects.all()}
    happening, by_happening = chosen(
        visit, "happening", happenings, label=say("access.audit.happening")
    )
    house, by_house = chosen(visit, "organisation", houses, label=say("access.audit.organisation"))
    entries = AuditEntry.objects.all()
    if happening:
        entries = entries.filter(happening=happening)
    if house:
        entries = entries.filter(organisation_id=house)
    rows = tuple(
        Row(
            (
                moment_in_words(visit.language, entry.at),
                entry.at.isoformat(),
                entry.person_name,
                houses.get(str(entry.organisation_id), ""),
                happenings.get(entry.happening, entry.happening),
                entry.what,
            )
        )
        for entry in entries[:NEWEST]
    )
    long = as_asked(visit, _table(visit, rows))
    return Page(
        "audit",
        say("access.audit.question"),
        say("access.audit.title", n=len(rows)) if rows else say("access.audit.none"),
        (long.table,),
        lead=say("access.audit.lead"),
        figures={"lines": len(rows)},
        views=(by_happening, by_house, long.parts),
    )


def _table(visit: Visit, rows: tuple[Row, ...]) -> Table:
    say = visit.say
    return Table(
        "audit",
        say("access.audit.caption"),
        (
            Column("when", say("access.audit.when")),
            Column("at", "", data_only=True),
            Column("person", say("access.audit.person")),
            Column("organisation", say("access.audit.organisation")),
            Column("happening", say("access.audit.happening")),
            Column("what", say("access.audit.what"), wide=True),
        ),
        rows,
    )
