"""Pages that are there once something was done, as an address or as the answer to a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

SESSION = "showfloor_session"
GERMAN, ENGLISH = "de-DE", "en-GB"
SEND = """([where, fields, token]) => {
  const form = document.createElement('form');
  Object.assign(form, {method: 'post', action: where});
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), {name, value, type: 'hidden'}));
  }
  const known = document.querySelector('[name=csrfmiddlewaretoken]');
  if (token && known) form.append(known.cloneNode());
  document.body.append(form);
  form.submit();
}"""


@dataclass(frozen=True, slots=True)
class Made:
    """A page that a deed makes.

    name: for people who read a failure. role: whose page it is; None: nobody is signed in. path:
    where it lies, and what a form there is on. sent: what is sent to `to` from there; None: the
    page at `path` itself is meant. has_secret: whether the form's secret goes with it.
    """

    name: str
    role: str | None
    path: str
    status: int = 200
    to: str = ""
    sent: Mapping[str, str] | None = None
    has_secret: bool = True

    def open(self, page: Page, portal: str) -> int:
        """Open the page, or do what makes it; return the status it came with."""
        answer = page.goto(portal + self.path)
        if self.sent is not None:
            with page.expect_navigation() as waited:
                page.evaluate(SEND, [self.to, dict(self.sent), self.has_secret])
            answer = waited.value
        assert answer is not None
        return answer.status


@contextmanager
def opened(
    browser: Browser, portal: str, clients: Callable[..., Client], role: str | None, locale: str
) -> Iterator[Page]:
    """Open a page as a person of the house, who has signed in elsewhere."""
    # Bypassed for axe-core's own script alone: the flows hold the policy.
    context = browser.new_context(locale=locale, bypass_csp=True)
    context.set_default_timeout(60_000)
    signed_in(context, portal, clients, role)
    try:
        yield context.new_page()
    finally:
        context.close()


def signed_in(
    context: BrowserContext, portal: str, clients: Callable[..., Client], role: str | None
) -> None:
    """Give a context the session of a person of the house; None: nobody's."""
    if role is not None:
        value = clients(role).cookies[SESSION].value
        context.add_cookies([{"name": SESSION, "value": value, "url": portal}])


def by_role(pages: Sequence[Made]) -> dict[str | None, list[Made]]:
    """Return pages by whose they are, so that each role signs in once."""
    found: dict[str | None, list[Made]] = {}
    for one in pages:
        found.setdefault(one.role, []).append(one)
    return found


def posted(client: Client, where: str, sent: Mapping[str, Any] | None = None) -> str:
    """Do what a form does; return where it leads."""
    answer = client.post(where, sent or {})
    assert answer.status_code == 303, (where, answer.status_code, answer.content.decode()[-2000:])
    return str(answer["Location"])
