"""What areas earned as pages: every state drawn honestly, in both languages, with its table."""

from __future__ import annotations

import importlib.util
import math
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from showfloor.measure.types import Check, Estimate, MethodComparison, MethodEstimate
from showfloor.measure.types_areas import AreasFound
from showfloor.measure.types_offers import TripleDifference
from showfloor.measure.types_randomised import RandomisedCells
from showfloor.present import report, report_json
from showfloor.present.catalogue import CATALOGUES
from showfloor.present.language import Language, language_for
from showfloor.present.report import render
from showfloor.present.sections.earned_setting import Earned, is_clear
from showfloor.present.sections.map_section import PLACED
from showfloor.present.sections.plain_words import what_to_do
from showfloor.present.sections.setting import setting_for
from showfloor.present.types import ReportContent, TitleFacts


def _module(name: str):
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


measured = _module("measured_areas").measured
Page = _module("page").Page

CASES = ("clear", "null", "three", "two", "one")
LANGUAGES = ("en", "de")
SECTIONS = ("earned", "weekly", "groups", "whom", "shops", "trust")
NAMES = {"xiaomi": "Xiaomi", "samsung": "Samsung", "apple": "Apple", "oppo": "Oppo"}
FACTS = TitleFacts("Areas", "EUR", True, 1, datetime(2022, 3, 1, tzinfo=UTC), "software")


def content(found: AreasFound) -> ReportContent:
    return ReportContent(FACTS, areas=found, manufacturer_names=NAMES)


def earned(found: AreasFound, code: str = "en") -> Earned:
    return Earned(setting_for(content(found), language_for(code)), found)


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str], str]:
    return {
        (name, code): report(content(measured(name)), language=code)
        for name in CASES
        for code in LANGUAGES
    }


def section(html: str, key: str) -> str:
    found = re.search(rf'<section id="{key}".*?</section>', html, flags=re.DOTALL)
    assert found is not None, key
    return found[0]


def drawing(html: str, name: str) -> str:
    found = re.search(rf'aria-labelledby="{name}-wide.*?</svg>', html, flags=re.DOTALL)
    assert found is not None, name
    return found[0]


def title(html: str, key: str) -> str:
    found = re.search(r"<h2[^>]*>(.*?)</h2>", section(html, key), flags=re.DOTALL)
    assert found is not None
    return found[1].replace("\u00a0", " ")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_is_well_formed_and_every_link_leads_somewhere(pages, name, code):
    parsed = Page(pages[name, code])
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in parsed.all("a") if a["href"].startswith("#")}
    assert targets <= set(ids)
    assert set(SECTIONS) <= set(ids)


@pytest.mark.parametrize("name", CASES)
def test_every_drawing_names_itself_holds_no_colour_and_stands_beside_a_table(pages, name):
    for key in SECTIONS:
        part = section(pages[name, "de"], key)
        drawings = re.findall(r"<svg .*?</svg>", part, flags=re.DOTALL)
        for one in drawings:
            assert re.search(r"<title id=[^>]+>[^<]+</title><desc id=[^>]+>[^<]+</desc>", one)
            assert re.findall(r'(?:fill|stroke|style)="', one) == []
            assert re.findall(r'"[^"]*\b(?:nan|inf)\b[^"]*"', one) == []
        assert not drawings or "<table" in part


@pytest.mark.parametrize("name", CASES)
def test_nothing_on_a_german_page_is_quoted_in_english(pages, name):
    assert 'lang="en" title' not in pages[name, "de"]


def test_the_title_says_what_was_earned_with_its_interval(pages):
    total = measured("clear").money.total
    said = [f"€{round(v):,}" for v in (total.estimate, total.low, total.high)]
    assert title(pages["clear", "en"], "earned") == (
        f"36 areas of Xiaomi earned {said[0]} of margin on own products "
        f"(95 % certain: {said[1]} to {said[2]})"
    )
    german = title(pages["clear", "de"], "earned")
    assert f"{round(total.estimate):,}".replace(",", ".") in german


def test_an_effect_that_holds_zero_is_not_said_to_be_one(pages):
    total = measured("null").money.total
    assert total.low < 0 < total.high
    assert "cannot be told from nothing yet" in title(pages["null", "en"], "earned")
    assert "Decide nothing on this yet" in section(pages["null", "en"], "earned")


@pytest.mark.parametrize("name", ["three", "two", "one"])
def test_few_shops_have_no_interval_anywhere_but_a_p_value(pages, name):
    """Two or three treated stores: the permutation's p-value; one: its rank among the others."""
    html = section(pages[name, "en"], "earned")
    assert "so far, and no" in title(pages[name, "en"], "earned")
    assert "95 % certain" not in html
    p = measured(name).staggered.imputation.overall.p_value
    assert 0.0 < p <= 1.0
    assert f"{p * 100:.1f}\u00a0%" in html
    events = drawing(pages[name, "en"], "weekly-events")
    assert 'class="band"' not in events
    assert "stroke-accent" not in events
    assert "fill-accent" not in events


def test_the_first_step_follows_from_the_worst_that_is_known():
    """A failed check, no interval, zero inside, a doubt, nothing: each has one answer."""
    clear = measured("clear")
    passing = tuple(check for check in clear.checks if check.verdict == "PASS")
    failed = Check("closures", "FAIL", "Closed.")
    doubted = Check("closures", "REVIEW", "Closed.")

    def first(found: AreasFound) -> str:
        return what_to_do(earned(found))[0]

    assert first(replace(clear, checks=passing)).startswith("Quote the figure with its interval:")
    assert "closures" in first(replace(clear, checks=(*passing, doubted)))
    assert first(replace(clear, checks=(doubted, failed))).startswith("Do not quote")
    assert first(measured("null")).startswith("Decide nothing")
    assert first(measured("two")).startswith("Do not quote the amount as an effect")
    nan = math.nan
    nothing = Estimate(nan, nan, nan, nan, nan, "nothing can be compared")
    unknown = replace(clear, money=replace(clear.money, total=nothing))
    assert first(unknown).startswith("Look at what was left out")


def test_areas_that_cost_sales_are_not_to_be_built_on():
    clear = measured("clear")
    lost = Estimate(-100.0, 10.0, 20.0, -121.0, -79.0)
    steps = what_to_do(earned(replace(clear, money=replace(clear.money, total=lost))))
    assert any(step.startswith("Build no more") for step in steps)
    assert not any("Build on where" in step for step in steps)


def test_a_group_is_named_only_when_its_difference_survives_the_correction():
    clear = measured("clear")
    assert min(group.p_holm for group in clear.groups) > 0.05
    html = report(content(clear), language="en")
    assert "clearly more than the others" in title(html, "groups")
    found = list(clear.groups)
    place = next(k for k, group in enumerate(found) if group.name == "table")
    found[place] = replace(found[place], p_holm=0.01)
    html = report(content(replace(clear, groups=tuple(found))), language="en")
    assert title(html, "groups").startswith("Table differs clearly")
    assert any("Begin with what gains more than the others: Table" in s for s in what_to_do(
        earned(replace(clear, groups=tuple(found)))
    ))  # fmt: skip


def test_both_sides_of_the_flow_are_equally_tall(pages):
    """gain = rivals + elsewhere + new, so bars left and right of the flow add up to the same."""
    for name in ("clear", "three"):
        bars: dict[float, float] = {}
        for x, height in re.findall(
            r'<rect x="([\d.]+)" y="[\d.]+" width="8" height="([\d.]+)" class="fill-',
            drawing(pages[name, "en"], "whom-flow"),
        ):
            bars[float(x)] = bars.get(float(x), 0.0) + float(height)
        sides = [bars[min(bars)], bars[max(bars)]]
        assert sides[0] == pytest.approx(sides[1], abs=0.3)


def test_parts_that_may_be_nothing_are_pale(pages):
    whom = measured("clear").whom
    parts = (whom.gain, whom.from_rivals, whom.from_elsewhere, whom.new)
    pale = re.findall(r"<path [^>]*unsure", drawing(pages["clear", "en"], "whom-flow"))
    assert len(pale) == sum(not is_clear(part) for part in parts)


def test_the_tables_hold_the_unrounded_figures_of_the_result():
    found = measured("clear")
    tables = report_json(content(found))["tables"]
    weeks = tables["areas_by_week"]["rows"]
    assert [row["actual"] for row in weeks] == [week.actual for week in found.weeks]
    stores = {row["store_id"]: row["gain"] for row in tables["areas_by_store"]["rows"]}
    assert stores == {store.store_id: store.gain for store in found.by_store}
    groups = tables["areas_by_group"]["rows"]
    assert [row["p_holm"] for row in groups] == [group.p_holm for group in found.groups]
    whom = {row["part"]: row["gain"] for row in tables["areas_whom"]["rows"]}
    gain = whom.pop("Own gain")
    assert gain == pytest.approx(math.fsum(whom.values()))
    events = tables["areas_by_event_week"]["rows"]
    band = found.staggered.imputation.event_band
    assert band is not None
    assert {r["event_time"]: r["band_low"] for r in events if r["event_time"] >= 0} == band.low
    assert all(row["band_low"] is None for row in events if row["event_time"] < 0)


def test_unknown_cells_carry_their_reason():
    tables = report_json(content(measured("two")))["tables"]
    for name in ("areas_by_event_week", "areas_by_group", "areas_whom", "earned"):
        for row in tables[name]["rows"]:
            unknown = {key for key in ("low", "high") if row.get(key) is None}
            assert unknown <= set(row.get("reasons", {})), (name, row)


def test_without_coordinates_the_page_says_how_to_get_a_map(pages):
    shops = section(pages["three", "en"], "shops")
    assert "<svg" not in shops
    assert "give latitude and longitude" in shops.replace("\n", " ")


def test_a_shop_counts_as_gaining_only_beyond_what_others_vary_by(pages):
    """Counted here again from the result: at most one in twenty others lies as far."""
    stores = measured("clear").by_store
    clear = sum(store.beyond <= 0.05 and store.gain > 0 for store in stores)
    assert title(pages["clear", "en"], "shops").startswith(f"{clear} of {len(stores)} shops")


def test_the_breakdown_value_is_named(pages):
    first = measured("clear").sensitivity[0]
    assert f"breaks down at {first.breakdown:.1f}" in section(pages["clear", "en"], "trust")
    assert "breaks down" not in section(pages["null", "en"], "trust")


def test_a_panel_that_was_left_partly_out_says_so(pages):
    assert "money is revenue" in section(pages["one", "en"], "trust")
    assert "Geld ist hier Umsatz" in section(pages["one", "de"], "trust")


def test_no_word_of_these_pages_bypasses_the_catalogue():
    """With every message a mark, what is left are names and the room's own sentences."""
    marked = {
        key: "⟦" + "".join(re.findall(r"\{\w+\}", text)) + "⟧"
        for key, text in CATALOGUES["en"].items()
    }
    shown = content(measured("clear"))
    html = render(shown, Language("en", marked, "EUR"))
    ours = "".join(section(html, key) for key in SECTIONS)
    words = {w.lower() for text in Page(ours).text for w in re.findall(r"[A-Za-z]{4,}", text)}
    data = {w.lower() for w in re.findall(r"[A-Za-z]{4,}", repr(shown))}
    cities = {w.lower() for city in PLACED for w in re.findall(r"[A-Za-z]{4,}", city.name)}
    assert words - data - cities == set()


def test_the_summary_leads_with_what_was_measured(pages):
    share = measured("clear").money.per_cent.estimate
    assert f"+{share:.1f}\u00a0%" in section(pages["clear", "en"], "summary")


def test_a_report_with_areas_has_no_empty_section_for_a_rollout(pages):
    assert 'id="rollout"' not in pages["clear", "en"]
    assert 'id="rollout"' in report(ReportContent(FACTS), language="en")


def test_the_same_finding_gives_the_same_bytes():
    shown = content(measured("clear"))
    assert report(shown, language="de") == report(shown, language="de")


@pytest.mark.parametrize("code", LANGUAGES)
def test_hostile_names_are_shown_and_never_run(code):
    evil = '<script>alert("x")</script>'
    found = measured("clear")
    stores = (replace(found.by_store[0], store_id=evil), *found.by_store[1:])
    groups = (replace(found.groups[0], name=evil), *found.groups[1:])
    hostile = replace(found, by_store=stores, groups=groups, notes=(evil,))
    html = report(
        replace(content(hostile), manufacturer_names={"xiaomi": evil, "samsung": evil}),
        language=code,
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    Page(html)


def around(value: float) -> Estimate:
    return Estimate(value, 5.0, 20.0, value - 10.0, value + 10.0)


def test_offers_other_methods_and_the_draw_are_shown_where_they_were_asked_for():
    """Offer 120 and area 60 add up to 180; a second method differs; the draw found 170."""
    clear = measured("clear")
    nan = math.nan
    none = Estimate(nan, nan, nan, nan, nan, "there is no triple difference")
    offers = TripleDifference(
        "triple difference", around(180.0), around(60.0), around(120.0), around(70.0), none,
        around(1.0), around(2.0), none, none, around(1.0), {}, {}, 14, 0.6, 0.9, (), (),
    )  # fmt: skip
    compared = MethodComparison(
        "imputation",
        (
            MethodEstimate("imputation", around(150.0), none),
            MethodEstimate("synthetic", around(90.0), around(-60.0), "both", 0.001, 0.002),
        ),
    )
    found = replace(
        clear,
        offers=offers,
        drawn=RandomisedCells(around(170.0), {}, 5, 12, 0.4, 900.0),
        staggered=replace(clear.staggered, methods=compared),
    )
    tables = report_json(content(found))["tables"]
    parts = {row["part"]: row for row in tables["areas_offers"]["rows"]}
    assert [parts[key]["gain"] for key in ("The area’s part", "The offer’s part")] == [60.0, 120.0]
    assert parts["The offer alone, in other weeks"]["gain"] is None
    assert parts["The offer alone, in other weeks"]["reasons"]["gain"] == none.reason
    methods = tables["areas_methods"]["rows"]
    assert [(row["apart"], row["p_holm"]) for row in methods] == [(None, None), (-60.0, 0.002)]
    for code, said in (("en", "12 shops in 5 groups"), ("de", "12 Läden in 5 Gruppen")):
        html = report(content(found), language=code)
        assert said in section(html, "trust")
        assert drawing(html, "offers")
    plain = report_json(content(replace(clear, offers=None)))["tables"]
    assert "areas_offers" not in plain
