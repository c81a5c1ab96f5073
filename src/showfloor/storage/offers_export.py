"""Offers for the till: every live version as JSON, and as CSV with one row a part of its reward.

Keys, columns and their meaning are in docs/reference/offers-export.md.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from io import StringIO
from typing import Any

from showfloor.domain.offer_terms import (
    BERLIN,
    LIVE,
    NEVER,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    OffBasket,
    Offer,
    Reward,
    StatedOffers,
    Steps,
)

FORMAT = 2
SETS = frozenset(
    {
        "products", "categories", "manufacturers", "not_products", "channels", "stores", "regions",
        "kinds", "groups", "weekdays", "hours", "not_with",
    }
)  # fmt: skip
"""Lists of an offer whose order means nothing: they are written in order, each entry once."""
SEPARATOR = "|"
PART_COLUMNS = (
    "offer_id", "version", "name", "manufacturer_id", "status", "begins", "ends", "begins_utc",
    "ends_utc", "group", "priority", "exclusive", "kind", "part", "units", "rewarded", "cut",
    "value", "whole_cut", "whole_value", "products", "categories", "manufacturers", "not_products",
    "price_from", "price_to", "handed_in", "channels", "stores", "regions", "kinds", "area_of",
    "for_independents", "manufacturer_pays",
)  # fmt: skip


def live_offers(stated: StatedOffers, at: datetime) -> tuple[Offer, ...]:
    """Return the versions that price now or later, by id and version.

    A version that a higher one has replaced is none of them, even where that one is over; where a
    higher one that is ended begins later, this one ends there.
    """
    versions: dict[str, list[Offer]] = {}
    for offer in stated.offers:
        if offer.status != "draft":
            versions.setdefault(offer.offer_id, []).append(offer)
    found = [
        replace(offer, when=replace(offer.when, ends=ends))
        for offer in stated.offers
        if offer.status in LIVE
        and (ends := _prices_until(offer, versions[offer.offer_id], at))
        > max(at, offer.when.begins)
    ]
    return tuple(sorted(found, key=lambda offer: (offer.offer_id, offer.version)))


def _prices_until(offer: Offer, versions: Iterable[Offer], at: datetime) -> datetime:
    """Return when an offer ceases to price by what the file holds, other live versions aside."""
    stops = [
        other.when.begins
        for other in versions
        if other.version > offer.version and (other.status == "ended" or other.when.begins <= at)
    ]
    return min([offer.when.ends, *stops])


def offers_json(stated: StatedOffers, at: datetime) -> bytes:
    """Return the live offers, their groups and limits as one JSON document."""
    content = _content(stated, at)
    document = {
        "format": FORMAT,
        "digest": _digest(content),
        "made_at": _moment(at),
        "made_at_utc": _utc(at),
        "made_by": f"showfloor {version('showfloor')}",
        **content,
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def offers_digest(stated: StatedOffers, at: datetime) -> str:
    """Return what tells two exports apart: the same offers, in any order, have the same digest.

    SHA-256, in hexadecimal, of the keys format, groups, limits and offers as RFC 8785 writes them.
    """
    return _digest(_content(stated, at))


def export_schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) of `offers_json`."""
    return files("showfloor.storage").joinpath("offers_export.schema.json").read_bytes()


def _content(stated: StatedOffers, at: datetime) -> dict[str, Any]:
    return {
        "groups": list(stated.groups),
        "limits": asdict(stated.limits),
        "offers": [_offer(offer) for offer in live_offers(stated, at)],
    }


def _digest(content: Mapping[str, Any]) -> str:
    """Digest what is exported; keys are ASCII and numbers whole, so that this is RFC 8785."""
    whole = {"format": FORMAT, **content}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def offers_csv(stated: StatedOffers, at: datetime) -> bytes:
    """Return the live offers as CSV: one row a part, lists joined by "|"."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, PART_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for offer in live_offers(stated, at):
        for row in _rows(offer):
            writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue().encode()


def _offer(offer: Offer) -> dict[str, Any]:
    entry = {name: _in_order(value, name) for name, value in asdict(offer).items()}
    when, reward = (_in_order(asdict(part)) for part in (offer.when, offer.reward))
    return {
        **entry,
        "when": {**when, **_moments(offer)},
        "reward": {"kind": _kind(offer.reward), **reward},
    }


def _in_order(value: Any, name: str = "") -> Any:  # noqa: ANN401  # as JSON has it
    """Return the same with the lists of `SETS` in order."""
    if isinstance(value, dict):
        return {key: _in_order(part, key) for key, part in value.items()}
    if isinstance(value, tuple):
        return sorted(set(value)) if name in SETS else [_in_order(part) for part in value]
    return value


def _moment(instant: datetime) -> str | None:
    """Return an instant in local time with its offset; None for an end that is not stated."""
    return None if instant == NEVER else instant.astimezone(BERLIN).isoformat(timespec="seconds")


def _utc(instant: datetime) -> str | None:
    """Return the same instant in UTC; None for an end that is not stated."""
    if instant == NEVER:
        return None
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _moments(offer: Offer) -> dict[str, str | None]:
    begins, ends = offer.when.begins, offer.when.ends
    return {
        "begins": _moment(begins),
        "begins_utc": _utc(begins),
        "ends": _moment(ends),
        "ends_utc": _utc(ends),
    }


def _kind(reward: Reward) -> str:
    match reward:
        case EachUnit():
            return "each"
        case Bundle():
            return "bundle"
        case CheapestOf():
            return "cheapest"
        case Steps():
            return "steps"
        case OffBasket():
            return "off_basket"


def _rows(offer: Offer) -> Iterable[Mapping[str, Any]]:
    """Yield the parts of an offer: slots of a bundle, steps, or the whole reward."""
    whole = offer.reward.whole if isinstance(offer.reward, Bundle) else Cut("none")
    common = {
        **asdict(offer),
        **asdict(offer.where),
        **_moments(offer),
        "group": offer.meets.group,
        "priority": offer.meets.priority,
        "exclusive": offer.meets.exclusive,
        "kind": _kind(offer.reward),
        "whole_cut": whole.kind,
        "whole_value": whole.value,
    }
    for number, (goods, units, rewarded, cut) in enumerate(_parts(offer.reward), 1):
        row: dict[str, Any] = {
            **common,
            **asdict(goods),
            "part": number,
            "units": units,
            "rewarded": rewarded,
            "cut": cut.kind,
            "value": cut.value,
        }
        yield {name: _in_order(row[name], name) for name in PART_COLUMNS}


def _parts(reward: Reward) -> list[tuple[Goods, int, int, Cut]]:
    """Return goods, units, how many of them are cut, and the cut, by part."""
    match reward:
        case EachUnit():
            return [(reward.goods, 1, 1, reward.cut)]
        case Bundle():
            return [
                (slot.goods, slot.units, 0 if slot.cut.kind == "none" else slot.units, slot.cut)
                for slot in reward.slots
            ]
        case CheapestOf():
            return [(reward.goods, reward.units, reward.rewarded, reward.cut)]
        case Steps():
            return [(reward.goods, s.from_units, s.from_units, s.cut) for s in reward.steps]
        case OffBasket():
            return [(reward.goods, 1, 1, Cut("amount", reward.amount))]


def _cell(value: object) -> object:
    if isinstance(value, list):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return value
