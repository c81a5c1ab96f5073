"""What a workspace says of its own figures, kept in about.json beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from showfloor.errors import WorkspaceError
from showfloor.present.types import Statement
from showfloor.storage import Workspace
from showfloor.storage.result_json import decode, encode

ABOUT_FILE = "about.json"


@dataclass(frozen=True, slots=True)
class About:
    """What a workspace says of its own figures: real, simulated, generated, assumed."""

    statements: tuple[Statement, ...] = ()
    manufacturer_names: Mapping[str, str] | None = None


def write_about(workspace: Workspace, about: About) -> None:
    """Keep what the workspace says of its figures beside them."""
    text = json.dumps(encode(about), ensure_ascii=False, indent=2, allow_nan=False)
    workspace.root.joinpath(ABOUT_FILE).write_text(text, encoding="utf-8")


def read_about(workspace: Workspace) -> About:
    """Read what the workspace says of its figures; nothing where it says nothing."""
    path = workspace.root.joinpath(ABOUT_FILE)
    if not path.is_file():
        return About()
    try:
        return decode(About, json.loads(path.read_text(encoding="utf-8")))
    except ValueError as reason:
        raise WorkspaceError(f"{path} is no JSON ({reason}); mend or remove it") from reason
