"""Settling ranks: a closed month's are told once; a correction changes them when the next closes.

Called within the whole house. So nobody can watch a rank of a closed month move from one version
of the ledger to the next, and read from it what a rival took back on a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from showfloor.portal.people.models import Organisation
from showfloor.portal.standing.models import OwnRank
from showfloor.portal.walls.permissions import OrganisationKind
from showfloor.workflows.own_ranks import ClosedRanks, MonthRank

Cell = tuple[str, date]


def settle_all(found: ClosedRanks, day: date) -> int:
    """Settle the ranks of every manufacturer that has people here; return how many were told."""
    told = 0
    for organisation in Organisation.objects.filter(kind=OrganisationKind.MANUFACTURER.value):
        ranks = found.ranks.get(organisation.manufacturer_id, ())
        if ranks:
            told += settle(organisation, ranks, found, day)
    return told


@transaction.atomic
def settle(
    organisation: Organisation, ranks: Sequence[MonthRank], found: ClosedRanks, day: date
) -> int:
    """Write what one organisation is told; return how many rows are new or changed.

    Nothing changes before a further month has closed. Then months that have closed since get their
    ranks, and those of before are corrected where the ledger was; day: when that happened.
    """
    kept: Mapping[Cell, OwnRank] = {
        (row.category, row.month): row
        for row in OwnRank.objects.select_for_update().filter(organisation=organisation)
    }
    newest = OwnRank.objects.filter(organisation=organisation).aggregate(last=Max("month"))["last"]
    if newest is not None and newest >= found.last_month:
        return 0
    cells = {(one.category, one.month): one.rank for one in ranks}
    months = {month for _, month in cells} | {found.last_month}
    told = 0
    for category in sorted({category for category, _ in cells}):
        for month in sorted(months):
            rank, row = cells.get((category, month)), kept.get((category, month))
            if row is not None:
                told += _corrected(row, rank, found.version, day)
            elif newest is None or month > newest:
                OwnRank.objects.create(
                    organisation=organisation,
                    category=category,
                    month=month,
                    rank=rank,
                    version=found.version,
                )
                told += 1
    return told


def _corrected(row: OwnRank, rank: int | None, version: int, day: date) -> bool:
    """Correct a rank that was told; one that is no longer shown looks like one that never was."""
    if row.rank == rank:
        return False
    row.rank, row.version = rank, version
    row.corrected_on = day if rank is not None else None
    row.save(update_fields=["rank", "version", "corrected_on"])
    return True
