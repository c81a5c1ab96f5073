"""Releasing: the manufacturer's own rows of an approved plan, with only what it may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from showfloor.portal.clock import today
from showfloor.portal.people.models import Organisation
from showfloor.portal.rollout.models import (
    Approval,
    Installation,
    ReleasedArea,
    ReleasedPlan,
    State,
)
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.workflows.plan_pages import InstallationPlan, PlanRow


def released_of(programme_id: str) -> ReleasedPlan | None:
    """Return what a programme's manufacturer was told last, or None before the first release."""
    found: ReleasedPlan | None = ReleasedPlan.objects.filter(
        programme_id=programme_id, superseded_at=None
    ).first()
    return found


def is_released(approval: Approval) -> bool:
    """Say whether an approval is what its manufacturer was told last."""
    told = released_of(approval.programme_id)
    return told is not None and told.approval == approval.pk


def release(row: PlanRow, planned: Sequence[InstallationPlan]) -> ReleasedPlan:
    """Write an approved plan's areas into its manufacturer's rows; once however often.

    RefusedError where the run is not the one that is approved, or nobody of the manufacturer has
    an organisation here.
    """
    try:
        with transaction.atomic():
            return _released(row, planned)
    except IntegrityError:
        # Somebody released in the same moment; the second attempt finds it done.
        with transaction.atomic():
            return _released(row, planned)


def _released(row: PlanRow, planned: Sequence[InstallationPlan]) -> ReleasedPlan:
    approval = (
        Approval.objects.select_for_update()
        .filter(programme_id=row.programme_id, superseded_at=None, run_id=row.run_id)
        .first()
    )
    if approval is None:
        raise RefusedError("not_approved")
    partner = Organisation.objects.filter(
        kind=OrganisationKind.MANUFACTURER.value, manufacturer_id=row.manufacturer_id
    ).first()
    if partner is None:
        raise RefusedError("no_partner", manufacturer=row.manufacturer_id)
    told = released_of(row.programme_id)
    if told is not None and told.approval == approval.pk:
        return told
    if told is not None:
        told.superseded_at = timezone.now()
        told.save(update_fields=["superseded_at"])
    numbers = ReleasedPlan.objects.filter(organisation=partner, programme_id=row.programme_id)
    made: ReleasedPlan = ReleasedPlan.objects.create(
        organisation=partner,
        programme_id=row.programme_id,
        number=(numbers.aggregate(last=Max("number"))["last"] or 0) + 1,
        approval=approval.pk,
    )
    ReleasedArea.objects.bulk_create(_areas(made, planned))
    return made


def _areas(made: ReleasedPlan, planned: Sequence[InstallationPlan]) -> list[ReleasedArea]:
    """Return the areas as they are built: what is begun keeps the weeks in which it was."""
    rows = {
        one.store_id: one for one in Installation.objects.filter(programme_id=made.programme_id)
    }
    found = []
    for item in planned:
        one = rows.get(item.store_id)
        is_done = one is not None and one.state == State.DONE.value
        found.append(
            ReleasedArea(
                organisation_id=made.organisation_id,
                plan=made,
                store_id=item.store_id,
                store_name=item.store_name,
                city=item.city,
                format_id=one.format_id if one else item.format_id,
                start_week=one.start_week if one else item.start_week,
                selling_week=one.selling_week if one else item.selling_week,
                opened_on=today() if is_done else None,
            )
        )
    return found
