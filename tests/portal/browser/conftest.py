"""A real browser on a portal that answers in this process, with a fresh database a test."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


class _Quiet(WSGIRequestHandler):
    """Answers without a line a request."""

    def log_message(self, *_words: Any) -> None:  # type: ignore[override]  # says nothing
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium for a file of tests; without it they fail and say what to install."""
    if not CHROMIUM.is_file():
        pytest.fail(f"these tests need {CHROMIUM}: apt-get install chromium", pytrace=False)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, where Django would else refuse its database.
        environment.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def portal(browser: Browser, house: Any) -> Iterator[str]:  # their order
    """Answer as the portal does; return its address, by a name that keys may belong to."""
    cache.clear()
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser: Browser, portal: str) -> Iterator[Page]:
    """Return a page that fails the test where it asks another host or breaks a rule of scripts."""
    context = browser.new_context(locale="en-GB")
    opened, complaints = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith(portal) else complaints.append(asked.url),
    )
    yield opened
    context.close()
    assert complaints == []
