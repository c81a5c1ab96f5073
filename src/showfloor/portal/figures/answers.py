"""Answers: a page as HTML, JSON or CSV, and the errors in the same three."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from showfloor.portal.figures.body import body_of
from showfloor.portal.figures.envelope import error_json, page_csv, page_json
from showfloor.portal.figures.navigation import visit_in
from showfloor.portal.figures.page import Page
from showfloor.portal.people.visit import Visit

TABLE = "table"
"""The address's parameter that names the table of a page's CSV."""


def as_html(
    request: HttpRequest, page: Page, visit: Visit, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Return a page as HTML in the portal's frame."""
    context = {
        "page": page,
        "body": body_of(page, visit.language),
        "stem": _stem(request.path),
        "tail": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return _kept_private(render(request, "figures/page.html", context, status=status))


def as_json(request: HttpRequest, page: Page, visit: Visit) -> HttpResponse:
    """Return a page as JSON."""
    document = page_json(page, address=request.path, language=visit.language.code)
    return _kept_private(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def as_csv(_request: HttpRequest, page: Page, visit: Visit) -> HttpResponse:
    """Return one table of a page as CSV, `?table=` names which."""
    name, text = page_csv(page, visit.asked.get(TABLE))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{page.key}-{name}.csv"'
    return _kept_private(answer)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Return the one answer for what does not exist and for what is not the visitor's."""
    return error_answer(request, HTTPStatus.NOT_FOUND, "figures.not_here")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the answer to a request that cannot be understood or is not allowed as it came."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return error_answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "figures.too_much")
    return error_answer(request, HTTPStatus.BAD_REQUEST, "figures.refused")


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Return the answer to a form whose secret is missing or old."""
    return error_answer(request, HTTPStatus.FORBIDDEN, "figures.form_expired")


def broken(request: HttpRequest) -> HttpResponse:
    """Return the answer where something failed inside; it says nothing of what."""
    return error_answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "figures.broken")


def error_answer(request: HttpRequest, status: HTTPStatus, key: str) -> HttpResponse:
    """Return an error in the one shape of all: `key`.title and `key`.advice are its words."""
    visit = visit_in(request)
    title, advice = visit.say(f"{key}.title"), visit.say(f"{key}.advice")
    if request.path.endswith((".json", ".csv")):
        answer: HttpResponse = JsonResponse(error_json(status, title, advice), status=status)
        return _kept_private(answer)
    page = Page("error", visit.say("figures.error"), title, lead=advice)
    context: dict[str, Any] = {
        "page": page,
        "body": "",
        "stem": "",
        "is_error": True,
    }
    return _kept_private(render(request, "figures/page.html", context, status=status))


def _stem(path: str) -> str:
    return path.removesuffix("/") or "/overview"


def _kept_private(answer: HttpResponse) -> HttpResponse:
    """Let no cache between here and the reader keep what one reader may see."""
    answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    return answer
