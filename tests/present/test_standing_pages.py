"""Pages of growth, reasons and distribution: what they say in both languages, and their tables."""

from __future__ import annotations

import csv
import io
import math
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from showfloor.present.language import language_for
from showfloor.present.report import report, report_tables, sections
from showfloor.present.sections.setting import setting_for
from showfloor.present.standing_documents import (
    STANDING_PAGES,
    standing_files,
    standing_workbook,
    standing_workbooks,
)
from showfloor.present.types import ReportContent, TitleFacts
from showfloor.standing import (
    ComparablePart,
    ComparableRow,
    ComparableSales,
    Distribution,
    DistributionFound,
    DistributionRow,
    Holiday,
    HolidaysFound,
    LeagueRow,
    LeagueTable,
    LeftOut,
    LikeForLike,
    LikeForLikeFound,
    Movement,
    MovementFound,
    MovementPart,
    RivalGain,
    ShareMovement,
    SpaceRevenue,
    StoreScope,
    TradingDayCount,
)

NAN = math.nan
BEGIN, END = date(2021, 3, 1), date(2021, 4, 1)
BEFORE = (date(2020, 3, 2), date(2020, 4, 2))
GTIN = "04012345678901"


def _sales(revenue, previous):
    growth = revenue / previous - 1 if previous else NAN
    reason = "" if previous else "sold nothing on the comparable days"
    return ComparableSales(revenue, previous, 10.0, 8.0, growth, reason, 0.25, "")


def growth_found(**changes):
    rows = (
        ComparableRow("x", "=Xone", _sales(120.0, 100.0), 0.6, 0.5),
        ComparableRow(GTIN, "Neu", _sales(80.0, 0.0), 0.4, 0.0),
    )
    left = (LeftOut("open", "holiday", 3, 30.5, 0.0, 3.0, 0.0),)
    values = {
        "from_date": BEGIN,
        "to_date": END,
        "previous_from": BEFORE[0],
        "previous_to": BEFORE[1],
        "scope": StoreScope(region="DE-NW", kind="flagship"),
        "silent_days_count": False,
        "rows": rows,
        "total": _sales(200.0, 100.0),
        "store_days": 1234,
        "left_out": left,
    }
    return LikeForLike(**{**values, **changes})


def movement_found(change=-30.0):
    parts = (MovementPart("stores opened", 10.0), MovementPart("price", change - 10.0))
    movement = Movement(
        BEGIN, END, *BEFORE, 100.0 + change, 100.0, change, parts, 0.0, 0.0, "lines", 5.0, 6.0, ""
    )
    rivals = (
        ShareMovement("y", "Ypsilon", 5.0, 1.0, 0.0, (RivalGain("x", "=Xone", 4.0),)),
        ShareMovement("x", "=Xone", -30.0, -26.0, 0.0, (RivalGain("y", "Ypsilon", -4.0),)),
    )
    return MovementFound(movement, rivals, StoreScope(), "x")


def distribution_found(**changes):
    found = Distribution(BEGIN, END, 4, 3, 0.75, "", 0.9, "", 12.0, 1200.0, 60.0, 100.0, 5.0, "", 1)
    rows = (DistributionRow("x", "=Xone", found),)
    space = (SpaceRevenue("x", "wall", 2, 700.0, 35.0, 20.0),)
    return DistributionFound(BEGIN, END, StoreScope(category="tv"), rows, space, **changes)


def league_found():
    def row(rank, maker, name, revenue, share, growth, value):
        return LeagueRow(
            rank, maker, name, revenue, revenue / 10, share, 3 - rank, 50.0, 0.5, growth,
            previous_units=5.0, value=value, previous_value=80.0, valued_share=0.8,
            rank_low=1, rank_high=2,
        )  # fmt: skip

    rows = (
        row(1, "x", "=Xone", 60.0, 0.6, 0.2, 90.0),
        row(2, "y", "Ypsilon", 40.0, 0.4, -0.2, 60.0),
    )
    return LeagueTable(
        BEGIN, END, "margin", None, None, None, rows, 100.0, 10.0, 100.0, 0.0, "", 0, 0.0, 10.0,
        None, 150.0, 160.0, 0.8, *BEFORE, 12, 3, "",
    )  # fmt: skip


@pytest.fixture
def content():
    calendar = HolidaysFound(
        (Holiday(date(2021, 4, 2), "Good Friday", "Karfreitag", ("DE-NW",)),),
        (TradingDayCount("DE-NW", 25, 26),),
    )
    facts = TitleFacts(
        workspace="Läden",
        currency="EUR",
        revenue_includes_vat=True,
        ledger_version=7,
        generated_at=datetime(2021, 4, 3, 8, 0, tzinfo=UTC),
        software="showfloor",
    )
    return ReportContent(
        facts,
        standing=(league_found(),),
        like_for_like=LikeForLikeFound(growth_found(), calendar, even_weeks_only=True),
        movement=movement_found(),
        distribution=distribution_found(),
        focus_manufacturer_id="x",
        manufacturer_names={},
    )


def _titles(content, code):
    setting = setting_for(content, language_for(code, "EUR"))
    return {section.key: section for section in sections(setting, tuple(STANDING_PAGES.values()))}


def test_titles_are_answers_in_both_languages(content):
    english, german = _titles(content, "en"), _titles(content, "de")
    assert english["like-for-like"].title.startswith("Like for like, sales in ")
    assert "100.0\u00a0% above" in english["like-for-like"].title
    assert "100,0\u00a0% über den Vergleichstagen" in german["like-for-like"].title
    assert english["why-it-moved"].title == (
        "Sales of =Xone in\u00a0March 2021 fell by €30, most of it by price"
    ).replace("in\u00a0", "in ")
    assert german["why-it-moved"].title.endswith("um 30\u00a0€, vor allem durch: Preis")
    assert "in 75.0\u00a0% of the open shops" in english["distribution"].title
    assert "Ranked by margin" in english["standing"].lead
    assert "80,0\u00a0% aller Stücke" in german["standing"].lead
    assert "3 of 12 shops are missing" in english["standing"].lead


def test_pages_say_whether_amounts_hold_vat(content):
    for code, words in (("en", "Amounts include VAT."), ("de", "Beträge enthalten die Umsatz")):
        for section in _titles(content, code).values():
            assert any(words in getattr(block, "text", "") for block in section.blocks)


def test_what_is_unknown_is_a_dash_with_its_reason_in_the_pages_language(content):
    page = report(content, language="de")
    assert "an den Vergleichstagen nichts verkauft" in page
    assert "sold nothing" not in page
    assert "Karfreitag" in page
    assert "Good Friday" in report(content, language="en")


def test_no_growth_at_all_is_said_and_why(content):
    nothing = ComparableSales(
        0.0, 0.0, 0.0, 0.0, NAN, "no store-day was open on both comparable days", NAN, "x"
    )
    empty = growth_found(rows=(), total=nothing, store_days=0, left_out=())
    found = LikeForLikeFound(empty, HolidaysFound((), ()))
    changed = ReportContent(content.facts, like_for_like=found)
    assert "kein Ladentag war" in _titles(changed, "de")["like-for-like"].title


@pytest.mark.parametrize(
    ("code", "begins", "reason"),
    [
        ("en", "Only 2 of 31 days can be compared. Like for like, sales in", "Sales begin on 2020"),
        ("de", "Nur 2 von 31 Tagen lassen sich vergleichen. Auf ver", "Die Verkäufe beginnen am"),
    ],
)
def test_a_page_of_which_only_a_part_compares_says_so_first(content, code, begins, reason):
    part = ComparablePart(
        date(2021, 3, 30),
        END,
        "sales begin on 2020-03-31, so that days from 2021-03-30 on can be compared",
    )
    found = LikeForLikeFound(growth_found(), HolidaysFound((), ()), part=part)
    section = _titles(ReportContent(content.facts, like_for_like=found), code)["like-for-like"]
    assert section.title.startswith(begins)
    assert "30" in section.title
    assert section.lead.startswith(reason)
    assert "2021-03-30" not in section.lead or code == "en"


def test_holidays_that_meet_their_own_are_noted(content):
    found = LikeForLikeFound(growth_found(), HolidaysFound((), ()), same_holidays=True)
    for code, words in (
        ("en", "the same holiday of the year before"),
        ("de", "demselben Feiertag"),
    ):
        section = _titles(ReportContent(content.facts, like_for_like=found), code)["like-for-like"]
        assert any(words in getattr(block, "text", "") for block in section.blocks)


def test_a_report_has_a_workbook_of_each_answer_and_links_it(content):
    files = standing_workbooks(content)
    assert set(files) == {f"{kind}.{code}.xlsx" for kind in STANDING_PAGES for code in ("en", "de")}
    assert not standing_workbooks(ReportContent(content.facts))
    for code in ("en", "de"):
        page = report(content, language=code)
        assert all(f'href="{kind}.{code}.xlsx"' in page for kind in STANDING_PAGES)
        assert "xlsx" not in report(ReportContent(content.facts), language=code)


def test_space_without_sizes_says_what_is_missing(content):
    reason = "the workspace has no programme.toml, which states the square metres of the formats"
    found = distribution_found(space_reason=reason)
    found = DistributionFound(found.from_date, found.to_date, found.scope, found.rows, (), reason)
    page = report(ReportContent(content.facts, distribution=found), language="de")
    assert "der Arbeitsbereich hat keine programme.toml" in page


def test_a_report_without_these_answers_has_no_section_of_them(content):
    keys = set(_titles(ReportContent(content.facts), "en"))
    assert keys == {"standing"}


def test_the_reports_tables_hold_every_row_and_defuse_formulas(content):
    tables = report_tables(content)
    rows = list(csv.DictReader(io.StringIO(tables["like_for_like"])))
    assert [row["manufacturer"] for row in rows] == ["'=Xone", "Neu"]
    assert [float(row["revenue"]) for row in rows] == [120.0, 80.0]
    assert rows[1]["growth"] == ""
    parts = list(csv.DictReader(io.StringIO(tables["why_it_moved"])))
    assert sum(float(row["change"]) for row in parts) == -30.0
    assert {"share_flows", "who_took_share", "distribution", "space", "holidays"} <= set(tables)


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_workbook_keeps_texts_as_texts_and_figures_as_figures(content, code, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(standing_workbook(content, "like-for-like", language=code))
    book = CalamineWorkbook.from_path(path)
    rows = book.get_sheet_by_name("like_for_like").to_python()
    assert rows[1][:3] == ["x", "=Xone", 120.0]
    assert rows[2][0] == GTIN
    about = dict(book.get_sheet_by_name(book.sheet_names[-1]).to_python()[1:])
    assert any("VAT" in text or "Umsatzsteuer" in text for text in about.values())
    assert standing_workbook(content, "like-for-like", language=code) == path.read_bytes()


def test_each_answer_is_two_pages_two_workbooks_and_its_tables(content):
    for kind in STANDING_PAGES:
        files = standing_files(content, kind)
        named = {f"{kind}.{code}.{ending}" for code in ("en", "de") for ending in ("html", "xlsx")}
        assert named | {f"{kind}.csv"} <= set(files)


def test_bars_to_the_left_of_zero_are_as_long_as_they_say(content):
    figure = next(b for b in _titles(content, "en")["why-it-moved"].blocks if b.kind == "figure")
    assert figure.wide.count("<rect") == 2
    assert "\u2212€40" in figure.wide
    assert "+€10" in figure.wide
