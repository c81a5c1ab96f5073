"""A programme as the text of its TOML file, in the order and words of the design."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from showfloor.domain.programme import CrewCapacity, Programme

Value = str | int | float | date | tuple["Value", ...]


def programme_toml(programme: Programme, remarks: Iterable[str] = ()) -> str:
    """Return the file's text; `remarks` become comments at its head."""
    blocks = ["".join(f"# {line}\n" for line in remarks)] if remarks else []
    head: dict[str, Value] = {
        "id": programme.programme_id,
        "manufacturer": programme.manufacturer_id,
        "start": programme.start,
        "weeks": programme.weeks,
        "area_life_weeks": programme.area_life_weeks,
        "discount_rate": programme.discount_rate,
        "value_for": programme.value_for,
    }
    if programme.season:
        head["season"] = programme.season
    if programme.other_at_least is not None:
        head["other_at_least"] = programme.other_at_least
    blocks.append(_block("[programme]", head))
    blocks += _formats(programme)
    blocks += _limits(programme)
    blocks += _freezes(programme)
    blocks += _obligations(programme)
    return "\n".join(blocks)


def _formats(programme: Programme) -> list[str]:
    blocks = []
    for item in programme.formats:
        keys: dict[str, Value] = {
            "id": item.format_id,
            "footprint_m2": item.footprint_m2,
            "places": item.places,
            "capex": item.capex,
            "manufacturer_pays": item.manufacturer_pays,
            "crew_days": item.crew_days,
        }
        if item.ramp:
            keys["ramp"] = item.ramp
        blocks.append(_block("[[formats]]", keys))
    return blocks


def _limits(programme: Programme) -> list[str]:
    blocks = [
        _block("[[budget]]", {"through": step.through, "amount": step.amount})
        for step in programme.budget
    ]
    blocks += [_crews(crew) for crew in programme.crews or ()]
    blocks += [
        _block("[[supply]]", {"format": s.format_id, "week": s.week, "units": s.units})
        for s in programme.supply
    ]
    blocks += [
        _block("[[pace]]", {"selling_by": step.selling_by, "at_most": step.at_most})
        for step in programme.pace
    ]
    return blocks


def _what_may_be_given_up(programme: Programme) -> list[str]:
    experiment = programme.experiment
    if experiment is None:
        return []
    stated: dict[str, Value | None] = {
        "cost_at_most": experiment.cost_at_most,
        "mde_at_most": experiment.mde_at_most,
        "measured_on": experiment.measured_on,
    }
    keys = {key: value for key, value in stated.items() if value is not None}
    return [_block("[experiment]", keys)]


def _crews(crew: CrewCapacity) -> str:
    even = len(set(crew.crew_days)) == 1
    days: Value = crew.crew_days[0] if even else crew.crew_days
    return _block("[[crews]]", {"region": crew.region, "crew_days": days})


def _freezes(programme: Programme) -> list[str]:
    blocks = []
    for freeze in programme.freezes:
        keys: dict[str, Value] = {"from_date": freeze.from_date, "to_date": freeze.to_date}
        if freeze.regions:
            keys["regions"] = freeze.regions
        blocks.append(_block("[[freeze]]", keys))
    return blocks


def _obligations(programme: Programme) -> list[str]:
    blocks = []
    for promise in programme.promises:
        keys: dict[str, Value] = {"store": promise.store_id, "selling_by": promise.selling_by}
        if promise.format_ids:
            keys["formats"] = promise.format_ids
        blocks.append(_block("[[promises]]", keys))
    for wave in programme.waves:
        keys = {"name": wave.name, "stores": wave.store_ids}
        if wave.release_on:
            keys["release_on"] = wave.release_on
        blocks.append(_block("[[waves]]", keys))
    if programme.holdout:
        held = programme.holdout
        keys = {
            "by": held.by,
            "keep": held.keep,
            "no_sales_before": held.no_sales_before,
            "draw": held.draw,
        }
        if held.stores:
            keys["stores"] = held.stores
        blocks.append(_block("[holdout]", keys))
    blocks += [
        _block("[[quota]]", {"region": q.region, "at_least": q.at_least}) for q in programme.quotas
    ]
    if programme.excluded_stores:
        blocks.append(_block("[exclude]", {"stores": programme.excluded_stores}))
    blocks += _what_may_be_given_up(programme)
    blocks += [
        _block(
            "[[spillover]]", {"stores": (p.store_a, p.store_b), "loss_per_week": p.loss_per_week}
        )
        for p in programme.spillover
    ]
    return blocks


def _block(title: str, keys: dict[str, Value]) -> str:
    lines = [title, *(f"{key} = {_value(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # JSON escapes all that TOML wants escaped but DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
