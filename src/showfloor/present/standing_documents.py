"""An answer of standing as files: a page and a workbook in each language, its tables as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from showfloor.present.language import language_for
from showfloor.present.plain_text import without_terms
from showfloor.present.report import render
from showfloor.present.sections.blocks import Section, tables_of
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.standing import standing_section
from showfloor.present.sections.standing_distribution import distribution_section
from showfloor.present.sections.standing_growth import growth_section
from showfloor.present.sections.standing_league import vat_note
from showfloor.present.sections.standing_movement import movement_section
from showfloor.present.tables import Column, table_csv
from showfloor.present.types import LANGUAGES, LanguageCode, ReportContent
from showfloor.present.workbook import Sheet, SheetRow, sheet_rows, workbook_bytes

STANDING_PAGES: Mapping[str, Callable[[Setting], Section | None]] = MappingProxyType(
    {
        "standing": standing_section,
        "like-for-like": growth_section,
        "why-it-moved": movement_section,
        "distribution": distribution_section,
    }
)
"""The pages by the kind of run that they show."""
LONGEST_SHEET_NAME = 31


def standing_files(content: ReportContent, kind: str) -> dict[str, bytes | Path]:
    """Return an answer's files by name: pages, workbooks, and each table as CSV.

    kind: of `STANDING_PAGES`. The pages are kind.en.html and kind.de.html, the workbooks
    kind.en.xlsx and kind.de.xlsx; the first table's CSV is kind.csv, in English words.
    """
    files: dict[str, bytes | Path] = {}
    for code in LANGUAGES:
        language = language_for(code, content.facts.currency)
        page = render(
            content, language, makers=(STANDING_PAGES[kind],), name=f"{kind}.{{language}}.html"
        )
        files[f"{kind}.{code}.html"] = page.encode()
        files[f"{kind}.{code}.xlsx"] = standing_workbook(content, kind, language=code)
    section = _section(content, kind, "en")[1]
    for place, table in enumerate(tables_of(section.blocks)):
        name = kind if place == 0 else table.name
        files[f"{name}.csv"] = table_csv(table).encode()
    return files


def standing_workbooks(content: ReportContent) -> dict[str, bytes | Path]:
    """Return the workbooks of the answers that a content holds, by name, as their pages link them.

    They are kind.en.xlsx and kind.de.xlsx.
    """
    held = {
        "standing": content.standing,
        "like-for-like": content.like_for_like,
        "why-it-moved": content.movement,
        "distribution": content.distribution,
    }
    return {
        f"{kind}.{code}.xlsx": standing_workbook(content, kind, language=code)
        for kind, answer in held.items()
        for code in LANGUAGES
        if answer
    }


def standing_workbook(content: ReportContent, kind: str, *, language: LanguageCode = "en") -> bytes:
    """Return an answer as an XLSX file: a sheet a table, and one that says what the figures are.

    Texts are text cells whatever they begin with, so that none is taken for a formula. The same
    content gives the same bytes.
    """
    setting, section = _section(content, kind, language)
    say = setting.language.say
    sheets = [
        Sheet(
            table.name[:LONGEST_SHEET_NAME],
            tuple(_headed(column) for column in table.columns),
            sheet_rows(table.rows),
            frozen=1,
        )
        for table in tables_of(section.blocks)
    ]
    about = (
        (say("standing.sheet.answer"), section.title),
        (say("standing.sheet.more"), section.lead),
        (say("standing.sheet.vat"), vat_note(setting)),
        (say("standing.sheet.source"), section.source),
    )
    columns = (
        Column("what", say("standing.sheet.what")),
        Column("says", say("standing.sheet.says"), wide=True),
    )
    rows = tuple(SheetRow((what, without_terms(text))) for what, text in about if text)
    sheets.append(Sheet(say("standing.sheet"), columns, rows))
    return workbook_bytes(
        sheets, setting.language, title=section.title, created=content.facts.generated_at
    )


def _headed(column: Column) -> Column:
    """Return the column with a head: an id that the page does not show has only its key."""
    if column.head:
        return column
    return Column(column.key, column.key, column.kind)


def _section(content: ReportContent, kind: str, code: LanguageCode) -> tuple[Setting, Section]:
    setting = setting_for(content, language_for(code, content.facts.currency))
    section = STANDING_PAGES[kind](setting)
    if section is None:
        raise ValueError(f"the content holds no {kind}")
    return setting, section
