"""One offer: what it says, where it binds, what its check finds, its versions, what is next."""

from __future__ import annotations

import difflib
from uuid import UUID

from django.urls import reverse

from showfloor.portal.clock import moment_in_words, today
from showfloor.portal.figures.page import NOTHING, Link, Links, NotHereError, Page, PageForm
from showfloor.portal.offers.announcing import kept_announcement
from showfloor.portal.offers.book import book, offer_of
from showfloor.portal.offers.checking import check_lines
from showfloor.portal.offers.costs import cost_blocks, cost_form
from showfloor.portal.offers.forms import ApproveForm, TextForm
from showfloor.portal.offers.jobs import open_job
from showfloor.portal.offers.listing import status_word
from showfloor.portal.offers.models import Happened, KeptOffer, OfferEvent, Status
from showfloor.portal.offers.phase import LIVE, begins_on, is_over, phase
from showfloor.portal.offers.saying import definitions_of, reward_in_words
from showfloor.portal.offers.taking import versions_of
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.models import Job
from showfloor.portal.work.pages import refreshing
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import (
    Block,
    Definition,
    Definitions,
    Details,
    Heading,
    Paragraph,
)
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.offers_pages import Binds, Offer, OfferChecked, binding_stores, check_offer

BINDS: tuple[Binds, ...] = ("price", "recommendation", "maximum")


def here(key: UUID) -> KeptOffer:
    """Return an offer of the retailer's; NotHereError where there is none for the visitor."""
    found: KeptOffer | None = KeptOffer.objects.filter(pk=key).first()
    if found is None:
        raise NotHereError
    return found


def offer(
    visit: Visit, key: UUID, wrong: ApproveForm | None = None, text: TextForm | None = None
) -> Page:
    """Return one version of an offer, and what can be done with it next."""
    row = here(key)
    said = offer_of(row)
    say = visit.say
    judged = row.status in (Status.DRAFT.value, Status.APPROVED.value)
    checked = check_offer(workspace(), book(), said, today()) if judged else OfferChecked()
    blocks: list[Block] = [
        Definitions((*_state(visit, row), *definitions_of(visit, said))),
        Paragraph(_binding(visit, said)),
    ]
    if judged:
        blocks += [Heading(say("offers.check")), *check_lines(visit, checked)]
    job = open_job(row)
    blocks += cost_blocks(visit, row, job)
    blocks += kept_announcement(visit, row)
    blocks += _versions(visit, row)
    blocks.append(_history(visit, row))
    return Page(
        "offer",
        say("offers.one", id=row.offer_id, version=str(row.version)),
        say("offers.one.title", name=row.name, gives=reward_in_words(visit, said)),
        tuple(blocks),
        figures={
            "offer_id": row.offer_id,
            "version": row.version,
            "status": phase(row) or row.status,
            "findings": len(checked.findings),
            "may_be_approved": not (checked.fails or checked.problem),
            "below_floor": checked.below_floor,
        },
        forms=tuple(_forms(visit, row, checked, job, wrong=wrong, text=text)),
        views=(_next(visit, row),),
        trail=(Link(say("offers.question"), reverse("offers")),),
        head=NOTHING if job is None or (wrong or text) is not None else refreshing(is_written=True),
        follows="" if job is None else str(job.pk),
    )


def _state(visit: Visit, row: KeptOffer) -> tuple[Definition, ...]:
    found = [
        ("status", status_word(visit, row)),
        ("approved_by", row.approved_by_name),
        ("floor_by", row.floor_approved_by),
        ("manufacturer", row.manufacturer_id),
    ]
    return tuple(Definition(key, visit.say(f"offers.{key}"), text) for key, text in found if text)


def _binding(visit: Visit, said: Offer) -> str:
    counts = binding_stores(workspace(), said)
    parts = [visit.say(f"offers.binds.{one}", n=counts[one]) for one in BINDS if counts.get(one)]
    if not parts:
        return visit.say("offers.binds.nowhere")
    return visit.say("offers.binds.sentence", parts=visit.language.listed(parts))


def _versions(visit: Visit, row: KeptOffer) -> list[Block]:
    """Return the other versions, and what this one says otherwise than the one before it."""
    versions = versions_of(row)
    if len(versions) < 2:
        return []
    say = visit.say
    table = Table(
        "versions",
        say("offers.versions.caption"),
        (
            Column("version", say("offers.version"), "count"),
            Column("name", say("offers.name"), wide=True),
            Column("status", say("offers.status")),
            Column("begins", say("offers.begins")),
        ),
        tuple(
            Row(
                (one.version, one.name, status_word(visit, one), begins_on(one)),
                href="" if one.pk == row.pk else reverse("offer", args=[one.pk]),
            )
            for one in versions
        ),
    )
    before = next((one for one in versions if one.version < row.version), None)
    blocks: list[Block] = [Heading(say("offers.versions")), table]
    if before is not None:
        blocks.append(_difference(visit, before, row))
    return blocks


def _difference(visit: Visit, before: KeptOffer, row: KeptOffer) -> Table:
    say = visit.say
    found = []
    old, new = before.text.splitlines(), row.text.splitlines()
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Row(("\n".join(old[a:b]), "\n".join(new[c:d]))))
    return Table(
        "difference",
        say("offers.difference", before=str(before.version), after=str(row.version)),
        (
            Column("before", say("offers.difference.before"), wide=True),
            Column("after", say("offers.difference.after"), wide=True),
        ),
        tuple(found),
    )


def _history(visit: Visit, row: KeptOffer) -> Details:
    say = visit.say
    known = {one.value for one in Happened}
    rows = tuple(
        Row(
            (
                moment_in_words(visit.language, one.at),
                say(f"offers.happened.{one.happened}") if one.happened in known else one.happened,
                one.by_name,
                one.text,
            )
        )
        for one in OfferEvent.objects.filter(offer=row)
    )
    table = Table(
        "history",
        say("offers.history.caption"),
        (
            Column("at", say("offers.at")),
            Column("happened", say("offers.what")),
            Column("by", say("offers.by")),
            Column("text", say("offers.words"), wide=True),
        ),
        rows,
    )
    return Details(say("offers.history"), (table,))


def _next(visit: Visit, row: KeptOffer) -> Links:
    say = visit.say
    links = []
    if row.status == Status.APPROVED.value:
        links.append(Link(say("offers.announce"), reverse("offer-announcing", args=[row.pk])))
    return Links(say("offers.more"), tuple(links))


def _forms(
    visit: Visit,
    row: KeptOffer,
    checked: OfferChecked,
    job: Job | None,
    *,
    wrong: ApproveForm | None,
    text: TextForm | None,
) -> list[PageForm]:
    """Return what can be done next: approve, end, and say it otherwise."""
    say = visit.say
    forms: list[PageForm] = []
    if row.status == Status.DRAFT.value and not (checked.fails or checked.problem):
        form = wrong or ApproveForm(visit, row.revision, floor=checked.below_floor)
        forms.append(_form(visit, row, "approve", form))
    if row.status in LIVE and not is_over(row):
        forms.append(_form(visit, row, "end", is_destructive=True))
    reckon = cost_form(visit, row, job)
    if reckon is not None:
        forms.insert(0, reckon)
    is_draft = row.status == Status.DRAFT.value
    forms.append(
        PageForm(
            reverse("offer-change", args=[row.pk]),
            say("offers.change.button"),
            text or TextForm(visit, text=_next_text(row)),
            title=say("offers.change" if is_draft else "offers.change.version"),
            explains=say(
                "offers.change.explains" if is_draft else "offers.change.version.explains"
            ),
            has_files=True,
        )
    )
    return forms


def _next_text(row: KeptOffer) -> str:
    """Return the words to change: a draft's own, else those of the next version."""
    if row.status == Status.DRAFT.value:
        return row.text
    newest = versions_of(row)[0].version
    return row.text.replace(f"\nversion = {row.version}\n", f"\nversion = {newest + 1}\n", 1)


def _form(
    visit: Visit,
    row: KeptOffer,
    key: str,
    form: ApproveForm | None = None,
    *,
    is_destructive: bool = False,
) -> PageForm:
    return PageForm(
        reverse(f"offer-{key}", args=[row.pk]),
        visit.say(f"offers.{key}.button"),
        form,
        title=visit.say(f"offers.{key}.title"),
        explains=visit.say(f"offers.{key}.explains"),
        is_destructive=is_destructive,
    )
