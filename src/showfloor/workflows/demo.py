"""The examples, and the whole loop on them: the one workflow that may see a simulated truth."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from showfloor import measure, simulate
from showfloor.domain.panels import Panel
from showfloor.errors import UsageError, WorkspaceError, nearest
from showfloor.measure.types import DisplayEffect
from showfloor.plan.types import PlanResult
from showfloor.present.types import (
    Bilingual,
    Expectation,
    StaggeredReport,
    StaggeredTruth,
    Statement,
)
from showfloor.simulate import ExampleFacts
from showfloor.storage import ImportReport, IntakeFile, Workspace, create_workspace, open_workspace
from showfloor.storage.learn_file import write_learning_terms
from showfloor.storage.stopwatch import Stopwatch
from showfloor.storage.workspace import CONFIGURATION_FILE
from showfloor.verify.types import Verification
from showfloor.workflows import expectations
from showfloor.workflows.about import About, write_about
from showfloor.workflows.closed_loop import Closed, run_closed_loop, run_pilot
from showfloor.workflows.importing import INCOMING, run_import
from showfloor.workflows.keeping import Kept, keep
from showfloor.workflows.learning import LEARN_FILE, PROGRAMME_FILE, LearnFound, run_learn
from showfloor.workflows.measuring import DisplayAsked, run_display, units_of_stores
from showfloor.workflows.planning import PlanAsked, run_plan, run_verify
from showfloor.workflows.progress import Report
from showfloor.workflows.reporting import (
    EXPECTATIONS,
    ROLLOUT,
    Expected,
    ReportWritten,
    run_report,
)
from showfloor.workflows.standing import StandingAsked, StandingFound, run_standing

SEED = 20210301
GAP = 1e-4
DRAWS = 40
COMMON = 1.0
"""Learned margins move together: stores of a kind share a format's lift."""
TIME_LIMIT = 60.0
UNITS = Bilingual(en="units a store and week", de="Stück je Filiale und Woche")


class WritesExample(Protocol):
    """Writes an example's tables and programme into a folder."""

    def __call__(self, folder: Path, *, progress: Report | None = None) -> ExampleFacts:
        """Write the files and return what must be said of them."""
        ...


EXAMPLES: Mapping[str, WritesExample] = {
    "complete-journey": simulate.write_complete_journey,
    "o2-xiaomi": simulate.write_o2_xiaomi,
    "measured-rollout": simulate.write_measured_rollout,
}


PILOTED = ("o2-xiaomi",)


@dataclass(frozen=True, slots=True)
class LoopRun:
    """Everything that the loop found in one example."""

    workspace: Workspace
    imported: ImportReport
    standing: StandingFound
    display: DisplayEffect | None
    rollout: StaggeredReport | None
    learned: LearnFound
    plan: PlanResult
    verification: Verification
    expectations: tuple[Expectation, ...]
    report: Kept[ReportWritten]
    seconds: Mapping[str, float]
    closed: Kept[Closed] | None = None
    """What the planned areas came to, where the example opens them."""


def create_example(
    root: Path, name: str, *, report: Report | None = None
) -> tuple[Workspace, Kept[ImportReport]]:
    """Create a workspace with an example: its tables imported, its programme beside them."""
    writes = known_example(name)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError(f"{root} holds files already; choose a new or empty folder")
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as staging:
        facts = writes(Path(staging), progress=report)
        workspace = create_workspace(
            root,
            name=facts.title,
            currency=facts.currency,
            vat=facts.vat,
            time_zone=facts.time_zone,
            trading_days=facts.trading_days,
            example=facts.name,
        )
        incoming = root.joinpath(INCOMING)
        incoming.mkdir()
        files = [
            IntakeFile(_moved(path, incoming), table, None) for table, path in facts.files.items()
        ]
        shutil.move(facts.programme_path, root.joinpath(PROGRAMME_FILE))
    write_learning_terms(root.joinpath(LEARN_FILE), facts.learning)
    write_about(workspace, About(statements=_statements(facts)))
    return workspace, run_import(workspace, files, report=report)


def known_example(name: str) -> WritesExample:
    """Return what writes the example; UsageError names the examples there are."""
    writes = EXAMPLES.get(name)
    if writes is None:
        raise UsageError(
            f"there is no example '{name}'{nearest(name, EXAMPLES)}; "
            f"the examples are {', '.join(EXAMPLES)}"
        )
    return writes


def _moved(path: Path, folder: Path) -> Path:
    return Path(shutil.move(path, folder.joinpath(path.name)))


def _statements(facts: ExampleFacts) -> tuple[Statement, ...]:
    return tuple(
        Statement(kind, Bilingual(en=en, de=de))
        for kind, en, de in zip(
            facts.statement_kinds, facts.statements, facts.statements_de, strict=True
        )
    )


def run_loop(
    root: Path, name: str, *, pilot: bool = False, report: Report | None = None
) -> LoopRun:
    """Run the whole loop on an example in a new workspace, from import to report.

    pilot: before the programme, o2-xiaomi tried areas out, with an effect that is known.
    """
    if pilot and name not in PILOTED:
        raise UsageError(f"'{name}' has no pilot; those that have one are {', '.join(PILOTED)}")
    watch = Stopwatch()
    with watch.step("example and import"):
        workspace, imported = create_example(root, name, report=report)
    if pilot:
        with watch.step("pilot"):
            run_pilot(workspace, report=report)
    return LOOPS[name](workspace, imported.result, watch, report)


def _complete_journey(
    workspace: Workspace, imported: ImportReport, watch: Stopwatch, report: Report | None
) -> LoopRun:
    with watch.step("standing"):
        asked = StandingAsked(categories=(None, expectations.SOFT_DRINKS))
        standing = run_standing(workspace, asked).result
    with watch.step("display effect"):
        display = run_display(workspace, DisplayAsked(), report=report).result
    with watch.step("rollout with known truth"):
        rollout = run_rollout(workspace)
    known = [
        *expectations.complete_journey_sales(*standing.tables),
        *expectations.display_effect(display),
    ]
    return _plan_and_report(
        workspace,
        imported,
        watch,
        report,
        standing=standing,
        display=display,
        rollout=rollout,
        known=known,
    )


def _o2_xiaomi(
    workspace: Workspace, imported: ImportReport, watch: Stopwatch, report: Report | None
) -> LoopRun:
    with watch.step("standing"):
        standing = run_standing(workspace, StandingAsked()).result
    known = expectations.o2_xiaomi_standing(standing.tables[0])
    return _plan_and_report(
        workspace,
        imported,
        watch,
        report,
        standing=standing,
        display=None,
        rollout=None,
        known=known,
    )


def _measured_rollout(
    workspace: Workspace, imported: ImportReport, watch: Stopwatch, report: Report | None
) -> LoopRun:
    with watch.step("standing"):
        standing = run_standing(workspace, StandingAsked()).result
    return _plan_and_report(
        workspace,
        imported,
        watch,
        report,
        standing=standing,
        display=None,
        rollout=None,
        known=[],
        opens=True,
    )


LOOPS: Mapping[str, Callable[[Workspace, ImportReport, Stopwatch, Report | None], LoopRun]] = {
    "complete-journey": _complete_journey,
    "o2-xiaomi": _o2_xiaomi,
    "measured-rollout": _measured_rollout,
}


def _plan_and_report(
    workspace: Workspace,
    imported: ImportReport,
    watch: Stopwatch,
    report: Report | None,
    *,
    standing: StandingFound,
    display: DisplayEffect | None,
    rollout: StaggeredReport | None,
    known: list[Expectation],
    opens: bool = False,
) -> LoopRun:
    with watch.step("learn"):
        learned = run_learn(workspace).result
    with watch.step("plan"):
        planned = run_plan(
            workspace, PlanAsked(SEED, TIME_LIMIT, GAP, DRAWS, COMMON), report=report
        ).result
    with watch.step("verify"):
        verified = run_verify(workspace).result
    closed, true = None, list[Expectation]()
    if opens:
        with watch.step("open, measure, settle"):
            closed = run_closed_loop(workspace, planned, report=report)
        true = expectations.truths(closed.result.known)
    expected = Expected((*known, *true))
    keep(workspace, EXPECTATIONS, expected, parameters={}, watch=Stopwatch())
    with watch.step("report"):
        written = run_report(workspace)
    return LoopRun(
        workspace=workspace,
        imported=imported,
        standing=standing,
        display=display,
        rollout=rollout,
        learned=learned,
        plan=planned,
        verification=verified,
        expectations=tuple(known),
        report=written,
        seconds=watch.seconds,
        closed=closed,
    )


def run_rollout(workspace: Workspace) -> StaggeredReport:
    """Draw a staggered rollout onto the real store-weeks, measure it, keep truth and estimate."""
    version = workspace.ledger.latest()
    watch = Stopwatch()
    with watch.step("units"):
        units = units_of_stores(
            workspace,
            version,
            simulate.ROLLOUT_MANUFACTURER,
            simulate.ROLLOUT_LEFT_OUT_CATEGORIES,
        )
    with watch.step("draw"):
        truth = simulate.raise_units_staggered(units, seed=simulate.ROLLOUT_SEED)
    with watch.step("estimate"):
        panel = Panel(truth.stores, truth.weeks, truth.outcome, truth.cohort)
        result = measure.measure_staggered(panel)
    found = StaggeredReport(
        result=result,
        outcome=UNITS,
        unit="units",
        truth=StaggeredTruth(truth.average_effect, truth.average_effect_by_event_time),
        manufacturer_id=simulate.ROLLOUT_MANUFACTURER,
    )
    return keep(
        workspace,
        ROLLOUT,
        found,
        parameters={"rate": truth.rate, "left_out": truth.left_out},
        version=version,
        seed=simulate.ROLLOUT_SEED,
        watch=watch,
        summary={"truth": truth.average_effect, "relative_truth": truth.relative_effect},
    ).result


def remove_demo(root: Path) -> None:
    """Remove an earlier demo workspace; refuse any folder that is not one."""
    if not root.exists():
        return
    if not root.joinpath(CONFIGURATION_FILE).is_file():
        raise WorkspaceError(
            f"{root} is there and is no demo workspace, so it is left alone; choose another "
            "folder with --out, or remove it yourself"
        )
    known = open_workspace(root).config.example
    if known not in EXAMPLES:
        raise UsageError(f"{root} is no demo workspace; choose another folder with --out")
    shutil.rmtree(root)
