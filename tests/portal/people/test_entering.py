"""Entering: who asks is found in the transaction that answers, and a failure leaves nothing."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import clear_url_caches, get_resolver, path

from showfloor.portal.people.models import Organisation
from showfloor.portal.walls.reach import WHOLE_HOUSE, Kind, Reach, steps, within


def _writes_and_fails(_request: HttpRequest, kind: str) -> HttpResponse:
    Organisation.objects.create(name="half", kind="manufacturer", manufacturer_id="half")
    raise {"missing": Http404, "broken": ValueError}[kind]


@pytest.fixture
def failing() -> Iterator[None]:
    """Give the portal addresses that write a row and then fail."""
    module = types.ModuleType("failing_addresses")
    module.urlpatterns = [
        *get_resolver().url_patterns,
        path("fails/<str:kind>/", _writes_and_fails),
    ]  # type: ignore[attr-defined]
    sys.modules["failing_addresses"] = module
    with override_settings(ROOT_URLCONF="failing_addresses"):
        clear_url_caches()
        yield
    clear_url_caches()
    del sys.modules["failing_addresses"]


@pytest.mark.parametrize(("kind", "status"), [("missing", 404), ("broken", 500)])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.usefixtures("failing")
def test_what_a_failed_answer_wrote_is_taken_back(
    house: Any, sign_in: Any, kind: str, status: int, method: str
) -> None:
    client: Client = sign_in("partner_manager")
    client.raise_request_exception = False
    assert client.get("/overview/").status_code == 200
    assert getattr(client, method)(f"/fails/{kind}/").status_code == status
    with within(WHOLE_HOUSE):
        assert not Organisation.objects.filter(name="half").exists()
    assert client.get("/overview/").status_code == 200


def test_a_page_opens_one_transaction(sign_in: Any) -> None:
    client: Client = sign_in("partner_manager")
    client.get("/overview/")
    connection = connections["default"]
    connection.force_debug_cursor = True
    try:
        connection.queries_log.clear()
        client.get("/overview/")
        said = [str(query["sql"]) for query in connection.queries]
    finally:
        connection.force_debug_cursor = False
    assert sum(sql.startswith("BEGIN") for sql in said) == 1
    assert sum(sql.startswith("COMMIT") for sql in said) == 1
    assert not any(sql.startswith("SAVEPOINT") for sql in said)


def test_steps_see_one_after_another_and_never_at_once(house: Any) -> None:
    seen = []
    with steps() as step:
        for name in ("acme", "bolt"):
            with step(Reach(Kind.PARTNER, house.organisations[name].pk)):
                seen.append(str(Organisation.objects.get()))
                with pytest.raises(RuntimeError, match="sees as"):
                    step(WHOLE_HOUSE).__enter__()
    assert seen == ["Acme canary-acme", "Bolt canary-bolt"]
