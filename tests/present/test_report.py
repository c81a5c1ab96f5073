"""The page: self-contained, well-formed, escaped, complete in both languages and in every state."""

from __future__ import annotations

import importlib.util
import itertools
import math
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from showfloor.domain.stores import Store
from showfloor.present import Bilingual, ReportContent, report, report_json
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language
from showfloor.present.report import render, with_terms
from showfloor.present.standing_documents import STANDING_PAGES

_SPEC = importlib.util.spec_from_file_location("page", Path(__file__).with_name("page.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
page = importlib.util.module_from_spec(_SPEC)
sys.modules["page"] = page
_SPEC.loader.exec_module(page)
Page = page.Page

CONTENTS = ("full", "small", "empty")
LANGUAGES = ("en", "de")


@pytest.fixture(scope="module")
def pages(request, full, small, empty):
    contents = {"full": full, "small": small, "empty": empty}
    return {
        (name, code): report(content, language=code)
        for name, content in contents.items()
        for code in LANGUAGES
    }


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_is_well_formed_and_names_its_language(pages, name, code):
    parsed = Page(pages[name, code])
    assert parsed.all("html") == [{"lang": code}]
    assert len(parsed.all("h1")) == 1
    assert len(parsed.all("main")) == 1


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_asks_no_other_file_and_runs_no_script(pages, name, code):
    html = pages[name, code]
    assert re.findall(r"https?:|src\s*=\s*[\"']|@import|<script|<link|<iframe", html) == []
    assert all(target.startswith("data:") for target in re.findall(r"url\(([^)]{0,20})", html))
    links = [a["href"] for a in Page(html).all("a")]
    other = {"en": "report.de.html", "de": "report.en.html"}[code]
    assert links.count(other) == 1
    beside = {other, *(f"{kind}.{code}.xlsx" for kind in STANDING_PAGES)}
    assert all(link.startswith("#") for link in links if link not in beside)


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_id_is_unique_and_every_link_leads_somewhere(pages, name, code):
    parsed = Page(pages[name, code])
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in parsed.all("a") if a["href"].startswith("#")}
    assert targets <= set(ids)


def test_headings_never_skip_a_level(pages):
    for html in pages.values():
        levels = [int(tag[1]) for tag, _ in Page(html).elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_every_chart_has_a_title_a_description_and_a_table_in_its_section(pages):
    html = pages["full", "en"]
    drawings = re.findall(r"<svg .*?</svg>", html, flags=re.DOTALL)
    charts = re.findall(r'aria-labelledby="(\S+)-wide-title', html)
    assert charts == [
        "league", "monthly", "display", "display-formats", "event-study",
        "rollout-average", "lifts", "map",
        "timeline", "budget", "prices",
    ]  # fmt: skip
    assert len(drawings) == 2 * len(charts)
    for drawing in drawings:
        assert 'role="img"' in drawing
        name = re.search(r'aria-labelledby="(\S+)-title \1-desc"', drawing)
        assert name is not None
        assert re.search(rf'<title id="{name[1]}-title">[^<]+</title>', drawing)
        assert re.search(rf'<desc id="{name[1]}-desc">[^<]+</desc>', drawing)
    for section in re.findall(r"<section .*?</section>", html, flags=re.DOTALL):
        assert ("<svg" not in section) or ("<table" in section)


def test_drawings_hold_no_colour_of_their_own(pages):
    for drawing in re.findall(r"<svg .*?</svg>", pages["full", "en"], flags=re.DOTALL):
        assert re.findall(r'(?:fill|stroke|style)="', drawing) == []
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", drawing) == []


def test_every_table_has_a_caption_and_heads_with_a_scope(pages):
    for html in pages.values():
        parsed = Page(html)
        assert len(parsed.all("caption")) == len(parsed.all("table"))
        assert all(head.get("scope") == "col" for head in parsed.all("th"))
        scrollers = [div for div in parsed.all("div") if "table" in div.get("class", "").split()]
        assert all(div["tabindex"] == "0" and div["aria-label"] for div in scrollers)


def test_hostile_names_are_shown_and_never_run(small: ReportContent):
    evil = '<script>alert("x")</script>'
    assert small.problem is not None
    first = small.problem.stores[0]
    store = Store(first.store_id, evil, "standard", "r", area_space_m2=10.0, city=evil)
    hostile = replace(
        small,
        facts=replace(small.facts, workspace=evil),
        problem=replace(small.problem, stores=(store, *small.problem.stores[1:])),
        manufacturer_names={"103": evil, "69": "[[area|x]]", "2": "\" onload='x'"},
    )
    html = report(hostile, language="de")
    assert "<script" not in html
    assert "onload='x'" not in html.replace("&#39;", "")
    assert "&lt;script&gt;" in html
    Page(html)


def test_terms_are_linked_and_all_around_them_is_escaped():
    assert with_terms("a < [[gap|the <gap>]] & b") == (
        'a &lt; <a class="term" href="#term-gap">the &lt;gap&gt;</a> &amp; b'
    )


def test_no_word_bypasses_the_catalogue(full: ReportContent):
    """With every message replaced by a mark, nothing that is left on the page is a word of ours."""
    marked = {
        key: "⟦" + "".join(re.findall(r"\{\w+\}", text)) + "⟧"
        for key, text in CATALOGUES["en"].items()
    }
    html = render(replace(full, options=None), Language("en", marked, "EUR"))
    words = set()
    for text in Page(html).text:
        words.update(re.findall(r"[A-Za-z]{4,}", text))
    data = re.findall(r"[A-Za-z]{4,}", " ".join(_texts_of(full)))
    assert {word.lower() for word in words} - {word.lower() for word in data} == set()


def _texts_of(content: ReportContent) -> list[str]:
    """Every text that came in with the content, ids and room sentences included."""
    return re.findall(r"'([^']*)'", repr(content)) + re.findall(r'"([^"]*)"', repr(content))


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_empty_report_says_what_will_be_here_and_which_command_brings_it(pages, code):
    html = pages["empty", code]
    for command in ("standing", "measure", "learn", "plan"):
        assert f"<code>showfloor {command}</code>" in html


def test_an_infeasible_programme_names_the_rules_in_conflict(small: ReportContent):
    from showfloor.plan.types import RuleConflict

    assert small.plan is not None
    rules = RuleConflict(("promise 1 by 2021-04-05", "crews DE-HH: 4 crew-days a week"))
    certificate = replace(small.plan.certificate, status="infeasible")
    plan = replace(small.plan, certificate=certificate, areas=(), conflict=rules)
    html = report(replace(small, plan=plan), language="en")
    assert "No plan can keep all rules of the programme" in html
    for rule in rules.rules:
        assert rule in html


def test_a_plan_without_its_problem_is_refused(small: ReportContent):
    with pytest.raises(ValueError, match="problem"):
        replace(small, problem=None)


def test_the_same_content_gives_the_same_bytes(small: ReportContent):
    assert report(small, language="de") == report(small, language="de")


def test_titles_say_the_answer_in_both_languages(pages):
    assert "Xiaomi is third in 2020, 21.9 points behind Apple" in pages["full", "en"]
    assert (
        "Xiaomi steht im Jahr 2020 auf dem dritten Platz, 21,9 Punkte hinter Apple"
        in (pages["full", "de"])
    )
    assert "+6.9 to +12.5" in pages["full", "en"]
    assert "wahr sind +10,0\u00a0%" in pages["full", "de"]


def test_a_figure_that_differs_for_a_known_reason_is_not_shown_as_wrong(full: ReportContent):
    """Eight figures by hand: six agree, one differs with a reason, one differs without."""
    same = replace(full.expectations[0])
    noted = replace(same, found=4, note=Bilingual("two pairs more", "zwei Paare mehr"))
    wrong = replace(same, found=5)
    html = {
        code: report(replace(full, expectations=(*[same] * 6, noted, wrong)), language=code)
        for code in LANGUAGES
    }
    assert "one differs for a known reason and one differs for no known reason" in html["en"]
    assert "eine weicht aus bekanntem Grund ab" in html["de"]
    for code, word, why in (
        ("en", "differs, explained", "two pairs more"),
        ("de", "weicht ab, erklärt", "zwei Paare mehr"),
    ):
        rows = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*</tr>", html[code], flags=re.DOTALL)
        explained = [row for row in rows if word in row]
        assert explained
        assert any(why in row for row in explained)
        assert not any('class="bad"' in row for row in explained)
        assert sum('class="bad"' in row for row in rows) == 2  # among those that differ, among all


def test_summary_map_and_table_count_the_same_shops_held_back(full: ReportContent):
    assert full.plan is not None
    html = report(full, language="en")
    held = {holding.store_id for holding in full.plan.holdout}
    both = held & {area.store_id for area in full.plan.areas}
    assert f"{len(held)} wait until" in html
    assert f"{len(held)} shops are held back" in html
    counted = re.findall(r">held back, no area \((\d+)\)<", html)
    later = re.findall(r">held back first, then a new area \((\d+)\)<", html)
    assert {int(n) for n in counted} == {len(held) - len(both)}
    assert {int(n) for n in later} == ({len(both)} if both else set())


def test_the_truth_stands_beside_both_estimates(full: ReportContent):
    """The fixture's truth is log 1.1; whether an interval holds it is worked out here again."""
    assert full.staggered is not None
    result = full.staggered.result
    truth = math.log(1.1)
    held = [
        e.low <= truth <= e.high
        for e in (result.callaway_santanna.simple, result.imputation.overall)
    ]
    table = report_json(full)["tables"]["rollout_effect"]["rows"]
    assert [row["held"] for row in table[:2]] == ["yes" if holds else "no" for holds in held]
    assert [row["truth"] for row in table[:2]] == pytest.approx([0.1, 0.1])
    assert [row["truth"] for row in table[2:]] == [None, None]
