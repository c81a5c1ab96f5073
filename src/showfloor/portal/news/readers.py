"""Readers: signing up by a letter, what is stored of them, and leaving with everything."""

from __future__ import annotations

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.news import letters
from showfloor.portal.news.commenting import HeldElsewhereError, leave, remove_own
from showfloor.portal.news.models import Comment, CommentState
from showfloor.portal.news.reader_forms import AddressForm, RemoveForm
from showfloor.portal.news.shown import day_of, head, title_in
from showfloor.portal.people.models import Person
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.reach import HOUSE_DATABASE
from showfloor.present.sections.blocks import (
    Block,
    Definition,
    Definitions,
    Heading,
    Paragraph,
)
from showfloor.present.tables import Column, Row, Table

NOTICE = ("address", "comments", "letters", "session", "visits", "staff", "leave", "rights")
"""What the notice says, by the ends of its words' keys."""


def sign_up(visit: Visit) -> Page:
    """Return the page on which readers state their address."""
    form = AddressForm(visit, initial={"next": _within(visit.asked.get("next", ""))})
    return _sign_up_page(visit, form)


def _sign_up_page(visit: Visit, form: AddressForm) -> Page:
    say = visit.say
    return Page(
        "reader-sign-up",
        say("news.sign_up.question"),
        say("news.sign_up.title"),
        (Paragraph(say("news.sign_up.member"), quiet=True),),
        lead=say("news.sign_up.lead"),
        forms=(
            PageForm(
                reverse("reader-sign-up-send"), say("news.sign_up.send"), form, place="before"
            ),
        ),
        trail=(_to_news(visit),),
        head=head(visit=visit, feeds=False),
    )


def send_letter(request: HttpRequest, visit: Visit, sent: Sent) -> Done | Page:
    """Send the letter; what the page says is the same whether the address is known or not."""
    form = AddressForm(visit, sent.fields)
    if not form.is_valid():
        return _sign_up_page(visit, form)
    address, say = form.cleaned_data["address"], visit.say
    house = request.build_absolute_uri("/")
    if letters.has_password(address):
        where, kind = request.build_absolute_uri(reverse("account_login")), "member"
    else:
        secret = letters.proof_for(address, _within(form.cleaned_data["next"]))
        where = request.build_absolute_uri(reverse("reader-enter", args=[secret]))
        kind = "reader"
    subject = say("news.letter.subject", house=house)
    try:
        text = say(f"news.letter.{kind}", house=house, link=where)
        letters.send(address, subject, text, timezone.now())
    except letters.LetterError as reason:
        form.add_error(None, say(str(reason)))
        return _sign_up_page(visit, form)
    return Done(reverse("reader-sign-up"), say("news.letter.sent", address=address))


def enter(visit: Visit, secret: str) -> Page:
    """Return the page of a letter's link; it changes nothing until its button is pressed."""
    proof = letters.proof_in(secret, timezone.now())
    say = visit.say
    if proof is None:
        return _link_is_over(visit)
    return Page(
        "reader-enter",
        say("news.sign_up.question"),
        say("news.enter.title"),
        lead=say("news.enter.lead", address=proof.address),
        forms=(PageForm(reverse("reader-enter-now", args=[secret]), say("news.enter.button")),),
        trail=(_to_news(visit),),
        head=head(visit=visit, feeds=False),
    )


def _link_is_over(visit: Visit) -> Page:
    say = visit.say
    return Page(
        "reader-enter",
        say("news.sign_up.question"),
        say("news.enter.over"),
        lead=say("news.enter.over.lead"),
        forms=(
            PageForm(
                reverse("reader-sign-up-send"),
                say("news.sign_up.send"),
                AddressForm(visit),
            ),
        ),
        trail=(_to_news(visit),),
        head=head(visit=visit, feeds=False),
    )


def enter_now(request: HttpRequest, visit: Visit, _sent: Sent, secret: str) -> Page | HttpResponse:
    """Sign the reader in, with a second factor where the account has one."""
    proof = letters.proof_in(secret, timezone.now())
    if proof is None:
        return _link_is_over(visit)
    person = proof.person or _new_reader(proof.address)
    back = _within(proof.back) or reverse("reader")
    answer: HttpResponse = perform_login(request, person, redirect_url=back)
    return answer


def _new_reader(address: str) -> Person:
    """Make the account of a proved address; of two at once, the one that was first is meant."""
    try:
        with transaction.atomic(using=HOUSE_DATABASE):
            person = Person.objects.create_user(address)
            EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    except IntegrityError:
        return Person.objects.get(email=address)
    return person


def reader(visit: Visit) -> Page:
    """Return everything that is stored of a reader, and the way to remove it."""
    say, person = visit.say, visit.person
    if person is None:
        return _sign_up_page(visit, AddressForm(visit, initial={"next": reverse("reader")}))
    comments = list(Comment.objects.filter(reader_id=person.pk).select_related("announcement"))
    facts = (
        Definition("address", say("news.address"), person.email),
        Definition("since", say("news.reader.since"), visit.language.day(day_of(person.joined_at))),
    )
    blocks: list[Block] = [Definitions(facts), Heading(say("news.reader.comments"))]
    blocks.append(_own_comments(visit, comments))
    return Page(
        "reader",
        say("news.reader.question"),
        say("news.reader.title", n=len(comments)),
        tuple(blocks),
        figures={"comments": len(comments)},
        forms=(
            *((_remove_form(visit, comments),) if comments else ()),
            *((_leave_form(visit),) if visit.membership is None else ()),
        ),
        trail=(_to_news(visit),),
        head=head(visit=visit, feeds=False),
    )


def _remove_form(visit: Visit, comments: list[Comment]) -> PageForm:
    return PageForm(
        reverse("reader-remove"),
        visit.say("news.remove.button"),
        RemoveForm(visit, comments),
        title=visit.say("news.remove.title"),
        explains=visit.say("news.remove.explains"),
        is_destructive=True,
    )


def remove_comment(visit: Visit, sent: Sent) -> Done:
    """Remove one of the reader's own comments; sent again, it is gone already."""
    if visit.person is None:
        raise NotHereError
    own = list(Comment.objects.filter(reader_id=visit.person.pk))
    form = RemoveForm(visit, own, sent.fields)
    if form.is_valid():
        remove_own(UUID(form.cleaned_data["comment"]), visit.person)
    return Done(reverse("reader"), visit.say("news.remove.done"))


def _leave_form(visit: Visit) -> PageForm:
    return PageForm(
        reverse("reader-leave"),
        visit.say("news.leave.button"),
        title=visit.say("news.leave.title"),
        explains=visit.say("news.leave.explains"),
        is_destructive=True,
    )


def _own_comments(visit: Visit, comments: list[Comment]) -> Table:
    say = visit.say
    columns = ("date", "announcement", "name", "text", "state")
    rows = tuple(
        Row(
            (
                day_of(one.made_at),
                title_in(visit, one.announcement),
                one.name,
                one.text,
                say(f"news.state.{one.state}"),
            ),
            href=_where(one),
        )
        for one in comments
    )
    return Table(
        "comments",
        say("news.reader.caption" if rows else "news.reader.none"),
        tuple(Column(key, say(f"news.column.{key}"), wide=key == "text") for key in columns),
        rows,
    )


def _where(comment: Comment) -> str:
    """Return where a comment can be read by all; nothing where it cannot."""
    if comment.state != CommentState.SHOWN.value:
        return ""
    return reverse("announcement", args=[comment.announcement_id])


def leave_now(request: HttpRequest, visit: Visit, _sent: Sent) -> Done | Page:
    """Remove the reader with everything; sent again, there is nothing left to remove."""
    if visit.person is None:
        return Done(reverse("news"), visit.say("news.leave.gone"))
    if visit.membership is not None:
        return Done(reverse("reader"), visit.say("news.leave.elsewhere"))
    try:
        leave(visit.person)
    except HeldElsewhereError:
        return Done(reverse("reader"), visit.say("news.leave.elsewhere"))
    logout(request)
    return Done(reverse("news"), visit.say("news.leave.gone"))


def stored(visit: Visit) -> Page:
    """Return what the portal stores of readers and of those who publish, and for how long."""
    say = visit.say
    blocks: list[Block] = []
    for end in NOTICE:
        blocks += [Heading(say(f"news.stored.{end}")), Paragraph(say(f"news.stored.{end}.text"))]
    return Page(
        "news-stored",
        say("news.stored.question"),
        say("news.stored.title"),
        tuple(blocks),
        trail=(_to_news(visit),),
        head=head(visit=visit, feeds=False),
    )


def _within(address: str) -> str:
    """Return an address of the portal's own to come back to, or nothing."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts=None
    )
    return address if is_ours else ""


def _to_news(visit: Visit) -> Link:
    return Link(visit.say("figures.nav.news"), reverse("news"))
