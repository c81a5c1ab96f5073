"""Two kinds of address beside pages and actions: files with safe heads, and what needs the request.

Both name the right that they need, like pages and actions, and both answer what is not the
visitor's as what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.http import parse_etags

from showfloor.portal.figures.addresses import ActionView, PageView, Sent
from showfloor.portal.figures.answers import as_html, not_here
from showfloor.portal.figures.navigation import visit_in
from showfloor.portal.figures.page import Done, NotHereError, Page
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening
from showfloor.portal.walls.permissions import Right


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is answered. etag: quoted, changes with the content."""

    content: bytes
    media_type: str
    etag: str
    cache: str = "private, no-store"
    heads: Mapping[str, str] = field(default_factory=dict)


FileMaker = Callable[..., File]
RequestDoer = Callable[..., Done | Page | HttpResponse]


@dataclass(frozen=True)
class FileView(PageView):
    """Answers a file that a function makes from the visit, the portal's address and the keys."""

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Answer, say that nothing has changed, or that there is nothing here."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            made: Any = self.maker(visit, request.build_absolute_uri("/"), **keys)
        except NotHereError:
            return not_here(request)
        file: File = made
        asked = parse_etags(request.headers.get("If-None-Match", ""))
        answer = (
            HttpResponseNotModified()
            if file.etag in asked or "*" in asked
            else HttpResponse(file.content, content_type=file.media_type)
        )
        answer["ETag"] = file.etag
        answer["Cache-Control"] = file.cache
        for name, value in file.heads.items():
            answer[name] = value
        return answer


@dataclass(frozen=True)
class RequestAction(ActionView):
    """An action that must know the request, as it signs somebody in or out, or sends a link."""

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Do it, or say that there is nothing here."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            made: Any = self.doer(request, visit, Sent(request.POST, request.FILES), **keys)
        except NotHereError:
            return not_here(request)
        if isinstance(made, Page):
            return as_html(request, made, visit, status=422)
        note(visit.reach, str(visit.person), Happening.CHANGED, request.path)
        if isinstance(made, Done):
            if made.said:
                messages.success(request, made.said)
            return HttpResponseRedirect(made.href, status=303)
        answer: HttpResponse = made
        return answer


def file(route: str, maker: FileMaker, *, right: Right, name: str) -> URLPattern:
    """Return the address of a file."""
    found: Any = maker
    return path(route, FileView(found, right, "html"), name=name)


def request_action(route: str, doer: RequestDoer, *, right: Right, name: str) -> URLPattern:
    """Return the address of an action that is given the request."""
    found: Any = doer
    return path(route, RequestAction(found, right), name=name)
