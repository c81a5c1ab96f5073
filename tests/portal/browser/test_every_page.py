"""Every page of the portal for everybody: axe-core, 320 pixels, both schemes, both languages.

The pages are those of the resolver, found by the links that lead there: a new page is looked at
without a line here, and one that no link leads to fails. By default each kind of page is looked at
once, by all rules in light and its colours in dark, and in German, whose words are the longer ones;
SHOWFLOOR_PORTAL_EVERY_PAGE=1 (`make test-portal-full`) looks so at every page of every role, and in
English by all rules in dark.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from showfloor.portal.walls.permissions import RIGHTS, Right, Role

from .demonstration import Served
from .looking import wrong_with
from .made import ENGLISH, GERMAN
from .walking import ROLES, entered, pages_of_the_portal, walk

EVERY_PAGE = os.environ.get("SHOWFLOOR_PORTAL_EVERY_PAGE") == "1"
MADE_BY_DEEDS = {
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
    "statement": "a month was settled",
    "statement-lines": "a month was settled",
    "own-statement": "a statement was shared with its manufacturer",
    "own-statement-lines": "a statement was shared with its manufacturer",
    "join": "an invitation's letter was followed",
    "reader-enter": "a reader's letter was followed",
}
"""Pages that are there once something was done: test_what_deeds_make.py looks at each of them."""
Wrong = Callable[[Page], list[str]]


def _looked(
    browser: Browser, served: Served, locale: str, wrong: Wrong
) -> tuple[list[str], set[str]]:
    """Walk as every role; return what is wrong by page, and the kinds of page that were reached."""
    found, reached = list[str](), set[str]()
    rights = frozenset[Right]()
    for role in ROLES:
        if not EVERY_PAGE and role != "public" and RIGHTS[Role(role)] <= rights:
            continue  # whoever may do nothing more has no page more
        rights |= RIGHTS[Role(role)]
        known = frozenset() if EVERY_PAGE else frozenset(reached)
        # Bypassed for axe-core's own script alone: the flows hold the policy.
        context = entered(browser, served, role, locale=locale, bypass_csp=True)
        context.set_default_timeout(60_000)
        page = context.new_page()
        for one in walk(page, served, role, known):
            reached.add(one.kind)
            found += [f"{role} {one.path} {locale}: {fault}" for fault in wrong(page)]
        context.close()
    return found, reached


def test_every_page_is_linked_and_nothing_is_wrong_with_it(
    browser: Browser, served: Served, axe: str
) -> None:
    wrong, reached = _looked(
        browser, served, GERMAN, lambda page: wrong_with(page, axe, "light", "dark")
    )
    assert wrong == []
    assert pages_of_the_portal() - reached <= set(MADE_BY_DEEDS)


@pytest.mark.skipif(not EVERY_PAGE, reason="of the full run: the same pages in English")
def test_nothing_is_wrong_in_english(browser: Browser, served: Served, axe: str) -> None:
    wrong, _ = _looked(
        browser, served, ENGLISH, lambda page: wrong_with(page, axe, "dark", "light")
    )
    assert wrong == []


@pytest.mark.parametrize("role", ["public", "account_manager"])
def test_what_is_not_there_says_so_without_a_fault(
    browser: Browser, served: Served, axe: str, role: str
) -> None:
    context = entered(browser, served, role, bypass_csp=True)
    page = context.new_page()
    answer = page.goto(f"{served.address}/nothing/here/")
    assert answer is not None
    assert answer.status == 404
    assert wrong_with(page, axe) == []
    context.close()
