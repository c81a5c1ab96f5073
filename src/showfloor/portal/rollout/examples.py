"""A rollout for a demonstration: its plan approved and released, and marked up to its day."""

from __future__ import annotations

from datetime import date, timedelta

from showfloor.portal.people.models import Organisation, Person
from showfloor.portal.rollout.approving import PASSED, approvals, approve
from showfloor.portal.rollout.marking import Slip, mark
from showfloor.portal.rollout.models import Installation, OpenArea, ReleasedArea, State
from showfloor.portal.rollout.releasing import release
from showfloor.portal.rollout.who import Who
from showfloor.portal.workspace import workspace
from showfloor.workflows.plan_pages import digests_of, installations_of, kept_plans

REASON = "Water damage: the landlord repairs the floor first."
SLIPS_BY = timedelta(weeks=3)


def make_examples(retailer: Organisation, person: Person, day: date) -> None:
    """Let the newest plan that passed its check hold, unless one does; within the house's reach.

    person: who approves and marks. What the plan opens by `day` is done, what it builds then is
    begun, and the first store of the next week has slipped.
    """
    row = next((one for one in kept_plans(workspace()) if one.verdict == PASSED), None)
    if row is None or approvals():
        return
    who = Who(retailer.pk, person.pk, str(person)[:200])
    planned = installations_of(workspace(), row.run_id)
    approve(who, row, planned, digests_of(workspace(), row.run_id))
    release(row, planned)
    for one in Installation.objects.filter(start_week__lte=day):
        begun = mark(one.pk, State.STARTED, who, seen=one.revision)
        if one.selling_week <= day:
            mark(one.pk, State.DONE, who, seen=begun.revision)
            OpenArea.objects.filter(installation=one).update(since=one.selling_week)
            ReleasedArea.objects.filter(store_id=one.store_id).update(opened_on=one.selling_week)
    late = Installation.objects.filter(state=State.PLANNED.value).first()
    if late is not None:
        slip = Slip(REASON, late.start_week + SLIPS_BY)
        mark(late.pk, State.SLIPPED, who, seen=late.revision, slip=slip)
