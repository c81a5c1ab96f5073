"""Two addresses beside pages and actions: a photo, and a page that says a secret once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from showfloor.portal.figures.addresses import ActionView, PageView
from showfloor.portal.figures.answers import as_html, not_here
from showfloor.portal.figures.navigation import visit_in
from showfloor.portal.figures.page import NotHereError, Page
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.models import InstallationPhoto
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening
from showfloor.portal.walls.permissions import Right


@dataclass(frozen=True)
class PhotoView(PageView):
    """Answers a photo of an installation as the JPEG that it was drawn anew as."""

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Answer, or say that there is nothing here."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            found: Any = self.maker(visit, **keys)
        except NotHereError:
            return not_here(request)
        note(visit.reach, str(visit.person), Happening.SAW, request.path, "photo")
        answer = HttpResponse(bytes(found.image), content_type="image/jpeg")
        answer["Cache-Control"] = "private, no-store"
        answer["Content-Disposition"] = 'inline; filename="photo.jpg"'
        answer["Content-Security-Policy"] = "default-src 'none'"
        return answer


def photo_of(_visit: Visit, key: UUID) -> InstallationPhoto:
    """Return a photo that the visitor's reach holds."""
    found: InstallationPhoto | None = InstallationPhoto.objects.filter(pk=key).first()
    if found is None:
        raise NotHereError
    return found


def photo(route: str, *, right: Right, name: str) -> URLPattern:
    """Return the address of photos."""
    maker: Any = photo_of
    return path(route, PhotoView(maker, right, "html"), name=name)


@dataclass(frozen=True)
class SecretView(ActionView):
    """Does what a form asks and answers with the page itself: what it says is said only here."""

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Do it, or say that there is nothing here."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            made: Any = self.doer(visit, request.build_absolute_uri("/"), **keys)
        except NotHereError:
            return not_here(request)
        note(visit.reach, str(visit.person), Happening.CHANGED, request.path)
        return as_html(request, made, visit)


def secret(route: str, doer: Callable[..., Page], *, right: Right, name: str) -> URLPattern:
    """Return the address of an action whose page says a secret; `doer(visit, portal's address)`."""
    return path(route, SecretView(doer, right), name=name)
