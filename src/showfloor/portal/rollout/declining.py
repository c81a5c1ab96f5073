"""Declining: a plan that was looked at and is not to hold its programme waits no longer."""

from __future__ import annotations

from django.utils import timezone

from showfloor.portal.rollout.approving import approval_of
from showfloor.portal.rollout.keeping import keep_after_commit
from showfloor.portal.rollout.models import Approval, DeclinedPlan
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.who import Who
from showfloor.workflows.plan_pages import PlanRow


def declined_of(run_id: str) -> DeclinedPlan | None:
    """Return who declined a plan and when; None where nobody did, or it was approved since."""
    found: DeclinedPlan | None = DeclinedPlan.objects.filter(run_id=run_id).first()
    if found is None:
        return None
    later = Approval.objects.filter(run_id=run_id, approved_at__gt=found.declined_at)
    return None if later.exists() else found


def decline(who: Who, row: PlanRow) -> DeclinedPlan:
    """Let a plan wait for a decision no longer; once however often, by whoever asks first.

    Nothing else changes, and the plan can be approved later. RefusedError where it is the plan that
    holds, or none does: then no plan waits beside another.
    """
    held = approval_of(row.programme_id)
    if held is None:
        raise RefusedError("none_held")
    if held.run_id == row.run_id:
        raise RefusedError("held")
    said = declined_of(row.run_id)
    if said is not None:
        return said
    made: DeclinedPlan
    made, _ = DeclinedPlan.objects.update_or_create(
        organisation_id=who.organisation_id,
        run_id=row.run_id,
        defaults={
            "programme_id": row.programme_id,
            "declined_by": who.person_id,
            "declined_by_name": who.name,
            "declined_at": timezone.now(),
        },
    )
    keep_after_commit()
    return made
