"""The report: one content as one self-contained page, as JSON, and as CSV tables."""

from __future__ import annotations

import base64
import functools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup, escape

from showfloor.present.language import Language, language_for
from showfloor.present.sections.blocks import Block, Section, tables_of
from showfloor.present.sections.certainty_section import certainty_section
from showfloor.present.sections.closing import glossary_section, sources_section
from showfloor.present.sections.credibility_section import credibility_section
from showfloor.present.sections.design_section import design_section
from showfloor.present.sections.display import display_section
from showfloor.present.sections.draw_section import draw_section
from showfloor.present.sections.earned import earned_section
from showfloor.present.sections.earned_groups import groups_section
from showfloor.present.sections.earned_shops import shops_section
from showfloor.present.sections.earned_weeks import weekly_section
from showfloor.present.sections.lifts import lifts_section
from showfloor.present.sections.limits import limits_section
from showfloor.present.sections.map_section import map_section
from showfloor.present.sections.prices import prices_section
from showfloor.present.sections.proof import proof_section
from showfloor.present.sections.replan_section import replan_section
from showfloor.present.sections.rollout_effect import rollout_effect_section
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.standing import standing_section
from showfloor.present.sections.standing_distribution import distribution_section
from showfloor.present.sections.standing_growth import growth_section
from showfloor.present.sections.standing_movement import movement_section
from showfloor.present.sections.stores import stores_section
from showfloor.present.sections.summary import summary_section
from showfloor.present.sections.timeline_section import timeline_section
from showfloor.present.sections.what_if_section import what_if_section
from showfloor.present.sections.whom_it_cost import whom_section
from showfloor.present.tables import Table, shown, table_csv, table_json
from showfloor.present.types import LANGUAGES, LanguageCode, ReportContent

REPORT_FORMAT = "showfloor-report-1"
SectionMaker = Callable[[Setting], Section | None]
SECTIONS: tuple[SectionMaker, ...] = (
    summary_section,
    standing_section,
    growth_section,
    movement_section,
    distribution_section,
    earned_section,
    weekly_section,
    groups_section,
    whom_section,
    shops_section,
    credibility_section,
    display_section,
    rollout_effect_section,
    lifts_section,
    map_section,
    replan_section,
    timeline_section,
    limits_section,
    prices_section,
    what_if_section,
    certainty_section,
    draw_section,
    proof_section,
    design_section,
    stores_section,
    sources_section,
    glossary_section,
)
HTML_NAME = "report.{language}.html"
"""Name of the page's file in each language; both lie in one folder and link to each other."""
_SIGN = re.compile("([+\u2212])(?=[€$£¤])")
"""A sign and the currency after it, which never part at a line's end."""
_TERM = re.compile(r"\[\[([a-z_]+)\|([^\[\]|]+)\]\]")


def report(content: ReportContent, *, language: LanguageCode) -> str:
    """Return the whole report as one HTML page that needs no other file and no JavaScript."""
    return render(content, language_for(language, content.facts.currency))


def render(
    content: ReportContent,
    language: Language,
    *,
    makers: Sequence[SectionMaker] | None = None,
    name: str | None = None,
) -> str:
    """Return the page in a language of the caller's; `report` uses the two that ship.

    makers: the sections to show; None: all. name: the page's file name with a place for the
    language, so that both languages find each other; None: the report's.
    """
    setting = setting_for(content, language)
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            content=content,
            facts=content.facts,
            language=language,
            say=language.say,
            pick=language.pick,
            sections=sections(setting, makers),
            shown=lambda cell, column: shown(cell, column, language),
            font=_font(),
            other=_other_language(language, name or HTML_NAME),
        )
    )


def blocks_html(blocks: Sequence[Block], language: Language, *, heading: int = 2) -> Markup:
    """Return blocks as HTML without a page around them, for pages that have a frame of their own.

    heading: the level of their headings, one below that of the page's own above them. It needs
    drawing.css and report.css, and no style or script of its own.
    """
    module = (
        _environment()
        .get_template("blocks.html.jinja")
        .make_module(
            {
                "say": language.say,
                "heading": heading,
                "shown": lambda cell, column: shown(cell, column, language),
            }
        )
    )
    made = [str(module.block(item)) for item in blocks]  # type: ignore[attr-defined]
    return Markup("").join(Markup(text) for text in made)  # noqa: S704  # escaped by the templates


def _other_language(language: Language, name: str) -> dict[str, str] | None:
    """Return where the same report lies in the other language, or None for a third one."""
    if language.code not in LANGUAGES:
        return None
    code = next(code for code in LANGUAGES if code != language.code)
    return {"code": code, "href": name.format(language=code)}


def sections(setting: Setting, makers: Sequence[SectionMaker] | None = None) -> tuple[Section, ...]:
    """Return the report's sections in order; what a plan makes possible is absent without one."""
    made = (make(setting) for make in (SECTIONS if makers is None else makers))
    return tuple(section for section in made if section is not None)


def report_tables(content: ReportContent, language: LanguageCode = "en") -> Mapping[str, str]:
    """Return every table of the report as CSV text by name; figures are not rounded.

    Cells that a spreadsheet would take for a formula begin with a quote instead.
    """
    return {table.name: table_csv(table) for table in _tables(content, language).values()}


def report_json(content: ReportContent) -> dict[str, Any]:
    """Return the report's content for machines: facts, titles in both languages, all tables.

    What is unknown is null, with the reason in the row's `reasons`. Money is unrounded.
    """
    titles: dict[str, dict[str, str]] = {}
    for code in LANGUAGES:
        setting = setting_for(content, language_for(code, content.facts.currency))
        for section in sections(setting):
            titles.setdefault(section.key, {})[code] = section.title
    facts = asdict(content.facts)
    facts["generated_at"] = content.facts.generated_at.isoformat()
    return {
        "format": REPORT_FORMAT,
        "facts": facts,
        "titles": titles,
        "tables": {name: table_json(table) for name, table in _tables(content, "en").items()},
    }


def _tables(content: ReportContent, language: LanguageCode) -> dict[str, Table]:
    setting = setting_for(content, language_for(language, content.facts.currency))
    found: dict[str, Table] = {}
    for section in sections(setting):
        for table in tables_of(section.blocks):
            name, place = table.name, 2
            while name in found:
                name, place = f"{table.name}_{place}", place + 1
            found[name] = replace(table, name=name)
    return found


def with_terms(text: str) -> Markup:
    """Return a text as HTML, its [[term|words]] linked to the glossary and all else escaped."""
    parts: list[Markup] = []
    text = _SIGN.sub("\\1\u2060", text)
    at = 0
    for match in _TERM.finditer(text):
        parts.append(escape(text[at : match.start()]))
        parts.append(Markup('<a class="term" href="#term-{}">{}</a>').format(match[1], match[2]))
        at = match.end()
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def anchor(text: str) -> str:
    """Return a text as it may stand in an id: letters, figures and hyphens."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)


def is_unknown(cell: object) -> bool:
    """Say whether a cell is shown as "–"."""
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("showfloor.present", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["terms"] = with_terms
    environment.filters["anchor"] = anchor
    environment.tests["unknown"] = is_unknown
    return environment


@functools.cache
def _font() -> str:
    path = resources.files("showfloor.present").joinpath(
        "assets/source-sans-3-latin-wght-normal.woff2"
    )
    return base64.b64encode(path.read_bytes()).decode("ascii")
