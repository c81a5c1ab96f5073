"""Present: results as tables, charts, maps and documents; it writes nothing by itself."""

from __future__ import annotations

from showfloor.present.design_pages import DESIGN_PAGE, design_pages
from showfloor.present.report import HTML_NAME, REPORT_FORMAT, report, report_json, report_tables
from showfloor.present.types import (
    LANGUAGES,
    Bilingual,
    Expectation,
    LanguageCode,
    ReportContent,
    StaggeredReport,
    StaggeredTruth,
    Statement,
    TitleFacts,
)

__all__ = [
    "DESIGN_PAGE",
    "HTML_NAME",
    "LANGUAGES",
    "REPORT_FORMAT",
    "Bilingual",
    "Expectation",
    "LanguageCode",
    "ReportContent",
    "StaggeredReport",
    "StaggeredTruth",
    "Statement",
    "TitleFacts",
    "design_pages",
    "report",
    "report_json",
    "report_tables",
]
