"""A manufacturer's own sales, by store and by day; from a slice that holds nothing else."""

from __future__ import annotations

import math
from datetime import date

from django.urls import reverse

from showfloor.portal.figures.page import Link, NotHereError, Page
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.programmes.few_staff import (
    group_blocks,
    named,
    of_own,
    region_named,
    sums_of,
    why,
)
from showfloor.portal.workspace import workspace
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.own_sales import (
    OwnDay,
    OwnSales,
    OwnStore,
    own_sales,
    own_sales_of_store,
)
from showfloor.workflows.small_stores import SmallStores, StoreGroup


def own_sales_by_store(visit: Visit) -> Page:
    """Return what the visitor's own products sold in each store over a year."""
    found = own_sales(workspace(), _manufacturer(visit))
    question = visit.say("programmes.own.question")
    if found is None or found.from_date is None or not found.stores:
        return Page("own-sales", question, visit.say("programmes.own.none"))
    groups = of_own(found)
    total = groups.is_total_shown
    revenue = math.fsum(store.revenue for store in found.stores) if total else math.nan
    long = as_asked(visit, _stores_table(visit, found, groups))
    return Page(
        "own-sales",
        question,
        visit.say(
            "programmes.own.title" if total else "programmes.own.title.few",
            n=len(found.stores),
            revenue=visit.language.money_short(revenue),
        ),
        (long.table,),
        lead=_period(visit, found),
        source=visit.say("programmes.own.source", version=found.version),
        figures={
            "revenue": revenue,
            "units": math.fsum(store.units for store in found.stores) if total else math.nan,
            "stores": len(found.stores),
        },
        views=(long.parts,),
    )


def own_sales_by_day(visit: Visit, store_id: str) -> Page:
    """Return what the visitor's own products sold in one store, day by day."""
    manufacturer = _manufacturer(visit)
    every = own_sales(workspace(), manufacturer)
    group = None if every is None else of_own(every).group_of(store_id)
    if every is not None and group is not None:
        return _together(visit, every, store_id, group)
    found = own_sales_of_store(workspace(), manufacturer, store_id)
    if found is None:
        raise NotHereError
    sales, days = found
    store = sales.stores[0]
    long = as_asked(visit, _days_table(visit, days))
    return Page(
        "own-sales-store",
        visit.say("programmes.own.question"),
        visit.say(
            "programmes.own.store.title",
            name=store.name,
            revenue=visit.language.money_short(store.revenue),
        ),
        (long.table,),
        lead=_period(visit, sales),
        source=visit.say("programmes.own.source", version=sales.version),
        figures={"revenue": store.revenue, "units": store.units, "returns": store.returns},
        views=(long.parts,),
        trail=(Link(visit.say("figures.nav.own-sales"), reverse("own-sales")),),
    )


def _together(visit: Visit, sales: OwnSales, store_id: str, group: StoreGroup) -> Page:
    """Return the page of a store whose sales are shown together with others' only."""
    store = next(one for one in sales.stores if one.store_id == store_id)
    sums = sums_of(group, {one.store_id: (one.revenue, one.units) for one in sales.stores})
    title = "programmes.own.store.few" if group.is_shown else "programmes.own.store.alone"
    return Page(
        "own-sales-store",
        visit.say("programmes.own.question"),
        visit.say(title, name=store.name),
        group_blocks(visit, group, sums),
        lead=_period(visit, sales),
        source=visit.say("programmes.own.source", version=sales.version),
        trail=(Link(visit.say("figures.nav.own-sales"), reverse("own-sales")),),
    )


def _manufacturer(visit: Visit) -> str:
    """Return the manufacturer of the visitor's organisation, as the membership row says."""
    if visit.organisation is None or not visit.organisation.manufacturer_id:
        raise NotHereError
    return visit.organisation.manufacturer_id


def _period(visit: Visit, found: OwnSales) -> str:
    if found.from_date is None or found.to_date is None:
        return ""
    return visit.say(
        "programmes.own.lead",
        first=visit.language.month_and_year(found.from_date),
        last=visit.language.month_and_year(date.fromordinal(found.to_date.toordinal() - 1)),
    )


def _stores_table(visit: Visit, found: OwnSales, groups: SmallStores) -> Table:
    """Return the stores, the largest first; those of groups below, by name, then the groups."""
    say, language = visit.say, visit.language
    alone = [store for store in found.stores if store.store_id not in groups.grouped]
    grouped = [store for store in found.stores if store.store_id in groups.grouped]
    grouped.sort(key=lambda store: (store.name, store.store_id))
    rows = (
        *(_store_row(visit, store, groups.group_of(store.store_id)) for store in alone + grouped),
        *(_group_row(visit, found, group) for group in groups.groups if group.is_shown),
    )
    return Table(
        "stores",
        say("programmes.own.caption"),
        (
            Column("name", say("programmes.store")),
            Column("store_id", "", data_only=True),
            Column("city", say("programmes.city")),
            Column("region", say("programmes.region")),
            Column("revenue", f"{say('programmes.revenue')} {language.currency_symbol}", "money"),
            Column("units", say("programmes.units"), "count"),
            Column("returns", say("programmes.returns"), "count"),
        ),
        rows,
    )


def _store_row(visit: Visit, store: OwnStore, group: StoreGroup | None) -> Row:
    figures = (store.revenue, store.units, store.returns) if group is None else (math.nan,) * 3
    reason = "" if group is None else why(visit, group)
    return Row(
        (
            store.name,
            store.store_id,
            store.city,
            visit.language.term("region", store.region) if store.region else "",
            *figures,
        ),
        reasons=tuple((key, reason) for key in ("revenue", "units", "returns")) if group else (),
        href=reverse("own-sales-store", args=[store.store_id]),
    )


def _group_row(visit: Visit, found: OwnSales, group: StoreGroup) -> Row:
    held = [store for store in found.stores if store.store_id in group.store_ids]
    figures = (
        math.fsum(store.revenue for store in held),
        math.fsum(store.units for store in held),
        math.fsum(store.returns for store in held),
    )
    return Row((named(visit, group), "", "", region_named(visit, group), *figures), mark="quiet")


def _days_table(visit: Visit, days: tuple[OwnDay, ...]) -> Table:
    say, language = visit.say, visit.language
    rows = tuple(
        Row((day.day, day.name, day.product_id, day.revenue, day.units, day.returns))
        for day in days
    )
    return Table(
        "days",
        say("programmes.own.days"),
        (
            Column("date", say("programmes.day")),
            Column("product", say("programmes.product")),
            Column("product_id", "", data_only=True),
            Column("revenue", f"{say('programmes.revenue')} {language.currency_symbol}", "cents"),
            Column("units", say("programmes.units"), "count"),
            Column("returns", say("programmes.returns"), "count"),
        ),
        rows,
    )
