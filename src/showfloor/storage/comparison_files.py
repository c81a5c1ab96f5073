"""A comparison of scenarios as files: one row a scenario, one a changed store, all as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from showfloor.storage.replan_files import shown, write_rows
from showfloor.storage.result_json import encode

SCENARIOS, CHANGED, COMPARISON = "scenarios.csv", "changed-stores.csv", "comparison.json"


def write_comparison(folder: Path, outcomes: Sequence[Any], whole: object) -> None:
    """Write outcomes (dataclasses with `name` and `stores`) and the whole comparison."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f.name for f in fields(outcomes[0]) if all(_plain(row, f.name) for row in outcomes)]
    rows = [
        [_share(row.gap) if name == "gap" else _cell(getattr(row, name)) for name in names]
        for row in outcomes
    ]
    write_rows(folder.joinpath(SCENARIOS), names, rows)
    changed = [(row.name, store) for row in outcomes for store in row.stores]
    columns = [f.name for f in fields(changed[0][1])] if changed else ["store_id"]
    write_rows(
        folder.joinpath(CHANGED),
        ["scenario", *columns],
        [[name, *(shown(getattr(store, key)) for key in columns)] for name, store in changed],
    )
    document = json.dumps(encode(whole), ensure_ascii=False, indent=2, allow_nan=False)
    folder.joinpath(COMPARISON).write_text(document + "\n", encoding="utf-8")


def _plain(row: object, name: str) -> bool:
    """Say whether a field fits into one cell."""
    value = getattr(row, name)
    return name != "stores" and not (
        isinstance(value, tuple) and any(is_dataclass(item) for item in value)
    )


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else shown(value)


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3g}"
