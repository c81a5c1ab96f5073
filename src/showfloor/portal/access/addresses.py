"""The addresses of access: the start, and one's own account."""

from __future__ import annotations

from django.urls import include, path

from showfloor.portal.access.account import account
from showfloor.portal.access.audit_log import audit_log
from showfloor.portal.access.joining import accept_invitation, join
from showfloor.portal.access.organisations import (
    add_organisation,
    end_access,
    organisations,
    people,
    send_invitation_to,
    withdraw_invitation,
)
from showfloor.portal.access.second_factor import passkey
from showfloor.portal.access.sessions import ADDRESSES as SESSIONS
from showfloor.portal.access.sign_on.views import ADDRESSES as SIGN_ON
from showfloor.portal.access.start import language, start
from showfloor.portal.figures.addresses import action, page
from showfloor.portal.walls.permissions import Right

ADDRESSES = [
    path("", start, name="start"),
    path("language/<str:code>/", language, name="language"),
    *page("account/me/", account, right=Right.SEE_OWN_ACCOUNT, name="account"),
    path("account/sign-out-elsewhere/", include(SESSIONS)),
    path("account/sign-on/", include(SIGN_ON)),
    path("account/passkey/", include([path("", passkey, name="passkey")])),
    *page("organisations/", organisations, right=Right.MANAGE_PEOPLE, name="organisations"),
    action(
        "organisations/add/", add_organisation, right=Right.MANAGE_PEOPLE, name="add-organisation"
    ),
    *page("organisations/<uuid:key>/", people, right=Right.MANAGE_OWN_PEOPLE, name="people"),
    action(
        "organisations/<uuid:key>/invite/",
        send_invitation_to,
        right=Right.MANAGE_OWN_PEOPLE,
        name="invite",
    ),
    action(
        "organisations/<uuid:key>/people/<uuid:membership>/end/",
        end_access,
        right=Right.MANAGE_OWN_PEOPLE,
        name="end-membership",
    ),
    action(
        "organisations/<uuid:key>/invitations/<uuid:invitation>/withdraw/",
        withdraw_invitation,
        right=Right.MANAGE_OWN_PEOPLE,
        name="withdraw-invitation",
    ),
    *page("audit/", audit_log, right=Right.SEE_AUDIT, name="audit"),
    *page("join/<str:secret>/", join, right=Right.READ_NEWS, name="join"),
    action(
        "join/<str:secret>/accept/",
        accept_invitation,
        right=Right.READ_NEWS,
        name="accept-invitation",
    ),
]
