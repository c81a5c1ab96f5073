"""Measurements that are not of areas: of displays, and of a rollout; listed, and a page each."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from showfloor.portal.figures.page import Link, NotHereError, Page
from showfloor.portal.figures.sections import as_blocks
from showfloor.portal.measured.few_staff import FEWEST
from showfloor.portal.people.visit import Visit
from showfloor.portal.work.pages import moment
from showfloor.portal.workspace import workspace
from showfloor.present.plain_text import without_terms
from showfloor.present.sections.blocks import Block, Heading, Section
from showfloor.present.sections.credibility_section import SEVERITY
from showfloor.present.sections.display import display_section
from showfloor.present.sections.rollout_effect import rollout_effect_section
from showfloor.present.sections.setting import setting_for
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.other_measurements import (
    DISPLAY,
    OtherRun,
    other_content,
    other_run,
    other_runs,
)


def shown_others() -> list[OtherRun]:
    """Return the measurements that may be shown, newest first."""
    return [run for run in other_runs(workspace()) if _is_shown(run)]


def others_blocks(visit: Visit, runs: list[OtherRun]) -> tuple[Block, ...]:
    """Return the list of these measurements; nothing where there is none."""
    if not runs:
        return ()
    say = visit.say
    table = Table(
        "other_measurements",
        say("measured.others.caption"),
        (
            Column("measured_at", say("measured.when")),
            Column("run", "", data_only=True),
            Column("kind", "", data_only=True),
            Column("what", say("measured.others.what")),
            Column("stores", say("measured.stores"), "count"),
            Column("found", say("measured.others.found"), wide=True),
            Column("verdict", say("measured.verdict")),
        ),
        tuple(_row(visit, run) for run in runs),
    )
    return Heading(say("measured.others")), table


def other_measurement(visit: Visit, run_id: str) -> Page:
    """Return one of these measurements as the report has it."""
    run = other_run(workspace(), run_id)
    section = _section(visit, run) if run is not None and _is_shown(run) else None
    if run is None or section is None:
        raise NotHereError
    return Page(
        "other-measurement",
        section.question,
        section.title,
        as_blocks(visit, section.blocks),
        lead=without_terms(section.lead),
        source=section.source,
        figures={
            "run": run_id,
            "kind": run.record.kind,
            "stores": _stores(run),
            "verdict": _worst(run),
        },
        trail=(Link(visit.say("figures.nav.measured"), reverse("measured")),),
    )


def _section(visit: Visit, run: OtherRun) -> Section | None:
    setting = setting_for(other_content(workspace(), run), visit.language)
    return display_section(setting) if run.display is not None else rollout_effect_section(setting)


def _row(visit: Visit, run: OtherRun) -> Row:
    section = _section(visit, run)
    kind = run.record.kind
    return Row(
        (
            moment(visit, run.record.started_at),
            run.record.run_id,
            kind,
            visit.say(f"measured.others.{'display' if kind == DISPLAY else 'rollout'}"),
            _stores(run),
            without_terms(section.title) if section is not None else "",
            visit.say(f"verdict.{_worst(run)}"),
        ),
        href=reverse("measurement", args=[run.record.run_id]),
    )


def _is_shown(run: OtherRun) -> bool:
    """Say whether a measurement may be shown: not of one or two stores, as few may work there."""
    return not settings.PORTAL.staff_at_least or _stores(run) >= FEWEST


def _stores(run: OtherRun) -> int:
    if run.display is not None:
        return run.display.stores
    return run.staggered.result.panel.units if run.staggered is not None else 0


def _worst(run: OtherRun) -> str:
    checks = run.display.checks if run.display is not None else ()
    if run.staggered is not None:
        checks = run.staggered.result.checks
    verdicts = {check.verdict for check in checks}
    return next((verdict for verdict in SEVERITY if verdict in verdicts), "PASS")
