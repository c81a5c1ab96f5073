"""The pages of a measurement in a real browser, from a clear gain to a single shop."""

from __future__ import annotations

import importlib.util
import itertools
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from showfloor.present import Bilingual, Statement, report
from showfloor.present.types import ReportContent, TitleFacts


def _module(name: str, path: Path):
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


HERE = Path(__file__)
reports = _module("browser_reports", HERE.with_name("test_reports.py"))
measured_areas = _module("measured_areas", HERE.parents[1] / "present" / "measured_areas.py")
opened = reports.opened

CASES = [("clear", "en"), ("clear", "de"), ("null", "en"), ("three", "de"), ("one", "de")]
LONG = "Herstellerflächenausstattungsgesellschaft mbH & Co. KG Nordrhein-Westfalen"
FACTS = TitleFacts(
    "Areas", "EUR", True, 1, datetime(2022, 3, 1, tzinfo=UTC), "software", {},
    (Statement("generated", Bilingual("All sales are generated.", "Alle Verkäufe sind erzeugt.")),),
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[tuple[str, str], Path]:
    """Each case in both languages; the manufacturer of the last has a name that nothing fits."""
    folder = tmp_path_factory.mktemp("measured")
    found = {}
    for name, code in CASES:
        names = {"xiaomi": LONG if name == "one" else "Xiaomi", "samsung": LONG}
        content = ReportContent(
            FACTS, areas=measured_areas.measured(name), manufacturer_names=names
        )
        path = folder / f"{name}.{code}.html"
        path.write_text(report(content, language=code), encoding="utf-8")
        found[name, code] = path
    return found


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_page_fits_every_width_in_both_schemes(browser, pages, case):
    with opened(browser, pages[case].as_uri()) as watched:
        page = watched.page
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for scheme, width in itertools.product(reports.SCHEMES, reports.WIDTHS):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            inner, widest, headings = page.evaluate(reports.SHAPE)
            assert inner == width
            assert widest <= inner, (scheme, width)
            assert [h for h in headings if not (h[0].strip() and h[1] and h[2])] == []
        assert watched.complaints == []
        assert [url for url in watched.requests if not url.startswith(("data:", "file:"))] == []


INSIDE = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
  if (!svg.checkVisibility()) return [];
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].map((t) => [t.textContent, t.getBoundingClientRect()])
    .filter(([, box]) => box.left < frame.left - 12 || box.right > frame.right + 12
      || box.bottom > frame.bottom + 2)
    .map(([said]) => said);
})"""


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_no_word_of_a_drawing_lies_outside_of_it(browser, pages, case):
    with opened(browser, pages[case].as_uri()) as watched:
        for width in (1280, 390):
            watched.page.set_viewport_size({"width": width, "height": 900})
            assert watched.page.evaluate(INSIDE) == [], width


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_all_text_stands_out_from_its_ground(browser, pages, case):
    with opened(browser, pages[case].as_uri()) as watched:
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for scheme in reports.SCHEMES:
            watched.page.emulate_media(color_scheme=scheme)
            contrasts = watched.page.evaluate(reports.CONTRASTS)
            assert [pair for pair in contrasts if pair[1][0] < 4.5] == []


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_axe_finds_no_breach_of_wcag_2_a_or_aa(browser, pages, axe, case):
    with opened(browser, pages[case].as_uri()) as watched:
        watched.page.evaluate(reports.ALIKE)
        watched.page.evaluate(axe)
        for scheme, rules in zip(
            reports.SCHEMES, (reports.AXE_RULES, reports.AXE_COLOURS), strict=True
        ):
            watched.page.emulate_media(color_scheme=scheme)
            found = watched.page.evaluate(
                f"axe.run(document, {{runOnly: {json.dumps(rules)}, resultTypes: ['violations']}})"
                ".then(r => r.violations.map(v => "
                "[v.id, v.help, v.nodes.slice(0, 3).map(n => n.target.join(' '))]))"
            )
            assert found == [], scheme


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_measurement_prints(browser, pages, code):
    with opened(browser, pages["clear", code].as_uri(), color_scheme="dark") as watched:
        watched.page.emulate_media(media="print")
        paper = watched.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        assert watched.page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")
