"""Pages of runs: the list by kind, and one with its parameters, its input and its files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from showfloor.domain.runs import RunRecord
from showfloor.portal.figures.addresses import Sent
from showfloor.portal.figures.files import Attachment
from showfloor.portal.figures.page import Done, Link, NotHereError, Page, PageForm
from showfloor.portal.figures.rows import as_asked, chosen
from showfloor.portal.people.visit import Visit
from showfloor.portal.runs.forms import PlanForm
from showfloor.portal.runs.jobs import MEASURE, PLAN
from showfloor.portal.walls.permissions import Right
from showfloor.portal.work.asking import ask
from showfloor.portal.work.pages import moment
from showfloor.portal.workspace import workspace
from showfloor.present.sections.blocks import (
    Block,
    Definition,
    Definitions,
    Empty,
    Heading,
)
from showfloor.present.tables import Column, Row, Table
from showfloor.workflows.kept_runs import files_of_run, intact_file, kept_runs, run_of

LONGEST_VALUE = 200


def runs(visit: Visit, form: PlanForm | None = None) -> Page:
    """Return the kept runs, newest first, and what makes new ones."""
    found = kept_runs(workspace())
    say = visit.say
    kinds = {kind: kind_named(visit, kind) for kind in sorted({run.kind for run in found})}
    kind, by_kind = chosen(visit, "kind", kinds, label=say("runs.kind"))
    shown = [run for run in found if kind in ("", run.kind)]
    long = as_asked(visit, _table(visit, shown))
    empty = Empty(say("runs.empty"), say("runs.empty.how"), "showfloor demo")
    blocks: tuple[Block, ...] = (long.table,) if found else (empty,)
    return Page(
        "runs",
        say("runs.question"),
        say("runs.title", n=len(found)) if found else say("runs.none"),
        blocks,
        lead=say("runs.lead"),
        views=(by_kind, long.parts) if found else (),
        forms=tuple(_forms(visit, form)),
        figures={"runs": len(shown)},
    )


def run(visit: Visit, run_id: str) -> Page:
    """Return one run: what was asked, of which ledger, what came out, and its files."""
    record = _here(run_id)
    say = visit.say
    blocks: list[Block] = [_facts(visit, record)]
    for name, values in (("parameters", record.parameters), ("result", record.result)):
        rows = tuple(Row((key, text)) for key, text in flat(values))
        if rows:
            columns = (
                Column("key", say("runs.key")),
                Column("value", say("runs.value"), wide=True),
            )
            blocks += [
                Heading(say(f"runs.{name}")),
                Table(name, say(f"runs.{name}"), columns, rows, shown_rows=20),
            ]
    blocks += [Heading(say("runs.files")), _files(visit, record)]
    return Page(
        "run",
        say("runs.one"),
        say(
            "runs.one.title",
            kind=kind_named(visit, record.kind),
            moment=moment(visit, record.started_at),
        ),
        tuple(blocks),
        figures={"run": record.run_id, "ledger_version": record.ledger_version},
        trail=(Link(say("runs.question"), reverse("runs")),),
    )


def run_file(_visit: Visit, run_id: str, name: str) -> Attachment:
    """Return a file of a run, where it is still the one that was kept."""
    record = _here(run_id)
    path = intact_file(workspace(), record, name)
    if path is None:
        raise NotHereError
    return Attachment(f"{record.run_id}-{path.name}", path)


def ask_for_plan(visit: Visit, sent: Sent) -> Done | Page:
    """Have a plan made; a second click is the same job."""
    form = PlanForm(visit, sent.fields)
    if not form.is_valid():
        return runs(visit, form)
    parameters = {"seed": form.cleaned_data["seed"], "seconds": form.cleaned_data["seconds"]}
    job = ask(visit, PLAN, parameters, label=visit.say("runs.plan"), once="")
    return Done(reverse("job", args=[job.pk]))


def ask_for_measurement(visit: Visit, _sent: Sent) -> Done:
    """Have the areas measured; a second click is the same job."""
    job = ask(visit, MEASURE, {}, label=visit.say("runs.measure"), once="")
    return Done(reverse("job", args=[job.pk]))


def kind_named(visit: Visit, kind: str) -> str:
    """Return a kind of run in words; one that has none keeps its own name."""
    key = f"runs.kind.{kind}"
    return visit.say(key) if visit.language.knows(key) else kind


def flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield nested parameters as one key and text each; long ones are cut, JSON has them whole."""
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{name}.")
        elif value not in (None, "", [], ()):
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield name, text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _here(run_id: str) -> RunRecord:
    record = run_of(workspace(), run_id)
    if record is None:
        raise NotHereError
    return record


def _forms(visit: Visit, form: PlanForm | None) -> Iterator[PageForm]:
    say = visit.say
    if visit.may(Right.PLAN):
        yield PageForm(
            reverse("runs-plan"),
            say("runs.plan.do"),
            form or PlanForm(visit),
            title=say("runs.plan"),
            explains=say("runs.plan.explains"),
        )
    if visit.may(Right.SEE_MEASURED):
        yield PageForm(
            reverse("runs-measure"),
            say("runs.measure.do"),
            title=say("runs.measure"),
            explains=say("runs.measure.explains"),
        )


def _table(visit: Visit, found: list[RunRecord]) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (
                kind_named(visit, one.kind),
                moment(visit, one.started_at),
                one.ledger_version,
                one.seconds.get("total", float("nan")),
                one.software,
                one.run_id,
            ),
            href=reverse("run", args=[one.run_id]),
            reasons=(
                (("ledger_version", say("runs.no_version")),) if one.ledger_version is None else ()
            ),
        )
        for one in found
    )
    return Table(
        "runs",
        say("runs.caption"),
        (
            Column("kind", say("runs.kind")),
            Column("started_at", say("runs.started")),
            Column("ledger_version", say("runs.ledger"), "count"),
            Column("seconds", say("runs.seconds"), "number"),
            Column("software", say("runs.software")),
            Column("run", say("runs.id")),
        ),
        rows,
    )


def _files(visit: Visit, record: RunRecord) -> Table:
    say = visit.say
    rows = tuple(
        Row(
            (file.name, None if file.size is None else file.size / 1e3, file.sha256),
            href=reverse("run-file", args=[record.run_id, file.name]),
            reasons=(("kilobytes", say("runs.gone")),) if file.size is None else (),
        )
        for file in files_of_run(workspace(), record)
    )
    return Table(
        "files",
        say("runs.files.caption") if rows else say("runs.files.none"),
        (
            Column("file", say("runs.file")),
            Column("kilobytes", "kB", "number"),
            Column("sha256", "SHA-256", wide=True),
        ),
        rows,
    )


def _facts(visit: Visit, record: RunRecord) -> Definitions:
    say, language = visit.say, visit.language
    number = record.ledger_version
    steps = ", ".join(
        f"{step} {language.number(seconds, 1)} s" for step, seconds in record.seconds.items()
    )
    facts = (
        ("runs.id", record.run_id),
        ("runs.started", moment(visit, record.started_at)),
        ("runs.ledger", "" if number is None else language.count(number)),
        ("runs.seed", "" if record.seed is None else str(record.seed)),
        ("runs.seconds", steps),
        ("runs.software", record.software),
    )
    return Definitions(tuple(Definition(key, say(key), text) for key, text in facts if text))
