"""The page of imports: files to send, what was sent, and the history of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Page, PageForm
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.imports.forms import FilesForm
from showfloor.portal.imports.models import Delivery
from showfloor.portal.imports.receiving import sweep
from showfloor.portal.imports.services import deliver
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.models import Job
from showfloor.portal.work.pages import following, moment, refreshing
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Heading
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.deliveries import VersionSeen, versions_of

LONGEST_LIST = 200
"""Deliveries that the page holds; older ones have their page still."""


def imports(visit: Visit, form: FilesForm | None = None) -> Page:
    """Return what was sent and taken, and the form that sends more."""
    sent = list(Delivery.objects.all()[:LONGEST_LIST])
    versions = versions_of(workspace())
    say = visit.say
    waiting = [one for one in sent if one.version is None]
    still = _working(sent)
    history = as_asked(visit, _versions(visit, versions))
    blocks: list[Block] = []
    if sent:
        blocks += [_deliveries(visit, sent), Heading(say("imports.history"))]
    blocks.append(history.table)
    return Page(
        "imports",
        say("imports.question"),
        _title(visit, versions, len(waiting)),
        tuple(blocks),
        lead=say("imports.lead"),
        views=(history.parts,),
        forms=(_form(visit, form),),
        figures={
            "version": versions[0].version.number if versions else 0,
            "waiting": len(waiting),
        },
        follows=following(still),
        head=refreshing() if still else Markup(),
    )


def send(visit: Visit, sent: Sent) -> Done | Page:
    """Keep the files that were sent, and go on to what was found in them."""
    form = FilesForm(visit, sent.fields, sent.files)
    if not form.is_valid():
        return imports(visit, form)
    sweep()
    delivery, is_new = deliver(visit, form.cleaned_data["files"])
    said = "" if is_new else visit.say("imports.known", day=moment(visit, delivery.received_at))
    return Done(reverse("import", args=[delivery.pk]), said)


def what_of(visit: Visit, seen: VersionSeen) -> str:
    """Return in words what a version did."""
    version = seen.version
    if version.operation == "import":
        return ", ".join(taken.file for taken in version.took)
    if version.operation == "undo":
        numbers = [visit.language.count(number) for number in version.undoes]
        return visit.say("imports.did.undo", versions=visit.language.listed(numbers))
    return visit.say(f"imports.did.{version.operation}")


def _title(visit: Visit, versions: Sequence[VersionSeen], waiting: int) -> str:
    if waiting:
        return visit.say("imports.title.waiting", n=waiting)
    return visit.say("imports.title.taken" if versions else "imports.title.empty")


def _form(visit: Visit, form: FilesForm | None) -> PageForm:
    return PageForm(
        reverse("import-send"),
        visit.say("imports.send"),
        form or FilesForm(visit),
        title=visit.say("imports.send.title"),
        has_files=True,
        place="before",
    )


def _working(sent: list[Delivery]) -> list[Job]:
    keys = [key for one in sent for key in (one.job, one.look_job) if key is not None]
    return [job for job in Job.objects.filter(pk__in=keys) if job.is_open]


def _deliveries(visit: Visit, sent: list[Delivery]) -> Table:
    say = visit.say
    open_jobs = {
        job.pk for job in Job.objects.filter(pk__in=[one.job for one in sent]) if job.is_open
    }
    rows = []
    for one in sent:
        state = "running" if one.job in open_jobs else "taken" if one.version else "waiting"
        rows.append(
            Row(
                (
                    one.label,
                    say(f"imports.state.{state}"),
                    one.version,
                    moment(visit, one.received_at),
                    one.person_name,
                    str(one.pk),
                ),
                href=reverse("import", args=[one.pk]),
                reasons=(("version", say("imports.state.waiting")),) if not one.version else (),
            )
        )
    return Table(
        "deliveries",
        say("imports.deliveries"),
        (
            Column("files", say("imports.files"), wide=True),
            Column("state", say("imports.state")),
            Column("version", say("imports.version"), "count"),
            Column("received_at", say("imports.received")),
            Column("by", say("imports.by")),
            Column("delivery", "", data_only=True),
        ),
        tuple(rows),
        shown_rows=10,
    )


def _versions(visit: Visit, versions: Sequence[VersionSeen]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                seen.version.number,
                what_of(visit, seen),
                moment(visit, seen.version.committed_at),
                sum(taken.rows_in for taken in seen.version.took),
                sum(taken.accepted for taken in seen.version.took),
                sum(taken.quarantined for taken in seen.version.took),
                say("imports.undone_by", number=seen.undone_by) if seen.undone_by else "",
            ),
            href=reverse("import-version", args=[seen.version.number]),
            mark="quiet" if seen.undone_by else "",
        )
        for seen in versions
    )
    return Table(
        "versions",
        say("imports.versions") if rows else say("imports.versions.none"),
        (
            Column("version", say("imports.version"), "count"),
            Column("what", say("imports.what"), wide=True),
            Column("committed_at", say("imports.when")),
            Column("rows_in", say("imports.rows_in"), "count"),
            Column("accepted", say("imports.accepted"), "count"),
            Column("quarantined", say("imports.quarantined"), "count"),
            Column("undone_by", say("imports.undone")),
        ),
        rows,
    )
