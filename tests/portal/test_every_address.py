"""Every address of the portal, by every role and method: what is not theirs is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from showfloor.portal.figures.addresses import ActionView, PageView
from showfloor.portal.walls.permissions import Right, Role, may

from .conftest import EVERY_PATH, ON_POSTGRESQL

ROLES = (
    ("partner_manager", Role.PARTNER_MANAGER),
    ("rollout_manager", Role.ROLLOUT_MANAGER),
    ("store_staff", Role.STORE_STAFF),
    ("auditor", Role.AUDITOR),
    ("account_manager", Role.ACCOUNT_MANAGER),
    ("own_retail", Role.OWN_RETAIL),
    ("rival", Role.ACCOUNT_MANAGER),
    (None, Role.PUBLIC),
)
EXAMPLES: dict[str, dict[str, str]] = {
    "store": {"store_id": "hamburg"},
    "own-sales-store": {"store_id": "hamburg"},
}
"""Keys that find something, by the address's name without the format."""
OPEN_TO_ALL = {"start", "language"}
"""Addresses without a right: they show nothing of anybody."""


OTHERS = ("head", "put", "delete", "patch", "options")
"""Methods that no page of the portal has a use for, or that are answered as GET is."""


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Return every address of the portal's own, with its route; allauth's have tests of theirs."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.pattern), entry
        else:
            assert isinstance(entry, URLResolver)
            assert str(entry.pattern).startswith("account/")


def methods(turn: int) -> tuple[str, ...]:
    """Return the methods to ask an address with: GET, POST, and of the others one in its turn.

    The next reader has the next one, so that all readers together ask every address with each. On
    PostgreSQL none of them: they never come as far as a database. With EVERY_PATH all.
    """
    if EVERY_PATH:
        return ("get", "post", *OTHERS)
    return ("get", "post") if ON_POSTGRESQL else ("get", "post", OTHERS[turn % len(OTHERS)])


def path_of(route: str, name: str) -> tuple[str, bool]:
    """Return an address's path with its keys filled in, and whether there is something there."""
    keys = EXAMPLES.get(name.removesuffix(".json").removesuffix(".csv"), {})
    for key, value in keys.items():
        route = re.sub(rf"<(\w+:)?{key}>", value, route)
    there = "<" not in route
    route = re.sub(r"<uuid:\w+>", str(uuid4()), route)
    return "/" + re.sub(r"<(\w+:)?\w+>", "1", route), there


@pytest.mark.parametrize(("person", "role"), ROLES, ids=str)
def test_each_role_gets_its_pages_and_nothing_else(
    sign_in: Callable[..., Client], person: str | None, role: Role
) -> None:
    client = sign_in(person)
    for number, (route, entry) in enumerate(addresses(), ROLES.index((person, role))):
        view: Any = entry.callback
        if entry.name in OPEN_TO_ALL:
            continue
        assert isinstance(view, PageView | ActionView), f"{route} names no right"
        path, there = path_of(route, entry.name or "")
        for method in methods(number):
            answer = getattr(client, method)(path)
            theirs = may(role, view.right) and method.upper() in view.methods
            if isinstance(view, PageView):
                expected = {404} if not theirs else {200} if there else {200, 404}
                assert answer.status_code in expected, (person, method, path)
            elif not theirs:
                assert answer.status_code == 404, (person, method, path)


def test_what_is_not_ones_own_looks_like_what_does_not_exist(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in("account_manager")
    for suffix in ("/", ".json", ".csv"):
        theirs = client.get(f"/stores{suffix}")
        nobodys = client.get(f"/storez{suffix}")
        assert theirs.status_code == nobodys.status_code == 404
        assert _unmasked(theirs).replace(b"stores", b"storez") == _unmasked(nobodys)
        assert dict(theirs.headers) == dict(nobodys.headers)


def _unmasked(answer: Any) -> bytes:
    """Return the body without the form's secret, which is masked anew in each answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def test_an_unknown_key_looks_like_an_unknown_address(sign_in: Callable[..., Client]) -> None:
    client = sign_in("partner_manager")
    unknown = client.get("/stores/atlantis.json")
    nowhere = client.get("/nothing/here.json")
    assert unknown.status_code == nowhere.status_code == 404
    assert unknown.content == nowhere.content


def test_every_right_is_somebodys_and_the_public_only_reads() -> None:
    assert {right for right in Right if any(may(role, right) for role in Role)} == set(Right)
    assert [right for right in Right if may(Role.PUBLIC, right)] == [Right.READ_NEWS]
