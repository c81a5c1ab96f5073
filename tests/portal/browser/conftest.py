"""A real browser: on a portal that answers in this process, and on the demonstration, served.

`portal` and `page` have a fresh database a test. `served` is the demonstration behind a server of
its own, made once and shared: its tests find what others did, and look for what they made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from .demonstration import REPOSITORY, Served, copy_finished, serve
from .walking import entered

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
CACHE = REPOSITORY / ".cache" / "axe-core"
EVERY_PAGE = os.environ.get("SHOWFLOOR_PORTAL_EVERY_PAGE") == "1"
PATIENCE_MS = 60_000
"""Within which a page answers and what was asked of the background is done."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave every second flow with scripts, and the others without, to `make test-portal-full`.

    Tests that need the demonstration go to one process, which makes it once.
    """
    here = Path(__file__).parent
    for one in items:
        if one.path.parent == here:
            names = getattr(one, "fixturenames", ())
            one.add_marker(
                pytest.mark.xdist_group("served" if "served" in names else one.path.name)
            )
    if EVERY_PAGE:
        return
    flows = [one for one in items if one.path.parent == here and "scripts" in one.name]
    flows = [one for one in flows if one.name.endswith("]")]
    named = list(dict.fromkeys(one.nodeid.replace("no-scripts", "scripts") for one in flows))
    later = [
        one
        for one in flows
        if ("no-scripts" in one.nodeid)
        == (named.index(one.nodeid.replace("no-scripts", "scripts")) % 2 == 0)
    ]
    items[:] = [one for one in items if one not in later]
    config.hook.pytest_deselected(items=later)


class _Quiet(WSGIRequestHandler):
    """Answers without a line a request."""

    def log_message(self, *_words: Any) -> None:  # type: ignore[override]  # says nothing
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium for all tests; without it they fail and say what to install."""
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


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demonstration once for all tests: a real server, its worker, one login a role."""
    folder = tmp_path_factory.mktemp("served") / "demonstration"
    copy_finished(folder)
    with serve(folder) as portal:
        yield portal


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's script, fetched once with npm: its licence (MPL) keeps it out of here."""
    script = CACHE / "package" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("axe-core is fetched with npm, and npm is not here: apt-get install npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        fetch = [npm, "pack", "axe-core@4", "--silent", "--pack-destination", str(CACHE)]
        done = subprocess.run(fetch, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            pytest.skip(f"npm could not fetch axe-core: {done.stderr.strip()[-200:]}")
        with tarfile.open(CACHE / done.stdout.split()[-1]) as archive:
            archive.extract("package/axe.min.js", CACHE, filter="data")
    return script.read_text(encoding="utf-8")


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def enter(request: Any, browser: Browser, served: Served) -> Iterator[Callable[[str], Page]]:
    """Return what opens a page as a role, with scripts and without, and watches it."""
    contexts, complaints = list[BrowserContext](), list[str]()

    def watch(asked: Request) -> None:
        if not asked.url.startswith((f"{served.address}/", "data:", "blob:")):
            complaints.append(f"asked another host: {asked.url}")

    def opened(role: str) -> Page:
        context = entered(browser, served, role, java_script_enabled=request.param)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(_told(said)) if _is_ours(said) else None)
        context.on("request", watch)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _told(said: Any) -> str:
    return f"{said.text} {said.location.get('url', '')}"


def _is_ours(said: Any) -> bool:
    """Say whether a message tells of a fault: no refused form, no figures without a mark."""
    url = said.location.get("url", "")
    return said.type == "error" and "422" not in said.text and not url.endswith("/favicon.ico")
