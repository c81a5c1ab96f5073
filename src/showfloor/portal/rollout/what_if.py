"""What if: scenarios beside a plan, what each is worth for certain, and what changes for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse

from showfloor.errors import ShowfloorError, UsageError
from showfloor.portal.clock import moment_in_words
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.page import Done, Link, Links, NotHereError, Page
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.people.visit import Visit
from showfloor.portal.rollout.plans import plan_name, plan_title
from showfloor.portal.rollout.sections import terms_of
from showfloor.portal.rollout.what_if_asking import what_if_forms
from showfloor.portal.rollout.what_if_forms import WhatIfForm
from showfloor.portal.rollout.what_if_words import changes_in_words, in_words
from showfloor.portal.walls.permissions import Right
from showfloor.portal.work.asking import ask
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import Block, Heading, Paragraph
from showfloor.present.sections.setting import Setting, setting_for
from showfloor.present.sections.what_if_section import what_if_section
from showfloor.present.sentences import translated
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.plan_pages import PlanRow, plan_content, plan_row
from showfloor.workflows.what_ifs import (
    ChangedStore,
    Comparison,
    Count,
    Outcome,
    check_scenarios,
    kept_what_ifs,
    what_can_change,
    what_if_content,
)

SCENARIO = "scenario"


def what_if(visit: Visit, run_id: str, what_if_run: str) -> Page:
    """Return one kept comparison with a plan."""
    row = _row(run_id)
    try:
        content = what_if_content(workspace(), run_id, what_if_run)
    except UsageError as reason:
        raise NotHereError from reason
    if content.comparison is None:
        raise NotHereError
    found = in_words(visit, content.comparison, _names(setting_for(content, visit.language)))
    setting = setting_for(replace(content, comparison=found), visit.language)
    section = what_if_section(setting)
    if section is None:
        raise NotHereError
    say = visit.say
    asked, by_scenario = _scenario_asked(visit, found)
    changed = as_asked(visit, _changed(visit, setting, found, asked))
    blocks: list[Block] = [*section.blocks, Heading(say("rollout.whatif.whom"))]
    blocks += [_counts(visit, found), changed.table]
    blocks += [Paragraph(say("rollout.whatif.reads"), quiet=True), terms_of(visit, setting)]
    return Page(
        "what-if",
        say("rollout.whatif.question"),
        f"{section.title}.",
        tuple(blocks),
        lead=section.lead,
        source=setting.source("plan", "what-if"),
        figures={
            "plan": run_id,
            "run": what_if_run,
            "scenarios": len(found.outcomes) - 1,
            "changed_rows": changed.total,
        },
        views=(by_scenario, changed.parts),
        trail=(
            *_trail(visit, row),
            Link(say("rollout.whatif.question"), reverse("what-ifs", args=[run_id])),
        ),
    )


def what_ifs(visit: Visit, run_id: str, form: WhatIfForm | None = None) -> Page:
    """Return what can be asked about a plan, and what was; form: one sent with a mistake."""
    row = _row(run_id)
    if not row.has_plan:
        raise NotHereError
    say = visit.say
    setting = setting_for(plan_content(workspace(), run_id), visit.language)
    table = _asked_before(visit, row, _names(setting))
    forms = what_if_forms(visit, row, form)
    return Page(
        "what-ifs",
        say("rollout.whatif.question"),
        say("rollout.whatif.asked", n=len(table.rows)) if table.rows else say("rollout.whatif.yet"),
        (table,),
        lead=say("rollout.whatif.of_plan", plan=plan_title(visit, row)) if forms else "",
        figures={"plan": run_id, "asked": len(table.rows)},
        forms=tuple(forms),
        trail=_trail(visit, row),
    )


def _asked_before(visit: Visit, row: PlanRow, names: Mapping[str, str]) -> Table:
    """Return the comparisons that are kept, the newest first."""
    say = visit.say
    rows = tuple(
        Row(
            (
                changes_in_words(visit, kept.changes[-1] if kept.changes else (), names),
                moment_in_words(visit.language, kept.made_at),
                kept.run_id,
            ),
            href=reverse("what-if", args=[row.run_id, kept.run_id]),
        )
        for kept in kept_what_ifs(workspace(), row.run_id)
    )
    return Table(
        "asked",
        say("rollout.whatif.earlier") if rows else say("rollout.whatif.none"),
        (
            Column("scenarios", say("col.whatif.scenario"), wide=True),
            Column("made_at", say("rollout.at")),
            Column("run", "", data_only=True),
        ),
        rows,
    )


def ask_what_if(visit: Visit, sent: Sent, run_id: str) -> Done | Page:
    """Have a plan's scenarios planned in the background; a second click is the same job."""
    row = _row(run_id)
    if not row.has_plan:
        raise NotHereError
    form = WhatIfForm(visit, what_can_change(workspace(), run_id), sent.fields)
    if not form.is_valid():
        return what_ifs(visit, run_id, form)
    scenarios = form.scenarios()
    try:
        check_scenarios(workspace(), run_id, scenarios)
    except ShowfloorError as refusal:
        form.add_error(None, translated(str(refusal), visit.language)[0])
        return what_ifs(visit, run_id, form)
    stated = [[one.name, list(one.changes)] for one in scenarios]
    job = ask(
        visit,
        "rollout.whatif",
        {"run_id": run_id, "scenarios": stated, "seed": row.seed or 0},
        label=plan_name(visit, row),
        once=hashlib.sha256(repr((run_id, stated)).encode()).hexdigest(),
    )
    return Done(reverse("job", args=[job.pk]))


def _row(run_id: str) -> PlanRow:
    row = plan_row(workspace(), run_id)
    if row is None:
        raise NotHereError
    return row


def _trail(visit: Visit, row: PlanRow) -> tuple[Link, ...]:
    return (
        Link(visit.say("rollout.plans.question"), reverse("plans")),
        Link(plan_name(visit, row), reverse("plan", args=[row.run_id])),
    )


def _names(setting: Setting) -> Mapping[str, str]:
    problem = setting.content.problem
    return {store.store_id: store.name for store in problem.stores} if problem else {}


def _scenario_asked(visit: Visit, found: Comparison) -> tuple[str, Links]:
    words = {str(place): one.name for place, one in enumerate(found.outcomes[1:], start=1)}
    return chosen(visit, SCENARIO, words, label=visit.say("col.whatif.scenario"))


def _counts(visit: Visit, found: Comparison) -> Table:
    """Return how many areas each format and region gets, side by side, where a scenario differs."""
    say, rest = visit.say, found.outcomes[1:]
    rows = (
        *_group(visit, "format", [one.formats for one in rest]),
        *_group(visit, "region", [one.regions for one in rest]),
    )
    return Table(
        "counts",
        say("rollout.whatif.counts") if rows else say("rollout.whatif.counts.none"),
        (
            Column("what", say("rollout.whatif.of")),
            Column("before", say("whatif.as_it_is"), "count"),
            *(
                Column(f"scenario_{place}", one.name, "count")
                for place, one in enumerate(rest, start=1)
            ),
        ),
        rows,
    )


def _group(visit: Visit, group: str, scenarios: list[tuple[Count, ...]]) -> list[Row]:
    """Return a row for each format or region whose number of areas a scenario changes."""
    by_name = [{one.name: one for one in counts} for counts in scenarios]
    none = visit.say("whatif.verdict.impossible")
    rows = []
    for name in sorted({name for counts in by_name for name in counts}):
        found = [counts.get(name) for counts in by_name]
        known = [one for one in found if one is not None]
        if all(one.before == one.after for one in known):
            continue
        # A scenario that lacks the name has it neither before nor after, or has no plan at all.
        after = [
            one.after if one is not None else 0 if counts else None
            for one, counts in zip(found, by_name, strict=True)
        ]
        said = visit.language.term(group, name) if name else visit.say("region.none")
        reasons = tuple((f"scenario_{place}", none) for place in range(1, len(after) + 1))
        rows.append(Row((said, known[0].before, *after), reasons=reasons))
    return rows


def _changed(visit: Visit, setting: Setting, found: Comparison, asked: str) -> Table:
    """Return every store that a scenario treats differently."""
    say = visit.say
    rows = tuple(
        _store(visit, setting, outcome, one)
        for place, outcome in enumerate(found.outcomes[1:], start=1)
        if asked in ("", str(place))
        for one in outcome.stores
    )
    return Table(
        "changed",
        say("rollout.whatif.changed") if rows else say("rollout.whatif.changed.none"),
        (
            Column("store", say("rollout.store")),
            Column("store_id", "", data_only=True),
            Column("scenario", say("col.whatif.scenario"), wide=True),
            Column("change", say("rollout.what")),
            Column("format_before", say("rollout.whatif.format.before")),
            Column("week_before", say("rollout.whatif.week.before"), "week"),
            Column("format_after", say("rollout.whatif.format.then")),
            Column("week_after", say("rollout.whatif.week.then"), "week"),
        ),
        rows,
    )


def _store(visit: Visit, setting: Setting, outcome: Outcome, one: ChangedStore) -> Row:
    none = visit.say("rollout.whatif.no_area")
    formats = [
        visit.language.term("format", code) if code else none
        for code in (one.before_format_id, one.after_format_id)
    ]
    return Row(
        (
            setting.store(one.store_id),
            one.store_id,
            outcome.name,
            visit.say(f"rollout.whatif.change.{_kind(one)}"),
            formats[0],
            one.before_start_week,
            formats[1],
            one.after_start_week,
        ),
        href=reverse("store", args=[one.store_id]) if visit.may(Right.SEE_STORES) else "",
        reasons=(("week_before", none), ("week_after", none)),
    )


def _kind(one: ChangedStore) -> str:
    if one.before_format_id is None:
        return "new"
    if one.after_format_id is None:
        return "dropped"
    if one.before_format_id != one.after_format_id:
        return "format"
    before, after = one.before_start_week, one.after_start_week
    return "earlier" if before is not None and after is not None and after < before else "later"
