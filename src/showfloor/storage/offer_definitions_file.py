"""The offers file: TOML to what it states, every problem of a file reported together.

Keys, meaning and messages are in docs/reference/offers-file.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from showfloor.domain.offer_terms import Limits, Offer, StatedOffers
from showfloor.errors import DataError, nearest
from showfloor.storage.csv_rows import read_text
from showfloor.storage.offer_definitions_sections import REWARDS, FileSection, OfferSection, Section
from showfloor.storage.offer_definitions_terms import offer_stated

SHOWN = 20
LONGEST_SHOWN = 60
_Read = TypeVar("_Read", bound=BaseModel)


def read_offers(path: Path) -> StatedOffers:
    """Return the offers that a TOML file states, each checked in itself.

    Raises DataError with the problems of the file, each with its offer and key; unknown keys name
    the nearest known one.
    """
    return offers_in(read_text(path), str(path))


def offers_in(text: str, path: str) -> StatedOffers:
    """Return the offers that a text states; `path` is how messages call it. As `read_offers`."""
    problems: list[str] = []
    data = _parsed(text, path)
    head = _read(FileSection, data, "", problems)
    entries = data.get("offers", [])
    if entries == []:
        problems.append("[[offers]] is missing: the file states no offer")
    found: list[Offer] = []
    for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
        offer = _offer(entry, number, problems)
        if offer is not None:
            found.append(offer)
    _refuse(path, problems)
    assert head is not None  # without it there is a problem
    limits = Limits(head.limits.most_offers_a_unit, head.limits.most_discount)
    return StatedOffers(tuple(found), tuple(head.groups), limits)


def _parsed(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path} is not TOML: {error}") from None
    except RecursionError:
        raise DataError(
            f"{path} nests its tables and lists too deeply to be an offers file; an offer holds "
            "goods, and no offers or bundles within bundles"
        ) from None
    except ValueError as error:
        # Python refuses whole numbers of thousands of digits, and impossible dates.
        raise DataError(f"{path} holds a value that cannot be read: {error}") from None


def _offer(entry: object, number: int, problems: list[str]) -> Offer | None:
    """Return one offer; None, and what is wrong with it, where it cannot be read."""
    where = f"[[offers]] no. {number}"
    if not isinstance(entry, dict):
        problems.append(f"{where}: must be a table, written [[offers]]")
        return None
    if isinstance(entry.get("id"), str):
        where += f" ({entry['id'][:LONGEST_SHOWN]})"
    section = _read(OfferSection, entry, where, problems)
    reward = entry.get("reward")
    read = _reward(reward, f"{where} reward.", problems) if isinstance(reward, dict) else None
    if section is None or read is None:
        return None
    faults: list[str] = []
    offer = offer_stated(section, read, faults)
    problems += [f"{where} {fault}" for fault in faults]
    return offer


def _reward(reward: dict[str, Any], where: str, problems: list[str]) -> Section | None:
    kind = reward.get("kind")
    if not isinstance(kind, str) or kind not in REWARDS:
        near = nearest(str(kind), REWARDS) if kind is not None else ""
        problems.append(
            f"{where}kind: must be one of {', '.join(REWARDS)}, found {_shown(kind)}{near}"
        )
        return None
    return _read(REWARDS[kind], reward, where, problems)


def _read(model: type[_Read], entry: object, where: str, problems: list[str]) -> _Read | None:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        start = where if not where or where.endswith(".") else f"{where} "
        # A time may be a day or a moment; the two refusals of one value are told as one.
        problems += [
            f"{start}{_described(detail, model)}"
            for detail in error.errors(include_url=False)
            if detail["loc"][-1:] != ("datetime",)
        ]
        return None


def _described(detail: ErrorDetails, model: type[BaseModel]) -> str:
    places = [part for part in detail["loc"] if part not in {"date", "datetime"}]
    key = ""
    for part in places:
        key += f" entry {part + 1}" if isinstance(part, int) else f".{part}" if key else str(part)
    if detail["type"] == "extra_forbidden":
        name = str(places[-1])
        if name == "slots":
            return f"{key}: a bundle holds goods and no bundles; state their goods as slots of one"
        return f"{key}: unknown key{nearest(name, _keys_at(model, places[:-1]))}"
    a_time = places != list(detail["loc"])
    if a_time:
        return f"{key}: must be a day or a local time, found {_shown(detail['input'])}"
    return f"{key}: {_message(detail)}"


def _message(detail: ErrorDetails) -> str:
    kind = detail["type"]
    message = detail["msg"].replace("Input should", "must").replace("List should", "must")
    if kind in {"missing", "value_error"}:
        return "is missing" if kind == "missing" else message.removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        message = "must not begin or end with a blank"
    return f"{message}, found {_shown(detail['input'])}"


def _keys_at(model: type[BaseModel], places: Sequence[int | str]) -> Iterable[str]:
    """Return the keys known in the table at these places."""
    for place in places:
        if isinstance(place, str):
            inner = _inner(model.model_fields[place].annotation)
            if inner is None:
                return ()
            model = inner
    return [item.alias or name for name, item in model.model_fields.items()]


def _inner(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner(part)
        if found is not None:
            return found
    return None


def _shown(value: object) -> str:
    text = f"{value}" if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _refuse(path: str, problems: list[str]) -> None:
    if not problems:
        return
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    more = [f"  and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    shown = [f"  {problem}" for problem in problems[:SHOWN]]
    raise DataError("\n".join([f"{path}: {count}", *shown, *more]))
