"""Charts of a measurement for notebooks: the report's own pictures, one function each.

found = areas_effect(question, ledger)          # or a kept run's result
showfloor.counterfactual_chart(found)           # the last line of a cell shows it
showfloor.event_study_chart(measure_staggered(panel), unit="units")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from showfloor.measure.sensitivity_types import Sensitivity
from showfloor.measure.types import StaggeredResult
from showfloor.measure.types_areas import AreasFound
from showfloor.present.chart import Chart
from showfloor.present.charts.drawing import Figure
from showfloor.present.language import Language, language_for
from showfloor.present.sections.credibility_section import drift_figure, drift_reason, drift_table
from showfloor.present.sections.earned_events import (
    Course,
    CourseUnit,
    Events,
    event_figure,
    event_table,
)
from showfloor.present.sections.earned_groups import groups_figure, groups_table
from showfloor.present.sections.earned_setting import Earned
from showfloor.present.sections.earned_shops import shops_map, shops_table
from showfloor.present.sections.earned_weeks import sold_figure, sold_table
from showfloor.present.sections.setting import setting_for
from showfloor.present.sections.whom_it_cost import whom_figure, whom_table
from showfloor.present.tables import Table
from showfloor.present.types import LanguageCode, ReportContent, TitleFacts


def event_study_chart(
    found: AreasFound | StaggeredResult,
    *,
    unit: CourseUnit = "units",
    language: LanguageCode = "en",
    currency: str = "EUR",
) -> Chart:
    """Return the effect by time since treatment: imputation with its band, the period before.

    unit: of a `StaggeredResult`'s outcome: money, units, or log_points (shown in per cent); areas
    are shown in money. Times without an interval are rings, and the caption says why.
    """
    spoken = language_for(language, currency)
    course = (
        Course(found.staggered, spoken)
        if isinstance(found, AreasFound)
        else Course(found, spoken, unit, weekly=False)
    )
    events = Events.of(course)
    figure = event_figure(course, events) if events.points else None
    title = course.say("weekly.event.title")
    reason = "" if figure else spoken.say("chart.nothing")
    return Chart(title, spoken, event_table(course, events), figure, reason)


def group_effects_chart(
    found: AreasFound,
    *,
    language: LanguageCode = "en",
    currency: str = "EUR",
    names: Mapping[str, str] | None = None,
) -> Chart:
    """Return the forest plot: the gain by format, kind, region and wave, money a shop and week.

    A diamond differs from the other groups of its family at a p-value of 0.05 after Holm's
    correction. names: shown names of manufacturers by id.
    """
    earned = _earned(found, language, currency, names)
    figure = groups_figure(earned) if found.groups else None
    reason = "" if found.groups else earned.say("groups.title.alike")
    return _chart(earned, "groups.chart.title", groups_table(earned), figure, reason)


def counterfactual_chart(
    found: AreasFound,
    *,
    language: LanguageCode = "en",
    currency: str = "EUR",
    names: Mapping[str, str] | None = None,
) -> Chart:
    """Return what was sold against what was foretold without areas, by calendar week.

    Money a shop and full trading week, mean over all shops that get an area; the band is the 95 %
    interval of what was foretold, week by week.
    """
    earned = _earned(found, language, currency, names)
    figure = sold_figure(earned) if found.weeks else None
    reason = "" if figure else earned.say("chart.nothing")
    return _chart(earned, "weekly.sold.title", sold_table(earned), figure, reason)


def gain_flow_chart(
    found: AreasFound,
    *,
    language: LanguageCode = "en",
    currency: str = "EUR",
    names: Mapping[str, str] | None = None,
) -> Chart:
    """Return where the gain came from: rivals, other categories, or new to the shop.

    Money a shop and full trading week; both sides of the flow add up to the same. Parts whose
    interval holds zero are pale.
    """
    earned = _earned(found, language, currency, names)
    figure = whom_figure(earned)
    reason = "" if figure else earned.say("whom.chart.none")
    return _chart(earned, "whom.chart.title", whom_table(earned), figure, reason)


def effect_map_chart(
    found: AreasFound,
    *,
    language: LanguageCode = "en",
    currency: str = "EUR",
    names: Mapping[str, str] | None = None,
) -> Chart:
    """Return the map of gains shop by shop, with the ring in which neighbours may lose sales.

    Marks say whether a shop's own difference exceeds what shops without an area vary by. Without
    coordinates there is only the table, and the chart says so.
    """
    earned = _earned(found, language, currency, names)
    figure = shops_map(earned)
    reason = "" if figure else earned.say("shops.map.none")
    return _chart(earned, "shops.map.title", shops_table(earned), figure, reason)


def sensitivity_chart(
    found: AreasFound | Sequence[Sensitivity],
    *,
    language: LanguageCode = "en",
    currency: str = "EUR",
) -> Chart:
    """Return the intervals under drifts of growing size (Rambachan and Roth 2023).

    Drifts are multiples of the largest before treatment; a line marks the breakdown value, from
    which on zero is possible. found: areas, or results of `relative_magnitudes` and `smoothness`.
    """
    spoken = language_for(language, currency)
    results = found.sensitivity if isinstance(found, AreasFound) else tuple(found)
    figure = drift_figure(spoken, results)
    why = spoken.say("chart.nothing")
    if isinstance(found, AreasFound):
        why = spoken.say(
            "trust.drift.unknown", reason=drift_reason(_earned(found, language, currency, None))
        )
    title = spoken.say("trust.drift.title")
    return Chart(title, spoken, drift_table(spoken, results), figure, "" if figure else why)


def _earned(
    found: AreasFound, language: LanguageCode, currency: str, names: Mapping[str, str] | None
) -> Earned:
    content = ReportContent(
        TitleFacts("", currency, None, None, datetime.now(UTC), ""),
        areas=found,
        manufacturer_names=names or {},
    )
    spoken: Language = language_for(language, currency)
    return Earned(setting_for(content, spoken), found)


def _chart(earned: Earned, title: str, table: Table, figure: Figure | None, reason: str) -> Chart:
    return Chart(earned.say(title), earned.language, table, figure, reason)
