"""Keys alone, as somebody without a mouse works: Tab, Enter, Space, arrows; the focus always seen.

Each flow goes with scripts and without them. At every stop on its way the focus is on the screen,
nothing lies over it, its outline has contrast, and it never turns back up the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from showfloor.portal.news.models import Announcement, Comment
from showfloor.portal.rollout.models import Installation
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from ..conftest import PASSWORD  # noqa: TID252  # no package
from ..rollout.conftest import (  # noqa: TID252  # no package
    approved,
    made_plans,
    own_plans,
    plans,
    who,
)
from .keyboard import Keys, unseen
from .made import signed_in

__all__ = ["approved", "made_plans", "own_plans", "plans", "who"]
KNOWN = "partner_manager@canary-retailer.example"
Enter = Callable[[str | None], Keys]


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def enter(
    request: Any, browser: Browser, portal: str, sign_in: Callable[..., Client]
) -> Iterator[Enter]:
    """Return what gives a role's keyboard; at the end nothing was wrong at any of its stops."""
    hands: list[Keys] = []

    def entered(role: str | None) -> Keys:
        context = browser.new_context(
            locale="en-GB", base_url=portal, java_script_enabled=request.param
        )
        signed_in(context, portal, sign_in, role)
        hands.append(Keys(context.new_page()))
        return hands[-1]

    yield entered
    for keys in hands:
        keys.page.context.close()
        assert keys.wrong == []


def _main(page: Page) -> Locator:
    return page.locator("main")


def _button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("button", name=name).first


def test_one_skips_to_the_content_signs_in_and_goes_to_a_page(enter: Enter) -> None:
    cache.clear()
    keys = enter(None)
    page = keys.page
    page.goto("/news/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.goto("/news/")
    keys.press(page.get_by_role("link", name="Sign in", exact=True).first)
    keys.write(page.get_by_label("Email"), KNOWN)
    keys.write(page.get_by_label("Password"), PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.press(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Stores"))
    expect(page.get_by_role("link", name="Stores").first).to_have_attribute("aria-current", "page")
    keys.press(_button(page, "Sign out"), "Space")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_plan_is_approved_and_released(enter: Enter, own_plans: Any) -> None:
    keys = enter("partner_manager")
    page = keys.page
    page.goto("/plans/")
    keys.press(_main(page).locator(f"tbody a[href*='{own_plans.first}']").first)
    keys.press(_button(page, re.compile("^Approve this plan")), "Space")
    keys.press(_button(page, "Release to the manufacturer"))
    expect(page.get_by_role("status")).to_contain_text("elease")
    folded = _main(page).locator("details").first
    keys.to(folded.locator("summary"))
    page.keyboard.press("Enter")
    expect(folded).to_have_attribute("open", "")
    page.keyboard.press("Space")
    expect(folded).not_to_have_attribute("open", "")


def test_an_installation_is_marked_as_slipped(enter: Enter, own_plans: Any, approved: Any) -> None:
    keys = enter("rollout_manager")
    page = keys.page
    page.goto("/installations/?state=planned")
    keys.press(_main(page).locator("tbody a").first)
    keys.write(page.get_by_label("Why"), "The lift is broken.")
    keys.to(page.get_by_label("Can begin from"))
    page.keyboard.type("05072021")
    keys.press(_button(page, "Mark as slipped"))
    expect(_main(page)).to_contain_text("The lift is broken.")
    with within(WHOLE_HOUSE):
        assert Installation.objects.filter(state="slipped").count() == 1


def test_news_is_published_and_a_comment_moderated(enter: Enter, house: Any) -> None:
    keys = enter("partner_manager")
    page = keys.page
    page.goto("/news/desk/")
    keys.press(_button(page, "Write an announcement"))
    keys.write(_main(page).locator("[name=title_en]"), "A table in Bonn")
    keys.write(_main(page).locator("[name=text_en]"), "Come and **see**.")
    keys.press(_main(page).locator("form:has([name=text_en]) button"), "Space")
    keys.press(_button(page, "Publish now"))
    with within(WHOLE_HOUSE):
        news = Announcement.objects.get()
        assert news.publish_at is not None
        comment = Comment.objects.create(
            organisation=house.organisations["retailer"],
            announcement=news,
            reader_id=house.people["own_retail"].pk,
            name="Nora",
            text="Is there one in Leipzig?",
            made_at=timezone.now() - timedelta(minutes=1),
        )
    page.goto("/news/desk/moderation/")
    keys.to(_main(page).get_by_role("combobox"))
    page.keyboard.press("ArrowDown")
    expect(_main(page).get_by_role("combobox")).to_have_value("shown")
    keys.press(_button(page, "Save the decisions"))
    with within(WHOLE_HOUSE):
        assert Comment.objects.get(pk=comment.pk).state == "shown"


def test_a_table_is_filtered_and_sorted(enter: Enter, own_plans: Any, approved: Any) -> None:
    keys = enter("rollout_manager")
    page = keys.page
    page.goto("/installations/")
    keys.press(page.get_by_role("navigation", name="State").get_by_role("link").nth(1))
    assert "state=planned" in page.url
    heads = _main(page).locator("thead th a")
    keys.press(heads.first)
    expect(_main(page).locator("th[aria-sort]")).to_have_count(1)
    assert "state=planned" in page.url, "sorting keeps the filter"
    assert "sort=" in page.url


PAGES = ("/installations/", "/plans/{run}/", "/overview/", "/offers/write/", "/organisations/")
"""Pages with long tables, folded parts, charts and long forms."""


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_goes_through_a_page_and_out_of_it_and_back(
    enter: Enter, own_plans: Any, approved: Any, path: str
) -> None:
    keys = enter("partner_manager")
    page = keys.page
    page.goto(path.format(run=own_plans.first))
    stops = keys.every_stop()
    assert len(stops) > 8
    assert unseen(stops) == []
    page.keyboard.press("Shift+Tab")
    last = page.evaluate("document.activeElement.closest('main, footer, header') !== null")
    assert last, "Shift and Tab go back into the page"
