"""The addresses of access: the start, and one's own account."""

from __future__ import annotations

from django.urls import path

from showfloor.portal.access.account import account
from showfloor.portal.access.start import language, start
from showfloor.portal.figures.addresses import page
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    path("", start, name="start"),
    path("language/<str:code>/", language, name="language"),
    *page("account/me/", account, right=Right.SEE_OWN_ACCOUNT, name="account"),
]
