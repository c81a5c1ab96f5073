"""The frame around every page: which pages there are for this visitor, and who they are here."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse

from showfloor.portal.figures.page import Link
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Right, Role
from showfloor.portal.words import known_code, language_of
from showfloor.portal.workspace import workspace
from showfloor.present.types import LANGUAGES, LanguageCode

PAGES: tuple[tuple[str, Right], ...] = (
    ("overview", Right.SEE_PROGRAMME),
    ("stores", Right.SEE_STORES),
    ("map", Right.SEE_STORES),
    ("timeline", Right.SEE_PLANS),
    ("plans", Right.SEE_PLANS),
    ("installations", Right.INSTALL),
    ("my-store", Right.SEE_OWN_STORE),
    ("own-sales", Right.SEE_OWN_SALES),
    ("own-areas", Right.SEE_OWN_AREAS),
    ("own-plans", Right.SEE_OWN_PLANS),
    ("own-effects", Right.SEE_OWN_EFFECTS),
    ("own-rank", Right.SEE_OWN_RANK),
    ("own-offers", Right.SEE_OWN_OFFERS),
    ("standing", Right.SEE_STANDING),
    ("measured", Right.SEE_MEASURED),
    ("offers", Right.SEE_APPLYING_OFFERS),
    ("imports", Right.IMPORT),
    ("runs", Right.SEE_RUNS),
    ("jobs", Right.SEE_PROGRAMME),
    ("organisations", Right.MANAGE_PEOPLE),
    ("audit", Right.SEE_AUDIT),
    ("news", Right.READ_NEWS),
    ("brand-areas", Right.READ_NEWS),
    ("current-offers", Right.READ_NEWS),
)
"""Pages of the navigation by their address's name, in order; one that has none yet is left out.

Their words are `figures.nav.<name>`.
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page; says nothing that the visitor may not know."""

    workspace: str
    language: LanguageCode
    languages: tuple[LanguageCode, ...]
    links: tuple[Link, ...]
    who: str
    """Name, organisation and role; empty where nobody has signed in."""
    own_page: str
    """Where the visitor's own account is shown; a reader's is that of their comments."""
    path: str
    notice: str
    """Said on top of every page, for example that all figures are generated; or nothing."""


def frame_of(visit: Visit) -> Frame:
    """Return the frame of a visit."""
    return Frame(
        workspace=workspace().config.name,
        language=visit.language.code,
        languages=LANGUAGES,
        links=tuple(links_of(visit)),
        who=_who(visit),
        own_page=address("account" if visit.may(Right.SEE_OWN_ACCOUNT) else "reader") or "/",
        path=visit.path,
        notice=visit.say("figures.demo") if settings.PORTAL_IS_DEMO else "",
    )


def links_of(visit: Visit) -> list[Link]:
    """Return the pages that there are for a visitor, in order."""
    found = []
    for name, right in PAGES:
        href = address(name) if visit.may(right) else None
        if href is not None:
            here = visit.path == href or (href != "/" and visit.path.startswith(href))
            found.append(Link(visit.say(f"figures.nav.{name}"), href, here))
    return found


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template the frame and the words (a context processor of Django)."""
    visit = visit_in(request)
    return {"frame": frame_of(visit), "say": visit.say}


def visit_in(request: HttpRequest) -> Visit:
    """Return the request's visit; the public's where it failed before one was known."""
    found = getattr(request, "visit", None)
    if isinstance(found, Visit):
        return found
    code = known_code(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    return Visit(language_of(code, workspace().config.currency), path=request.path)


def address(name: str) -> str | None:
    """Return the address of a page without keys, or None where there is no such page."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF)


@functools.cache
def _address(name: str, _addresses: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _who(visit: Visit) -> str:
    if visit.person is None:
        return ""
    words = [str(visit.person)]
    if visit.organisation is not None:
        words.append(visit.organisation.name)
    if visit.role is not Role.PUBLIC:
        words.append(visit.say(f"walls.role.{visit.role.value}"))
    return " · ".join(words)
