"""The demonstration: a generated network's workspace, and one login a role with passwords shown."""

from __future__ import annotations

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from showfloor.portal.serving import prepare, set_up
from showfloor.storage.programme_file import read_programme
from showfloor.workflows.demo import run_loop
from showfloor.workflows.learning import PROGRAMME_FILE

if TYPE_CHECKING:
    from showfloor.portal.people.models import Organisation

EXAMPLE = "o2-xiaomi"
WEEKS_IN = 6
"""How far into its programme the demonstration stands."""
LOGINS = (
    ("retailer", "partner_manager", "partners@shop.example", "Petra Paul"),
    ("retailer", "rollout_manager", "rollout@shop.example", "Rolf Reuter"),
    ("retailer", "store_staff", "store@shop.example", "Stefan Stein"),
    ("retailer", "auditor", "audit@shop.example", "Ada Arndt"),
    ("xiaomi", "account_manager", "account@xiaomi.example", "Mei Lin"),
    ("xiaomi-shops", "own_retail", "shops@xiaomi.example", "Otto Olsen"),
    ("rival", "account_manager", "account@rival.example", "Ria Roth"),
)
"""Organisation, role, address and name of each login; all made up."""


def make_demo(root: Path) -> None:
    """Make the demonstration's workspace, with a pilot that is measured and a plan."""
    run_loop(root, EXAMPLE, pilot=True)


def open_demo(root: Path) -> None:
    """Let Django know the demonstration on its day, make its people, and print the logins."""
    start = read_programme(root / PROGRAMME_FILE).start
    day = start + timedelta(weeks=WEEKS_IN)
    os.environ["SHOWFLOOR_PORTAL_DEMO"] = "1"
    os.environ["SHOWFLOOR_PORTAL_TODAY"] = day.isoformat()
    set_up(root)
    prepare()
    width = max(len(address) for _, _, address, _ in LOGINS)
    print("\nOne login a role; the passwords hold until the next start:")  # noqa: T201
    for role, address, password in make_people():
        print(f"  {role:16} {address:{width}}  {password}")  # noqa: T201
    sys.stdout.flush()


def make_people() -> list[tuple[str, str, str]]:
    """Make the demonstration's organisations and people; return role, address and password."""
    from showfloor.portal.clock import today
    from showfloor.portal.news.examples import make_examples
    from showfloor.portal.offers.examples import make_examples as make_offers
    from showfloor.portal.people.models import Person
    from showfloor.portal.people.services import take_in
    from showfloor.portal.rollout.examples import make_examples as make_rollout
    from showfloor.portal.walls.permissions import Role
    from showfloor.portal.walls.reach import WHOLE_HOUSE, within

    shop, rival = _found_in_the_ledger()
    shown = []
    with within(WHOLE_HOUSE):
        organisations = _organisations(rival)
        for house, role, address, name in LOGINS:
            password = secrets.token_urlsafe(12)
            person = Person.objects.filter(email=address).first()
            if person is None:
                store_id = shop if role == Role.STORE_STAFF else ""
                person = take_in(organisations[house], address, name, Role(role), store_id)
            person.set_password(password)
            person.save()
            shown.append((role, address, password))
        make_examples(organisations["retailer"], today())
        manager = Person.objects.get(email=LOGINS[0][2])
        make_rollout(organisations["retailer"], manager, today())
        proposes = Person.objects.get(email=LOGINS[4][2])
        make_offers(organisations["retailer"], manager, proposes, today())
    return shown


def _found_in_the_ledger() -> tuple[str, str]:
    """Return a store, and a manufacturer beside the programme's that sells in it."""
    from showfloor.portal.workspace import workspace
    from showfloor.workflows.store_pages import months_of_store, store_directory

    directory = store_directory(workspace())
    shop = directory.stores[0].store_id if directory and directory.stores else ""
    makers = sorted({month.manufacturer_id for month in months_of_store(workspace(), shop)})
    others = [maker for maker in makers if maker not in {"xiaomi", "(unknown)"}]
    return shop, others[0] if others else "rival"


def _organisations(rival: str) -> dict[str, Organisation]:
    """Return the demonstration's organisations by their short names, made where missing."""
    from showfloor.portal.people.models import Organisation
    from showfloor.portal.walls.permissions import OrganisationKind

    wanted = (
        ("retailer", "The retailer", OrganisationKind.RETAILER, ""),
        ("xiaomi", "Xiaomi", OrganisationKind.MANUFACTURER, "xiaomi"),
        ("xiaomi-shops", "Xiaomi's own shops", OrganisationKind.OWN_RETAIL, "xiaomi"),
        ("rival", "A rival", OrganisationKind.MANUFACTURER, rival),
    )
    return {
        short: Organisation.objects.get_or_create(
            kind=kind.value, manufacturer_id=maker, defaults={"name": name}
        )[0]
        for short, name, kind, maker in wanted
    }
