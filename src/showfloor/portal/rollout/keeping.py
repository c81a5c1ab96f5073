"""Decisions kept in the workspace: approvals, plans declined and marks, for pages and reports.

The rows of the portal's database are what holds. What is kept beside them is written after each
change, and again by the worker where a server ended between the two.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Max, Sum

from showfloor.domain.installations import InstallationMark
from showfloor.portal.rollout.models import Approval, DeclinedPlan, Installation, OpenArea
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.workspace import workspace
from showfloor.workflows.approved_plans import Decisions
from showfloor.workflows.approved_plans import keep_decisions as keep
from showfloor.workflows.rollout_now import decisions_stamp


def keep_decisions() -> bool:
    """Keep what holds now; say whether anything was kept that was not before. Outside a reach."""
    return keep(workspace(), _decisions)


def keep_after_commit() -> None:
    """Keep what holds once the transaction that runs has been committed.

    What cannot be kept then (a full disk) is logged and fails no request: the worker keeps it.
    """
    transaction.on_commit(keep_decisions, robust=True)


_looked: list[object] = []
"""What the rows and the workspace said when this process last kept them."""


def look_after_decisions() -> None:
    """Keep what holds where the rows or the workspace are others than at the last look."""
    with within(WHOLE_HOUSE):
        rows = _stamp()
    if _looked and _looked[-1] == (rows, decisions_stamp(workspace())):
        return
    keep_decisions()
    _looked[:] = [(rows, decisions_stamp(workspace()))]


def _stamp() -> tuple[object, ...]:
    """Return what changes with every approval, every plan declined and every mark."""
    held = Approval.objects.filter(superseded_at=None).values_list("pk", flat=True)
    marks = Installation.objects.aggregate(n=Count("pk"), sum=Sum("revision"), at=Max("changed_at"))
    return tuple(sorted(held)), DeclinedPlan.objects.count(), *marks.values()


def _decisions() -> Decisions:
    with within(WHOLE_HOUSE):
        held = {
            one.programme_id: (one.run_id, one.approved_at)
            for one in Approval.objects.filter(superseded_at=None)
        }
        declined: dict[str, tuple[str, ...]] = {}
        for one in DeclinedPlan.objects.order_by("run_id"):
            declined[one.programme_id] = (*declined.get(one.programme_id, ()), one.run_id)
        open_from = dict(OpenArea.objects.values_list("installation_id", "since"))
        marks = [
            InstallationMark(
                one.programme_id,
                one.store_id,
                one.format_id,
                one.start_week,
                one.selling_week,
                one.state,
                open_from.get(one.pk),
            )
            for one in Installation.objects.all()
        ]
    return Decisions(held, marks, declined)
