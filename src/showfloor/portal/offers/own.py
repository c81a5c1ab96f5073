"""A manufacturer's own offers: what it proposed, and what it was told of; and what all may read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, Links, NotHereError, Page, PageForm
from showfloor.portal.figures.rows import as_asked
from showfloor.portal.offers.announcing import facts_of, public_offers, refused
from showfloor.portal.offers.book import words_of
from showfloor.portal.offers.forms import CommonForm, TextForm
from showfloor.portal.offers.listing import status_word
from showfloor.portal.offers.models import OwnOffer, PublicOffer
from showfloor.portal.offers.phase import begins_on, is_over, phase
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.saying import definitions_of, period, reward_in_words
from showfloor.portal.offers.taking import propose
from showfloor.portal.offers.writing import read_into
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Block, Definition, Definitions, Empty, Heading
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.offers_pages import StatedOffers


def own_offers(
    visit: Visit, common: CommonForm | None = None, text: TextForm | None = None
) -> Page:
    """Return the offers of the visitor's organisation, and the forms that propose one."""
    house = visit.organisation
    if house is None or not house.manufacturer_id:
        raise NotHereError
    say = visit.say
    found = list(OwnOffer.objects.filter(organisation_id=house.pk))
    blocks: list[Block] = []
    long = as_asked(visit, _table(visit, found))
    if found:
        blocks.append(long.table)
    else:
        blocks.append(Empty(say("offers.own.empty"), say("offers.own.how"), ""))
    return Page(
        "own-offers",
        say("offers.own.question"),
        say("offers.own.title", n=len(found)) if found else say("offers.own.none"),
        tuple(blocks),
        figures={"offers": len(found)},
        forms=(
            PageForm(
                reverse("own-offers-make"),
                say("offers.propose.button"),
                common or CommonForm(visit, manufacturer=house.manufacturer_id),
                title=say("offers.propose"),
                explains=say("offers.propose.explains"),
            ),
            PageForm(
                reverse("own-offers-send"),
                say("offers.propose.button"),
                text or TextForm(visit),
                title=say("offers.propose.text"),
                has_files=True,
            ),
        ),
        views=(
            long.parts,
            Links(
                say("offers.more"),
                (
                    Link(say("offers.quote.title"), reverse("own-quote")),
                    Link(say("offers.statements"), reverse("own-statements")),
                ),
            ),
        ),
    )


def own_offer(visit: Visit, key: UUID) -> Page:
    """Return one offer of the visitor's organisation."""
    row: OwnOffer | None = OwnOffer.objects.filter(
        pk=key, organisation_id=visit.reach.organisation_id
    ).first()
    if row is None:
        raise NotHereError
    say = visit.say
    said = words_of(row)
    facts = [Definition("status", say("offers.status"), status_word(visit, row))]
    if row.answer:
        facts.append(Definition("answer", say("offers.decline.answer"), row.answer))
    if said is not None:
        facts += definitions_of(visit, said)
    return Page(
        "own-offer",
        say("offers.one", id=row.offer_id, version=str(row.version)),
        row.name
        if said is None
        else say("offers.one.title", name=row.name, gives=reward_in_words(visit, said)),
        (Definitions(tuple(facts)),),
        figures={"offer_id": row.offer_id, "version": row.version, "status": row.status},
        trail=(Link(say("offers.own.question"), reverse("own-offers")),),
    )


def propose_common(visit: Visit, sent: Sent) -> Done | Page:
    """Propose an offer of a common kind."""
    if visit.organisation is None:
        raise NotHereError
    form = CommonForm(visit, sent.fields, manufacturer=visit.organisation.manufacturer_id)
    stated = read_into(form, None, form.text()) if form.is_valid() else None
    if stated is None:
        return own_offers(visit, common=form)
    return _proposed(visit, stated)


def propose_text(visit: Visit, sent: Sent) -> Done | Page:
    """Propose the offers of a text or a file."""
    form = TextForm(visit, sent.fields, sent.files)
    stated = read_into(form, "text", form.cleaned_data["text"]) if form.is_valid() else None
    if stated is None:
        return own_offers(visit, text=form)
    return _proposed(visit, stated)


def current_offers(visit: Visit) -> Page:
    """Return the announced offers, for everybody, each as it was announced."""
    say = visit.say
    found = [one for one in public_offers() if not is_over(one)]
    question = say("offers.current.question")
    if not found:
        empty = Empty(say("offers.current.empty"), say("offers.current.how"), "")
        return Page("current-offers", question, say("offers.current.none"), (empty,))
    blocks: list[Block] = []
    for one in found:
        blocks += _shown(visit, one)
    blocks.append(_public_table(visit, found))
    return Page(
        "current-offers",
        question,
        say("offers.current.title", n=len(found)),
        tuple(blocks),
        figures={"offers": len(found)},
    )


def _proposed(visit: Visit, stated: StatedOffers) -> Done | Page:
    try:
        found = propose(visit, stated)
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("own-offers"))
    return Done(reverse("own-offers"), visit.say("offers.proposed.said", n=len(found)))


def _table(visit: Visit, found: Sequence[OwnOffer]) -> Table:
    say = visit.say
    return Table(
        "own_offers",
        say("offers.own.caption"),
        (
            Column("name", say("offers.name"), wide=True),
            Column("offer_id", say("offers.id")),
            Column("version", say("offers.version"), "count"),
            Column("status", say("offers.status")),
            Column("state", "", data_only=True),
            Column("begins", say("offers.begins")),
        ),
        tuple(
            Row(
                (
                    one.name,
                    one.offer_id,
                    one.version,
                    status_word(visit, one),
                    phase(one) or one.status,
                    begins_on(one),
                ),
                href=reverse("own-offer", args=[one.pk]),
                mark="quiet" if is_over(one) else "",
            )
            for one in found
        ),
    )


def _shown(visit: Visit, one: PublicOffer) -> list[Block]:
    said = words_of(one)
    facts: list[Definition] = []
    if one.says:
        facts.append(Definition("says", visit.say("offers.current.says"), one.says))
    if said is not None:
        keep = {"gives", "needs", "when", "hours", "where", "whom"}
        facts += [item for item in definitions_of(visit, said) if item.key in keep]
    facts += facts_of(visit, one.facts)
    return [Heading(one.name), Definitions(tuple(facts))]


def _public_table(visit: Visit, found: Sequence[PublicOffer]) -> Table:
    say = visit.say
    rows = []
    for one in found:
        said = words_of(one)
        when = period(visit, said.when) if said is not None else ""
        rows.append(Row((one.name, one.says, when, begins_on(one))))
    return Table(
        "current_offers",
        say("offers.current.caption"),
        (
            Column("name", say("offers.name"), wide=True),
            Column("says", say("offers.current.says"), wide=True),
            Column("period", say("offers.says.when"), wide=True),
            Column("begins", "", data_only=True),
        ),
        tuple(rows),
    )
