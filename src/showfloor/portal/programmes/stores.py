"""Stores: the list with filters, and the page of one."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date

from django.urls import reverse

from showfloor.domain.installations import sells
from showfloor.domain.stores import Area, Store
from showfloor.portal.clock import today
from showfloor.portal.figures.page import Link, NotHereError, Page
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.people.visit import Visit
from showfloor.portal.programmes.few_staff import (
    Sums,
    group_blocks,
    in_year,
    named,
    region_named,
    sums_of,
    why,
)
from showfloor.portal.programmes.plan_now import marked_open, store_plan
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.language import Language
from showfloor.present.sections.blocks import Block, Definition, Definitions, Empty, Heading
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.rollout_now import rollout_now
from showfloor.workflows.store_pages import (
    StoreDirectory,
    StoreMonth,
    months_of_store,
    store_directory,
)


def stores(visit: Visit) -> Page:
    """Return the list of stores, filtered by region and kind."""
    found = store_directory(workspace())
    question = visit.say("programmes.stores.question")
    if found is None:
        empty = Empty(
            visit.say("programmes.stores.empty"),
            visit.say("programmes.stores.how"),
            "showfloor import",
        )
        return Page("stores", question, visit.say("programmes.stores.none"), (empty,))
    places = [store for store in found.stores if store.kind != "online"]
    regions = sorted({store.region for store in places if store.region})
    kinds = sorted({store.kind for store in places})
    language = visit.language
    region_words = {code: language.term("region", code) for code in regions}
    kind_words = {str(code): language.term("kind", code) for code in kinds}
    region, regions_shown = chosen(
        visit, "region", region_words, label=visit.say("programmes.region")
    )
    kind, kinds_shown = chosen(visit, "kind", kind_words, label=visit.say("programmes.kind"))
    kept = [s for s in places if region in ("", s.region) and kind in ("", s.kind)]
    long = as_asked(visit, _table(visit, found, kept))
    with_area = len(_open_by_store(found))
    return Page(
        "stores",
        question,
        visit.say("programmes.stores.title", n=len(places), areas=language.count(with_area)),
        (long.table,),
        lead=_lead(visit, found),
        source=visit.say("source.ledger", version=found.version),
        figures={"stores": len(places), "shown": len(kept), "stores_with_area": with_area},
        views=(regions_shown, kinds_shown, long.parts),
    )


def store(visit: Visit, store_id: str) -> Page:
    """Return the page of one store: what it is, its areas, and what was sold, where one may."""
    found = store_directory(workspace())
    shop = next((s for s in found.stores if s.store_id == store_id), None) if found else None
    if found is None or shop is None:
        raise NotHereError
    areas = [area for area in found.areas if area.store_id == store_id]
    blocks: list[Block] = [Definitions(_facts(visit, shop))]
    blocks += store_plan(visit, rollout_now(workspace(), today()), store_id)
    blocks += [Heading(visit.say("programmes.areas")), _area_table(visit, areas)]
    figures: dict[str, float] = {}
    if visit.may(Right.SEE_ALL_SALES):
        blocks.append(Heading(visit.say("programmes.sales")))
        group = in_year(found).group_of(store_id)
        if group is None:
            months = months_of_store(workspace(), store_id)
            blocks.append(_sales_table(visit, months))
            figures["revenue"] = math.fsum(month.revenue for month in months)
        else:
            blocks += group_blocks(visit, group, sums_of(group, _totals(found)))
    open_now = _open_by_store(found)[store_id]
    return Page(
        "store",
        visit.say("programmes.store"),
        visit.say(
            "programmes.store.title" if open_now else "programmes.store.empty",
            name=shop.name,
            n=open_now,
        ),
        tuple(blocks),
        source=visit.say("source.ledger", version=found.version),
        figures={"areas_open": open_now, **figures},
        trail=(Link(visit.say("figures.nav.stores"), reverse("stores")),),
    )


def _open_by_store(found: StoreDirectory) -> Counter[str]:
    """Return how many areas are open today by store: the ledger's, and those marked as done."""
    day = today()
    open_now = [area for area in found.areas if sells(area, day)]
    known = {(area.store_id, area.manufacturer_id, area.format_id) for area in open_now}
    marked = marked_open(rollout_now(workspace(), day), known)
    return Counter([*(area.store_id for area in open_now), *marked])


def _lead(visit: Visit, found: StoreDirectory) -> str:
    if found.from_date is None or found.to_date is None:
        return visit.say("programmes.stores.unsold")
    return visit.say(
        "programmes.stores.lead",
        first=visit.language.month_and_year(found.from_date),
        last=visit.language.month_and_year(date.fromordinal(found.to_date.toordinal() - 1)),
    )


def _table(visit: Visit, found: StoreDirectory, shops: list[Store]) -> Table:
    say, language = visit.say, visit.language
    standing = _open_by_store(found)
    sees_sales = visit.may(Right.SEE_ALL_SALES)
    columns = [
        Column("name", say("programmes.store")),
        Column("store_id", "", data_only=True),
        Column("city", say("programmes.city")),
        Column("region", say("programmes.region")),
        Column("kind", say("programmes.kind")),
        Column("areas", say("programmes.areas"), "count"),
    ]
    if sees_sales:
        head = f"{say('programmes.revenue')} {language.currency_symbol}"
        columns.append(Column("revenue", head, "money"))
    rows = []
    groups = in_year(found)
    for shop in shops:
        total, group = found.totals.get(shop.store_id), groups.group_of(shop.store_id)
        shown = total if group is None else None
        cells = (
            shop.name,
            shop.store_id,
            shop.city or "",
            language.term("region", shop.region) if shop.region else say("region.none"),
            language.term("kind", shop.kind),
            standing[shop.store_id],
            *((shown.revenue if shown else math.nan,) if sees_sales else ()),
        )
        reason = why(visit, group) if group else say("programmes.unsold")
        unsold = (("revenue", reason),) if sees_sales and not shown else ()
        rows.append(Row(cells, reasons=unsold, href=reverse("store", args=[shop.store_id])))
    if sees_sales:
        rows += _group_rows(visit, found, {shop.store_id for shop in shops})
    return Table("stores", say("programmes.stores.caption"), tuple(columns), tuple(rows))


def _group_rows(visit: Visit, found: StoreDirectory, shown: set[str]) -> list[Row]:
    """Return a row for each group of stores with few staff of which a store is listed."""
    figures = _totals(found)
    return [
        Row(
            (
                named(visit, group),
                "",
                "",
                region_named(visit, group),
                "",
                None,
                sums_of(group, figures)[0],
            ),
            reasons=(("areas", visit.say("programmes.few.each")),),
            mark="quiet",
        )
        for group in in_year(found).groups
        if group.is_shown and shown.intersection(group.store_ids)
    ]


def _totals(found: StoreDirectory) -> dict[str, Sums]:
    return {store_id: (one.revenue, one.units) for store_id, one in found.totals.items()}


def _facts(visit: Visit, shop: Store) -> tuple[Definition, ...]:
    language = visit.language
    facts = (
        ("programmes.kind", language.term("kind", shop.kind)),
        ("programmes.city", " ".join(part for part in (shop.postcode, shop.city) if part)),
        ("programmes.region", language.term("region", shop.region) if shop.region else ""),
        ("programmes.operator", shop.operator),
        ("programmes.space", _space(language, shop.area_space_m2)),
        ("programmes.ready", _day(language, shop.ready_on)),
        ("programmes.opened", _day(language, shop.opened_on)),
        ("programmes.closed", _day(language, shop.closed_on)),
    )
    return tuple(Definition(key, visit.say(key), text) for key, text in facts if text)


def _space(language: Language, space: float | None) -> str:
    return "" if space is None else f"{language.number(space, 1)} m²"


def _day(language: Language, day: date | None) -> str:
    return "" if day is None else language.day(day)


def _area_table(visit: Visit, areas: list[Area]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                area.area_id,
                area.manufacturer_id,
                visit.language.term("format", area.format_id),
                area.installed_from,
                area.selling_from,
                area.selling_to,
            )
        )
        for area in sorted(areas, key=lambda area: (area.selling_from, area.area_id))
    )
    return Table(
        "areas",
        say("programmes.areas.caption") if rows else say("programmes.areas.none"),
        (
            Column("area_id", say("programmes.area")),
            Column("manufacturer_id", say("programmes.manufacturer")),
            Column("format", say("programmes.format")),
            Column("installed_from", say("programmes.start")),
            Column("selling_from", say("programmes.selling")),
            Column("selling_to", say("programmes.until")),
        ),
        rows,
    )


def _sales_table(visit: Visit, months: tuple[StoreMonth, ...]) -> Table:
    """Return revenue and units by manufacturer over the year, the largest first."""
    say = visit.say
    by_maker: dict[tuple[str, str], list[StoreMonth]] = defaultdict(list)
    for month in months:
        by_maker[month.manufacturer_id, month.name].append(month)
    total = math.fsum(month.revenue for month in months)
    rows = []
    for (maker, name), of_maker in by_maker.items():
        revenue = math.fsum(month.revenue for month in of_maker)
        share = revenue / total if total else math.nan
        units = math.fsum(month.units for month in of_maker)
        known = say("manufacturer.(unknown)") if maker == "(unknown)" else name
        rows.append(Row((known, maker, revenue, share, units)))
    rows.sort(key=lambda row: (-float(str(row.cells[2])), str(row.cells[1])))
    currency = visit.language.currency_symbol
    return Table(
        "sales",
        say("programmes.sales.caption") if rows else say("programmes.sales.none"),
        (
            Column("manufacturer", say("programmes.manufacturer")),
            Column("manufacturer_id", "", data_only=True),
            Column("revenue", f"{say('programmes.revenue')} {currency}", "money"),
            Column("share", f"{say('programmes.share')} %", "percent"),
            Column("units", say("programmes.units"), "count"),
        ),
        tuple(rows),
    )
