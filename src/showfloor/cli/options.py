"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from showfloor.errors import UsageError

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", help="The workspace's folder.", show_default="here")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of every random draw.")]
HERE = Path()


def refuse_with_files(workspace: Path, option: str) -> None:
    """Raise UsageError where a workspace is named beside files that are to be used alone."""
    if workspace != HERE:
        raise UsageError(
            f"{option} works on files alone, {workspace} is a workspace; name one or the other"
        )


def refuse_a_file(folder: Path) -> None:
    """Raise UsageError where a folder is to be written and a file has its name, or a parent's."""
    for place in (folder, *folder.parents):
        if place.exists():
            if not place.is_dir():
                raise UsageError(f"--out names {place}, which is a file; choose a folder")
            return
