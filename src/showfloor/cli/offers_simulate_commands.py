"""The command that says what offers would have cost: `showfloor offers simulate`."""

from __future__ import annotations

from typing import Annotated

import typer

from showfloor.cli.offers_check_commands import OffersOption
from showfloor.cli.offers_simulated import show_repriced
from showfloor.cli.options import HERE, AsOfOption, JsonOption, WorkspaceOption, day_of
from showfloor.cli.output import print_json, progress
from showfloor.cli.standing_options import FromOption
from showfloor.storage import open_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.offers_simulating import Simulation, simulate_offers


def simulate(
    offers: OffersOption,
    from_date: FromOption = None,
    to_date: Annotated[
        str | None, typer.Option("--to", help="Day after the last, ISO; default: all sales.")
    ] = None,
    weeks_back: Annotated[
        int | None,
        typer.Option(
            "--weeks-back",
            help="Offers hold so many weeks before their stated time; 52: a year.",
            min=0,
            max=5200,
            show_default="in the whole period",
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="This offer alone; may be repeated.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say what offers would have cost on the sales of a period, none of them sold otherwise.

    Example: `showfloor offers simulate --offers offers.toml --from 2025-11-01 --to 2026-11-01
    --workspace shops`; without --from the 52 weeks to the last day of sales. No elasticity is
    guessed: the units are those that were sold.
    """
    asked = Simulation(
        day_of(from_date, "--from"), day_of(to_date, "--to"), weeks_back, tuple(only or ())
    )
    with progress("simulate"):
        found = simulate_offers(open_workspace(workspace, as_of), offers, asked)
    if as_json:
        print_json(encode(found))
    else:
        show_repriced(found)
    return 0
