"""A manufacturer's proposal, as the retailer decides on it: taken up as a draft, or declined."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.db import transaction
from django.urls import reverse

from showfloor.portal.clock import today
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.offers.announcing import refused
from showfloor.portal.offers.book import book, words_of
from showfloor.portal.offers.checking import check_lines
from showfloor.portal.offers.models import OwnOffer, Told
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.offers.saying import definitions_of, reward_in_words
from showfloor.portal.offers.taking import take_up
from showfloor.portal.people.visit import Visit
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Definition, Definitions, Heading
from showfloor.workflows.offers_pages import check_offer

LONGEST = 2_000


class DeclineForm(forms.Form):
    """Why a proposal is declined; the manufacturer reads it."""

    def __init__(self, visit: Visit, data: object = None) -> None:
        """Make it in the visitor's language."""
        super().__init__(data, auto_id="decline-%s")  # type: ignore[arg-type]  # what was sent
        self.fields["reason"] = forms.CharField(
            label=visit.say("offers.decline.reason"),
            help_text=visit.say("offers.decline.reason.help"),
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": visit.say("offers.form.required")},
        )


def proposal(visit: Visit, key: UUID, wrong: DeclineForm | None = None) -> Page:
    """Return what a manufacturer proposes, what its check finds, and the two answers to it."""
    row = _waiting(key)
    say, said = visit.say, words_of(row)
    facts = [Definition("by", say("offers.proposed_by"), row.proposed_by_name)]
    blocks: list[Block] = []
    title = row.name
    if said is not None:
        facts += definitions_of(visit, said)
        checked = check_offer(workspace(), book(), said, today())
        blocks += [Heading(say("offers.check")), *check_lines(visit, checked)]
        title = say("offers.one.title", name=row.name, gives=reward_in_words(visit, said))
    return Page(
        "offer-proposal",
        say("offers.proposal"),
        title,
        (Definitions(tuple(facts)), *blocks),
        figures={"offer_id": row.offer_id, "version": row.version},
        forms=(
            PageForm(
                reverse("offer-take-up", args=[row.pk]),
                say("offers.take_up.button"),
                title=say("offers.take_up"),
                explains=say("offers.take_up.explains"),
            ),
            PageForm(
                reverse("offer-decline", args=[row.pk]),
                say("offers.decline.button"),
                wrong or DeclineForm(visit),
                title=say("offers.decline"),
                explains=say("offers.decline.explains"),
                is_destructive=True,
            ),
        ),
        trail=(Link(say("offers.question"), reverse("offers")),),
    )


def take_it_up(visit: Visit, _sent: Sent, key: UUID) -> Done | Page:
    """Make a manufacturer's proposal a draft of the house."""
    try:
        row = take_up(visit, key)
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("offers"))
    return Done(reverse("offer", args=[row.pk]), visit.say("offers.take_up.said"))


def decline_it(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Decline a proposal, with the reason that its manufacturer reads."""
    form = DeclineForm(visit, sent.fields)
    if not form.is_valid():
        return proposal(visit, key, form)
    try:
        decline(key, form.cleaned_data["reason"])
    except RefusedError as refusal:
        return refused(visit, refusal, reverse("offers"))
    return Done(reverse("offers"), visit.say("offers.decline.said"))


@transaction.atomic
def decline(key: UUID, reason: str) -> OwnOffer:
    """Decline a proposal; once however often. RefusedError for one that was taken up."""
    row: OwnOffer | None = OwnOffer.objects.select_for_update().filter(pk=key).first()
    if row is None or (row.kept is None and row.status not in (Told.PROPOSED, Told.DECLINED)):
        raise NotHereError
    if row.kept is not None:
        raise RefusedError("taken_up")
    if row.status != Told.DECLINED.value:
        row.status, row.answer = Told.DECLINED.value, reason.strip()[:LONGEST]
        row.save()
    return row


def _waiting(key: UUID) -> OwnOffer:
    found: OwnOffer | None = OwnOffer.objects.filter(
        pk=key, kept=None, status=Told.PROPOSED.value
    ).first()
    if found is None:
        raise NotHereError
    return found
