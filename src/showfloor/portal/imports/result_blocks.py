"""What an import did, as blocks: rows that add up, amounts, refusals by reason, and what mends."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from showfloor.portal.imports.models import Delivery
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.telling import sentence
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Heading,
    KeyFigure,
    KeyFigures,
)
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.storage import FileReport, ImportReport


def result_blocks(visit: Visit, found: Delivery, report: ImportReport) -> tuple[Block, ...]:
    """Return what became of a delivery's rows."""
    say = visit.say
    blocks: list[Block] = [_key_figures(visit, found, report), _files(visit, found, report)]
    if any(file.sales for file in report.files):
        blocks.append(_amounts(visit, report))
    if any(file.quarantined for file in report.files):
        blocks += [Heading(say("imports.refused")), _refusals(visit, found, report)]
        fixes = _fixes(visit, report)
        blocks += [fixes] if fixes.rows else []
    warnings = tuple(
        CheckLine(file.path.name, "REVIEW", say("verdict.REVIEW"), said, quoted=is_english)
        for file in report.files
        for said, is_english in (translated(text, visit.language) for text in file.warnings)
    )
    return (*blocks, *((Heading(say("imports.warnings")), CheckList(warnings)) if warnings else ()))


def _key_figures(visit: Visit, found: Delivery, report: ImportReport) -> KeyFigures:
    say, language = visit.say, visit.language
    totals = {
        name: sum(getattr(file, name) for file in report.files)
        for name in ("rows_in", "accepted", "quarantined", "unchanged")
    }
    first = next((n for n, file in enumerate(report.files) if file.quarantined), None)
    page = reverse("import", args=[found.pk])
    refused = page if first is None else reverse("import-refused", args=[found.pk, first + 1])
    version = reverse("import-version", args=[report.version]) if report.version else page
    targets = {"rows_in": page, "accepted": version, "quarantined": refused, "unchanged": page}
    return KeyFigures(
        tuple(
            KeyFigure(
                say(f"imports.{name}"),
                language.count(total),
                say(f"imports.{name}.decides"),
                targets[name],
            )
            for name, total in totals.items()
        )
    )


def _files(visit: Visit, found: Delivery, report: ImportReport) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                kept.name,
                say(f"imports.table.{file.table}"),
                file.rows_in,
                file.accepted,
                file.quarantined,
                file.unchanged,
                file.replaced,
                sentence(visit, file.found or "") or say("imports.documented"),
            ),
            href=reverse("import-refused", args=[found.pk, place]) if file.quarantined else "",
        )
        for place, (kept, file) in enumerate(
            zip(found.kept_files, report.files, strict=False), start=1
        )
    )
    return Table(
        "files",
        say("imports.result"),
        (
            *count_columns(visit),
            Column("found", say("imports.written"), wide=True),
        ),
        rows,
    )


def count_columns(visit: Visit) -> tuple[Column, ...]:
    """Return the columns that say of a file what became of its rows."""
    counts = ("rows_in", "accepted", "quarantined", "unchanged", "replaced")
    return (
        Column("file", visit.say("imports.file")),
        Column("table", visit.say("imports.table")),
        *(Column(name, visit.say(f"imports.{name}"), "count") for name in counts),
    )


def _amounts(visit: Visit, report: ImportReport) -> Table:
    say = visit.say
    rows = [
        Row((file.path.name, what, *(float(amount) for amount in amounts)))
        for file in report.files
        for what, amounts in _amounts_of(visit, file)
    ]
    return Table(
        "amounts",
        say("imports.amounts"),
        (
            Column("file", say("imports.file")),
            Column("amount", say("imports.amount")),
            Column("in", say("imports.rows_in"), "cents"),
            Column("accepted", say("imports.accepted"), "cents"),
            Column("quarantined", say("imports.quarantined"), "cents"),
            Column("unchanged", say("imports.unchanged"), "cents"),
        ),
        tuple(rows),
    )


def _amounts_of(visit: Visit, file: FileReport) -> list[tuple[str, tuple[int | Decimal, ...]]]:
    sales = file.sales
    if sales is None:
        return []
    currency = visit.language.currency_symbol
    units = (
        sales.units_in, sales.units_accepted, sales.units_quarantined, sales.units_unchanged
    )  # fmt: skip
    revenue = (
        sales.revenue_in,
        sales.revenue_accepted,
        sales.revenue_quarantined,
        sales.revenue_unchanged,
    )
    return [
        (visit.say("imports.units"), units),
        (f"{visit.say('imports.revenue')} {currency}", revenue),
    ]


def _refusals(visit: Visit, found: Delivery, report: ImportReport) -> Table:
    say = visit.say
    rows = [
        Row(
            (
                kept.name,
                refusal.rows,
                refusal.column,
                sentence(visit, refusal.reason),
                refusal.first_place or say("imports.line", number=refusal.first_line),
                refusal.first_value,
            ),
            href=reverse("import-refused", args=[found.pk, place]),
        )
        for place, (kept, file) in enumerate(
            zip(found.kept_files, report.files, strict=False), start=1
        )
        for refusal in file.refusals
    ]
    return Table(
        "refusals",
        say("imports.refusals"),
        (
            Column("file", say("imports.file")),
            Column("rows", say("imports.rows"), "count"),
            Column("column", say("imports.column")),
            Column("reason", say("imports.reason"), wide=True),
            Column("first", say("imports.first")),
            Column("value", say("imports.value")),
        ),
        tuple(rows),
    )


def _fixes(visit: Visit, report: ImportReport) -> Table:
    say = visit.say
    rows = [
        Row((file.path.name, sentence(visit, fix.text), fix.rows))
        for file in report.files
        for fix in file.fixes
    ]
    return Table(
        "fixes",
        say("imports.fixes"),
        (
            Column("file", say("imports.file")),
            Column("fix", say("imports.fix"), wide=True),
            Column("rows", say("imports.frees"), "count"),
        ),
        tuple(rows),
    )
