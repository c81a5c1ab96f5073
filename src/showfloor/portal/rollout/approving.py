"""Approving: one plan that passed its check holds a programme; a later approval supersedes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from showfloor.portal.rollout.installing import follow_plan
from showfloor.portal.rollout.keeping import keep_after_commit
from showfloor.portal.rollout.models import Approval
from showfloor.portal.rollout.refusal import RefusedError
from showfloor.portal.rollout.releasing import is_released
from showfloor.portal.rollout.who import Who
from showfloor.workflows.plan_pages import InstallationPlan, PlanRow

PASSED = "PASS"
ATTEMPTS = 3


def approval_of(programme_id: str) -> Approval | None:
    """Return the approval that holds a programme, if there is one."""
    found: Approval | None = Approval.objects.filter(
        programme_id=programme_id, superseded_at=None
    ).first()
    return found


def approvals() -> dict[str, Approval]:
    """Return the approvals that hold, by run."""
    return {one.run_id: one for one in Approval.objects.filter(superseded_at=None)}


def approve(
    who: Who,
    row: PlanRow,
    installations: Sequence[InstallationPlan],
    digests: Mapping[str, str],
    *,
    changed: Sequence[str] = (),
) -> Approval:
    """Let a plan hold its programme, and bring its installations up to it; once however often.

    changed: the run's files that are no longer as they were kept. RefusedError for a run without a
    plan, one whose check has not passed, or one with changed files.
    """
    _check(row, changed)
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _approved(who, row, installations, digests)
        except IntegrityError:
            # Somebody approved another plan in the same moment; theirs came first.
            if attempt + 1 == ATTEMPTS:
                raise
    raise RefusedError("busy")


def _check(row: PlanRow, changed: Sequence[str]) -> None:
    if not row.has_plan:
        raise RefusedError("no_plan")
    if not row.verdict:
        raise RefusedError("unchecked")
    if row.verdict != PASSED:
        raise RefusedError("failed_check")
    if changed:
        raise RefusedError("changed_files", files=", ".join(changed))


def _approved(
    who: Who,
    row: PlanRow,
    installations: Sequence[InstallationPlan],
    digests: Mapping[str, str],
) -> Approval:
    held = (
        Approval.objects.select_for_update()
        .filter(programme_id=row.programme_id, superseded_at=None)
        .first()
    )
    if held is not None and held.run_id == row.run_id:
        same: Approval = held
        return same
    if held is not None:
        held.superseded_at = timezone.now()
        held.save(update_fields=["superseded_at"])
    made: Approval = Approval.objects.create(
        organisation_id=who.organisation_id,
        programme_id=row.programme_id,
        manufacturer_id=row.manufacturer_id,
        run_id=row.run_id,
        verify_run=row.verify_run,
        digests=dict(digests),
        approved_by=who.person_id,
        approved_by_name=who.name,
    )
    follow_plan(who, row, installations)
    keep_after_commit()
    return made


def take_back(who: Who, row: PlanRow) -> bool:
    """Let a plan hold its programme no longer; False where it does not hold it, as after the first.

    What is begun stays; what is not is called off until a plan is approved again. RefusedError
    where the manufacturer was told of this approval: it waits for areas on these dates.
    """
    with transaction.atomic():
        held = (
            Approval.objects.select_for_update()
            .filter(programme_id=row.programme_id, superseded_at=None)
            .first()
        )
        if held is None or held.run_id != row.run_id:
            return False
        if is_released(held):
            raise RefusedError("released")
        held.superseded_at = timezone.now()
        held.save(update_fields=["superseded_at"])
        follow_plan(who, row, ())
        keep_after_commit()
    return True
