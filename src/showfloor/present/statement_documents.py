"""A month's statement as files: pages in two languages, CSV tables, workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from showfloor.domain.stores import Store
from showfloor.measure.types_statement import MonthlyStatement
from showfloor.present.language import language_for
from showfloor.present.report import render
from showfloor.present.sections.blocks import Section, tables_of
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.statement import (
    capex_table,
    statement_section,
    to_date_table,
    totals_table,
)
from showfloor.present.sections.statement_stores import stores_table
from showfloor.present.sections.statement_truth import truth_section
from showfloor.present.sentences import translated
from showfloor.present.statement_types import KnownTruth
from showfloor.present.tables import Column, Table, table_csv
from showfloor.present.types import LANGUAGES, LanguageCode, ReportContent, TitleFacts
from showfloor.present.workbook import Sheet, SheetRow, sheet_rows, workbook_bytes

STATEMENT_PAGE = "statement.{language}.html"
STATEMENT_WORKBOOK = "statement.{language}.xlsx"
STATEMENT_CSV = "statement_stores.csv"


def statement_files(
    found: MonthlyStatement,
    stores: Sequence[Store],
    facts: TitleFacts,
    *,
    names: Mapping[str, str] | None = None,
    known: Sequence[KnownTruth] = (),
) -> dict[str, bytes | Path]:
    """Return a statement's files by name: a page and a workbook a language, and its tables as CSV.

    names: manufacturers' shown names by id. known: truths to show beside what was measured, for
    generated sales only.
    """
    files: dict[str, bytes | Path] = {}
    for code in LANGUAGES:
        page = statement_page(found, stores, facts, language=code, names=names, known=known)
        files[STATEMENT_PAGE.format(language=code)] = page.encode()
        book = statement_workbook(found, stores, facts, language=code, names=names)
        files[STATEMENT_WORKBOOK.format(language=code)] = book
    section = statement_section(_setting("en", stores, facts, names), found)
    for table in tables_of(section.blocks):
        files[f"{table.name}.csv"] = table_csv(table).encode()
    return files


def statement_page(
    found: MonthlyStatement,
    stores: Sequence[Store],
    facts: TitleFacts,
    *,
    language: LanguageCode,
    names: Mapping[str, str] | None = None,
    known: Sequence[KnownTruth] = (),
) -> str:
    """Return a statement as one page that needs no other file."""
    ids = {store.store_id: store for store in stores}

    def statement(setting: Setting) -> Section:
        return statement_section(replace(setting, stores=ids), found)

    def truth(setting: Setting) -> Section:
        return truth_section(setting, known)

    content = ReportContent(facts, manufacturer_names=names or {})
    makers = (statement, truth) if known else (statement,)
    words = language_for(language, facts.currency)
    return render(content, words, makers=makers, name=STATEMENT_PAGE)


def statement_workbook(
    found: MonthlyStatement,
    stores: Sequence[Store],
    facts: TitleFacts,
    *,
    language: LanguageCode = "en",
    names: Mapping[str, str] | None = None,
) -> bytes:
    """Return a statement as an XLSX file: totals, shops, checks and sources.

    Ids and all other texts are text cells, whatever they begin with. The same arguments give the
    same bytes.
    """
    setting = _setting(language, stores, facts, names)
    say = setting.language.say
    title = say(
        "statement.sheet.title",
        month=setting.language.month_and_year(found.month),
        programme=found.programme_id,
    )
    shops = stores_table(setting, found)
    sheets = (
        _totals_sheet(setting, found),
        Sheet(say("statement.sheet.stores"), shops.columns, sheet_rows(shops.rows), frozen=1),
        _trust_sheet(setting, found),
    )
    return workbook_bytes(sheets, setting.language, title=title, created=facts.generated_at)


def _setting(
    language: LanguageCode,
    stores: Sequence[Store],
    facts: TitleFacts,
    names: Mapping[str, str] | None,
) -> Setting:
    content = ReportContent(facts, manufacturer_names=names or {})
    setting = setting_for(content, language_for(language, facts.currency))
    return replace(setting, stores={store.store_id: store for store in stores})


def _totals_sheet(setting: Setting, found: MonthlyStatement) -> Sheet:
    """Return promised, measured and building costs one below the other: what, figure, whose."""
    say = setting.language.say
    columns = (
        Column("what", say("statement.sheet.what"), wide=True),
        Column("retailer", say("statement.whose.retailer"), "cents"),
        Column("manufacturer", say("statement.whose.manufacturer"), "cents"),
    )
    tables: tuple[Table, ...] = (
        totals_table(setting, found),
        to_date_table(setting, found),
        capex_table(setting, found),
    )
    rows: list[SheetRow] = []
    for table in tables:
        rows.append(SheetRow((table.caption, None, None), frozenset({0})))
        retailer, manufacturer = table.rows
        rows += [
            SheetRow((column.head, retailer.cells[place], manufacturer.cells[place]))
            for place, column in enumerate(table.columns)
            if place
        ]
    return Sheet(say("statement.sheet.totals"), columns, tuple(rows), frozen=1)


def _trust_sheet(setting: Setting, found: MonthlyStatement) -> Sheet:
    language, facts = setting.language, setting.content.facts
    say = language.say
    columns = (
        Column("what", say("statement.sheet.what"), wide=True),
        Column("says", say("statement.sheet.says"), wide=True),
    )
    lines = [
        (
            f"{translated(check.name, language)[0]}: {say(f'verdict.{check.verdict}')}",
            translated(check.advice, language)[0],
        )
        for check in found.checks
    ]
    lines += [(say("statement.sheet.says"), translated(note, language)[0]) for note in found.notes]
    lines += [(say("fact.workspace"), facts.workspace), (say("fact.software"), facts.software)]
    if facts.ledger_version is not None:
        lines.append((say("fact.ledger"), str(facts.ledger_version)))
    lines += [
        (say("fact.run", kind=language.term("run", kind)), run_id)
        for kind, run_id in facts.run_ids.items()
    ]
    lines += [
        (say(f"nature.title.{statement.kind}"), language.pick(statement.text))
        for statement in facts.statements
    ]
    rows = tuple(SheetRow(line) for line in lines)
    return Sheet(say("statement.sheet.trust"), columns, rows)
