"""What a plan's page has of what-ifs: the form, what was asked before, and scenarios in words."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from showfloor.portal.figures.page import Link, Links, PageForm
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.what_if_forms import WhatIfForm
from showfloor.portal.rollout.what_if_words import changes_in_words, in_words
from showfloor.portal.walls.permissions import Right
from showfloor.portal.workspace import workspace
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.workflows.plan_pages import PlanRow, plan_content
from showfloor.workflows.what_ifs import kept_what_ifs, what_can_change

SHOWN = 3
"""Comparisons that a plan's page leads to, the newest."""


def asked_setting(visit: Visit, run_id: str) -> Setting:
    """Return a plan's setting, with the scenarios that were asked last named in words."""
    setting = setting_for(plan_content(workspace(), run_id), visit.language)
    content = setting.content
    if content.comparison is None or content.problem is None:
        return setting
    names = {store.store_id: store.name for store in content.problem.stores}
    named = in_words(visit, content.comparison, names)
    return setting_for(replace(content, comparison=named), visit.language)


def what_if_forms(visit: Visit, row: PlanRow, asking: WhatIfForm | None) -> list[PageForm]:
    """Return the form that asks what if, where the programme has anything to change."""
    if not row.has_plan or not visit.may(Right.PLAN):
        return []
    form = asking or WhatIfForm(visit, what_can_change(workspace(), row.run_id))
    if not form.asks_something:
        return []
    return [
        PageForm(
            reverse("plan-what-if", args=[row.run_id]),
            visit.say("rollout.whatif.button"),
            form=form,
            title=visit.say("rollout.whatif.title"),
            explains=visit.say("rollout.whatif.explains"),
        )
    ]


def what_ifs_asked(visit: Visit, row: PlanRow) -> Links:
    """Return the links to asking, and to what was asked before, the newest first."""
    if not row.has_plan:
        return Links(visit.say("rollout.whatif.question"), ())
    problem = plan_content(workspace(), row.run_id).problem
    stores = {store.store_id: store.name for store in problem.stores} if problem else {}
    links = [Link(visit.say("rollout.whatif.title"), reverse("what-ifs", args=[row.run_id]))]
    for kept in kept_what_ifs(workspace(), row.run_id)[:SHOWN]:
        words = changes_in_words(visit, kept.changes[-1] if kept.changes else (), stores)
        links.append(Link(words, reverse("what-if", args=[row.run_id, kept.run_id])))
    return Links(visit.say("rollout.whatif.question"), tuple(links))
