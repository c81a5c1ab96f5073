"""A manufacturer's own sales, by store and by day; from a slice that holds nothing else."""

from __future__ import annotations

import math
from datetime import date

from django.urls import reverse

from showfloor.portal.figures.page import Link, NotHereError, Page
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.own_sales import OwnDay, OwnSales, own_sales, own_sales_of_store


def own_sales_by_store(visit: Visit) -> Page:
    """Return what the visitor's own products sold in each store over a year."""
    found = own_sales(workspace(), _manufacturer(visit))
    question = visit.say("programmes.own.question")
    if found is None or found.from_date is None or not found.stores:
        return Page("own-sales", question, visit.say("programmes.own.none"))
    revenue = math.fsum(store.revenue for store in found.stores)
    long = as_asked(visit, _stores_table(visit, found))
    return Page(
        "own-sales",
        question,
        visit.say(
            "programmes.own.title",
            n=len(found.stores),
            revenue=visit.language.money_short(revenue),
        ),
        (long.table,),
        lead=_period(visit, found),
        source=visit.say("programmes.own.source", version=found.version),
        figures={
            "revenue": revenue,
            "units": math.fsum(store.units for store in found.stores),
            "stores": len(found.stores),
        },
        views=(long.parts,),
    )


def own_sales_by_day(visit: Visit, store_id: str) -> Page:
    """Return what the visitor's own products sold in one store, day by day."""
    found = own_sales_of_store(workspace(), _manufacturer(visit), store_id)
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


def _stores_table(visit: Visit, found: OwnSales) -> Table:
    say, language = visit.say, visit.language
    rows = tuple(
        Row(
            (
                store.name,
                store.store_id,
                store.city,
                language.term("region", store.region) if store.region else "",
                store.revenue,
                store.units,
                store.returns,
            ),
            href=reverse("own-sales-store", args=[store.store_id]),
        )
        for store in found.stores
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
