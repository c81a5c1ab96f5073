"""The last step of single sign-on: whom the issuer named is signed in, or all get one refusal."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.urls import path

from showfloor.portal.figures.answers import error_answer, not_here
from showfloor.portal.people.models import Person


def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in whom the issuer named; their own second factor, where set up, is asked for here."""
    if not hasattr(request, "signed_on"):
        return not_here(request)
    found: tuple[Person, str] | None = request.signed_on
    if found is None:
        return error_answer(request, HTTPStatus.FORBIDDEN, "access.sign_on.refused")
    person, to = found
    record_authentication(request, person, method="sign_on", issuer=key)
    answer: HttpResponse = perform_login(request, person, redirect_url=to)
    return answer


def set_out(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  # of the address
    """Say that there is no such issuer: for those that there are, the middleware has answered."""
    return not_here(request)


ADDRESSES = [
    path("<slug:key>/", set_out, name="sign-on"),
    path("<slug:key>/back/", come_back, name="sign-on-back"),
]
