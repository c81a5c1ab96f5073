"""The second factor: what apps and keys are told of this portal, and the passkey's page."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from showfloor.portal.figures.answers import not_here
from showfloor.portal.workspace import workspace


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth states no types
    """allauth's rules of the second factor, under the workspace's name."""

    def get_totp_issuer(self) -> str:
        """Return what an app shows over its code."""
        return workspace().config.name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whose keys these are: the host's, so that no other site can ask for them."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": workspace().config.name}


def passkey(request: HttpRequest) -> HttpResponse:
    """Return the page that asks for a passkey, which stands for address, password and factor."""
    if request.method not in {"GET", "HEAD"}:
        return not_here(request)
    answer = render(request, "access/passkey.html")
    answer["Cache-Control"] = "private, no-store"
    return answer
