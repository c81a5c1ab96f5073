"""A month's statement as pages, tables and workbook: words, totals, and nothing that runs."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from showfloor.domain.stores import Store
from showfloor.measure.types import Check, Estimate
from showfloor.measure.types_statement import (
    MoneyOf,
    MonthExchange,
    MonthlyStatement,
    Side,
    StatementRow,
)
from showfloor.present.language import language_for
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.statement import statement_title
from showfloor.present.sections.statement_states import state_sentence
from showfloor.present.statement_documents import (
    statement_files,
    statement_page,
    statement_workbook,
)
from showfloor.present.statement_types import KnownTruth
from showfloor.present.types import Bilingual, LanguageCode, ReportContent, TitleFacts

NAN = math.nan
UNKNOWN = Estimate(NAN, NAN, NAN, NAN, NAN, "nobody stated the manufacturer's margin rate")
FACTS = TitleFacts("Shops", "EUR", True, 7, datetime(2024, 12, 9, tzinfo=UTC), "showfloor")
FORMULA = "=HYPERLINK(A1)"


def estimate(value: float, half: float) -> Estimate:
    return Estimate(value, half / 2, 20.0, value - half, value + half)


def side(promised: float, realised: Estimate) -> Side:
    apart = replace(
        realised,
        estimate=realised.estimate - promised,
        low=realised.low - promised,
        high=realised.high - promised,
    )
    return Side(promised, promised / 2, realised, apart, promised, realised, 400.0, 800.0, 1200.0)


def row(store_id: str, **changes: object) -> StatementRow:
    made = StatementRow(
        store_id, "table", "table", "open", date(2024, 3, 4), date(2024, 3, 4), None, 0,
        MoneyOf(100.0, 40.0), MoneyOf(80.5, 30.25), "", 60.0, MoneyOf(0.0, 0.0),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # by name


ROWS = (
    row("0012"),
    row(FORMULA, slipped=2, selling_from=date(2024, 3, 18)),
    row("c", state="not_opened", realised=MoneyOf(NAN, NAN), why_not="not_standing", slipped=None),
    row("d", state="closed", closed_on=date(2024, 11, 11), slipped=0),
    row("e", state="unplanned", selling_week=None, promised=MoneyOf(NAN, NAN), slipped=None),
)
STORES = (
    Store("0012", "<b>Shop & Söhne</b>", "standard", "o"),
    Store(FORMULA, FORMULA, "standard", "o"),
)


def statement(realised: Estimate | None = None, promised: float = 400.0) -> MonthlyStatement:
    measured = estimate(322.0, 50.0) if realised is None else realised
    return MonthlyStatement(
        manufacturer_id="m1",
        programme_id="areas",
        month=date(2024, 11, 1),
        first_week=date(2024, 11, 4),
        to_week=date(2024, 12, 2),
        counted_from=date(2024, 3, 4),
        rows=ROWS,
        retailer=side(promised, measured),
        manufacturer=side(160.0, UNKNOWN),
        manufacturer_rate=NAN,
        exchange=MonthExchange(*(estimate(400.0, 9.0), estimate(78.0, 9.0), estimate(0.0, 9.0))),
        compared=40,
        checks=(Check("closures", "REVIEW", "Look."), Check("one store", "PASS", "Fine.")),
        notes=(),
    )


def setting(code: LanguageCode) -> Setting:
    return setting_for(ReportContent(FACTS, manufacturer_names={"m1": "Nord"}), language_for(code))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("realised", "promised", "english", "german"),
    [
        (estimate(322.0, 100.0), 400.0, "lie within what cannot be told from it", "unterscheiden"),
        (estimate(322.0, 50.0), 400.0, "€78.00 less than promised", "78,00 € weniger"),
        (estimate(322.0, 50.0), 200.0, "€122.00 more than promised", "122,00 € mehr"),
        (
            Estimate(322.0, NAN, NAN, NAN, NAN, "few"),
            400.0,
            "how sure that is cannot be stated",
            "wie sicher das ist, lässt sich nicht angeben",
        ),
        (UNKNOWN, 400.0, "is not known: nobody stated", "ist nicht bekannt: niemand nannte"),
    ],
)
def test_the_title_is_the_answer(
    realised: Estimate, promised: float, english: str, german: str
) -> None:
    found = statement(realised, promised)
    assert english in plain(statement_title(setting("en"), found))
    assert german in plain(statement_title(setting("de"), found))


def test_each_store_says_in_words_how_its_area_stands() -> None:
    said = [plain(state_sentence(setting("en"), item)) for item in ROWS]
    assert said == [
        "open since 4 March 2024",
        "open since 18 March 2024, 2 weeks later than planned",
        "planned for 4 March 2024; the ledger knows of no area",
        "closed on 11 November 2024",
        "open since 4 March 2024; no kept plan promised it",
    ]
    other = row("x", format_id="island", slipped=-1)
    assert plain(state_sentence(setting("de"), other)).startswith(
        "offen seit 4. März 2024, eine Woche früher als geplant; als "
    )


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_page_escapes_names_and_has_lines_for_two_signatures(code: LanguageCode) -> None:
    page = statement_page(statement(), STORES, FACTS, language=code, names={"m1": "Nord"})
    assert "&lt;b&gt;Shop &amp; Söhne&lt;/b&gt;" in page
    assert "<b>Shop" not in page
    assert page.count('<p class="line">') == 2
    assert "<script" not in page
    assert "None" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_unknown_money_is_a_dash_with_its_reason_and_never_zero() -> None:
    page = statement_page(statement(), STORES, FACTS, language="en")
    assert '<abbr title="no area stood in these weeks">–</abbr>' in page
    assert '<abbr title="no kept plan promised anything here">–</abbr>' in page
    assert "nobody stated the manufacturer&#39;s margin rate" in page


def test_tables_leave_as_csv_with_formulas_defused_and_cents_kept() -> None:
    files = statement_files(statement(), STORES, FACTS)
    stores = files["statement_stores.csv"]
    assert isinstance(stores, bytes)
    rows = list(csv.DictReader(io.StringIO(stores.decode())))
    assert [item["store_id"] for item in rows] == ["0012", f"'{FORMULA}", "c", "d", "e"]
    assert [item["realised_retailer"] for item in rows] == ["80.5", "80.5", "", "80.5", "80.5"]
    assert rows[2]["why_not"] == "not_standing"
    assert {"statement_totals.csv", "statement_capex.csv", "statement_departures.csv"} <= set(files)


def test_the_workbook_holds_ids_as_texts_no_formulas_and_the_same_bytes_each_time() -> None:
    book = statement_workbook(statement(), STORES, FACTS, language="de")
    assert book == statement_workbook(statement(), STORES, FACTS, language="de")
    archive = zipfile.ZipFile(io.BytesIO(book))
    sheets = [archive.read(name).decode() for name in archive.namelist() if "/sheet" in name]
    assert sheets
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
    texts = archive.read("xl/sharedStrings.xml").decode()
    assert f">{FORMULA}<" in texts
    assert ">0012<" in texts


def test_truths_stand_beside_what_was_measured_where_they_are_known() -> None:
    known = (
        KnownTruth(Bilingual("own", "eigene"), 300.0, estimate(322.0, 50.0)),
        KnownTruth(Bilingual("new", "neu"), 100.0, estimate(322.0, 50.0)),
    )
    page = statement_page(statement(), STORES, FACTS, language="en", known=known)
    assert "1 of 2 measured figures hold the truth in their interval" in page
    assert not KnownTruth(Bilingual("", ""), 1.0, UNKNOWN).holds
