"""The page of a version of the ledger: what it changed, and what taking it back would change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.imports.forms import UndoForm
from showfloor.portal.imports.listing import what_of
from showfloor.portal.imports.models import Delivery
from showfloor.portal.imports.result_blocks import count_columns
from showfloor.portal.imports.services import undo
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.pages import moment
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Definition, Definitions, Heading, Paragraph
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.deliveries import VersionSeen, table_names, version_seen


def version(visit: Visit, number: int) -> Page:
    """Return what a version changed, and the form that takes it back where that can be."""
    seen = _here(number)
    say = visit.say
    rows, totals = _rows(visit, seen), _totals(visit, seen)
    blocks: list[Block] = [_facts(visit, seen)]
    if seen.version.took:
        blocks.append(_took(visit, seen))
    blocks += [Heading(say("imports.changed")), rows, *((totals,) if totals.rows else ())]
    if seen.undone_by is not None:
        blocks.insert(0, Paragraph(say("imports.was_undone", number=seen.undone_by)))
    can_be_undone = not seen.refusal and seen.version.operation != "upgrade"
    return Page(
        "import-version",
        say("imports.version.named", number=number),
        say(
            "imports.version.title",
            number=number,
            what=what_of(visit, seen),
            day=visit.language.day(timezone.localtime(seen.version.committed_at).date()),
        ),
        tuple(blocks),
        source=say("source.ledger", version=number),
        figures={"version": number, "undone_by": seen.undone_by, "can_be_undone": can_be_undone},
        forms=(_undo_form(visit, seen),) if can_be_undone else (),
        trail=(Link(say("imports.question"), reverse("imports")),),
    )


def take_back(visit: Visit, sent: Sent, number: int) -> Done | Page:
    """Have a version taken back; a second click is the same job."""
    seen = _here(number)
    form = UndoForm(visit, sent.fields)
    if seen.refusal or not form.is_valid():
        return Done(reverse("import-version", args=[number]))
    job = undo(visit, number, with_later=form.cleaned_data["with_later"])
    return Done(reverse("job", args=[job.pk]))


def _here(number: int) -> VersionSeen:
    seen = version_seen(workspace(), number)
    if seen is None:
        raise NotHereError
    return seen


def _undo_form(visit: Visit, seen: VersionSeen) -> PageForm:
    say, number = visit.say, seen.version.number
    return PageForm(
        reverse("import-undo", args=[number]),
        say("imports.undo", number=number),
        UndoForm(visit),
        title=say("imports.undo.title"),
        explains=_would(visit, seen),
        is_destructive=True,
    )


def _would(visit: Visit, seen: VersionSeen) -> str:
    """Return what an undo would take back, in sentences."""
    language, say = visit.language, visit.say
    parts = []
    for name, change in _changes(seen).items():
        if change:
            key = "imports.undo.removes" if change > 0 else "imports.undo.returns"
            rows = language.count(abs(change))
            parts.append(say(key, rows=rows, table=say(f"imports.table.{name}")))
    for source, (units, revenue) in _amounts(seen).items():
        if units or revenue:
            parts.append(
                say(
                    "imports.undo.amounts",
                    source=source,
                    units=language.number(-units, signed=True),
                    revenue=language.money(float(-revenue), 2, signed=True),
                )
            )
    changes = "; ".join(parts) or say("imports.undo.in_place")
    return say("imports.undo.explains", changes=changes)


def _changes(seen: VersionSeen) -> Mapping[str, int]:
    """Return by how many rows each table grew with a version."""
    before = seen.before.rows if seen.before is not None else {}
    return {name: seen.version.rows.get(name, 0) - before.get(name, 0) for name in table_names()}


def _amounts(seen: VersionSeen) -> Mapping[str, tuple[int, Decimal]]:
    """Return by how many units and how much revenue each source's sales grew with a version."""
    after = seen.version.totals or {}
    before = (seen.before.totals if seen.before is not None else None) or {}
    found = {}
    for source in sorted({*after, *before}):
        new, old = after.get(source), before.get(source)
        units = (new.units if new else 0) - (old.units if old else 0)
        revenue = (new.revenue if new else Decimal(0)) - (old.revenue if old else Decimal(0))
        found[source] = (units, revenue)
    return found


def _rows(visit: Visit, seen: VersionSeen) -> Table:
    say, before = visit.say, seen.before.rows if seen.before is not None else {}
    rows = tuple(
        Row((say(f"imports.table.{name}"), before.get(name, 0), seen.version.rows[name], change))
        for name, change in _changes(seen).items()
        if name in seen.version.rows and (change or name in {t.table for t in seen.version.took})
    )
    return Table(
        "tables",
        say("imports.tables") if rows else say("imports.tables.same"),
        (
            Column("table", say("imports.table")),
            Column("before", say("imports.before"), "count"),
            Column("after", say("imports.after"), "count"),
            Column("change", say("imports.change"), "signed", decimals=0),
        ),
        rows,
    )


def _totals(visit: Visit, seen: VersionSeen) -> Table:
    say = visit.say
    rows = tuple(
        Row((source, units, float(revenue)))
        for source, (units, revenue) in _amounts(seen).items()
        if units or revenue
    )
    return Table(
        "sources",
        say("imports.sources"),
        (
            Column("source", say("imports.source")),
            Column("units", say("imports.units"), "signed", decimals=0),
            Column(
                "revenue",
                f"{say('imports.revenue')} {visit.language.currency_symbol}",
                "signed",
                decimals=2,
            ),
        ),
        rows,
    )


def _took(visit: Visit, seen: VersionSeen) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                one.file,
                say(f"imports.table.{one.table}"),
                one.rows_in,
                one.accepted,
                one.quarantined,
                one.unchanged,
                one.replaced,
            )
        )
        for one in seen.version.took
    )
    return Table(
        "files",
        say("imports.result"),
        count_columns(visit),
        rows,
    )


def _facts(visit: Visit, seen: VersionSeen) -> Definitions:
    say = visit.say
    sent = Delivery.objects.filter(version=seen.version.number).first()
    facts = (
        ("imports.when", moment(visit, seen.version.committed_at)),
        ("imports.by", sent.person_name if sent is not None else ""),
        ("imports.statement", seen.version.statement),
    )
    return Definitions(tuple(Definition(key, say(key), text) for key, text in facts if text))
