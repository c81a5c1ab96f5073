"""The retailer's pages of standing: league, like for like, why it moved, distribution."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from showfloor.portal.figures.page import Link, Links, Page, Plain
from showfloor.portal.figures.rows import chosen, with_asked
from showfloor.portal.figures.sections import as_blocks
from showfloor.portal.people.visit import Visit
from showfloor.portal.words import language_of
from showfloor.portal.workspace import workspace
from showfloor.present.language import Language
from showfloor.present.plain_text import without_terms
from showfloor.present.sections.blocks import Empty, Paragraph, Section
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.standing import standing_section
from showfloor.present.sections.standing_distribution import distribution_section
from showfloor.present.sections.standing_growth import growth_section
from showfloor.present.sections.standing_movement import movement_section
from showfloor.present.types import LanguageCode, ReportContent
from showfloor.workflows.small_stores import groups_of
from showfloor.workflows.standing_answers import (
    Question,
    StandingAnswer,
    StandingChoices,
    StandingWanted,
    standing_answer,
    standing_choices,
)

PERIOD, CATEGORY, REGION = "period", "category", "region"
QUESTIONS: Mapping[Question, str] = MappingProxyType(
    {
        "standing": "standing",
        "like-for-like": "standing-like-for-like",
        "why-it-moved": "standing-why-it-moved",
        "distribution": "standing-distribution",
    }
)
"""The address's name of each question."""
SECTIONS: Mapping[Question, Callable[[Setting], Section | None]] = MappingProxyType(
    {
        "standing": standing_section,
        "like-for-like": growth_section,
        "why-it-moved": movement_section,
        "distribution": distribution_section,
    }
)
DRAWN_PAGES = 256
"""Sections that a process holds ready; all are the retailer's, no other organisation's."""


def league(visit: Visit) -> Page:
    """Return who sells what here, and how that has changed since the year before."""
    return _page(visit, "standing")


def like_for_like(visit: Visit) -> Page:
    """Return growth on days that were open in both years."""
    return _page(visit, "like-for-like")


def why_it_moved(visit: Visit) -> Page:
    """Return the parts of the change of revenue, and who took share from whom."""
    return _page(visit, "why-it-moved")


def distribution(visit: Visit) -> Page:
    """Return in how many stores each manufacturer sells, and how fast."""
    return _page(visit, "distribution")


def _page(visit: Visit, question: Question) -> Page:
    choices = standing_choices(workspace())
    key = QUESTIONS[question]
    if choices is None:
        say = visit.say
        empty = Empty(say("standing.empty.here"), say("standing.empty.import"), "showfloor import")
        return Page(key, say(f"standing.{question}"), say("standing.empty.title"), (empty,))
    wanted, views = _wanted(visit, choices, question)
    answer = standing_answer(workspace(), question, wanted)
    trail = () if question == "standing" else (_to_league(visit),)
    usual = standing_answer(workspace(), "standing", StandingWanted(choices.periods[0]))
    section = _section(answer, usual, question, visit.language.code)
    if section is None:
        return Page(
            key,
            visit.say(f"standing.{question}"),
            visit.say("standing.refused", period=_period(visit.language, wanted.period)),
            (Paragraph(visit.say("standing.refused.how")),),
            views=views,
            trail=trail,
            source=visit.say("source.ledger", version=answer.version),
        )
    return Page(
        key,
        section.question,
        section.title,
        as_blocks(visit, section.blocks),
        lead=without_terms(section.lead),
        source=section.source,
        figures=_figures(answer.content),
        views=views,
        trail=trail,
    )


@functools.lru_cache(maxsize=DRAWN_PAGES)
def _section(
    answer: StandingAnswer, usual: StandingAnswer, question: Question, code: LanguageCode
) -> Section | None:
    """Return an answer's section, drawn once a process; None where the data give no answer.

    usual: the league that a page shows at first. Its leaders have the same colours on all pages.
    """
    if answer.refusal:
        return None
    language = language_of(code, answer.content.facts.currency)
    setting = setting_for(answer.content, language)
    if not usual.refusal:
        setting = replace(setting, hues=setting_for(usual.content, language).hues)
    return SECTIONS[question](setting)


def _wanted(
    visit: Visit, choices: StandingChoices, question: Question
) -> tuple[StandingWanted, tuple[Links, ...]]:
    """Return what the address asks for, and links to what else can be asked."""
    say, language = visit.say, visit.language
    periods = {name: _period(language, name) for name in choices.periods}
    asked = visit.asked.get(PERIOD, "")
    period = asked if asked in periods else choices.periods[0]
    by_period = tuple(
        Link(word, with_asked(visit, **{PERIOD: name}), name == period)
        for name, word in periods.items()
    )
    category, by_category = chosen(
        visit, CATEGORY, {one: one for one in choices.categories}, label=say("standing.category")
    )
    hidden = groups_of(workspace(), settings.PORTAL.staff_at_least).hidden_regions
    regions = {one: language.term("region", one) for one in choices.regions if one not in hidden}
    region, by_region = chosen(visit, REGION, regions, label=say("standing.region"))
    views = (
        _questions(visit, question),
        Links(say("standing.period"), by_period),
        by_category,
        by_region,
    )
    return StandingWanted(period, category or None, region or None), views


def _questions(visit: Visit, question: Question) -> Links:
    """Return links to the other questions of the same period and scope."""
    kept = {key: visit.asked[key] for key in (PERIOD, CATEGORY, REGION) if visit.asked.get(key)}
    tail = f"?{urlencode(kept)}" if kept else ""
    links = tuple(
        Link(visit.say(f"standing.{one}"), f"{reverse(name)}{tail}", one == question)
        for one, name in QUESTIONS.items()
    )
    return Links(visit.say("standing.questions"), links)


def _to_league(visit: Visit) -> Link:
    return Link(visit.say("figures.nav.standing"), reverse("standing"))


def _period(language: Language, name: str) -> str:
    """Return a period's name as people say it."""
    if name == "mat":
        return language.say("standing.mat")
    if len(name) == len("2021"):
        return name
    return language.month_and_year(date.fromisoformat(f"{name}-01"))


def _figures(content: ReportContent) -> dict[str, Plain]:
    """Return the single figures that an answer's title and lead speak of."""
    if content.standing:
        table = content.standing[0]
        return {
            "from_date": table.from_date.isoformat(),
            "to_date": table.to_date.isoformat(),
            "revenue": table.total_revenue,
            "growth": table.growth,
            "manufacturers": len(table.rows),
            "stores_missing": table.missing_stores,
        }
    if content.like_for_like is not None:
        growth = content.like_for_like.growth
        return {
            "from_date": growth.from_date.isoformat(),
            "to_date": growth.to_date.isoformat(),
            "revenue": growth.total.revenue,
            "previous_revenue": growth.total.previous_revenue,
            "growth": growth.total.growth,
            "store_days": growth.store_days,
        }
    if content.movement is not None:
        moved = content.movement.movement
        return {
            "from_date": moved.from_date.isoformat(),
            "to_date": moved.to_date.isoformat(),
            "revenue": moved.revenue,
            "previous_revenue": moved.previous_revenue,
        }
    return {}
