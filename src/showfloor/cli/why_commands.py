"""The command that answers why one store is in the plan or not."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption, refuse_with_files
from showfloor.cli.output import money, per_cent, print_json, print_table, progress, say
from showfloor.cli.plan_commands import (
    AreasOption,
    ClosuresOption,
    OptionsOption,
    PreviousOption,
    ProgrammeOption,
    StoresOption,
    problem_paths,
)
from showfloor.plan import StoreAnswer
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.answering import why_from_files, why_in_workspace
from showfloor.workflows.planning import required


def why(
    store: Annotated[str, typer.Argument(help="The store's id.")],
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Folder of a plan made on files (its --out).")
    ] = None,
    programme: ProgrammeOption = None,
    stores: StoresOption = None,
    closures: ClosuresOption = None,
    options: OptionsOption = None,
    areas: AreasOption = None,
    previous: PreviousOption = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say why a store is in the plan or not: what it earns, what it pays, whom it would displace.

    In a workspace: `showfloor why koeln-a --workspace shops`. On files alone:
    `showfloor why koeln-a --plan plan --programme P.toml --stores S.csv --options O.csv`
    """
    named = (plan, programme, stores, closures, options, areas, previous)
    with progress("why"):
        if all(item is None for item in named):
            answer = why_in_workspace(open_workspace(workspace, as_of), store)
        else:
            refuse_with_files(workspace, "--plan", as_of)
            paths = problem_paths(programme, stores, closures, options, areas, previous)
            answer = why_from_files(paths, required(plan, "--plan"), store)
    if as_json:
        print_json(encode(answer))
    else:
        show_answer(answer)
    return 0


VERDICTS = {
    "planned": "is planned",
    "holdout": "is held back for comparison",
    "no_option_row": "has no expected margin",
    "no_space": "has no space for any format",
    "excluded": "is excluded by the programme",
    "has_area": "has an area already",
    "never_allowed": "can be built in no week",
    "worth_less_than_zero": "would cost more than it earns",
    "outbid": "is outbid: others earn more with the same money and crews",
}


def show_answer(answer: StoreAnswer) -> None:
    """Print one store's answer."""
    rules = f" ({'; '.join(answer.because)})" if answer.because else ""
    say(f"{answer.store_id} {VERDICTS[answer.verdict]}{rules}")
    if answer.format_id is None:
        return
    what = "planned" if answer.verdict == "planned" else "best at today's prices"
    say(f"  {what}: {answer.format_id}, start {answer.start_week}")
    rows = [("value", "", "", money(answer.value))]
    rows += [
        (f"pays for {p.kind}", p.name, "" if p.week is None else str(p.week), money(-p.paid))
        for p in answer.payments
    ]
    rows.append(("left after all prices", "", "", money(answer.reduced_value)))
    print_table("What it earns and pays", ("", "for", "week", "currency"), rows)
    if math.isfinite(answer.distance):
        change = (
            "would lose its place with" if answer.verdict == "planned" else "would come in with"
        )
        sign = "less" if answer.verdict == "planned" else "more"
        say(f"  it {change} {money(answer.distance)} {sign}")
    if not math.isnan(answer.share):
        say(f"  chosen in {per_cent(answer.share, 0)} of the draws of the margins")
    if answer.displaces:
        print_table(
            "Whom it would push out, the likeliest first",
            ("store", "format", "start", "its lead", "same crews"),
            [
                (
                    d.store_id,
                    d.format_id,
                    str(d.start_week),
                    money(d.margin_to_flip),
                    "yes" if d.shares_crews else "no",
                )
                for d in answer.displaces
            ],
        )
