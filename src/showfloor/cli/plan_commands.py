"""Commands that plan and verify, in a workspace or on files alone."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import (
    HERE,
    AsOfOption,
    GapOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    refuse_a_file,
    refuse_with_files,
)
from showfloor.cli.output import (
    money,
    number,
    print_json,
    print_table,
    progress,
    say,
    scientific,
)
from showfloor.cli.showing_draws import show_draw, show_uncertainty
from showfloor.errors import UsageError
from showfloor.plan.types import PlanResult
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.verify.types import Verification
from showfloor.workflows.planning import (
    PlanAsked,
    ProblemPaths,
    plan_from_files,
    required,
    run_plan,
    run_verify,
    verify_files,
)

ProgrammeOption = Annotated[Path | None, typer.Option(help="The programme file (TOML).")]
StoresOption = Annotated[Path | None, typer.Option(help="stores.csv")]
ClosuresOption = Annotated[Path | None, typer.Option(help="closures.csv, if there are closures.")]
OptionsOption = Annotated[Path | None, typer.Option("--options", help="options.csv")]
AreasOption = Annotated[Path | None, typer.Option(help="areas.csv, if areas stand already.")]
PreviousOption = Annotated[
    Path | None, typer.Option(help="plan.csv of an earlier plan, if changes to it cost something.")
]
ChangeCostOption = Annotated[
    float | None,
    typer.Option(help="What each store that departs from --previous costs.", min=0.0),
]
OutOption = Annotated[Path | None, typer.Option(help="Folder of the plan and its certificate.")]

SOLVED = ("optimal", "feasible")
COMMON = 0.5
DRAWS_OF_LEARNED = 40
"""In a workspace, whose options were learned with their deviations."""
COMMON_OF_LEARNED = 1.0
"""A learned margin is uncertain by its lift, which all stores of a kind share for a format."""


def plan(
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    previous: PreviousOption = None,
    change_cost: ChangeCostOption = None,
    out: OutOption = None,
    seed: SeedOption = 0,
    time_limit: TimeLimitOption = 60.0,
    gap: GapOption = 1e-4,
    draws: Annotated[
        int | None,
        typer.Option(help="Draws of the margins that say how sure the plan is.", min=0),
    ] = None,
    common: Annotated[
        float | None,
        typer.Option("--common-share", help="Variance that a kind's stores share.", min=0, max=1),
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="On files alone: write workbook and calendars too.")
    ] = False,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Plan which store gets which format in which week, with a proof.

    In a workspace: `showfloor plan --workspace shops`. On files alone:
    `showfloor plan --programme P.toml --stores S.csv --options O.csv --out plan`

    `--draws 100` draws the margins anew a hundred times from their standard deviations: in what
    share of the draws each store is chosen (why.csv), and what the plan may forgo.

    To take along, in English and German: plan.xlsx, and the installations by region as iCalendar
    files that a re-plan continues. A workspace's plan always has them in its run's folder,
    documents/en and documents/de; a plan on files alone with `--documents`, under `--out`.
    """
    asked = PlanAsked(seed, time_limit, gap, draws or 0, COMMON if common is None else common)
    with progress("plan") as report:
        named = (programme, stores, closures, options, areas, previous, change_cost, out)
        if all(item is None for item in named):
            learned = replace(
                asked,
                draws=DRAWS_OF_LEARNED if draws is None else draws,
                common=COMMON_OF_LEARNED if common is None else common,
            )
            kept = run_plan(open_workspace(workspace, as_of), learned, report=report)
            result, place = kept.result, kept.folder
        else:
            refuse_with_files(workspace, "--programme", as_of)
            paths = problem_paths(
                programme, stores, closures, options, areas, previous, change_cost
            )
            if previous is not None and change_cost is None:
                raise UsageError("--previous needs --change-cost: what does a change to it cost?")
            place = required(out, "--out")
            refuse_a_file(place)
            result = plan_from_files(paths, place, asked, report=report, documents=documents)
    if as_json:
        print_json({"folder": str(place), "plan": encode(result)})
    else:
        show_plan(result, place)
    return 0 if result.certificate.status in SOLVED else 1


def problem_paths(
    programme: Path | None,
    stores: Path | None,
    closures: Path | None,
    options: Path | None,
    areas: Path | None,
    previous: Path | None = None,
    change_cost: float | None = None,
) -> ProblemPaths:
    """Return the files of a problem as options named them; UsageError for one that is missing."""
    if change_cost is not None and previous is None:
        raise UsageError("--change-cost needs --previous: changes to which plan?")
    return ProblemPaths(
        programme=required(programme, "--programme"),
        stores=required(stores, "--stores"),
        options=required(options, "--options"),
        closures=closures,
        areas=areas,
        previous=previous,
        change_cost=change_cost,
    )


def _show_ways_out(result: PlanResult) -> None:
    """Print what would make a plan possible, each with what its best plan is worth."""
    if not result.ways_out:
        return
    say("Each of these makes a plan possible:")
    for way in result.ways_out:
        worth = f" (a plan worth {money(way.objective)})" if isfinite(way.objective) else ""
        if len(way.remedies) == 1:
            say(f"  - {way.remedies[0].says}{worth}")
            continue
        say(f"  - all of these together{worth}:")
        for remedy in way.remedies:
            say(f"      {remedy.says}")


def _changes(result: PlanResult) -> list[tuple[str, str]]:
    """Return what departing from an earlier plan costs, where that costs anything."""
    if not result.certificate.change_cost:
        return []
    return [
        ("stores that depart from the earlier plan", str(result.departing)),
        ("cost of departing", money(result.change_cost)),
    ]


def show_plan(result: PlanResult, place: Path) -> None:
    """Print the status, the proof, and where the files are."""
    proof = result.certificate
    say(f"Plan: {proof.status}, {len(result.areas)} areas, {proof.seconds:.1f} s")
    if result.conflict is not None:
        say("These rules cannot hold together:")
        for rule in result.conflict.rules:
            say(f"  - {rule}")
        _show_ways_out(result)
    if proof.status in SOLVED:
        print_table(
            "Proof",
            ("figure", "value"),
            [
                ("value of the plan", money(proof.objective)),
                ("certified upper bound", money(proof.upper_bound)),
                ("certified gap", scientific(proof.gap)),
                ("solver's bound", money(proof.solver_bound)),
                ("solver's gap", scientific(proof.solver_gap)),
                ("spillover lost", money(result.spillover_loss)),
                *_changes(result),
                ("value to the other party", money(result.other_party_value)),
                ("capex", money(result.capex)),
            ],
        )
    show_draw(result)
    show_uncertainty(result.uncertainty)
    for sentence in result.holdout_shortfalls:
        say(f"  holdout: {sentence}")
    say(f"Written to {place}")


def verify(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of a plan made on files (its --out).")
    ] = None,
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    previous: PreviousOption = None,
    change_cost: ChangeCostOption = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Recompute a plan's rules, objective and bound without the optimiser: PASS or what is wrong.

    In a workspace: `showfloor verify --workspace shops`. On files alone:
    `showfloor verify plan --programme P.toml --stores S.csv --options O.csv`
    """
    with progress("verify"):
        named = (folder, programme, stores, closures, options, areas, previous, change_cost)
        if all(item is None for item in named):
            verdict = run_verify(open_workspace(workspace, as_of)).result
        else:
            refuse_with_files(workspace, "--programme", as_of)
            paths = problem_paths(
                programme, stores, closures, options, areas, previous, change_cost
            )
            verdict = verify_files(paths, required(folder, "the plan's folder"))
    if as_json:
        print_json(encode(verdict))
    else:
        show_verdict(verdict)
    return 0 if verdict.passed else 1


def show_verdict(verdict: Verification) -> None:
    """Print the verdict, what was checked, and every finding."""
    say(f"Verify: {verdict.status} ({verdict.seconds:.1f} s)")
    for sentence in verdict.checked:
        say(f"  {sentence}")
    for finding in verdict.findings:
        say(f"  {finding.rule}, {finding.where}: {finding.says}")
    say(
        f"  recomputed: value {money(verdict.objective)}, bound {money(verdict.upper_bound)}, "
        f"gap {number(verdict.gap, 6)}"
    )
