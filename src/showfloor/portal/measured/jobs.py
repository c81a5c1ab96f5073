"""What the worker does for measured effects: tells each manufacturer those of its own areas."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from showfloor.portal.measured.few_staff import is_shown
from showfloor.portal.measured.models import OwnMeasurement
from showfloor.portal.people.models import Organisation
from showfloor.portal.walls.permissions import OrganisationKind, Right
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.kinds import Asked, Kind, Outcome
from showfloor.portal.work.looking import see_to
from showfloor.portal.workspace import workspace
from showfloor.workflows.measured_pages import measured_run, measured_stamp, own_effects_of_runs
from showfloor.workflows.progress import Report

EFFECTS = "measured.telling"


def tell_effects(_asked: Asked, report: Report) -> Outcome:
    """Tell every manufacturer that has people here the measurements of its own areas."""
    report("own effects", 0.1)
    with within(WHOLE_HOUSE):
        makers = _manufacturers()
    told = 0
    for maker in makers:
        effects = own_effects_of_runs(workspace(), maker.manufacturer_id)
        with within(WHOLE_HOUSE):
            told += sum(tell(maker, run_id, document) for run_id, document in effects.items())
    return Outcome("measured.telling.told", {"n": told}, reverse("measured"))


def tell(maker: Organisation, run_id: str, effects: Any) -> bool:
    """Write a measurement into its manufacturer's rows; False where it stands there already."""
    run = measured_run(workspace(), run_id)
    if run is None or not is_shown(run):
        return False
    with transaction.atomic():
        _, made = OwnMeasurement.objects.get_or_create(
            organisation=maker,
            run_id=run_id,
            defaults={"measured_at": run.record.started_at, "effects": effects},
        )
    return bool(made)


def look_after_effects() -> None:
    """Have effects told where measurements or manufacturers are others than before."""
    runs = measured_stamp(workspace())
    if not runs:
        return
    with within(WHOLE_HOUSE):
        makers = [str(maker.pk) for maker in _manufacturers()]
        see_to(EFFECTS, {"newest": runs[0], "runs": len(runs), "makers": makers}, label=runs[0])


def _manufacturers() -> list[Organisation]:
    kind = OrganisationKind.MANUFACTURER.value
    return list(Organisation.objects.filter(kind=kind).order_by("pk"))


KINDS = (Kind(EFFECTS, Right.SEE_MEASURED, tell_effects),)
