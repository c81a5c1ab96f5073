"""Present: results as tables, charts, maps and documents; it writes nothing by itself."""

from __future__ import annotations

from showfloor.present.chart import Chart
from showfloor.present.design_pages import DESIGN_PAGE, design_pages
from showfloor.present.measured_charts import (
    counterfactual_chart,
    effect_map_chart,
    event_study_chart,
    gain_flow_chart,
    group_effects_chart,
    sensitivity_chart,
)
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
    "Chart",
    "Expectation",
    "LanguageCode",
    "ReportContent",
    "StaggeredReport",
    "StaggeredTruth",
    "Statement",
    "TitleFacts",
    "counterfactual_chart",
    "design_pages",
    "effect_map_chart",
    "event_study_chart",
    "gain_flow_chart",
    "group_effects_chart",
    "report",
    "report_json",
    "report_tables",
    "sensitivity_chart",
]
