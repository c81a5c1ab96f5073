"""Commands that ask what if, and what each promise costs."""

from __future__ import annotations

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
    finite,
    refuse_a_file,
    refuse_with_files,
)
from showfloor.cli.output import money, print_json, print_table, progress, say
from showfloor.cli.plan_commands import (
    AreasOption,
    ClosuresOption,
    OptionsOption,
    OutOption,
    ProgrammeOption,
    StoresOption,
    problem_paths,
)
from showfloor.cli.stopping import stopping
from showfloor.plan.obligation_prices import ObligationCost, ObligationsFound
from showfloor.plan.scenarios import Comparison, Outcome
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.planning import PlanAsked, required
from showfloor.workflows.scenarios import (
    ObligationsAsked,
    obligations_from_files,
    run_obligations,
    run_what_if,
    scenarios_asked,
    what_if_files,
)


def what_if(
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="Changes in words, separated by semicolons; may repeat."),
    ] = None,
    scenarios: Annotated[
        Path | None, typer.Option(help="TOML file of [[scenario]] entries: name, changes.")
    ] = None,
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    out: OutOption = None,
    seed: SeedOption = 0,
    time_limit: TimeLimitOption = 60.0,
    gap: GapOption = 1e-4,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Plan scenarios side by side: what they are worth, for certain, and what changes for whom.

    In a workspace: `showfloor what-if --scenario "budget +50000" --scenario "crews DE-NW +2"`.
    On files alone also --programme, --stores, --options and --out. Changes: budget, crews, supply,
    pace, quota, holdout, other, promise, lockdown, closed, exclude, without.
    """
    asked = PlanAsked(seed, time_limit, gap)
    stated = scenarios_asked(scenario or (), scenarios)
    with progress("what-if") as report:
        if all(item is None for item in (programme, stores, closures, options, areas, out)):
            kept = run_what_if(open_workspace(workspace, as_of), stated, asked, report=report)
            found, place = kept.result, kept.folder
        else:
            refuse_with_files(workspace, "--programme", as_of)
            paths = problem_paths(programme, stores, closures, options, areas)
            place = required(out, "--out")
            refuse_a_file(place)
            found = what_if_files(paths, place, stated, asked, report=report)
    if as_json:
        print_json({"folder": str(place), "comparison": encode(found)})
    else:
        show_comparison(found, place)
    return 0


def show_comparison(found: Comparison, place: Path) -> None:
    """Print the scenarios side by side, and what cannot be decided."""
    print_table(
        "What if",
        ("scenario", "value", "certified bound", "areas", "worth more than as it is", "verdict"),
        [_row(outcome) for outcome in found.outcomes],
    )
    for outcome in found.outcomes[1:]:
        if outcome.conflict:
            say(f"{outcome.name}: these rules cannot hold together:")
            for rule in outcome.conflict:
                say(f"  - {rule}")
            continue
        regions = [row for row in outcome.regions if row.before != row.after]
        changed = ", ".join(f"{row.name or '(none)'} {row.before}->{row.after}" for row in regions)
        formats = [row for row in outcome.formats if row.before != row.after]
        changed_formats = ", ".join(f"{row.name} {row.before}->{row.after}" for row in formats)
        say(f"{outcome.name}: {len(outcome.stores)} stores differ")
        if changed:
            say(f"  regions: {changed}")
        if changed_formats:
            say(f"  formats: {changed_formats}")
    say(f"Written to {place}")


def obligations(
    plan: Annotated[
        Path | None, typer.Argument(help="Folder of a plan made on files (its --out).")
    ] = None,
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    planned: Annotated[
        int, typer.Option(help="So many of the dearest are planned anew without it.", min=0)
    ] = 5,
    time_limit: Annotated[
        float, typer.Option(help="Seconds for everything together.", min=0.1, callback=finite)
    ] = 300.0,
    plan_time_limit: TimeLimitOption = 60.0,
    gap: GapOption = 1e-4,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say what each promise, wave, quota, holdout, freeze and step of the pace costs.

    In a workspace: `showfloor obligations --workspace shops`. On files alone:
    `showfloor obligations plan --programme P.toml --stores S.csv --options O.csv`

    What `--time-limit` or Ctrl-C leaves out is listed as not reached; the rest is kept.
    """
    asked = ObligationsAsked(PlanAsked(0, plan_time_limit, gap), planned, time_limit)
    with progress("obligations") as report, stopping() as stop:
        if all(item is None for item in (plan, programme, stores, closures, options, areas)):
            kept = run_obligations(
                open_workspace(workspace, as_of), asked, report=report, stop=stop
            )
            found = kept.result
        else:
            refuse_with_files(workspace, "--programme", as_of)
            paths = problem_paths(programme, stores, closures, options, areas)
            folder = required(plan, "the plan's folder")
            found = obligations_from_files(paths, folder, asked, report=report, stop=stop)
    if as_json:
        print_json(encode(found))
    else:
        show_obligations(found)
    return 0


def show_obligations(found: ObligationsFound) -> None:
    """Print what each obligation costs at least and at most, and how that is known."""
    if not found.costs:
        say("The plan has no obligations, or there is no certified plan")
        return
    print_table(
        "What obligations cost",
        ("rule", "at least", "at most", "known from"),
        [(cost.rule, money(cost.low), money(cost.high), _known_from(cost)) for cost in found.costs],
    )
    if found.unpriced or found.unplanned:
        say(
            f"Not reached: the price of {len(found.unpriced)} of {len(found.costs)}, a plan "
            f"without {len(found.unplanned)} more; a longer --time-limit reaches further"
        )


def _known_from(cost: ObligationCost) -> str:
    if cost.left == "price":
        return "not reached"
    if cost.left == "plan":
        return "the certificate's prices; a plan without it was not reached"
    return "a plan without it" if cost.planned else "the certificate's prices"


def _row(outcome: Outcome) -> tuple[str, str, str, str, str, str]:
    between = f"{money(outcome.difference_low)} to {money(outcome.difference_high)}"
    return (
        outcome.name,
        money(outcome.objective),
        money(outcome.upper_bound),
        str(outcome.areas),
        "" if not outcome.changes else between,
        outcome.verdict,
    )
