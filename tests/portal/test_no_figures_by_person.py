"""No figures by person: no page tells what one employee has sold or done, in whatever format.

Two proofs. The ledger has no column in which a sale could name a person. And where a page names
one of the retailer's people, it is in a column of this list, which says who decided or sent
something, beside no figure of sales or work, and on no page of anybody outside of the house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import models
from django.test import Client

from showfloor.portal.people.models import Membership, Person
from showfloor.portal.rollout.models import Installation
from showfloor.portal.rollout.who import Who
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.walls.walled import walled_models
from showfloor.portal.work.models import Job
from showfloor.storage.tables import LEDGER_TABLES

from . import test_canaries
from .offers.conftest import OFFER
from .rollout.conftest import approved, made_plans, own_plans, plans
from .sending import send

__all__ = ["approved", "made_plans", "own_plans", "plans"]
MARK = "erika-employee-{}"
"""The name that is looked for, of each organisation's people."""
NAMED = re.compile("erika-employee")
HOUSE = ("partner_manager", "rollout_manager", "store_staff", "auditor")
ROLES = (*HOUSE, "account_manager", "own_retail", "rival", None)
PEOPLE_IN_COLUMNS = re.compile(
    r"person|employee|seller|cashier|clerk|staff|user|served|worker|login|badge|_by$|till_id"
)
STAFF = {("stores", "staff")}
"""How many work in a store: for leaving small ones out, never shown."""
NAMING = re.compile(r"person|_by|reader|user|author|name|who|email")
OF_PEOPLE = {
    "imports.Delivery": {"person_name"},
    "offers.KeptOffer": {"approved_by_name", "floor_approved_by"},
    "offers.OfferEvent": {"by_name"},
    "offers.OwnOffer": {"proposed_by_name"},
    "offers.Statement": {"settled_by_name"},
    "people.Invitation": {"email"},
    "rollout.Approval": {"approved_by_name"},
    "rollout.DeclinedPlan": {"declined_by_name"},
    "rollout.InstallationEvent": {"by_name"},
    "walls.AuditEntry": {"person_name"},
    "work.Job": {"person_name", "stopped_by"},
}
"""Fields of text in which a row names somebody of an organisation."""
OF_NOBODY = {
    ("news.Comment", "name"),  # what a reader wants to be called; readers are no employees
    ("offers.KeptOffer", "name"),
    ("offers.OwnOffer", "name"),
    ("offers.PublicOffer", "name"),
    ("offers.Statement", "source_name"),
    ("people.Organisation", "name"),
    ("rollout.Installation", "store_name"),
    ("rollout.OpenArea", "store_name"),
    ("rollout.ReleasedArea", "store_name"),
}
"""Fields of text whose name sounds as if they named somebody, and do not."""
ALLOWED = {
    "account": {"title"},  # one's own name
    "audit": {"audit.person"},
    "import": set(),
    "imports": {"deliveries.by"},
    "installation": {"history.by"},
    "job": set(),
    "jobs": {"jobs.by"},
    "offer": {"history.by"},
    "people": {"people.name", "invitations.address"},
    "plan": set(),
    "plans": {"title"},  # who approved the plan that holds
}
"""Pages that say who sent, asked, decided or saw, and their columns, beside the page's words."""
ONLY_IN_THE_LOG = {"audit"}
"""What is the auditor's alone."""


def test_no_column_of_the_ledger_can_name_who_sold() -> None:
    found = {
        (table.name, column.name)
        for table in LEDGER_TABLES.values()
        for column in table.columns
        if PEOPLE_IN_COLUMNS.search(column.name)
    }
    assert found <= STAFF
    assert {column.name for column in LEDGER_TABLES["sales"].columns} == {
        "source",
        "date",
        "store_id",
        "product_id",
        "line_no",
        "units",
        "revenue",
        "line_type",
        "sale_type",
        "discount",
        "lines",
    }, "whoever adds a column to sales says here that it names nobody"


def test_every_field_that_could_name_somebody_is_known_to_this_test() -> None:
    unknown = {
        (model._meta.label, field.name)
        for model in walled_models()
        for field in model._meta.concrete_fields
        if NAMING.search(field.name) and isinstance(field, models.CharField | models.TextField)
    }
    named = {(label, field) for label, fields in OF_PEOPLE.items() for field in fields}
    assert unknown <= named | OF_NOBODY


@pytest.fixture
def who(house: Any) -> Who:
    """Who decides: the retailer's partner manager, under the name that is looked for."""
    person = house.people["partner_manager"]
    return Who(house.organisations["retailer"].pk, person.pk, MARK.format("retailer"))


@pytest.fixture
def everywhere(
    house: Any,
    own_plans: Any,
    approved: Any,
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """Name an employee wherever a row can; return the pages, as JSON, on which it could show."""
    for label, fields in OF_PEOPLE.items():
        values = {one: f"{MARK}@x.example" if one == "email" else MARK for one in fields}
        if label == "people.Invitation":
            values["role"] = "auditor"
        held = test_canaries.MADE_BY_HAND.get(label.lower(), {})
        monkeypatch.setitem(test_canaries.MADE_BY_HAND, label.lower(), {**held, **values})
    offers = {one._meta.label_lower for one in walled_models() if one._meta.app_label == "offers"}
    monkeypatch.setattr(test_canaries, "LEFT_OUT", test_canaries.LEFT_OUT | offers)
    with within(WHOLE_HOUSE):
        for organisation, short in ((one, s) for s, one in house.organisations.items()):
            members = Membership.objects.filter(organisation=organisation)
            people = Person.objects.filter(pk__in=[one.person_id for one in members])
            people.update(name=MARK.format(short))
    kept = _done_by_name(sign_in("partner_manager"))
    keys = test_canaries.plant(house)
    with within(WHOLE_HOUSE):
        kept += [f"/work/{one.pk}.json" for one in Job.objects.exclude(kind__contains="canary")]
    runs = own_plans.first, own_plans.second
    kept += [f"/{kind}/{run}.json" for kind in ("plans", "runs") for run in runs]
    kept.append(f"/plans/{runs[0]}/against/{runs[1]}.json")
    every = [one for own in ("", "bolt") for one in test_canaries.paths(keys, own)]
    return [*dict.fromkeys([*(one for one in every if one.endswith(".json")), *kept])]


def _done_by_name(client: Client) -> list[str]:
    """Do what leaves a name behind; return the pages of what was done."""
    with within(WHOLE_HOUSE):
        one = Installation.objects.get(store_id="essen")
    where = f"/installations/{one.pk}/"
    client.post(f"{where}mark/started/", {"seen": str(one.revision)})
    client.post(f"{where}comment/", {"text": "It began."})
    client.post("/runs/plan/", {"seed": "1", "seconds": "5"})
    sent = (
        send(client, ("stores.csv", b"store_id,name\nessen,Essen\n")),
        client.post("/offers/send/", {"text": OFFER}),
    )
    assert [one.status_code for one in sent] == [303, 303]
    return [f"{one.rstrip('/')}.json" for one in (where, *(one["Location"] for one in sent))]


def _named(document: Any) -> Iterator[tuple[str, bool]]:
    """Yield table and column of each name, and whether a number stands beside it in its row."""
    for name, table in document["tables"].items():
        for row in table["rows"]:
            cells = [cell for cell in row.values() if not isinstance(cell, bool)]
            has_number = any(isinstance(cell, int | float) for cell in cells)
            for column, cell in row.items():
                if isinstance(cell, str) and NAMED.search(cell):
                    yield f"{name}.{column}", has_number
    for part in ("title", "lead", "source", "figures", "question"):
        if NAMED.search(str(document[part])):
            yield part, part == "figures"


def test_a_name_beside_a_number_is_found() -> None:
    plain = dict.fromkeys(("title", "lead", "source", "figures", "question"), "")
    rows = [{"store": "koeln", "by": MARK, "sold": 3}, {"store": MARK, "sold": None}]
    found = list(_named({**plain, "title": MARK, "tables": {"sales": {"rows": rows}}}))
    assert found == [("sales.by", True), ("sales.store", False), ("title", False)]


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_name_stands_in_known_columns_beside_no_figure(
    everywhere: list[str], sign_in: Callable[..., Client], role: str | None
) -> None:
    client = sign_in(role)
    client.raise_request_exception = False  # that no page fails is for the test of canaries
    seen: dict[str, set[str]] = {}
    for where in everywhere:
        answer = client.get(where)
        if answer.status_code != 200:
            continue
        page = answer.json()
        text = client.get(where.removesuffix(".json") + "/").content.decode()
        if NAMED.search(text.split("<main", 1)[-1]):
            seen.setdefault(page["page"], set())
        for column, has_number in _named(page):
            assert not has_number, f"{where}: a name stands beside a figure in {column}"
            seen.setdefault(page["page"], set()).add(column)
        if role not in HOUSE:
            assert MARK.format("retailer") not in text, f"{where} names somebody of the house"
    assert set(seen) <= set(ALLOWED)
    strange = {page: found - ALLOWED[page] for page, found in seen.items()}
    assert not any(strange.values()), strange
    assert role == "auditor" or not ONLY_IN_THE_LOG & set(seen)
    if role == "partner_manager":
        assert set(seen) == set(ALLOWED) - ONLY_IN_THE_LOG, "each of these pages was looked at"
