"""Changes of deliveries: sent, looked at, taken, mended; each is one call, safe to be repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from showfloor.portal.imports.models import AUTO, Delivery
from showfloor.portal.imports.receiving import KeptFile, Received, keep_received
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.asking import ask
from showfloor.portal.work.models import Job

TAKE, LOOK, UNDO = "imports.take", "imports.look", "imports.undo"


def deliver(
    visit: Visit,
    received: Sequence[Received],
    *,
    mends: str = "",
    mends_delivery: UUID | None = None,
) -> tuple[Delivery, bool]:
    """Keep files that were sent together; return their delivery, and whether it is new.

    mends: the import whose quarantined rows they hold after the fix, and `mends_delivery` its
    delivery. The same files are one delivery, however often and at whatever moment they are sent.
    """
    files = tuple(dict.fromkeys(keep_received(one) for one in received))
    digest = _digest(files, mends)
    found: Delivery | None = Delivery.objects.filter(digest=digest).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            made: Delivery = Delivery.objects.create(
                organisation_id=visit.reach.organisation_id,
                label=", ".join(file.name for file in files)[:300],
                files=[asdict(file) for file in files],
                digest=digest,
                person_id=visit.reach.person_id,
                person_name=str(visit.person)[:200],
                mends=mends,
                mends_delivery=mends_delivery,
            )
    except IntegrityError:
        return Delivery.objects.get(digest=digest), False
    look(visit, made)
    return made, True


def choose(visit: Visit, delivery: Delivery, table: str, source: str) -> None:
    """State what a delivery's files hold, and have them looked at as that."""
    Delivery.objects.filter(pk=delivery.pk).update(table=table or AUTO, source=source, looks=[])
    delivery.refresh_from_db()
    look(visit, delivery)


def look(visit: Visit, delivery: Delivery) -> Job:
    """Have a delivery's files looked at."""
    stated = f"{delivery.pk} {delivery.table} {delivery.source}"
    job = ask(
        visit,
        LOOK,
        {"delivery": str(delivery.pk)},
        label=delivery.label,
        once=stated[:140],
        href=reverse("import", args=[delivery.pk]),
    )
    Delivery.objects.filter(pk=delivery.pk).update(look_job=job.pk)
    return job


def take(visit: Visit, delivery: Delivery) -> Job:
    """Have a delivery taken into the ledger; a second click is the same job."""
    job = ask(
        visit,
        TAKE,
        {"delivery": str(delivery.pk), "table": delivery.table, "source": delivery.source},
        label=delivery.label,
        once=str(delivery.pk),
        href=reverse("import", args=[delivery.pk]),
    )
    Delivery.objects.filter(pk=delivery.pk).update(job=job.pk)
    return job


def undo(visit: Visit, number: int, *, with_later: bool) -> Job:
    """Have a version of the ledger taken back."""
    return ask(
        visit,
        UNDO,
        {"version": number, "with_later": with_later},
        label=visit.say("imports.version.named", number=number),
        once=str(number),
        href=reverse("import-version", args=[number]),
    )


def _digest(files: Sequence[KeptFile], mends: str) -> str:
    parts = sorted(f"{file.sha256} {file.kept}" for file in files)
    return hashlib.sha256("\n".join((mends, *parts)).encode()).hexdigest()
