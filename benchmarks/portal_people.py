"""People of the measured house: accounts with sessions and announcements; prints JSON.

    python benchmarks/portal_people.py WORKSPACE CLIENTS

Runs once `prepare` has made the tables. Everybody has a password that is set to nothing, and comes
in by a session that is written here, as signing in is not what is measured.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import timedelta
from pathlib import Path

from portal_cases import ANNOUNCEMENTS, CASES, SEED

TEXT = (
    "From this spring on store number {number} has an **area of its own** for a brand: to try "
    "things out in peace, with people who know them.\n\n## What changes\n\n- more room to touch "
    "and compare\n- advice without an appointment\n- repairs handed in at the same place\n\n"
    "Which stores have one already says [the list](/brand-areas/)."
)


def main() -> None:
    """Make them, and say the cookie of each session and the stores there are."""
    root, clients = Path(sys.argv[1]), int(sys.argv[2])
    from showfloor.portal.serving import set_up

    set_up(root)
    from showfloor.portal.figures.navigation import address
    from showfloor.portal.walls.reach import WHOLE_HOUSE, within
    from showfloor.portal.workspace import workspace
    from showfloor.workflows.store_pages import store_directory

    with within(WHOLE_HOUSE):
        cookies = _people(clients)
        _announcements()
    directory = store_directory(workspace())
    assert directory is not None
    shops = [store.store_id for store in directory.stores if store.kind != "online"]
    there = [case.name for case in CASES if not case.of or address(case.of)]
    print(json.dumps({"cookies": cookies, "stores": shops, "cases": there, "seed": SEED}))


def _people(clients: int) -> list[str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from showfloor.portal.people.models import Organisation
    from showfloor.portal.people.services import take_in
    from showfloor.portal.walls.permissions import OrganisationKind, Role

    retailer = Organisation.objects.create(
        name="The retailer", kind=OrganisationKind.RETAILER.value, manufacturer_id=""
    )
    cookies = []
    for number in range(clients):
        person = take_in(
            retailer, f"load-{number}@shop.example", f"Load {number}", Role.PARTNER_MANAGER
        )
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        cookies.append(f"showfloor_session={session.session_key}")
    return cookies


def _announcements() -> None:
    from django.utils import timezone

    from showfloor.portal.news.models import Announcement
    from showfloor.portal.news.publishing import Wording, keep_draft
    from showfloor.portal.people.models import Organisation

    retailer, now = Organisation.objects.first(), timezone.now()
    for number in range(ANNOUNCEMENTS):
        title = f"An area opens in store {number}"
        text = TEXT.format(number=number)
        moment = now - timedelta(days=number + 1)
        made = keep_draft(retailer.pk, uuid.uuid4(), Wording(title, text, title, text), moment)
        Announcement.objects.filter(pk=made.pk).update(publish_at=moment)


if __name__ == "__main__":
    main()
