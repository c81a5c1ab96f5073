"""The demonstration's folder: made aside and put in its place whole, then held while it serves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from showfloor.errors import WorkspaceError
from showfloor.portal.supervising import only_server_of
from showfloor.storage.workspace import CONFIGURATION_FILE

MAKING = ".making-"
"""Begins the name of the folder beside the demonstration's, in which it is made."""


@contextmanager
def demonstration(root: Path, make: Callable[[Path], object]) -> Iterator[None]:
    """Hold a demonstration's folder as its only server; `make` makes it where it is missing.

    What a start that was ended half-way left behind is removed, and the demonstration is made anew.
    WorkspaceError where the folder holds something else, or another start makes or serves it.
    """
    with ExitStack() as held:
        if not _is_made(root):
            held.enter_context(_made_aside(root, make))
        if not any(root.glob("runs/*-plan-*")):
            raise WorkspaceError(
                f"{root} is the half of a demonstration: remove the folder and start again"
            )
        held.enter_context(only_server_of(root))
        yield


@contextmanager
def _made_aside(root: Path, make: Callable[[Path], object]) -> Iterator[None]:
    """Make a demonstration beside its place and put it there, unless another start just did."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError(
            f"{root} holds files that are no demonstration; choose a new or empty folder"
        )
    root.parent.mkdir(parents=True, exist_ok=True)
    aside = root.with_name(f"{MAKING}{root.name}")
    aside.mkdir(exist_ok=True)
    with _only_maker(root, aside):
        try:
            if not _is_made(root):
                _make(root, aside, make)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        yield


@contextmanager
def _only_maker(root: Path, aside: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(only_server_of(aside))
        except WorkspaceError as reason:
            raise WorkspaceError(f"another start makes {root} already: wait for it") from reason
        yield


def _make(root: Path, aside: Path, make: Callable[[Path], object]) -> None:
    left = list(aside.iterdir())
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if left:
        print(f"An earlier start of {root} was broken off; it begins anew", flush=True)  # noqa: T201  # the command's answer
    print(f"Making the demonstration in {root}: a minute or two", flush=True)  # noqa: T201  # the command's answer
    made = aside / root.name
    make(made)
    made.rename(root)


def _is_made(root: Path) -> bool:
    return root.joinpath(CONFIGURATION_FILE).is_file()
