"""The public list of stores with brand areas, and a store's page with its data for machines."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from showfloor.portal.clock import today
from showfloor.portal.figures.page import Link, NotHereError, Page
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.models import OPEN, OpenArea
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Paragraph, Prose
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.open_areas import MarkedArea, StoreWithAreas, stores_with_areas

HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
"""Letters that could end the script element that JSON stands in."""


def brand_areas(visit: Visit) -> Page:
    """Return the stores in which a brand area can be visited today."""
    say = visit.say
    found = _stores()
    rows = [_row(visit, shop) for shop in found]
    table = Table("stores", say("rollout.open.caption"), _columns(visit), tuple(rows))
    long = as_asked(visit, table)
    if not found:
        empty = Paragraph(say("rollout.open.empty"))
        return Page("brand-areas", say("rollout.open.question"), say("rollout.open.none"), (empty,))
    cities = len({shop.city for shop in found})
    return Page(
        "brand-areas",
        say("rollout.open.question"),
        say("rollout.open.title", n=len(found), cities=visit.language.count(cities)),
        (long.table,),
        lead=say("rollout.open.lead", day=visit.language.day(today())),
        figures={"stores": len(found), "cities": cities},
        views=(long.parts,),
    )


def brand_area(visit: Visit, store_id: str) -> Page:
    """Return one store with its areas; NotHereError for a store that has none open."""
    say = visit.say
    shop = next((one for one in _stores() if one.store_id == store_id), None)
    if shop is None:
        raise NotHereError
    rows = tuple(
        Row((visit.language.term("format", area.format_id), area.since)) for area in shop.areas
    )
    columns = (
        Column("format", say("rollout.open.format")),
        Column("since", say("rollout.open.since")),
    )
    where = reverse("brand-area", args=[store_id])
    return Page(
        "brand-area",
        say("rollout.open.question"),
        say("rollout.open.store.title", name=shop.name, n=len(shop.areas)),
        (
            Table("areas", say("rollout.open.here"), columns, rows),
            Prose(_for_machines(_store_json(visit, shop, where))),
        ),
        lead=shop.city,
        figures={"areas": len(shop.areas)},
        trail=(Link(say("figures.nav.brand-areas"), reverse("brand-areas")),),
    )


def _stores() -> tuple[StoreWithAreas, ...]:
    """Return what is open today, by the ledger and by the installations marked as done."""
    marked = [
        MarkedArea(one.store_id, one.store_name, one.city, one.format_id, one.since)
        for one in OpenArea.objects.filter(state=OPEN)
    ]
    return stores_with_areas(workspace(), today(), marked)


def _columns(visit: Visit) -> tuple[Column, ...]:
    keys = ("store", "city", "format", "since")
    return tuple(Column(key, visit.say(f"rollout.open.{key}")) for key in keys)


def _row(visit: Visit, shop: StoreWithAreas) -> Row:
    formats = [visit.language.term("format", area.format_id) for area in shop.areas]
    words = ", ".join(dict.fromkeys(formats))
    href = reverse("brand-area", args=[shop.store_id])
    return Row((shop.name, shop.city, words, shop.areas[0].since), href=href)


def _store_json(visit: Visit, shop: StoreWithAreas, where: str) -> dict[str, Any]:
    """Return a store as schema.org describes one; what is not known is left out."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ElectronicsStore",
        "@id": where,
        "url": where,
        "name": shop.name,
        "parentOrganization": {"@type": "Organization", "name": workspace().config.name},
        "department": [
            {
                "@type": "Store",
                "name": visit.language.term("format", area.format_id),
                "foundingDate": area.since.isoformat(),
            }
            for area in shop.areas
        ],
    }
    if shop.city:
        found["address"] = {"@type": "PostalAddress", "addressLocality": shop.city}
    return found


def _for_machines(document: dict[str, Any]) -> Markup:
    """Return a document as JSON-LD, which browsers neither show nor run."""
    text = json.dumps(document, ensure_ascii=False).translate(HARMLESS)
    element = f'<script type="application/ld+json">{text}</script>'
    return Markup(element)  # noqa: S704  # nothing in it can end the element
