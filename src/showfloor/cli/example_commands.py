"""Commands that start from an example: demo and init."""

from __future__ import annotations

import re
import shlex
import time
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

import typer

from showfloor.cli.ledger_commands import show_import
from showfloor.cli.options import JsonOption
from showfloor.cli.output import (
    money,
    number,
    per_cent,
    print_json,
    print_table,
    progress,
    say,
    scientific,
)
from showfloor.cli.plan_commands import show_verdict
from showfloor.cli.showing_measures import show_checks
from showfloor.cli.standing_shown import show_league
from showfloor.cli.statement_commands import show_statement
from showfloor.domain.calendars import MONDAY_TO_SATURDAY
from showfloor.errors import UsageError
from showfloor.present.statement_documents import STATEMENT_PAGE
from showfloor.present.types import Expectation, StaggeredReport
from showfloor.storage import create_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.closed_loop import Closed
from showfloor.workflows.demo import (
    EXAMPLES,
    LoopRun,
    create_example,
    known_example,
    remove_demo,
    run_loop,
)
from showfloor.workflows.keeping import Kept

SOLVER_GAP_ASKED = 1e-4
CERTIFIED_GAP_ASKED = 5e-3
LOOP_SECONDS_ASKED = 90.0


def init(
    folder: Annotated[Path, typer.Argument(help="The workspace's folder; made if missing.")],
    example: Annotated[
        str | None,
        typer.Option(
            help="complete-journey, o2-xiaomi or measured-rollout; none: an empty workspace."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The workspace's name; without it: the folder's.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217 code; without it: EUR.")] = None,
    vat: Annotated[
        str | None, typer.Option(help="Is revenue with or without VAT? Without it: with.")
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="IANA time zone; without it: Europe/Berlin.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Make a workspace: empty, or with one of the examples.

    Example: `showfloor init shops --example complete-journey`
    """
    quoted = shlex.quote(str(folder))
    if example is not None:
        if any(word is not None for word in (name, currency, vat, time_zone)):
            raise UsageError(
                "an example brings its own name, currency, VAT and time zone; leave out --name, "
                "--currency, --vat and --time-zone, or leave out --example"
            )
        with progress("init") as report:
            workspace, imported = create_example(folder, example, report=report)
        if as_json:
            print_json({"workspace": str(workspace.root), "import": encode(imported.result)})
        else:
            show_import(imported.result)
            say(f"The workspace is {workspace.root}; next: showfloor standing -w {quoted}")
        return 0
    if vat not in {None, "with", "without"}:
        raise UsageError(f"--vat is '{vat}'; say with or without")
    if currency is not None and not re.fullmatch("[A-Z]{3}", currency):
        raise UsageError(f"--currency is '{currency}'; write an ISO 4217 code such as EUR")
    if time_zone is not None and time_zone not in available_timezones():
        raise UsageError(f"--time-zone is '{time_zone}'; write one such as Europe/Berlin")
    workspace = create_workspace(
        folder,
        name=name or folder.resolve().name,
        currency=currency or "EUR",
        vat="without" if vat == "without" else "with",
        time_zone=time_zone or "Europe/Berlin",
        trading_days=MONDAY_TO_SATURDAY,
    )
    if as_json:
        print_json({"workspace": str(workspace.root)})
    else:
        say(f"The workspace is {workspace.root}; next: showfloor import FILES -w {quoted}")
    return 0


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the demo's workspaces.")] = Path("demo"),
    example: Annotated[
        list[str] | None, typer.Option(help="Only this example; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Run the whole loop on all examples and print what was found beside what is known.

    Example: `showfloor demo --out demo`
    """
    began = time.perf_counter()
    found: list[LoopRun] = []
    chosen = example or list(EXAMPLES)
    for name in chosen:
        known_example(name)
    for name in dict.fromkeys(chosen):
        remove_demo(out / name)
        with progress(name) as report:
            found.append(run_loop(out / name, name, report=report))
        if not as_json:
            show_loop(found[-1])
    seconds = time.perf_counter() - began
    good = all(kept_its_promises(loop) for loop in found)
    if as_json:
        print_json({"seconds": seconds, "good": good, "examples": [_loop_json(x) for x in found]})
    else:
        _show_end(found, seconds, good=good)
    return 0 if good else 1


def kept_its_promises(loop: LoopRun) -> bool:
    """Say whether a loop's figures agree with the known ones and its plan is proven."""
    proof = loop.plan.certificate
    return (
        loop.verification.passed
        and proof.solver_gap <= SOLVER_GAP_ASKED
        and proof.gap <= CERTIFIED_GAP_ASKED
        and all(item.agrees or item.note for item in loop.expectations)
        and all(item.adds_up for item in loop.imported.files)
    )


def _loop_json(loop: LoopRun) -> dict[str, object]:
    return {
        "workspace": str(loop.workspace.root),
        "report": str(loop.report.folder),
        "seconds": encode(loop.seconds),
        "expectations": encode(loop.expectations),
        "certificate": {
            "status": loop.plan.certificate.status,
            "objective": encode(loop.plan.certificate.objective),
            "upper_bound": encode(loop.plan.certificate.upper_bound),
            "gap": encode(loop.plan.certificate.gap),
            "solver_gap": encode(loop.plan.certificate.solver_gap),
        },
        "verification": encode(loop.verification),
        "closed": encode(loop.closed.result.known) if loop.closed else None,
    }


def show_loop(loop: LoopRun) -> None:
    """Print what the loop found in one example."""
    say()
    say(f"=== {loop.workspace.config.name}")
    show_import(loop.imported)
    for table in loop.standing.tables:
        show_league(table, top=5)
    if loop.display is not None:
        say("What a display does (displays are not randomised):")
        show_checks(loop.display.checks)
    if loop.rollout is not None:
        _show_rollout(loop.rollout)
    if loop.closed is not None:
        _show_closed(loop.closed)
    if loop.learned.rests_on_prior:
        say(f"The plan rests on stated lifts, nothing is measured yet: {loop.learned.prior_source}")
    _show_plan(loop)
    show_verdict(loop.verification)
    _show_expectations(loop.expectations)
    print_table(
        "Seconds by step",
        ("step", "seconds"),
        [(name, number(seconds, 1)) for name, seconds in loop.seconds.items()],
    )


def _show_rollout(report: StaggeredReport) -> None:
    truth = report.truth
    rows: list[tuple[str, ...]] = []
    if truth is not None:
        rows.append(("truth (known, because drawn)", number(truth.overall, 2), "", "", ""))
    effects = {
        "imputation (Borusyak, Jaravel, Spiess)": report.result.imputation.overall,
        "Callaway and Sant'Anna": report.result.callaway_santanna.simple,
    }
    rows += [
        (name, *(number(x, 2) for x in (item.estimate, item.se, item.low, item.high)))
        for name, item in effects.items()
    ]
    print_table(
        f"A rollout with known truth on the real store-weeks: {report.outcome.en}",
        ("effect", "estimate", "standard error", "95 % from", "to"),
        rows,
    )


def _show_closed(kept: Kept[Closed]) -> None:
    """Print what the opened areas came to, beside the truth that the generator knows."""
    closed = kept.result
    print_table(
        "The planned areas opened, measured and settled (generated, so that the truth is known)",
        ("figure", "truth", "measured", "95 % from", "to", "holds the truth"),
        [
            (
                item.label.en,
                *(money(x) for x in (item.truth, item.measured.estimate)),
                *(money(x) for x in (item.measured.low, item.measured.high)),
                "yes" if item.holds else "no (one of twenty may)",
            )
            for item in closed.known
        ],
    )
    show_statement(closed.made.statement, closed.made.facts.currency)
    say(f"Statement: {kept.folder / STATEMENT_PAGE.format(language='en')}")


def _show_plan(loop: LoopRun) -> None:
    plan, proof = loop.plan, loop.plan.certificate
    print_table(
        f"Plan: {proof.status}, {len(plan.areas)} areas, {proof.seconds:.1f} s",
        ("figure", "found", "asked"),
        [
            ("value of the plan", money(proof.objective), ""),
            ("certified upper bound", money(proof.upper_bound), ""),
            ("solver's gap", scientific(proof.solver_gap), f"at most {SOLVER_GAP_ASKED:.0e}"),
            ("certified gap", scientific(proof.gap), f"at most {CERTIFIED_GAP_ASKED:.0e}"),
        ],
    )


def _show_expectations(expectations: tuple[Expectation, ...]) -> None:
    if not expectations:
        return
    print_table(
        "Known figures",
        ("figure", "expected", "found", "agrees"),
        [
            (
                item.label.en,
                _figure(item, item.expected),
                _figure(item, item.found),
                _verdict(item),
            )
            for item in expectations
        ],
    )
    for item in expectations:
        if item.note is not None:
            say(f"  {item.label.en}: {item.note.en}")


def _verdict(item: Expectation) -> str:
    if item.agrees:
        return "yes"
    return "differs, see below" if item.note else "NO"


def _figure(item: Expectation, value: float) -> str:
    if item.unit == "percent":
        return per_cent(value, item.decimals, signed=True)
    return number(value, item.decimals)


def _show_end(found: list[LoopRun], seconds: float, *, good: bool) -> None:
    say()
    say(f"The loop took {seconds:.0f} s (at most {LOOP_SECONDS_ASKED:.0f} s asked).")
    for loop in found:
        for name in loop.report.result.files:
            if name.endswith(".html"):
                say(f"Report: {loop.report.folder / name}")
    for loop in found:
        place = shlex.quote(str(loop.workspace.root))
        say(f"In a browser: showfloor serve --workspace {place}  (or: make serve)")
    say("All figures agree or are explained." if good else "NOT all figures agree; see above.")
