"""Commands for measuring Showfloor itself: generated planning instances as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from showfloor.cli.options import JsonOption, SeedOption, refuse_a_file
from showfloor.cli.output import print_json, progress, say
from showfloor.errors import UsageError
from showfloor.simulate import is_generated, planning_instance, write_planning_files


def bench(
    out: Annotated[Path, typer.Option(help="Folder of the files; new, empty, or made by this.")],
    example: Annotated[
        str, typer.Argument(help="instance: a generated planning problem as files.")
    ] = "instance",
    stores: Annotated[int, typer.Option(help="Shops, at least 2.")] = 1_000,
    formats: Annotated[int, typer.Option(help="Formats of areas, at least 1.")] = 6,
    weeks: Annotated[int, typer.Option(help="Weeks in which areas may start, at least 4.")] = 52,
    seed: SeedOption = 1,
    no_spillover: Annotated[
        bool, typer.Option("--no-spillover", help="Without pairs of neighbours.")
    ] = False,
    large_installations: Annotated[
        bool,
        typer.Option(
            "--large-installations", help="3 or 4 crew-days a week each, so that crews are full."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Write a generated planning problem of any size: the files that plan and verify take.

    Example: `showfloor bench instance --stores 10000 --formats 8 --weeks 104 --out large`

    Every rule is active and binds. The same arguments give the same files. `make bench-plan`
    plans such problems beside other solvers.
    """
    if example != "instance":
        raise UsageError(f"bench does not make '{example}'; it makes: instance")
    refuse_a_file(out)
    if out.is_dir() and any(out.iterdir()) and not is_generated(out):
        raise UsageError(f"--out {out} holds files that bench did not make; choose a new folder")
    words = ["--stores", stores, "--formats", formats, "--weeks", weeks, "--seed", seed]
    made_by = f"showfloor bench instance {' '.join(map(str, words))}"
    made_by += " --no-spillover" if no_spillover else ""
    made_by += f"{' --large-installations' if large_installations else ''} --out DIR"
    with progress("bench") as report:
        report("drawing the shops", 0.0)
        problem = planning_instance(
            stores,
            formats,
            weeks,
            seed,
            spillover=not no_spillover,
            large_installations=large_installations,
        )
        report("writing the files", 0.5)
        paths = write_planning_files(out, problem, made_by)
    if as_json:
        files = {name: str(path) for name, path in paths.items()}
        print_json({"folder": str(out), "files": files, "margins": len(problem.options)})
    else:
        say(f"{len(problem.stores):,} shops, {len(problem.options):,} margins; all generated")
        say(f"Written to {out}; {out / 'README.md'} says how to plan on them")
    return 0
