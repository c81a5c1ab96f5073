"""Announcing an offer: what it must show, what it may claim, and what of both is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from showfloor.domain.duties import DutyFact
from showfloor.errors import DataError
from showfloor.portal.clock import today
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.offers.deciding import announce, announcement_found
from showfloor.portal.offers.forms import FACT, AnnounceForm
from showfloor.portal.offers.models import KeptOffer, PublicOffer, Status
from showfloor.portal.offers.refusal import RefusedError
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import (
    Block,
    CheckLine,
    CheckList,
    Definition,
    Definitions,
    Heading,
    Paragraph,
)
from showfloor.workflows.offers_announcing import (
    COUNTRY,
    AnnouncementAsked,
    AnnouncementFound,
    ClaimFound,
    fact_names,
    reasons_of,
    wording_of,
)

LOWEST = "lowest_prior_price"


def announcing(visit: Visit, key: UUID) -> Page:
    """Return the form of an announcement, with what it must show at first."""
    row = _approved(key)
    try:
        found = announcement_found(row, AnnouncementAsked(today()))
    except DataError as error:
        return _page(visit, row, None, AnnounceForm(visit), str(error))
    return _page(visit, row, found, AnnounceForm(visit, facts=_facts(found)))


def announce_it(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Announce an offer, or say what is missing or wrong; then nothing has happened."""
    form = AnnounceForm(visit, sent.fields)
    back = reverse("offer", args=[key])
    if not form.is_valid():
        return _page(visit, _approved(key), None, form)
    kinds, facts = form.stated(sent.fields)
    asked = AnnouncementAsked(
        on=today(),
        medium=form.cleaned_data["medium"],
        channel=form.cleaned_data["channel"],
        says=form.cleaned_data["says"].strip(),
        kinds=kinds,
        facts=facts,
        country=form.cleaned_data["country"] or COUNTRY,
        recommended=form.cleaned_data["recommended"],
    )
    try:
        row, found = announce(visit, key, asked)
    except RefusedError as refusal:
        return refused(visit, refusal, back)
    except DataError as error:
        return _page(visit, _approved(key), None, form, str(error))
    if found is not None and not found.may_be_announced:
        again = AnnounceForm(visit, sent.fields, _facts(found))
        again.is_valid()
        for duty in found.duties.duties:
            for one in duty.missing:
                name = f"{FACT}{one.fact.name}"
                if name in again.fields and not again.has_error(name):
                    again.add_error(name, visit.say("offers.announcing.missing"))
        return _page(visit, row, found, again)
    return Done(back, visit.say("offers.announced.said"))


def refused(visit: Visit, refusal: RefusedError, back: str) -> Page:
    """Return the page that says what a rule refuses, and how to mend it."""
    return Page(
        "refused",
        visit.say("offers.refused.question"),
        visit.say("offers.refused.title"),
        (Paragraph(visit.say(refusal.key, **refusal.values)),),
        trail=(Link(visit.say("offers.back"), back),),
    )


def kept_announcement(visit: Visit, row: KeptOffer) -> list[Block]:
    """Return what an announced offer was announced with."""
    if not row.medium:
        return []
    say = visit.say
    facts = [
        Definition(
            "medium", say("offers.form.medium"), visit.language.term("offers.medium", row.medium)
        )
    ]
    if row.says:
        facts.append(Definition("says", say("offers.form.says"), row.says))
    facts += facts_of(visit, row.facts)
    if row.campaign_runs:
        runs = ", ".join(str(run) for run in row.campaign_runs)
        facts.append(Definition("runs", say("offers.runs"), runs))
    return [Heading(say("offers.announced")), Definitions(tuple(facts))]


def facts_of(visit: Visit, facts: object) -> list[Definition]:
    """Return the facts that an announcement shows, each by what it is called."""
    names = {**fact_names(visit.language.code), LOWEST: visit.say("offers.fact.lowest")}
    held: Mapping[str, object] = facts if isinstance(facts, dict) else {}
    return [
        Definition(name, _first_large(names.get(name, name.replace("_", " "))), str(value))
        for name, value in sorted(held.items())
        if value
    ]


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _approved(key: UUID) -> KeptOffer:
    row: KeptOffer | None = KeptOffer.objects.filter(pk=key).first()
    if row is None or row.status == Status.DRAFT.value:
        raise NotHereError
    return row


def _facts(found: AnnouncementFound) -> Sequence[DutyFact]:
    """Return every fact that its duties ask for, each once; the lowest prior price is computed."""
    known = {
        fact.name: fact
        for duty in found.duties.duties
        for fact in duty.duty.facts
        if fact.name != LOWEST
    }
    return tuple(known.values())


def _page(
    visit: Visit,
    row: KeptOffer,
    found: AnnouncementFound | None,
    form: AnnounceForm,
    problem: str = "",
) -> Page:
    say = visit.say
    blocks: list[Block] = []
    if problem or (found is not None and found.problem):
        said = problem or (found.problem if found is not None else "")
        line = CheckLine("", "FAIL", say("verdict.FAIL"), said, quoted=True)
        blocks += [Heading(say("offers.announcing.problem")), CheckList((line,))]
    if found is not None:
        blocks += _claims(visit, found) + _duties(visit, found)
    is_asked = form.is_bound
    title = "offers.announcing.blocked" if is_asked else "offers.announcing.title"
    return Page(
        "offer-announcing",
        say("offers.announce"),
        say(title, name=row.name),
        tuple(blocks),
        lead=say("offers.announcing.lead"),
        figures={
            "offer_id": row.offer_id,
            "version": row.version,
            "may_be_announced": found is not None and found.may_be_announced,
        },
        forms=(
            PageForm(
                reverse("offer-announce", args=[row.pk]),
                say("offers.announce"),
                form,
                title=say("offers.announcing.form"),
                explains=say("offers.announcing.explains"),
            ),
        ),
        trail=(
            Link(say("offers.question"), reverse("offers")),
            Link(row.name, reverse("offer", args=[row.pk])),
        ),
    )


def _claims(visit: Visit, found: AnnouncementFound) -> list[Block]:
    """Return the verdict on what is said of each product's price, and what may be said."""
    if not found.claims:
        return []
    lines = tuple(_claim(visit, found, one) for one in found.claims)
    return [Heading(visit.say("offers.claims")), CheckList(lines)]


def _claim(visit: Visit, found: AnnouncementFound, one: ClaimFound) -> CheckLine:
    code = visit.language.code
    wording = visit.say("offers.claims.wording", words=wording_of(found, one, code))
    if one.verdict.allowed:
        return CheckLine(one.product_id, "PASS", visit.say("verdict.PASS"), wording)
    why = "; ".join(reasons_of(found, one, code))
    return CheckLine(one.product_id, "FAIL", visit.say("verdict.FAIL"), f"{why}. {wording}")


def _duties(visit: Visit, found: AnnouncementFound) -> list[Block]:
    german = visit.language.code == "de"
    lines = []
    for one in found.duties.duties:
        title = one.duty.title_de if german else one.duty.title_en
        missing = [m.fact.text_de if german else m.fact.text_en for m in one.missing]
        if missing:
            said = visit.say("offers.duties.missing", facts=", ".join(missing))
            word = visit.say("verdict.FAIL")
            lines.append(CheckLine(title, "FAIL", word, f"{said} {one.duty.source}"))
        else:
            lines.append(CheckLine(title, "PASS", visit.say("verdict.PASS"), one.duty.source))
    blocks: list[Block] = [Heading(visit.say("offers.duties"))]
    blocks.append(CheckList(tuple(lines)) if lines else Paragraph(visit.say("offers.duties.none")))
    unknown = ", ".join(found.duties.unknown_categories)
    if unknown:
        blocks.append(Paragraph(visit.say("offers.duties.unknown", names=unknown)))
    return blocks


def public_offers() -> Sequence[PublicOffer]:
    """Return the announced offers that the visitor may read."""
    return list(PublicOffer.objects.exclude(state=""))
