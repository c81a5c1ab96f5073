"""The start: everybody goes on to their first page; and the choice of the language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from showfloor.portal.figures.answers import not_here
from showfloor.portal.figures.navigation import links_of, visit_in


def start(request: HttpRequest) -> HttpResponse:
    """Go on to the visitor's first page, to their account, or to where one signs in."""
    if request.method not in {"GET", "HEAD"}:
        return not_here(request)
    visit = visit_in(request)
    links = links_of(visit)
    if links:
        return HttpResponseRedirect(links[0].href)
    return HttpResponseRedirect(reverse("account_login" if visit.person is None else "account"))


def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language in its cookie and go back; a plain link, so that no session is needed."""
    if request.method not in {"GET", "HEAD"} or code not in dict(settings.LANGUAGES):
        return not_here(request)
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = HttpResponseRedirect(back)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return answer
