"""A quote: what a basket costs, line by line, what was applied in which order, and why not others.

The retailer's people see every approved offer; a manufacturer's people see their own approved
offers, those that everybody may read and their own products; nothing of costs, floors, stacking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from showfloor.domain.offer_terms import Offer, StatedOffers
from showfloor.errors import DataError
from showfloor.portal.clock import today
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.offers.book import book, words_of
from showfloor.portal.offers.models import OwnOffer, PublicOffer
from showfloor.portal.offers.phase import LIVE
from showfloor.portal.offers.quote_blocks import on_sale, quote_blocks
from showfloor.portal.offers.quote_forms import FIELDS, NOON, QuoteForm
from showfloor.portal.offers.saying import money
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, CheckLine, CheckList
from showfloor.workflows.offers_quotes import (
    QuoteAsked,
    QuoteFound,
    products_on_sale,
    quote,
    unknown_of,
)
from showfloor.workflows.store_pages import store_directory


def quoted(visit: Visit) -> Page:
    """Return the form of a quote and, where the address asks for one, the quote."""
    sent = {name: visit.asked[name] for name in FIELDS if name in visit.asked}
    if "basket" not in sent:
        return _page(visit, _form(visit))
    return _answered(visit, _form(visit, sent))


def ask_quote(visit: Visit, sent: Sent) -> Done | Page:
    """Go to the address that says what was asked, or say what is wrong with it."""
    form = _form(visit, sent.fields)
    if not form.is_valid() or not _all_known(visit, form):
        return _page(visit, form)
    return Done(f"{_here(visit)}?{urlencode(form.asked())}")


def _form(visit: Visit, data: Mapping[str, str] | None = None) -> QuoteForm:
    return QuoteForm(visit, data, stores=_stores(visit))


def _stores(visit: Visit) -> dict[str, str] | None:
    """Return the stores to choose from; None for a manufacturer's people, who name one."""
    if not visit.may(Right.SEE_APPLYING_OFFERS):
        return None
    directory = store_directory(workspace())
    stores = {one.store_id: one.name for one in directory.stores} if directory else {}
    own = visit.membership.store_id if visit.membership is not None else ""
    if own:
        return {own: stores.get(own, own)}
    return dict(sorted(stores.items(), key=lambda one: one[1].casefold()))


def _here(visit: Visit) -> str:
    return reverse("offers-quote" if visit.may(Right.SEE_APPLYING_OFFERS) else "own-quote")


def _asked(visit: Visit, form: QuoteForm) -> QuoteAsked:
    found = form.cleaned_data
    stores = _stores(visit)
    store_id = found["store"] if "store" in found else next(iter(stores or {}), "")
    code = found["code"].strip()
    return QuoteAsked(
        store_id,
        found["at"],
        form.units,
        found["channel"],
        form.customer_groups(),
        frozenset({code} if code else ()),
        only_of=_only_of(visit),
    )


def _only_of(visit: Visit) -> str | None:
    """Return whose products alone may be asked for; None for the retailer's people."""
    if visit.may(Right.SEE_APPLYING_OFFERS):
        return None
    house = visit.organisation
    if house is None or not house.manufacturer_id:
        raise NotHereError
    found: str = house.manufacturer_id
    return found


def _all_known(visit: Visit, form: QuoteForm) -> bool:
    try:
        form.refuse_unknown(unknown_of(workspace(), _asked(visit, form)))
    except DataError:
        return True  # the page says that nothing can be priced
    return not form.errors


def _answered(visit: Visit, form: QuoteForm) -> Page:
    if not form.is_valid() or not _all_known(visit, form):
        return _page(visit, form)
    try:
        found = quote(workspace(), _offers(visit), _asked(visit, form))
    except DataError as error:
        return _page(visit, form, problem=str(error).replace(f"{workspace().root} ", ""))
    return _page(visit, form, found=found)


def _offers(visit: Visit) -> StatedOffers:
    """Return the offers that a quote looks at: all that may price, or what the visitor may know."""
    if visit.may(Right.SEE_APPLYING_OFFERS):
        every = book()
        live = tuple(one for one in every.offers if one.status in LIVE)
        return replace(every, offers=live)
    known: dict[tuple[str, int], Offer] = {}
    own = OwnOffer.objects.filter(organisation_id=visit.reach.organisation_id, status__in=LIVE)
    for row in (*PublicOffer.objects.exclude(state=""), *own):
        said = words_of(row)
        if said is not None:
            known[said.offer_id, said.version] = replace(said, status="approved")
    return StatedOffers(tuple(known.values()))


def _page(
    visit: Visit, form: QuoteForm, *, found: QuoteFound | None = None, problem: str = ""
) -> Page:
    say = visit.say
    blocks: list[Block] = []
    title, figures = say("offers.quote.title"), {}
    if problem:
        line = CheckLine("", "FAIL", say("verdict.FAIL"), problem, quoted=True)
        blocks.append(CheckList((line,)))
        title = say("offers.quote.problem")
    if found is not None:
        priced = found.priced
        charged, shelf = money(visit, priced.charged), money(visit, priced.shelf)
        title = say("offers.quote.costs", charged=charged, shelf=shelf)
        figures = {
            "charged": priced.charged / 100,
            "shelf": priced.shelf / 100,
            "binding": priced.binding,
            "proven": priced.proven,
        }
        blocks += quote_blocks(visit, found, _only_of(visit))
    blocks += _on_sale(visit, form)
    is_house = visit.may(Right.SEE_APPLYING_OFFERS)
    return Page(
        "offers-quote",
        say("offers.quote.question"),
        title,
        tuple(blocks),
        lead=say("offers.quote.lead" if is_house else "offers.quote.lead.own"),
        figures=figures,
        forms=(
            PageForm(
                reverse("offers-quote-ask" if is_house else "own-quote-ask"),
                say("offers.quote.button"),
                form,
                title=say("offers.quote.form"),
                place="before" if found is None else "after",
            ),
        ),
        trail=(
            Link(say("offers.question"), reverse("offers"))
            if is_house
            else Link(say("offers.own.question"), reverse("own-offers")),
        ),
    )


def _on_sale(visit: Visit, form: QuoteForm) -> list[Block]:
    """Return the products that may be asked for, folded, where store and time are known."""
    if not form.is_bound:
        stores = _stores(visit) or {"": ""}
        noon = timezone.make_aware(datetime.combine(today(), NOON))
        asked = QuoteAsked(next(iter(stores)), noon, {}, only_of=_only_of(visit))
    elif form.is_valid():
        asked = _asked(visit, form)
    else:
        return []
    return on_sale(visit, products_on_sale(workspace(), asked))
