"""A month's statement in a real browser: at every width, in both schemes, and on paper."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

WIDTHS = (1280, 768, 390, 320)
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "de")
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOWFLOOR = Path(sys.executable).with_name("showfloor")


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the pages of the generated rollout's month, with the truth beside it."""
    out = tmp_path_factory.mktemp("statement") / "demo"
    command = [str(SHOWFLOOR), "demo", "--out", str(out), "--example", "measured-rollout"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    [folder] = out.glob("measured-rollout/runs/*-closed-loop-*")
    return {language: folder / f"statement.{language}.html" for language in LANGUAGES}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_fits_every_width_and_asks_for_nothing(
    page: Page, statements: dict[str, Path], language: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(statements[language].as_uri())
    for scheme, width in itertools.product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, (scheme, width)
    own = statements[language].as_uri()
    assert [url for url in asked if not url.startswith("data:")] == [own]
    other = {"en": "de", "de": "en"}[language]
    page.click("a[hreflang]")
    assert page.evaluate("document.documentElement.lang") == other


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_statement_has_two_lines_to_sign_that_stay_together(
    page: Page, statements: dict[str, Path], language: str
) -> None:
    page.goto(statements[language].as_uri())
    page.emulate_media(media="print")
    lines = page.locator(".signatures .line")
    assert lines.count() == 2
    assert all(lines.nth(place).is_visible() for place in range(2))
    kept = page.evaluate("getComputedStyle(document.querySelector('.signatures')).breakInside")
    assert kept == "avoid"
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert 2 <= pages <= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_breach_in_a_statement(
    page: Page, statements: dict[str, Path], axe: str, language: str
) -> None:
    page.goto(statements[language].as_uri())
    page.evaluate(axe)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(
            f"axe.run(document, {{runOnly: {json.dumps(AXE_RULES)}}})"
            ".then(r => r.violations.map(v => [v.id, v.help]))"
        )
        assert found == [], scheme
