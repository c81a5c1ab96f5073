"""What the worker does for imports: looks at files, takes them, takes a version back."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID

from showfloor.errors import IntakeError, ShowfloorError, UsageError
from showfloor.portal.imports.mending import QUARANTINE, laid_out
from showfloor.portal.imports.models import Delivery
from showfloor.portal.imports.receiving import uploads_folder
from showfloor.portal.imports.services import LOOK, TAKE, UNDO
from showfloor.portal.imports.unpacking import refuse_bombs
from showfloor.portal.walls.permissions import Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.carrying import without_folder
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.work.models import Job
from showfloor.portal.work.preparing import prepare
from showfloor.portal.workspace import workspace
from showfloor.storage import ImportReport
from showfloor.workflows.deliveries import Look, files_of, look_at, take_delivery, undo_once
from showfloor.workflows.progress import Report

LOG = logging.getLogger("showfloor.work")


def take(asked: Asked, report: Report) -> Outcome:
    """Take a delivery's files as one version, and tell what became of its rows."""
    delivery = _delivery(asked)
    try:
        return _taken(asked, delivery, report)
    except ShowfloorError as refusal:
        raise IntakeError(as_sent(delivery, str(refusal))) from refusal


def _taken(asked: Asked, delivery: Delivery, report: Report) -> Outcome:
    table, source = str(asked.parameters["table"]), str(asked.parameters["source"])
    for path in delivery.paths:
        refuse_bombs(path)
    files = files_of(workspace(), ready(delivery), table, source, delivery.mends)
    with within(WHOLE_HOUSE):
        since = Job.objects.get(pk=asked.job_id).asked_at
    kept = take_delivery(workspace(), files, since=since, report=report)
    with within(WHOLE_HOUSE):
        Delivery.objects.filter(pk=delivery.pk).update(
            run_id=kept.record.run_id, version=kept.result.version
        )
    prepare(report)
    return Outcome(said_of(kept.result), counts(kept.result), run_id=kept.record.run_id)


def look(asked: Asked, report: Report) -> Outcome:
    """Look at each of a delivery's files; one that cannot be read is told with the reason."""
    delivery = _delivery(asked)
    looks = []
    for place, file in enumerate(delivery.kept_files):
        report(f"looking at {file.name}", place / len(delivery.kept_files))
        looks.append(asdict(_looked_at(delivery, place)))
    with within(WHOLE_HOUSE):
        Delivery.objects.filter(
            pk=delivery.pk, table=delivery.table, source=delivery.source
        ).update(looks=looks)
    return Outcome("imports.looked")


def undo(asked: Asked, report: Report) -> Outcome:
    """Take a version back as one new version; one that was taken back already stays so."""
    number, with_later = int(asked.parameters["version"]), bool(asked.parameters["with_later"])
    done = undo_once(workspace(), number, with_later=with_later, report=report)
    prepare(report)
    return Outcome("imports.undid", {"number": number, "by": done})


def ready(delivery: Delivery) -> tuple[Path, ...]:
    """Return where a delivery's files lie as the intake wants them."""
    if not delivery.mends:
        return delivery.paths
    return tuple(laid_out(file, delivery.mends) for file in delivery.kept_files)


def as_sent(delivery: Delivery, text: str) -> str:
    """Return a refusal with files named as they were sent, and no folder of the server's."""
    for file, path in zip(delivery.kept_files, delivery.paths, strict=True):
        text = text.replace(str(path), file.name)
    if delivery.mends:
        folder = uploads_folder() / QUARANTINE / delivery.mends
        text = text.replace(f"{folder}/", "")
    return without_folder(text)


def said_of(report: ImportReport) -> str:
    """Return the key of the sentence that tells how an import ended."""
    if not report.published:
        return "imports.took.nothing"
    refused = any(file.quarantined for file in report.files)
    return "imports.took.refused" if refused else "imports.took.all"


def counts(report: ImportReport) -> dict[str, str | float]:
    """Return the figures of that sentence."""
    return {
        "accepted": sum(file.accepted for file in report.files),
        "refused": sum(file.quarantined for file in report.files),
        "version": report.version,
    }


def _delivery(asked: Asked) -> Delivery:
    with within(WHOLE_HOUSE):
        found: Delivery | None = Delivery.objects.filter(
            pk=UUID(asked.parameters["delivery"])
        ).first()
    if found is None:
        raise UsageError("these files are gone; send them again")
    return found


def _looked_at(delivery: Delivery, place: int) -> Look:
    name = delivery.kept_files[place].name
    try:
        refuse_bombs(delivery.paths[place])
        path = ready(delivery)[place]
        found = look_at(workspace(), path, delivery.table, delivery.source, delivery.mends)
        return replace(found, problem=as_sent(delivery, found.problem))
    except IntakeError as refusal:
        return Look(name, problem=as_sent(delivery, str(refusal)), is_refused=True)
    except Exception:
        LOG.exception("looking at %s broke", name)
        return Look(name, problem=f"{name} could not be looked at; take it to see what is in it")


KINDS = (
    Kind(TAKE, Right.IMPORT, take),
    Kind(LOOK, Right.IMPORT, look),
    Kind(UNDO, Right.IMPORT, undo),
)
