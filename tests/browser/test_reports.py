"""The reports of both examples in a real browser: at every width, in both schemes, in print."""

from __future__ import annotations

import http.client
import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

WIDTHS = (1280, 768, 390, 320)
SCHEMES = ("light", "dark")
CASES = [(name, code) for name in ("complete-journey", "o2-xiaomi") for code in ("en", "de")]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_COLOURS = ["color-contrast"]
"""The only rule whose answer depends on the scheme."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

ALIKE = "document.querySelectorAll('tbody tr:nth-child(n+21)').forEach(row => row.remove())"
"""Rows of one table are built alike: the first twenty stand for all."""
SHAPE = """() => [
  innerWidth,
  document.scrollingElement.scrollWidth,
  [...document.querySelectorAll("h1, h2, h3")].map((h) => [
    h.textContent, h.checkVisibility({visibilityProperty: true}), h.scrollWidth <= h.clientWidth,
  ]),
]"""
CONTRASTS = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", {willReadFrequently: true});
  const seen = new Map();
  const rgba = (colour) => {
    if (!seen.has(colour)) {
      brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
      seen.set(colour, [...brush.getImageData(0, 0, 1, 1).data]);
    }
    return seen.get(colour);
  };
  const luminance = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgba("white");
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility()) continue;
    if (element.closest("title, desc, .skip")) continue;
    const style = getComputedStyle(element);
    const ink = rgba(element.closest("svg") ? style.fill : style.color);
    const ground = behind(element);
    const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    found.set(`${ink} on ${ground}`, [ratio, node.data.trim().slice(0, 40)]);
  }
  return [...found.entries()];
}"""


@dataclass
class Watched:
    """A page with what it asked for and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Watched]:
    """Open an address in a context of its own and watch it."""
    context = browser.new_context(**options)
    watched = Watched(context.new_page())
    context.on("request", lambda request: watched.requests.append(request.url))
    watched.page.on(
        "console",
        lambda said: watched.complaints.append(said.text) if said.type == "error" else None,
    )
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.goto(address)
    try:
        yield watched
    finally:
        context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_report_fits_every_width_and_asks_for_nothing_but_itself(browser, reports, case, scripts):
    address = reports[case].as_uri()
    with opened(browser, address, java_script_enabled=scripts) as watched:
        page = watched.page
        for scheme, width in itertools.product(SCHEMES, WIDTHS):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            inner, widest, headings = page.evaluate(SHAPE)
            assert inner == width
            assert widest <= inner, (scheme, width)
            assert headings[0][1:] == [True, True]
            assert [h for h in headings if not (h[0].strip() and h[1] and h[2])] == []
        asked = [url for url in watched.requests if not url.startswith("data:")]
        assert asked == [address]
        assert watched.complaints == []


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_link_leads_to_a_place_on_the_page_or_to_a_file_beside_it(browser, reports, case):
    with opened(browser, reports[case].as_uri()) as watched:
        lost = watched.page.evaluate(
            "[...document.links].map(a => a.getAttribute('href'))"
            ".filter(href => href[0] === '#' && !document.getElementById(href.slice(1)))"
        )
        elsewhere = watched.page.evaluate(
            "[...document.links].map(a => a.getAttribute('href')).filter(href => href[0] !== '#')"
        )
        assert lost == []
        other = {"en": "de", "de": "en"}[case[1]]
        assert elsewhere == [f"report.{other}.html", f"standing.{case[1]}.xlsx"]
        assert all(reports[case].with_name(name).is_file() for name in elsewhere)
        watched.page.click(f"a[href='{elsewhere[0]}']")
        assert watched.page.evaluate("document.documentElement.lang") == other
        assert watched.complaints == []


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_drawing_carries_a_title_and_a_description(browser, reports, case):
    with opened(browser, reports[case].as_uri()) as watched:
        said = watched.page.evaluate(
            "[...document.querySelectorAll('svg')].map(svg => "
            "['title', 'desc'].map(tag => "
            "svg.querySelector(`:scope > ${tag}`)?.textContent.trim().length ?? 0))"
        )
        assert len(said) >= 8
        assert [pair for pair in said if 0 in pair] == []


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_all_text_stands_out_from_its_ground_in_both_schemes(browser, reports, case):
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text; the page's large titles meet it too."""
    with opened(browser, reports[case].as_uri()) as watched:
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        grounds = []
        for scheme in SCHEMES:
            watched.page.emulate_media(color_scheme=scheme)
            grounds.append(watched.page.evaluate("getComputedStyle(document.body).backgroundColor"))
            contrasts = watched.page.evaluate(CONTRASTS)
            assert len(contrasts) >= 3
            assert [pair for pair in contrasts if pair[1][0] < 4.5] == []
        assert grounds[0] != grounds[1]


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_what_is_folded_opens_by_keyboard_without_any_script(browser, reports, case):
    with opened(browser, reports[case].as_uri(), java_script_enabled=False) as watched:
        page = watched.page
        folded = page.locator("details")
        assert folded.count() >= 2
        for place in range(folded.count()):
            one = folded.nth(place)
            one.locator("> summary").focus()
            page.keyboard.press("Enter")
            assert one.get_attribute("open") is not None
            assert one.locator("table").first.is_visible()
            page.keyboard.press("Space")
            assert one.get_attribute("open") is None


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_report_prints(browser, reports, case):
    with opened(browser, reports[case].as_uri(), color_scheme="dark") as watched:
        page = watched.page
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        assert not page.locator("nav.contents").is_visible()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.startswith(b"%PDF-")
        pages = len(re.findall(rb"/Type\s*/Page\b", printed))
        assert 8 <= pages <= 80
        assert len(printed) > 50_000


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_axe_finds_no_breach_of_wcag_2_a_or_aa_in_either_scheme(browser, reports, axe, case):
    with opened(browser, reports[case].as_uri()) as watched:
        watched.page.evaluate(ALIKE)
        watched.page.evaluate(axe)
        for scheme, rules in zip(SCHEMES, (AXE_RULES, AXE_COLOURS), strict=True):
            watched.page.emulate_media(color_scheme=scheme)
            found = watched.page.evaluate(
                f"axe.run(document, {{runOnly: {json.dumps(rules)}, resultTypes: ['violations']}})"
                ".then(r => r.violations.map(v => "
                "[v.id, v.help, v.nodes.slice(0, 3).map(n => n.target.join(' '))]))"
            )
            assert found == [], scheme


def answer(served: tuple[str, int], path: str) -> tuple[int, dict[str, str], bytes]:
    """Ask for a path as it stands: a browser or urllib would mend `..` on the way."""
    asking = http.client.HTTPConnection(*served, timeout=10)
    try:
        asking.putrequest("GET", path)
        asking.endheaders()
        response = asking.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        asking.close()


def test_the_served_start_page_is_the_newest_report_with_its_headers(served, workspace):
    newest = max(workspace.glob("runs/*-report-*"), key=lambda path: path.name)
    for path, name in (("/", "report.en.html"), ("/report.de.html", "report.de.html")):
        status, headers, body = answer(served, path)
        assert status == 200
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert body == newest.joinpath(name).read_bytes()
        assert {key: headers[key].split(";")[0] for key in HEADERS} == HEADERS
    status, _, body = answer(served, "/report.json")
    assert status == 200
    assert json.loads(body)["format"].startswith("showfloor-report-")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/../result.json",
        "/../../showfloor.toml",
        "/%2e%2e/%2e%2e/showfloor.toml",
        "/tables/../../../showfloor.toml",
        "/record.json",
        "//etc/passwd",
        "/etc/passwd",
    ],
)
def test_what_the_report_does_not_offer_is_not_served(served, path):
    status, _, body = answer(served, path)
    assert status == 404
    assert b"currency" not in body
    assert b"root:" not in body


def test_a_served_report_works_under_its_own_security_policy(browser, served):
    host, port = served
    address = f"http://{host}:{port}/"
    with opened(browser, address) as watched:
        page = watched.page
        assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
        assert page.evaluate("getComputedStyle(document.body).maxWidth") == "1120px"
        page.click("a[hreflang='de']")
        assert page.evaluate("document.documentElement.lang") == "de"
        icons = [url for url in watched.requests if url.endswith("/favicon.ico")]
        asked = [url for url in watched.requests if not url.startswith("data:")]
        assert set(asked) - set(icons) == {address, f"{address}report.de.html"}
        assert [said for said in watched.complaints if "Content Security" in said] == []
