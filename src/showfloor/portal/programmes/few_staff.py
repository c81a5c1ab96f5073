"""Stores with few staff on pages of sales: no figure of their own, and the sum of their group."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.conf import settings

from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Paragraph
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.own_sales import OwnSales
from showfloor.workflows.small_stores import (
    SmallStores,
    StoreGroup,
    groups_in_year,
    groups_of,
    has_few_staff,
)
from showfloor.workflows.store_pages import StoreDirectory

Sums = tuple[float, float]
"""Revenue in currency and units."""


def in_year(found: StoreDirectory) -> SmallStores:
    """Return the groups among the stores with sales in the directory's year.

    A small store that sold nothing is a group of its own, so that not even this is said of it.
    """
    at_least = settings.PORTAL.staff_at_least
    groups = groups_in_year(found, at_least)
    silent = tuple(
        StoreGroup((shop.store_id,), shop.region or "")
        for shop in found.stores
        if has_few_staff(shop, at_least) and shop.store_id not in groups.grouped
    )
    return SmallStores((*groups.groups, *silent), groups.hidden_regions)


def of_own(sales: OwnSales) -> SmallStores:
    """Return the groups among the stores in which a manufacturer's products sold."""
    return groups_of(
        workspace(), settings.PORTAL.staff_at_least, [one.store_id for one in sales.stores]
    )


def why(visit: Visit, group: StoreGroup) -> str:
    """Return why a store of a group has no figure of its own."""
    return visit.say("programmes.few.why" if group.is_shown else "programmes.few.alone")


def named(visit: Visit, group: StoreGroup) -> str:
    """Return a group's name as a row has it."""
    return visit.say("programmes.few.name", n=len(group.store_ids))


def region_named(visit: Visit, group: StoreGroup) -> str:
    """Return where a group's stores lie."""
    if not group.region:
        return visit.say("programmes.few.several")
    return visit.language.term("region", group.region)


def sums_of(group: StoreGroup, figures: Mapping[str, Sums]) -> Sums:
    """Return a group's revenue and units; NaN where it may not be shown."""
    if not group.is_shown:
        return math.nan, math.nan
    held = [figures[one] for one in group.store_ids if one in figures]
    return math.fsum(revenue for revenue, _ in held), math.fsum(units for _, units in held)


def group_blocks(visit: Visit, group: StoreGroup, sums: Sums) -> tuple[Block, ...]:
    """Return what the page of a store of a group says instead of its sales."""
    say = visit.say
    said = Paragraph(why(visit, group))
    if not group.is_shown:
        return (said,)
    table = Table(
        "together",
        say("programmes.few.caption"),
        (
            Column("name", say("programmes.few.stores")),
            Column("region", say("programmes.region")),
            Column("stores", say("programmes.few.count"), "count"),
            Column(
                "revenue", f"{say('programmes.revenue')} {visit.language.currency_symbol}", "money"
            ),
            Column("units", say("programmes.units"), "count"),
        ),
        (Row((named(visit, group), region_named(visit, group), len(group.store_ids), *sums)),),
    )
    return said, table
