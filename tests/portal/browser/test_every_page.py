"""Every page of the portal for everybody: axe-core, 320 pixels, both schemes, both languages.

The pages are those of the resolver, found by the links that lead there: a new page is looked at
without a line here, and one that no link leads to fails. CI looks at each kind of page once in
light and English, and at every third in dark and German; SHOWFLOOR_PORTAL_EVERY_PAGE=1
(`make test-portal-full`) at every page of every role in all four.
"""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import Browser, Page

from .demonstration import Served
from .looking import COLOURS, RULES, faults, too_wide, unseen_focus
from .walking import (
    ROLES,
    Seen,
    entered,
    pages_of_the_portal,
    walk,
)

EVERY_PAGE = os.environ.get("SHOWFLOOR_PORTAL_EVERY_PAGE") == "1"
COMBINED = (("light", "en-GB"), ("dark", "de-DE"), ("light", "de-DE"), ("dark", "en-GB"))
OF_WHAT_PEOPLE_DO = {
    "import": "a file was sent",
    "import-refused": "rows of it were refused",
    "plan-difference": "a second plan was made",
    "message": "a slip was planned around",
    "what-if": "a question was asked",
    "measurement": "areas were measured",
    "own-effect": "a measurement was made",
    "offer": "an offer was written",
    "offer-announcing": "an offer was written",
    "own-offer": "an offer was shared with its manufacturer",
    "join": "an invitation's letter was followed",
    "reader-enter": "a reader's letter was followed",
}
"""Pages that are there once something was done; the flows and their rooms' tests look at them."""


@pytest.fixture(scope="module")
def look(browser: Browser, served: Served, axe: str):
    """Return what walks as a role and says what is wrong, by page."""

    def looked(role: str, scheme: str, language: str, known: frozenset[str], every: int):
        # Bypassed for axe-core's own script alone: the flows hold the policy.
        context = entered(
            browser, served, role, color_scheme=scheme, locale=language, bypass_csp=True
        )
        context.set_default_timeout(60_000)
        page = context.pages[0] if context.pages else context.new_page()
        wrong, seen = [], []
        for number, one in enumerate(walk(page, served, role, known)):
            seen.append(one.kind)
            if number % every == 0:
                wrong += _wrong(page, axe, one, scheme)
        context.close()
        return wrong, seen

    return looked


def _wrong(page: Page, axe: str, one: Seen, scheme: str) -> list[str]:
    found = [*unseen_focus(page), *too_wide(page)]
    found += faults(page, axe, RULES if scheme == "light" or EVERY_PAGE else COLOURS)
    return [f"{one.role} {one.path} {json.dumps(fault)}" for fault in found]


def test_every_page_is_linked_and_nothing_is_wrong_with_it(look) -> None:
    wrong, reached = [], set[str]()
    for role in ROLES:
        known = frozenset() if EVERY_PAGE else frozenset(reached)
        more, seen = look(role, *COMBINED[0], known, 1)
        wrong += more
        reached.update(seen)
    assert wrong == []
    assert pages_of_the_portal() - reached <= set(OF_WHAT_PEOPLE_DO)


def test_nothing_is_wrong_in_the_dark_and_in_german(look) -> None:
    wrong, reached = [], set[str]()
    for role in ROLES:
        for scheme, language in COMBINED[1:] if EVERY_PAGE else COMBINED[1:2]:
            known = frozenset() if EVERY_PAGE else frozenset(reached)
            more, seen = look(role, scheme, language, known, 1 if EVERY_PAGE else 3)
            wrong += more
        reached.update(seen)
    assert wrong == []


def test_what_is_not_there_says_so_without_a_fault(
    browser: Browser, served: Served, axe: str
) -> None:
    for role in ("public", "account_manager"):
        context = entered(browser, served, role, bypass_csp=True)
        page = context.pages[0] if context.pages else context.new_page()
        answer = page.goto(f"{served.address}/nothing/here/")
        assert answer is not None
        assert answer.status == 404
        assert _wrong(page, axe, Seen(role, "", "/nothing/here/"), "light") == []
        context.close()
