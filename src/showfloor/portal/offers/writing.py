"""Writing offers: by a form for the common kinds, as a text, or as a file; and the decisions."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse

from showfloor.errors import DataError
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, Page, PageForm
from showfloor.portal.offers.announcing import refused
from showfloor.portal.offers.deciding import approve, end
from showfloor.portal.offers.forms import ApproveForm, CommonForm, TextForm
from showfloor.portal.offers.jobs import reckon_drafts
from showfloor.portal.offers.models import KeptOffer
from showfloor.portal.offers.one import here, offer
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.taking import take_in
from showfloor.portal.people.visit import Visit
from showfloor.workflows.offers_pages import StatedOffers, offers_of_text


def write_offer(
    visit: Visit, common: CommonForm | None = None, text: TextForm | None = None
) -> Page:
    """Return the two ways of writing an offer."""
    say = visit.say
    return Page(
        "offers-write",
        say("offers.write"),
        say("offers.write.title"),
        lead=say("offers.write.lead"),
        forms=(
            PageForm(
                reverse("offers-make"),
                say("offers.write.button"),
                common or CommonForm(visit),
                title=say("offers.write.common"),
            ),
            PageForm(
                reverse("offers-send"),
                say("offers.send.button"),
                text or TextForm(visit),
                title=say("offers.send"),
                explains=say("offers.send.explains"),
                has_files=True,
            ),
        ),
        trail=(Link(say("offers.question"), reverse("offers")),),
    )


def make(visit: Visit, sent: Sent) -> Done | Page:
    """Keep an offer of a common kind as a draft."""
    form = CommonForm(visit, sent.fields)
    if not form.is_valid():
        return write_offer(visit, common=form)
    stated = read_into(form, None, form.text())
    if stated is None:
        return write_offer(visit, common=form)
    return _taken(visit, stated, reverse("offers-write"))


def send(visit: Visit, sent: Sent) -> Done | Page:
    """Keep the offers of a text or a file as drafts."""
    form = TextForm(visit, sent.fields, sent.files)
    stated = read_into(form, "text", form.cleaned_data["text"]) if form.is_valid() else None
    if stated is None:
        return write_offer(visit, text=form)
    return _taken(visit, stated, reverse("offers-write"))


def change(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Say a draft otherwise, or state the next version of an offer."""
    here(key)
    form = TextForm(visit, sent.fields, sent.files)
    stated = read_into(form, "text", form.cleaned_data["text"]) if form.is_valid() else None
    if stated is None:
        return offer(visit, key, text=form)
    return _taken(visit, stated, reverse("offer", args=[key]))


def read_into(form: CommonForm | TextForm, field: str | None, text: str) -> StatedOffers | None:
    """Return the offers of a text; None with what is wrong beside the form's field."""
    try:
        return offers_of_text(text)
    except DataError as error:
        form.add_error(field, str(error))
        return None


def _taken(visit: Visit, stated: StatedOffers, back: str) -> Done | Page:
    try:
        kept = take_in(visit, stated)
    except RefusedError as refusal:
        return refused(visit, refusal, back)
    reckon_drafts(visit, kept)
    href = reverse("offer", args=[kept[0].pk]) if len(kept) == 1 else reverse("offers")
    return Done(href, visit.say("offers.kept", n=len(kept)))


def approve_it(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Approve a draft."""
    row = here(key)
    form = ApproveForm(visit, row.revision, sent.fields, floor=True)
    if not form.is_valid():
        return offer(visit, key, wrong=form)
    seen, name = form.cleaned_data["seen"], form.cleaned_data["floor_approved_by"]
    return _decided(
        visit, key, "approve", lambda: approve(visit, key, seen, floor_approved_by=name)
    )


def end_it(visit: Visit, _sent: Sent, key: UUID) -> Done | Page:
    """End an offer."""
    return _decided(visit, key, "end", lambda: end(visit, key))


def _decided(visit: Visit, key: UUID, done: str, decide: Callable[[], KeptOffer]) -> Done | Page:
    back = reverse("offer", args=[key])
    try:
        decide()
    except RefusedError as refusal:
        return refused(visit, refusal, back)
    return Done(back, visit.say(f"offers.{done}.said"))
