"""What will be measurable as files of its own: a page in each language, and the tables."""

from __future__ import annotations

from showfloor.measure.design_types import DesignFound
from showfloor.present.language import language_for
from showfloor.present.report import render
from showfloor.present.sections.blocks import tables_of
from showfloor.present.sections.design_section import design_section
from showfloor.present.sections.setting import setting_for
from showfloor.present.tables import table_csv
from showfloor.present.types import LANGUAGES, ReportContent, TitleFacts

DESIGN_PAGE = "design.{language}.html"
"""Name of the page's file in each language; both lie in one folder and link to each other."""


def design_pages(found: DesignFound, facts: TitleFacts) -> dict[str, bytes]:
    """Return the finding's pages in both languages and its tables as CSV, by file name.

    design_by_week.csv, design_noise.csv, and design_frontier.csv where plans were made.
    """
    content = ReportContent(facts, design=found)
    files: dict[str, bytes] = {}
    for code in LANGUAGES:
        language = language_for(code, facts.currency)
        page = render(content, language, makers=(design_section,), name=DESIGN_PAGE)
        files[DESIGN_PAGE.format(language=code)] = page.encode()
    section = design_section(setting_for(content, language_for("en", facts.currency)))
    if section is not None:
        for table in tables_of(section.blocks):
            files[f"{table.name}.csv"] = table_csv(table).encode()
    return files
