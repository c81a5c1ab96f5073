"""Pages that are kept: for whom, for how long, and what can never be in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.forms import Form

from showfloor.portal.figures import keeping
from showfloor.portal.figures.keeping import KEPT_PAGES, LONGEST_ADDRESS, forget_pages, kept_page
from showfloor.portal.figures.page import Page, PageForm
from showfloor.portal.people.models import Organisation
from showfloor.portal.people.visit import Visit
from showfloor.portal.walls.permissions import Role
from showfloor.portal.walls.reach import Kind, Reach, within
from showfloor.portal.words import language_of
from showfloor.present.sections.blocks import Heading

MADE: list[Visit] = []


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Begin and end without kept pages."""
    forget_pages()
    MADE.clear()
    yield
    forget_pages()


def _page(visit: Visit, **keys: Any) -> Page:
    MADE.append(visit)
    return Page("test", "Test", f"{visit.reach.organisation_id} {keys}", (Heading("Head"),))


def _state() -> int:
    return 1


def _visit(house: Any, name: str, role: Role, **changed: Any) -> Visit:
    organisation = house.organisations[name]
    kind = Kind.HOUSE if name == "retailer" else Kind.PARTNER
    reach = Reach(kind, organisation.pk)
    visit = Visit(language_of("en", "EUR"), reach, role, organisation=organisation, path="/test/")
    return replace(visit, **changed)


def test_a_page_is_made_once_for_all_people_of_one_role(house: Any) -> None:
    for person in ("partner_manager", "rollout_manager"):
        visit = _visit(house, "retailer", Role.PARTNER_MANAGER, person=house.people[person])
        page = kept_page(_page, visit, {}, _state)
        assert "Head" in str(page.body)
        assert page.blocks == ()
    assert len(MADE) == 1
    assert MADE[0].person is None
    assert MADE[0].membership is None


def test_no_page_goes_to_another_organisation_role_language_day_or_address(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _visit(house, "acme", Role.ACCOUNT_MANAGER)
    others = (
        _visit(house, "bolt", Role.ACCOUNT_MANAGER),
        _visit(house, "acme", Role.OWN_RETAIL),
        _visit(house, "shops", Role.OWN_RETAIL),
        _visit(house, "acme", Role.ACCOUNT_MANAGER, language=language_of("de", "EUR")),
        _visit(house, "acme", Role.ACCOUNT_MANAGER, path="/other/"),
        _visit(house, "acme", Role.ACCOUNT_MANAGER, asked={"sort": "name"}),
        _visit(house, "acme", Role.ACCOUNT_MANAGER, reach=Reach(Kind.PUBLIC)),
    )
    for visit in (first, *others):
        assert kept_page(_page, visit, {}, _state).title.startswith(
            str(visit.reach.organisation_id)
        )
    kept_page(_page, first, {"store_id": "koeln"}, _state)
    kept_page(_page, first, {}, lambda: 2)
    monkeypatch.setattr(keeping, "today", lambda: "another day")
    kept_page(_page, first, {}, _state)
    assert len(MADE) == 1 + len(others) + 3


def test_a_manufacturer_that_gets_another_id_gets_another_page(house: Any) -> None:
    visit = _visit(house, "acme", Role.ACCOUNT_MANAGER)
    kept_page(_page, visit, {}, _state)
    moved = Organisation(
        id=visit.reach.organisation_id, name="Acme", kind="manufacturer", manufacturer_id="bolt"
    )
    kept_page(_page, replace(visit, organisation=moved), {}, _state)
    assert len(MADE) == 2


def test_a_kept_page_cannot_hold_a_row(house: Any) -> None:
    def asks(_visit: Visit) -> Page:
        return Page("asks", "Asks", str(Organisation.objects.count()))

    visit = _visit(house, "acme", Role.ACCOUNT_MANAGER)
    with within(visit.reach):
        assert Organisation.objects.count() == 1
        with pytest.raises(RuntimeError, match="workspace alone"):
            kept_page(asks, visit, {}, _state)
        assert Organisation.objects.count() == 1


def test_a_page_with_a_form_or_in_progress_is_refused(house: Any) -> None:
    visit = _visit(house, "acme", Role.ACCOUNT_MANAGER)
    form = Page("form", "Form", "Form", forms=(PageForm("/", "Send", Form()),))
    for page in (form, Page("work", "Work", "Work", refresh_seconds=2)):
        with pytest.raises(TypeError, match="cannot be kept"):
            kept_page(lambda _visit, page=page: page, visit, {}, _state)


def test_what_is_kept_has_an_end(house: Any) -> None:
    visit = _visit(house, "acme", Role.ACCOUNT_MANAGER)
    for number in range(KEPT_PAGES + 5):
        kept_page(_page, replace(visit, asked={"n": str(number)}), {}, _state)
    assert len(keeping._kept) == KEPT_PAGES
    long = replace(visit, asked={"n": "x" * LONGEST_ADDRESS})
    before = len(MADE)
    for _ in range(2):
        assert kept_page(_page, long, {}, _state).blocks
    assert len(MADE) == before + 2
    assert len(keeping._kept) == KEPT_PAGES


def test_a_page_is_answered_alike_kept_or_new(sign_in: Any) -> None:
    client = sign_in("partner_manager")
    for path in ("/overview/", "/stores/", "/stores/koeln/", "/stores/?sort=-revenue"):
        first, second = client.get(path), client.get(path)
        assert first.status_code == 200
        assert _without_secrets(first) == _without_secrets(second)
    assert keeping._kept


def _without_secrets(answer: Any) -> list[bytes]:
    lines: list[bytes] = answer.content.splitlines()
    return [line for line in lines if b"csrfmiddlewaretoken" not in line]
