"""What people do, from the form to what others then see, in a browser with scripts and without.

`make test-portal-browser` takes turns between both; `make test-portal-full` does each in both.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable
from uuid import uuid4

import feedparser
from playwright.sync_api import FilePayload, Locator, Page, expect

from .demonstration import Served

Enter = Callable[[str], Page]
BACKGROUND_MS = 90_000
"""Within which the worker has done what was asked, on a machine that does much else."""


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_one_signs_in_and_out_and_a_wrong_password_is_told(enter: Enter, served: Served) -> None:
    page = enter("public")
    who, password = served.logins["rollout_manager"]
    page.goto(f"{served.address}/account/login/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill("not this one at all")
    _press(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(password)
    _press(page, "Sign in")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_broken_file_is_sent_mended_and_taken(enter: Enter, served: Served) -> None:
    page, store = enter("partner_manager"), f"pilot-{uuid4().hex[:8]}"
    sent = (
        "store_id,name,kind,operator,city,region\n"
        f"{store},Pilot shop,standard,chain,Bonn,DE-NW\n"
        f"{store}-b,Second pilot shop,castle,chain,Bonn,DE-NW\n"
    )
    page.goto(f"{served.address}/imports/")
    page.get_by_label("Files").set_input_files(_csv("stores.csv", sent.encode()))
    _press(page, "Send")
    _in_the_end(page.get_by_role("button", name="Take into the ledger")).click()
    _in_the_end(page.locator("main a[href*='/refused/']")).click()
    expect(page.locator("main")).to_contain_text("castle")
    with page.expect_download() as kept:
        page.locator("main a[href$='rows.csv']").click()
    refused = kept.value.path().read_bytes()
    page.locator("main input[type=file]").set_input_files(
        _csv("mended.csv", refused.replace(b"castle", b"standard"))
    )
    _press(page, "Send and take")
    _in_the_end(page.locator("main a[href*='/imports/versions/']"))
    page.goto(f"{served.address}/stores/{store}-b/")
    expect(page.locator("main")).to_contain_text("Second pilot shop")


def test_a_slip_is_marked_and_planned_around(enter: Enter, served: Served) -> None:
    page = enter("rollout_manager")
    page.goto(f"{served.address}/installations/?state=planned")
    page.locator("main tbody a").first.click()
    page.get_by_label("Why").fill("The lift is broken.")
    page.get_by_label("Can begin from").fill("2021-07-05")
    _press(page, "Mark as slipped")
    expect(page.locator("main")).to_contain_text("The lift is broken.")
    page.get_by_label("What moving another store must earn").fill("100")
    _press(page, "Plan again")
    _in_the_end(page.locator("main a[href*='/plans/']")).click()
    expect(page.locator("main")).to_contain_text("better")


def test_a_plan_is_made_compared_approved_and_released(enter: Enter, served: Served) -> None:
    page = enter("partner_manager")
    page.goto(f"{served.address}/runs/")
    page.get_by_label("Seed").fill(str(uuid4().int % 1_000_000))
    page.get_by_label("Seconds at most").fill("5")
    _press(page, "Plan")
    _in_the_end(page.locator("main a[href*='-plan-']")).click()
    page.goto(f"{served.address}/plans/")
    page.locator("main tbody tr").first.get_by_role("link", name=re.compile("^Plan of")).click()
    plan = page.url
    page.locator("main a[href*='/against/']").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    page.goto(plan)
    page.get_by_role("button", name=re.compile("^Approve this plan")).click()
    _press(page, "Release to the manufacturer")
    expect(page.get_by_role("status")).to_contain_text("elease")
    partner = enter("account_manager")
    partner.goto(f"{served.address}/own-plans/")
    partner.locator("main tbody a").first.click()
    expect(partner.get_by_role("table").first).to_be_visible()


def test_news_is_published_commented_moderated_and_in_the_feeds(
    enter: Enter, served: Served
) -> None:
    desk, mark = enter("partner_manager"), uuid4().hex[:10]
    desk.goto(f"{served.address}/news/desk/")
    _press(desk, "Write an announcement")
    for label, words in (("title_en", f"A table in Bonn {mark}"), ("text_en", "Come and **see**.")):
        desk.locator(f"main [name={label}]").fill(words)
    desk.locator("main [name=text_en] >> xpath=ancestor::form").get_by_role("button").click()
    _press(desk, "Publish now")
    reader = enter("public")
    reader.goto(f"{served.address}/news/")
    reader.get_by_role("link", name=f"A table in Bonn {mark}").click()
    announcement = reader.url
    _enter_by_letter(reader, served, f"{mark}@readers.example", announcement)
    reader.get_by_label("Name that is shown").fill("Nora")
    reader.get_by_label("Comment", exact=True).fill(f"Is there one in Leipzig? {mark}")
    _press(reader, "Send the comment")
    expect(reader.locator("main")).to_contain_text("shown once somebody has read it")
    desk.goto(announcement)
    expect(desk.locator("main")).not_to_contain_text("Leipzig")
    desk.goto(f"{served.address}/news/desk/moderation/")
    one = desk.locator("main .field").filter(has_text=mark)
    one.get_by_role("combobox").select_option("shown")
    _press(desk, "Save the decisions")
    public = enter("public")
    public.goto(announcement)
    expect(public.locator("main")).to_contain_text(f"Is there one in Leipzig? {mark}")
    public.goto(f"{served.address}/news/")
    for name in ("RSS", "Atom"):
        href = public.get_by_role("link", name=name, exact=True).get_attribute("href")
        answer = public.request.get(f"{served.address}{href}")
        feed = feedparser.parse(answer.body())
        assert not feed.bozo
        assert f"A table in Bonn {mark}" in [entry.title for entry in feed.entries]
        assert all(entry.link.startswith("http") and entry.id for entry in feed.entries)


def test_what_a_page_shows_is_exported(enter: Enter, served: Served) -> None:
    page = enter("account_manager")
    page.goto(f"{served.address}/own-sales/")
    shown = page.locator("main tbody tr").count()
    formats = page.locator("main .formats")
    with page.expect_download() as kept:
        formats.get_by_role("link", name="CSV", exact=True).click()
    lines = kept.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > shown
    with page.expect_navigation() as answered:
        formats.get_by_role("link", name="JSON", exact=True).click()
    assert answered.value.ok
    assert answered.value.json()["page"]


def _enter_by_letter(page: Page, served: Served, address: str, back: str) -> None:
    """Sign up as a reader with the link of the letter, as it lies in the portal's mail folder."""
    before = set(served.letters())
    page.locator("main a[href*='/news/sign-up/']").first.click()
    page.get_by_label("Address").fill(address)
    _press(page, "Send me the link")
    letter = next(path for path in served.letters() if path not in before)
    text = quopri.decodestring(letter.read_bytes()).decode()
    found = re.search(r"https?://\S+(/news/enter/\S+)", text)
    assert found is not None, text
    page.goto(served.address + found[1])
    _press(page, "Sign me in")
    page.goto(back)


def _csv(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def _in_the_end(found: Locator) -> Locator:
    """Wait for what is there once the background has done its work; the page asks by itself."""
    expect(found.first).to_be_visible(timeout=BACKGROUND_MS)
    return found.first
