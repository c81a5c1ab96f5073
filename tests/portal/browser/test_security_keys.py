"""Security keys in a real browser, with an authenticator that chromium plays itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ..conftest import ON_POSTGRESQL  # noqa: TID252

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="the server's side has tests on both")
KNOWN = "partner_manager@canary-retailer.example"
PASSWORD = "a long enough password"


@pytest.fixture
def plug_in(page: Page) -> Callable[[], Any]:
    """Return what plugs in an authenticator that verifies its owner."""

    def plugged() -> Any:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return devtools, added["authenticatorId"]

    return plugged


def _enter(page: Page, portal: str) -> None:
    page.goto(f"{portal}/account/login/")
    page.get_by_label("Email").fill(KNOWN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _add_key(page: Page, portal: str, *, passkey: bool = False) -> None:
    page.goto(f"{portal}/account/second-factor/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    if passkey:
        page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add a security key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 recovery codes are left.")


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_key_is_added_and_asked_for_after_the_password(
    page: Page, portal: str, plug_in: Callable[[], Any]
) -> None:
    plug_in()
    _enter(page, portal)
    _add_key(page, portal)
    _sign_out(page)
    _enter(page, portal)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you.")
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/overview/")


def test_a_passkey_signs_in_alone_and_a_missing_one_says_so(
    page: Page, portal: str, plug_in: Callable[[], Any]
) -> None:
    devtools, key = plug_in()
    _enter(page, portal)
    _add_key(page, portal, passkey=True)
    _sign_out(page)
    page.goto(f"{portal}/account/passkey/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/overview/")
    _sign_out(page)
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.goto(f"{portal}/account/passkey/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The key did not answer")


def test_without_a_script_the_pages_say_what_works(browser: Browser, portal: str) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/account/passkey/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    _enter(page, portal)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    context.close()
