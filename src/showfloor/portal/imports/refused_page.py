"""The page of a file's refused rows, the file of them to mend, and the mended one's way in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.urls import reverse

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.files import CSV, Attachment
from showfloor.portal.figures.page import Done, Link, Links, NotHereError, Page, PageForm
from showfloor.portal.figures.rows import FROM_ROW, parts_of
from showfloor.portal.imports.delivery_page import here
from showfloor.portal.imports.forms import FilesForm
from showfloor.portal.imports.mending import guarded_pieces
from showfloor.portal.imports.models import Delivery
from showfloor.portal.imports.names import kept_name
from showfloor.portal.imports.services import deliver, take
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.telling import sentence
from showfloor.portal.workspace import workspace
from showfloor.present.tables import Column, Row, Table
from showfloor.storage import FileReport
from showfloor.workflows.deliveries import RefusedRows, import_of, refused_rows

ROWS_A_PAGE = 100
OWN = "own_"


def refused(visit: Visit, key: UUID, place: int, form: FilesForm | None = None) -> Page:
    """Return the refused rows of one file, a page at a time: where, what, why, and the row."""
    found = here(key)
    file, path = _quarantined(found, place)
    first, parts = parts_of(visit, file.quarantined, ROWS_A_PAGE)
    rows = refused_rows(path, first, first + ROWS_A_PAGE)
    say = visit.say
    name = found.kept_files[place - 1].name
    return Page(
        "refused",
        say("imports.refused"),
        say("imports.refused.title", n=file.quarantined, name=name),
        (_reasons(visit, file), _table(visit, rows)),
        lead=say("imports.refused.lead"),
        views=(
            Links(
                say("imports.mend.fetch"),
                (Link(say("imports.mend.file"), reverse("import-quarantine", args=[key, place])),),
            ),
            parts,
        ),
        figures={"quarantined": file.quarantined, FROM_ROW: first},
        forms=(
            PageForm(
                reverse("import-mend", args=[key, place]),
                say("imports.mend"),
                form or FilesForm(visit, several=False),
                title=say("imports.mend.title"),
                explains=say("imports.mend.explains"),
                has_files=True,
            ),
        ),
        trail=(
            Link(say("imports.question"), reverse("imports")),
            Link(found.label, reverse("import", args=[key])),
        ),
    )


def quarantine_file(_visit: Visit, key: UUID, place: int) -> Attachment:
    """Return a file's refused rows as CSV to mend; no spreadsheet runs a cell of it."""
    found = here(key)
    _, path = _quarantined(found, place)
    stem = Path(kept_name(found.kept_files[place - 1].name)).stem
    return Attachment(f"refused-{stem}.csv", pieces=guarded_pieces(path), content_type=CSV)


def mend(visit: Visit, sent: Sent, key: UUID, place: int) -> Done | Page:
    """Keep a mended file and have its rows taken, as those that an import had refused."""
    found = here(key)
    _, path = _quarantined(found, place)
    form = FilesForm(visit, sent.fields, sent.files, several=False)
    if not form.is_valid():
        return refused(visit, key, place, form)
    mended, _ = deliver(
        visit, form.cleaned_data["files"], mends=path.parent.name, mends_delivery=found.pk
    )
    take(visit, mended)
    return Done(reverse("import", args=[mended.pk]))


def _quarantined(found: Delivery, place: int) -> tuple[FileReport, Path]:
    """Return the report of a delivery's file and where its refused rows lie."""
    kept = import_of(workspace(), found.run_id) if found.run_id else None
    files = kept.result.files if kept is not None else ()
    if not 1 <= place <= min(len(files), len(found.files)):
        raise NotHereError
    file = files[place - 1]
    if file.quarantine_path is None:
        raise NotHereError
    folder = workspace().root / "ledger" / "quarantine" / file.quarantine_path.parent.name
    path = folder / file.quarantine_path.name
    if not path.is_file():
        raise NotHereError
    return file, path


def _reasons(visit: Visit, file: FileReport) -> Table:
    say = visit.say
    rows = tuple(Row((one.rows, one.column, sentence(visit, one.reason))) for one in file.refusals)
    return Table(
        "reasons",
        say("imports.refusals"),
        (
            Column("rows", say("imports.rows"), "count"),
            Column("column", say("imports.column")),
            Column("reason", say("imports.reason"), wide=True),
        ),
        rows,
        shown_rows=10,
    )


def _table(visit: Visit, found: RefusedRows) -> Table:
    say = visit.say
    columns = (
        Column("line", say("imports.at")),
        Column("column", say("imports.column")),
        Column("value", say("imports.value")),
        Column("reason", say("imports.reason"), wide=True),
        *(Column(f"{OWN}{name}", name) for name in found.columns),
    )
    wide = len(found.columns)
    rows = tuple(
        Row(
            (
                row.line,
                row.column,
                row.value,
                sentence(visit, row.reason),
                *(row.row + ("",) * wide)[:wide],
            )
        )
        for row in found.rows
    )
    return Table("rows", say("imports.refused.rows"), columns, rows)
