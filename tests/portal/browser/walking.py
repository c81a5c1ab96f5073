"""Walking through a portal as a role does: by the links of its pages, one page of each kind."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, URLPattern, get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from showfloor.portal.figures.addresses import PageView

from .demonstration import Served

ROLES = (
    "partner_manager",
    "rollout_manager",
    "store_staff",
    "account_manager",
    "own_retail",
    "auditor",
    "public",
)
SIGNED_IN: dict[tuple[str, str], StorageState] = {}
"""Cookies of those who have signed in, by the portal's address and role."""
MOST_PAGES = 120
"""How many pages of a role are looked at; far more than there are kinds."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that a role was shown: its kind is its address's name, its path may have a query."""

    role: str
    kind: str
    path: str


def pages_of_the_portal() -> set[str]:
    """Return the names of all addresses that answer with a page of the portal's own."""
    return {
        entry.name or ""
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLPattern) and _is_page(entry.callback)
    }


def _is_page(view: object) -> bool:
    """Say whether it answers with a page to look at: no file, no figures alone."""
    return type(view) is PageView and view.format == "html"


def entered(browser: Browser, served: Served, role: str, **options: object) -> BrowserContext:
    """Return a context that is signed in as a role; or nobody's.

    A role signs in by the form the first time, and is known by its cookie from then on: a test that
    signs out must sign in by itself.
    """
    known = {"locale": "en-GB", **options}
    if role == "public":
        return browser.new_context(**known)  # type: ignore[arg-type]
    key = served.address, role
    if key not in SIGNED_IN:
        context = browser.new_context()
        sign_in(context.new_page(), served, role)
        SIGNED_IN[key] = context.storage_state()
        context.close()
    return browser.new_context(**known, storage_state=SIGNED_IN[key])  # type: ignore[arg-type]


def sign_in(page: Page, served: Served, role: str) -> None:
    """Sign in by the form."""
    who, password = served.logins[role]
    page.goto(f"{served.address}/account/login/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def kind_of(path: str) -> str:
    """Return the name of a path's address; nothing where none answers with a page."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    name = found.url_name or ""
    of_signing_in = name.startswith(("account_", "mfa_", "passkey")) and name != "account_logout"
    return name if _is_page(found.func) or of_signing_in else ""


def walk(
    page: Page, served: Served, role: str, looked_at: frozenset[str] = frozenset()
) -> Iterator[Seen]:
    """Go from the first page along all links; stop at each kind of page once, and yield it there.

    looked_at: kinds that need no second look. The page is open while the caller looks at it.
    """
    waiting, known = deque([("", served.address + "/")]), set[str]()
    for _ in range(MOST_PAGES):
        if not waiting:
            return
        _, address = waiting.popleft()
        answer = page.goto(address)
        assert answer is not None
        kind, links = kind_of(page.url), _links(page, served)
        assert answer.status == 200, f"{role}: {address} answers {answer.status}"
        if kind and kind not in known:
            known.add(kind)
            if kind not in looked_at:
                yield Seen(role, kind, page.url.removeprefix(served.address))
        for link in links:
            found = kind_of(link.removeprefix(served.address))
            if found and found not in known | {kind for kind, _ in waiting}:
                waiting.append((found, link))


def _links(page: Page, served: Served) -> list[str]:
    hrefs = page.evaluate("[...document.links].map(link => link.getAttribute('href'))")
    found = [urldefrag(urljoin(page.url, href)).url for href in hrefs if href]
    return [link for link in found if link.startswith(served.address + "/")]
