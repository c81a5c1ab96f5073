"""The page of offers: all by status for those who make them, else those that apply in a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse

from showfloor.portal.figures.page import Link, Links, NotHereError, Page
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.offers.book import offer_of
from showfloor.portal.offers.models import KeptOffer, OwnOffer, Told
from showfloor.portal.offers.phase import LIVE, Phase, begins_on, is_over, phase
from showfloor.portal.offers.saying import period, reward_in_words
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Empty, Heading
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.offers_pages import StoreOffer, applying_in
from showfloor.workflows.store_pages import store_directory

STATUS = "status"
STORE = "store"
CURRENT = (Phase.APPROVED, Phase.ANNOUNCED, Phase.APPLIES, Phase.RUNNING)
KEPT = (Phase.DRAFT, *CURRENT, Phase.OVER, Phase.ENDED)
"""Where an offer of the retailer's can stand, in order."""


def offers(visit: Visit) -> Page:
    """Return every offer by its status, or, for those who make none, what applies in a store."""
    if visit.may(Right.MAKE_OFFERS):
        return _all(visit)
    store_id = visit.membership.store_id if visit.membership is not None else ""
    if visit.may(Right.SEE_OWN_STORE):
        if not store_id:
            raise NotHereError
        return _of_store(visit, store_id, ())
    return _of_any_store(visit)


def _all(visit: Visit) -> Page:
    say = visit.say
    rows = list(KeptOffer.objects.all())
    words = {one.value: say(f"offers.status.{one.value}") for one in KEPT}
    status, by_status = chosen(visit, STATUS, words, label=say("offers.status"))
    shown = [row for row in rows if status in ("", phase(row))]
    proposals = list(OwnOffer.objects.filter(status=Told.PROPOSED.value, kept=None))
    counted = Counter(phase(row) for row in rows)
    long = as_asked(visit, _table(visit, shown))
    blocks: list[Block] = [long.table] if rows else []
    if not rows and not proposals:
        blocks.append(Empty(say("offers.empty"), say("offers.empty.how"), ""))
    if proposals:
        blocks += [Heading(say("offers.proposals")), _proposals(visit, proposals)]
    live = sum(counted[one] for one in CURRENT)
    title = say("offers.title", n=live) if rows else say("offers.title.none")
    return Page(
        "offers",
        say("offers.question"),
        title,
        tuple(blocks),
        lead=say("offers.lead.waiting", n=len(proposals)) if proposals else "",
        figures={"offers": len(rows), **{one.value: counted[one] for one in KEPT}},
        views=(
            by_status,
            long.parts,
            Links(
                say("offers.more"),
                (
                    Link(say("offers.write"), reverse("offers-write")),
                    _quote(visit),
                    Link(say("offers.statements"), reverse("statements")),
                ),
            ),
        ),
    )


def _table(visit: Visit, rows: Sequence[KeptOffer]) -> Table:
    say = visit.say
    return Table(
        "offers",
        say("offers.caption"),
        (
            Column("name", say("offers.name"), wide=True),
            Column("offer_id", say("offers.id")),
            Column("version", say("offers.version"), "count"),
            Column("manufacturer", say("offers.manufacturer")),
            Column("status", say("offers.status")),
            Column("state", "", data_only=True),
            Column("begins", say("offers.begins")),
            Column("period", say("offers.says.when"), wide=True),
        ),
        tuple(
            Row(
                (
                    row.name,
                    row.offer_id,
                    row.version,
                    row.manufacturer_id,
                    status_word(visit, row),
                    phase(row) or row.status,
                    begins_on(row),
                    period(visit, offer_of(row).when),
                ),
                href=reverse("offer", args=[row.pk]),
                mark="quiet" if phase(row) in {Phase.ENDED, Phase.OVER} else "",
            )
            for row in rows
        ),
    )


def status_word(visit: Visit, row: KeptOffer | OwnOffer) -> str:
    """Return in words where an offer stands today."""
    found = phase(row)
    return row.status if found is None else visit.say(f"offers.status.{found.value}")


def _proposals(visit: Visit, found: Sequence[OwnOffer]) -> Table:
    say = visit.say
    return Table(
        "proposals",
        say("offers.proposals.caption"),
        (
            Column("name", say("offers.name"), wide=True),
            Column("offer_id", say("offers.id")),
            Column("version", say("offers.version"), "count"),
            Column("by", say("offers.proposed_by"), wide=True),
            Column("begins", say("offers.begins")),
        ),
        tuple(
            Row(
                (one.name, one.offer_id, one.version, one.proposed_by_name, begins_on(one)),
                href=reverse("offer-proposal", args=[one.pk]),
            )
            for one in found
        ),
    )


def _of_any_store(visit: Visit) -> Page:
    """Return the offers of one store of the network, the first of the list at first."""
    directory = store_directory(workspace())
    stores = sorted(directory.stores, key=lambda one: one.name) if directory else []
    if not stores:
        say = visit.say
        empty = Empty(say("offers.empty"), say("offers.store.none.how"), "")
        return Page("offers", say("offers.question"), say("offers.title.none"), (empty,))
    words = {one.store_id: one.name for one in stores}
    asked, links = chosen(visit, STORE, words, label=visit.say("offers.store"))
    store_id = asked or stores[0].store_id
    shown = tuple(
        Link(link.text, link.href, link.text == words[store_id]) for link in links.links[1:]
    )
    return _of_store(visit, store_id, (Links(links.label, shown[:60]),))


def _of_store(visit: Visit, store_id: str, views: tuple[Links, ...]) -> Page:
    """Return what applies in a store, now or later, and what it makes there."""
    say = visit.say
    rows = [row for row in KeptOffer.objects.filter(status__in=LIVE) if not is_over(row)]
    held = {(row.offer_id, row.version): row for row in rows}
    found = applying_in(workspace(), [offer_of(row) for row in rows], store_id)
    name = _name(store_id)
    question = say("offers.question")
    if not found:
        empty = Empty(say("offers.store.empty"), say("offers.store.how"), "")
        none = say("offers.store.none", name=name)
        return Page("offers", question, none, (empty,), views=(*views, _more(visit)))
    long = as_asked(visit, _store_table(visit, found, held))
    return Page(
        "offers",
        question,
        say("offers.store.title", name=name, n=len(found)),
        (long.table,),
        lead=say("offers.store.binds") if any(one.binds != "price" for one in found) else "",
        figures={"offers": len(found), "store": store_id},
        views=(*views, long.parts, _more(visit)),
    )


def _more(visit: Visit) -> Links:
    return Links(visit.say("offers.more"), (_quote(visit),))


def _quote(visit: Visit) -> Link:
    return Link(visit.say("offers.quote.title"), reverse("offers-quote"))


def _store_table(
    visit: Visit, found: Sequence[StoreOffer], held: dict[tuple[str, int], KeptOffer]
) -> Table:
    say = visit.say
    rows = []
    for one in found:
        offer = one.offer
        row = held[offer.offer_id, offer.version]
        rows.append(
            Row(
                (
                    offer.name,
                    offer.offer_id,
                    reward_in_words(visit, offer),
                    period(visit, offer.when),
                    begins_on(row),
                    say(f"offer.binds.{one.binds}"),
                    status_word(visit, row),
                )
            )
        )
    return Table(
        "store_offers",
        say("offers.store.caption"),
        (
            Column("name", say("offers.name"), wide=True),
            Column("offer_id", "", data_only=True),
            Column("gives", say("offers.says.gives"), wide=True),
            Column("period", say("offers.says.when"), wide=True),
            Column("begins", "", data_only=True),
            Column("binds", say("offers.binds")),
            Column("status", say("offers.status")),
        ),
        tuple(rows),
    )


def _name(store_id: str) -> str:
    directory = store_directory(workspace())
    stores = directory.stores if directory is not None else ()
    return next((one.name for one in stores if one.store_id == store_id), store_id)
