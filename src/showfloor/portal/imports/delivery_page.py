"""The page of a delivery: what was found in its files, and, once taken, what became of each row."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm, Plain
from showfloor.portal.imports.forms import HoldsForm
from showfloor.portal.imports.jobs import counts, said_of
from showfloor.portal.imports.models import Delivery
from showfloor.portal.imports.result_blocks import result_blocks
from showfloor.portal.imports.services import choose, look, take
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.models import Job
from showfloor.portal.work.pages import following, forms_of, moment, progress, refreshing
from showfloor.portal.work.telling import sentence
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Definition, Definitions, Heading, Paragraph
from showfloor.present.tables import Column, Row, Table
from showfloor.storage import ImportReport
from showfloor.workflows.deliveries import import_of, version_seen


def delivery(visit: Visit, key: UUID, form: HoldsForm | None = None) -> Page:
    """Return what is known of a delivery: looked at, being taken, or taken."""
    found = here(key)
    job, looking = _job(found.job), _job(found.look_job)
    kept = import_of(workspace(), found.run_id) if found.run_id else None
    report = kept.result if kept is not None else None
    is_at_work = job is not None and job.is_open
    blocks: list[Block] = []
    forms: list[PageForm] = []
    if job is not None and (is_at_work or job.ended_badly):
        blocks += progress(visit, job)
    if report is not None and not is_at_work:
        blocks += [*_undone(visit, report), *result_blocks(visit, found, report)]
    elif not is_at_work:
        blocks += _looks(visit, found, looking)
    if job is not None and is_at_work:
        forms += forms_of(visit, job)
    else:
        forms += _take_forms(visit, found, form, is_taken=report is not None)
    still = [one for one in (job, looking) if one is not None and one.is_open]
    return Page(
        "import",
        visit.say("imports.one.mended" if found.mends else "imports.one"),
        _title(visit, found, job, report),
        (*blocks, _facts(visit, found)),
        figures=_figures(found, job, report),
        forms=tuple(forms),
        trail=(Link(visit.say("imports.question"), reverse("imports")),),
        follows=following(still),
        head=refreshing() if still else Markup(),
    )


def here(key: UUID) -> Delivery:
    """Return a delivery; NotHereError where there is none for the visitor."""
    found: Delivery | None = Delivery.objects.filter(pk=key).first()
    if found is None:
        raise NotHereError
    return found


def state_holds(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """State what the files hold, and have them looked at as that."""
    found = here(key)
    form = HoldsForm(visit, sent.fields)
    if not form.is_valid():
        return delivery(visit, key, form)
    choose(visit, found, form.cleaned_data["table"], form.cleaned_data["source"].strip())
    return Done(reverse("import", args=[found.pk]))


def take_it(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Have the files taken into the ledger."""
    found = here(key)
    take(visit, found)
    return Done(reverse("import", args=[found.pk]))


def look_again(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Have the files looked at once more."""
    found = here(key)
    look(visit, found)
    return Done(reverse("import", args=[found.pk]))


def is_refused(found: Delivery) -> bool:
    """Say whether taking a delivery would be refused, as a file of it could not be read."""
    return any(seen.get("is_refused", bool(seen["problem"])) for seen in found.looks)


def _job(key: UUID | None) -> Job | None:
    found: Job | None = Job.objects.filter(pk=key).first() if key is not None else None
    return found


def _title(visit: Visit, found: Delivery, job: Job | None, report: ImportReport | None) -> str:
    if job is not None and job.is_open:
        return visit.say(f"work.title.{job.state}", label=found.label)
    if report is not None:
        figures = {name: visit.language.count(float(n)) for name, n in counts(report).items()}
        return visit.say(f"{said_of(report)}.title", **figures)
    if job is not None and job.ended_badly:
        return visit.say(f"work.title.{job.state}", label=found.label)
    return visit.say("imports.one.title", label=found.label)


def _undone(visit: Visit, report: ImportReport) -> tuple[Block, ...]:
    """Return the note that what was taken has been taken back."""
    seen = version_seen(workspace(), report.version) if report.published else None
    if seen is None or seen.undone_by is None:
        return ()
    return (Paragraph(visit.say("imports.was_undone", number=seen.undone_by)),)


def _looks(visit: Visit, found: Delivery, looking: Job | None) -> tuple[Block, ...]:
    """Return what was found in the files; a problem is told where one was found."""
    if not found.looks:
        return progress(visit, looking) if looking is not None else ()
    say = visit.say
    blocks: list[Block] = [_looks_table(visit, found)]
    for place, seen in enumerate(found.looks, start=1):
        if seen["rows"]:
            heads = [name or say("imports.ignored") for name in seen["columns"]]
            columns = tuple(Column(f"column_{n}", head) for n, head in enumerate(heads, start=1))
            rows = tuple(Row(tuple(row)) for row in seen["rows"] if len(row) == len(columns))
            caption = say("imports.first_rows", name=found.kept_files[place - 1].name)
            blocks.append(Table(f"rows_{place}", caption, columns, rows))
    return (Heading(say("imports.found")), *blocks)


def _looks_table(visit: Visit, found: Delivery) -> Table:
    say = visit.say
    rows = []
    for file, seen in zip(found.kept_files, found.looks, strict=False):
        table = say(f"imports.table.{seen['table']}") if seen["table"] else ""
        found_out = "\n".join(
            sentence(visit, line) for line in (seen["problem"] or seen["found"] or "").splitlines()
        )
        written = found_out or say("imports.documented")
        rows.append(Row((file.name, table, written, file.size / 1e3)))
    return Table(
        "files",
        say("imports.looks"),
        (
            Column("file", say("imports.file")),
            Column("table", say("imports.table")),
            Column("found", say("imports.written"), wide=True),
            Column("kilobytes", "kB", "number"),
        ),
        tuple(rows),
    )


def _take_forms(
    visit: Visit, found: Delivery, form: HoldsForm | None, *, is_taken: bool
) -> list[PageForm]:
    """Return what can be done next: take the files, unless one could not be read."""
    say = visit.say
    again = ".again" if is_taken else ""
    forms = [
        PageForm(
            reverse("import-take", args=[found.pk]),
            say(f"imports.take{again}"),
            explains=say(f"imports.take{again}.explains"),
        )
    ]
    if not is_taken and is_refused(found):
        forms = [
            PageForm(
                reverse("import-look", args=[found.pk]),
                say("imports.look.again"),
                explains=say("imports.look.again.explains"),
            )
        ]
    if not found.mends and not is_taken:
        held = {"table": found.table, "source": found.source}
        forms.append(
            PageForm(
                reverse("import-holds", args=[found.pk]),
                say("imports.holds.state"),
                form or HoldsForm(visit, holds=held),
                title=say("imports.holds"),
            )
        )
    return forms


def _facts(visit: Visit, found: Delivery) -> Definitions:
    say = visit.say
    facts = [
        ("imports.files", found.label),
        ("imports.by", found.person_name),
        ("imports.received", moment(visit, found.received_at)),
        ("imports.run", found.run_id),
        *(("imports.digest", file.sha256) for file in found.kept_files[:3]),
    ]
    return Definitions(tuple(Definition(key, say(key), text) for key, text in facts if text))


def _figures(found: Delivery, job: Job | None, report: ImportReport | None) -> dict[str, Plain]:
    figures: dict[str, Plain] = {
        "delivery": str(found.pk),
        "state": job.state if job is not None else "",
        "step": job.step if job is not None else "",
        "share": job.share if job is not None else None,
        "run": found.run_id,
        "version": found.version,
        "refusal": job.refusal if job is not None else "",
    }
    if report is not None:
        figures |= {
            "rows_in": sum(file.rows_in for file in report.files),
            "accepted": sum(file.accepted for file in report.files),
            "quarantined": sum(file.quarantined for file in report.files),
            "unchanged": sum(file.unchanged for file in report.files),
            "adds_up": report.adds_up,
        }
    return figures
