"""An announcement as it will be read, with everything that can be done about it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, NotHereError, Page, PageForm
from showfloor.portal.news import publishing
from showfloor.portal.news.desk import kept_one, trail
from showfloor.portal.news.desk_forms import MomentForm, PhotoForm
from showfloor.portal.news.front import body_html
from showfloor.portal.news.models import Announcement, Photo, Status
from showfloor.portal.news.photos import BYTES_AT_MOST, PhotoError
from showfloor.portal.news.shown import (
    WITHOUT_BYTES,
    fragment,
    head,
    here,
    languages_of,
    moment_in_words,
    title_in,
    words_of,
)
from showfloor.portal.people.visit import Visit
from showfloor.present.sections.blocks import Block, Prose
from showfloor.present.tables import Column, Row, Table

AHEAD = (Status.DRAFT, Status.SCHEDULED)


def preview(visit: Visit, key: UUID) -> Page:
    """Return an announcement as it will be read, in each of its languages."""
    return _preview_page(visit, kept_one(key))


def _preview_page(
    visit: Visit,
    found: Announcement,
    *,
    moment_form: MomentForm | None = None,
    photo_form: PhotoForm | None = None,
) -> Page:
    say = visit.say
    status = found.status(timezone.now())
    moment = moment_in_words(visit, found.publish_at) if found.publish_at is not None else ""
    blocks: list[Block] = [Prose(fragment(visit, "edit.html", found=found, status=status.value))]
    rows = []
    for code in languages_of(found):
        words = words_of(found, code)
        rows.append(Row((code, words.title, words.text)))
        html = fragment(visit, "preview.html", words=words, body=body_html(visit, found, words))
        blocks.append(Prose(html))
    columns = [Column(name, say(f"news.column.{name}")) for name in ("language", "title", "text")]
    texts = Table("texts", say("news.column.text"), tuple(columns), tuple(rows))
    blocks.append(Prose(fragment(visit, "end.html"), texts))
    return Page(
        "news-preview",
        say(f"news.status.{status.value}"),
        title_in(visit, found),
        tuple(blocks),
        lead=say(f"news.preview.{status.value}", moment=moment),
        figures={"status": status.value, "revision": found.revision},
        forms=(
            *_moment_forms(visit, found, status, moment_form),
            *_photo_forms(visit, found, status, photo_form),
            *_ending_forms(visit, found, status),
        ),
        trail=trail(visit, None),
        head=head(visit=visit, feeds=False),
    )


def _moment_forms(
    visit: Visit, found: Announcement, status: Status, form: MomentForm | None
) -> tuple[PageForm, ...]:
    if status not in AHEAD:
        return ()
    say = visit.say
    if form is None:
        initial = {"moment": here(found.publish_at)} if found.publish_at is not None else {}
        form = MomentForm(visit, initial=initial)
    return (
        PageForm(
            reverse("news-publish", args=[found.pk]),
            say("news.publish.button"),
            title=say("news.publish.title"),
            explains=say("news.publish.explains"),
        ),
        PageForm(
            reverse("news-schedule", args=[found.pk]),
            say("news.schedule.button"),
            form,
            title=say("news.schedule.title"),
        ),
    )


def _photo_forms(
    visit: Visit, found: Announcement, status: Status, form: PhotoForm | None
) -> tuple[PageForm, ...]:
    if status is Status.WITHDRAWN:
        return ()
    say = visit.say
    photos = list(Photo.objects.filter(announcement_id=found.pk).defer(*WITHOUT_BYTES))
    removals = [
        PageForm(
            reverse("news-photo-remove", args=[photo.pk]),
            say("news.photo.remove", place=number),
            explains=str(photo),
            is_destructive=True,
        )
        for number, photo in enumerate(photos, start=1)
    ]
    adding = PageForm(
        reverse("news-photo-add", args=[found.pk]),
        say("news.photo.add"),
        form or PhotoForm(visit, languages_of(found)),
        title=say("news.photo.title"),
        has_files=True,
    )
    return (adding, *removals)


def _ending_forms(visit: Visit, found: Announcement, status: Status) -> tuple[PageForm, ...]:
    kind = {
        Status.DRAFT: "discard",
        Status.SCHEDULED: "take_back",
        Status.PUBLISHED: "withdraw",
    }.get(status)
    if kind is None:
        return ()
    say = visit.say
    return (
        PageForm(
            reverse(f"news-{kind.replace('_', '-')}", args=[found.pk]),
            say(f"news.{kind}.button"),
            title=say(f"news.{kind}.title"),
            explains=say(f"news.{kind}.explains"),
            is_destructive=True,
        ),
    )


def publish(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Publish now; pressed twice, it was published once."""
    kept_one(key)
    publishing.publish(key, timezone.now())
    return _told(visit, key)


def schedule(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Set the moment of publication."""
    found = kept_one(key)
    form = MomentForm(visit, sent.fields)
    if not form.is_valid():
        return _preview_page(visit, found, moment_form=form)
    publishing.schedule(key, form.cleaned_data["moment"], timezone.now())
    return _told(visit, key)


def take_back(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Make a scheduled announcement a draft again, unless it is going out."""
    kept_one(key)
    publishing.take_back(key, timezone.now())
    return _told(visit, key)


def withdraw(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Withdraw a published announcement."""
    kept_one(key)
    publishing.withdraw(key, timezone.now())
    return _told(visit, key)


def discard(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Remove a draft; pressed twice, it is gone already."""
    if publishing.discard(key):
        return Done(reverse("news-desk"), visit.say("news.discard.done"))
    kept_one(key)
    return _told(visit, key)


def _told(visit: Visit, key: UUID) -> Done:
    """Go on to the preview and say how the announcement stands now, whoever made it so."""
    found = kept_one(key)
    status = found.status(timezone.now())
    moment = moment_in_words(visit, found.publish_at) if found.publish_at is not None else ""
    where = reverse("news-preview", args=[key])
    return Done(where, visit.say(f"news.preview.{status.value}", moment=moment))


def add_photo(visit: Visit, sent: Sent, key: UUID) -> Done | Page:
    """Add a photo, made anew."""
    found = kept_one(key)
    if found.withdrawn_at is not None:
        raise NotHereError
    form = PhotoForm(visit, languages_of(found), sent.fields, sent.files)
    if not form.is_valid():
        return _preview_page(visit, found, photo_form=form)
    upload = form.cleaned_data["photo"]
    try:
        content = upload.read(BYTES_AT_MOST + 1)
        publishing.add_photo(found, content, form.alternative("en"), form.alternative("de"))
    except PhotoError as reason:
        form.add_error("photo", visit.say(str(reason)))
        return _preview_page(visit, found, photo_form=form)
    except publishing.TooManyPhotosError:
        form.add_error("photo", visit.say("news.photo.many", n=publishing.PHOTOS_AT_MOST))
        return _preview_page(visit, found, photo_form=form)
    return Done(reverse("news-preview", args=[key]), visit.say("news.photo.added"))


def remove_photo(visit: Visit, _sent: Sent, key: UUID) -> Done:
    """Remove a photo; pressed twice, it is gone already."""
    found: Photo | None = Photo.objects.filter(pk=key).defer(*WITHOUT_BYTES).first()
    if found is None:
        return Done(reverse("news-desk"), visit.say("news.photo.removed"))
    publishing.remove_photo(key)
    where = reverse("news-preview", args=[found.announcement_id])
    return Done(where, visit.say("news.photo.removed"))
