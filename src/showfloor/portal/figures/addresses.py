"""Registering addresses: each names the right that it needs; a page has three of them.

    urlpatterns = [
        *page("stores/", stores, right=Right.SEE_STORES, name="stores"),
        *page("stores/<path:store_id>/", one_store, right=Right.SEE_STORES, name="store"),
        action("plans/<uuid:key>/approve/", approve, right=Right.APPROVE_PLANS, name="approve"),
    ]

`stores` takes the visit and the address's keys and returns a Page: `/stores/` shows it,
`/stores.json` and `/stores.csv` give its figures. `approve` takes the visit, what was sent and the
keys; it returns Done or, where something is wrong, the Page that says so. Both raise NotHereError
for what is not the visitor's.

A page that is made of the workspace alone may be kept while what it is made of stays the same:
`keeps=` names what says so (see `figures.keeping`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from showfloor.portal.figures.answers import as_csv, as_html, as_json, not_here
from showfloor.portal.figures.keeping import kept_page
from showfloor.portal.figures.navigation import visit_in
from showfloor.portal.figures.page import Done, NotHereError, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening
from showfloor.portal.walls.permissions import Right

PageMaker = Callable[..., Page]
State = Callable[[], Hashable]
Doer = Callable[..., Done | Page]
Format = Literal["html", "json", "csv"]
Answers = Callable[[HttpRequest, Page, Visit], HttpResponse]
READ = ("GET", "HEAD")
FORMATS: Mapping[Format, Answers] = {"html": as_html, "json": as_json, "csv": as_csv}
SUFFIXES: Mapping[Format, str] = {"html": "/", "json": ".json", "csv": ".csv"}
FOLLOWED = "showfloor_followed"
"""Session key of the work in progress that was shown."""
MOST_FOLLOWED = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent: fields and files, as Django's forms take them."""

    fields: Any
    files: Any


@dataclass(frozen=True)
class PageView:
    """Answers one format of a page; its right and methods are there for tests to enumerate.

    keeps: says from what the page's figures follow, where it may be kept as HTML; None: made anew
    each time, as JSON and CSV always are.
    """

    maker: PageMaker
    right: Right
    format: Format
    methods: tuple[str, ...] = READ
    keeps: State | None = None

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Answer, or say that there is nothing here: no such right, thing or method."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            page = self._page(visit, keys)
            answer = FORMATS[self.format](request, page, visit)
        except NotHereError:
            return not_here(request)
        happening = Happening.SAW if self.format == "html" else Happening.EXPORTED
        if not followed_before(request, page.follows, happening):
            note(visit.reach, str(visit.person), happening, request.get_full_path(), page.key)
        return answer

    def _page(self, visit: Visit, keys: Mapping[str, Any]) -> Page:
        if self.keeps is None:
            return self.maker(visit, **keys)
        return kept_page(self.maker, visit, keys, self.keeps)


def followed_before(request: HttpRequest, follows: str, happening: Happening) -> bool:
    """Say whether this session was shown the same work in progress before, and remember it.

    A page in progress asks again every second or two; that is one seeing, not a thousand.
    """
    if not follows:
        return False
    mark = f"{happening.value} {request.path} {follows}"
    seen: list[str] = request.session.get(FOLLOWED, [])
    if mark in seen:
        return True
    request.session[FOLLOWED] = [*seen[1 - MOST_FOLLOWED :], mark]
    return False


@dataclass(frozen=True)
class ActionView:
    """Does what a form asks and goes on to another page, or shows what was wrong."""

    doer: Doer
    right: Right
    methods: tuple[str, ...] = ("POST",)

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Do it, or say that there is nothing here."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            answer = self.doer(visit, Sent(request.POST, request.FILES), **keys)
        except NotHereError:
            return not_here(request)
        if isinstance(answer, Page):
            return as_html(request, answer, visit, status=422)
        note(visit.reach, str(visit.person), Happening.CHANGED, request.path)
        if answer.said:
            messages.success(request, answer.said)
        return HttpResponseRedirect(answer.href, status=303)


def page(
    route: str, maker: PageMaker, *, right: Right, name: str, keeps: State | None = None
) -> list[URLPattern]:
    """Return the three addresses of a page: `name`, `name.json` and `name.csv`.

    route: ends in a slash; the front page's is "", and its figures lie at overview.json and .csv.
    """
    stem = route.removesuffix("/") or "overview"
    found = []
    for form in FORMATS:
        where = route if form == "html" else f"{stem}{SUFFIXES[form]}"
        called = name if form == "html" else f"{name}.{form}"
        view = PageView(maker, right, form, keeps=keeps if form == "html" else None)
        found.append(path(where, view, name=called))
    return found


def action(route: str, doer: Doer, *, right: Right, name: str) -> URLPattern:
    """Return the address of an action, which answers to POST alone."""
    return path(route, ActionView(doer, right), name=name)
