"""certificate.json: claims, leaves and digests as JSON, every key known and typed.

The format is documented in docs/reference/certificate.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn, get_args

from showfloor.domain.certificate import (
    CERTIFICATE_FORMAT,
    Certificate,
    Leaf,
    Part,
    Prices,
    Split,
)
from showfloor.domain.plan import PlanStatus
from showfloor.errors import DataError
from showfloor.storage.csv_rows import read_text

FORMATS = (*(f"showfloor-certificate-{number}" for number in (1, 2, 3)), CERTIFICATE_FORMAT)
"""All that are read. The first has one leaf in which nothing is divided and no cost of change, the
first two have no crew cuts, the first three no parts."""
_KEYS = (
    *("format", "status", "objective", "upper_bound", "solver_bound", "gap", "seconds", "seed"),
    *("change_cost", "software", "trading_days", "conflict", "leaves", "parts"),
    *("inputs", "outputs"),
)
_SINCE = {"change_cost": 2, "parts": 4}
"""Number of the first format that has a key; 1 for all others."""
_SPLIT_KEYS = tuple(item.name for item in fields(Split))


@dataclass(frozen=True, slots=True)
class CertificateHeader:
    """A certificate whose leaves, and those of its parts, have their paths and no prices yet."""

    certificate: Certificate
    number: int
    """Of its format, 1 to 4; the prices of older ones lack some fields."""


def certificate_json(certificate: Certificate) -> bytes:
    """Return the bytes of certificate.json; undefined numbers are null."""
    content: dict[str, object] = {
        "format": CERTIFICATE_FORMAT,
        "status": certificate.status,
        "objective": _or_null(certificate.objective),
        "upper_bound": _or_null(certificate.upper_bound),
        "solver_bound": _or_null(certificate.solver_bound),
        "gap": _or_null(certificate.gap),
        "seconds": _or_null(certificate.seconds),
        "seed": certificate.seed,
        "change_cost": certificate.change_cost,
        "software": certificate.software,
        "trading_days": list(certificate.trading_days),
        "conflict": list(certificate.conflict),
        "leaves": _paths(certificate.leaves),
        "parts": [
            {"regions": list(part.regions), "leaves": _paths(part.leaves)}
            for part in certificate.parts
        ],
        "inputs": certificate.inputs,
        "outputs": certificate.outputs,
    }
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _paths(leaves: Sequence[Leaf]) -> list[dict[str, object]]:
    return [
        {"path": [{key: getattr(split, key) for key in _SPLIT_KEYS} for split in leaf.path]}
        for leaf in leaves
    ]


def _or_null(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def read_certificate(path: Path) -> CertificateHeader:
    """Return what certificate.json claims; DataError names file and key of what is wrong."""
    try:
        content = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise DataError(f"{path} must hold one JSON object")
    found = content.get("format")
    if found not in FORMATS:
        raise DataError(
            f"{path}: format is {found!r}, this version reads {', '.join(map(repr, FORMATS))};"
            " plan again, or verify with the version that wrote it"
        )
    number = FORMATS.index(found) + 1
    reader = _Reader(path, content, number)
    return CertificateHeader(certificate=reader.certificate(), number=number)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Typed access to certificate.json; each method raises DataError naming file and key."""

    path: Path
    content: dict[str, Any]
    format_number: int

    def certificate(self) -> Certificate:
        known = [key for key in _KEYS if self.format_number >= _SINCE.get(key, 1)]
        unknown = sorted(set(self.content) - set(known))
        missing = [key for key in known if key not in self.content]
        if unknown or missing:
            self.fail(", ".join(unknown + missing), "unknown or missing key")
        status = self.content["status"]
        if status not in get_args(PlanStatus):
            self.fail("status", f"must be one of {', '.join(get_args(PlanStatus))}, found {status}")
        if not _is_whole(self.content["seed"]):
            self.fail("seed", "must be a whole number")
        if not isinstance(self.content["software"], str):
            self.fail("software", "must be text")
        return Certificate(
            status=status,
            objective=self.number("objective"),
            upper_bound=self.number("upper_bound"),
            solver_bound=self.number("solver_bound"),
            gap=self.number("gap"),
            seconds=self.number("seconds"),
            seed=self.content["seed"],
            leaves=self.leaves("leaves", self.content["leaves"]),
            parts=self.parts(),
            software=self.content["software"],
            inputs=self.digests("inputs"),
            outputs=self.digests("outputs"),
            trading_days=self.days(),
            conflict=self.texts("conflict"),
            change_cost=self.cost("change_cost") if "change_cost" in known else 0.0,
        )

    def fail(self, key: str, reason: str) -> NoReturn:
        raise DataError(f"{self.path}: {key}: {reason}")

    def number(self, key: str) -> float:
        value = self.content[key]
        if value is None:
            return math.nan
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(key, "must be a number or null")
        try:
            result = float(value)
        except OverflowError:
            result = math.inf
        if not math.isfinite(result):
            self.fail(key, "must be finite, or null where there is none")
        return result

    def cost(self, key: str) -> float:
        result = self.number(key)
        if not result >= 0.0:
            self.fail(key, "must be a number, 0 or more")
        return result

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.content[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, "must be a list of texts")
        return tuple(value)

    def days(self) -> tuple[int, ...]:
        value = self.content["trading_days"]
        good = isinstance(value, list) and all(_is_whole(d) and 0 <= d <= 6 for d in value)
        if not good or value != sorted(set(value)) or not value:
            self.fail("trading_days", "must be rising numbers from 0 (Monday) to 6 (Sunday)")
        return tuple(value)

    def digests(self, key: str) -> dict[str, str]:
        value = self.content[key]
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self.fail(key, "must name a SHA-256 for each file")
        return dict(value)

    def parts(self) -> tuple[Part, ...]:
        value = self.content.get("parts", [])
        if not isinstance(value, list) or not all(
            isinstance(part, dict)
            and set(part) == {"regions", "leaves"}
            and isinstance(part["regions"], list)
            and all(isinstance(region, str) for region in part["regions"])
            for part in value
        ):
            self.fail("parts", 'must be a list of {"regions": [...], "leaves": [...]}, with names')
        return tuple(
            Part(
                regions=tuple(part["regions"]),
                leaves=self.leaves(f"parts[{place}].leaves", part["leaves"]),
            )
            for place, part in enumerate(value)
        )

    def leaves(self, where: str, value: object) -> tuple[Leaf, ...]:
        older = self.format_number == 1
        key = "fixed" if older else "path"
        if not isinstance(value, list) or not all(
            isinstance(leaf, dict) and set(leaf) == {key} and isinstance(leaf[key], list)
            for leaf in value
        ):
            self.fail(where, f'must be a list of {{"{key}": [...]}}')
        if older and any(leaf["fixed"] for leaf in value):
            self.fail(where, "fixed must be empty; nothing ever wrote another")
        return tuple(
            Leaf(prices=Prices(), path=tuple(self.split(where, item) for item in leaf[key]))
            for leaf in value
        )

    def split(self, where: str, item: object) -> Split:
        if not isinstance(item, dict) or set(item) != set(_SPLIT_KEYS):
            self.fail(where, f"each split of a path must have {', '.join(_SPLIT_KEYS)}")
        texts = ("store_id", "region", "format_id")
        whole = ("from_week", "to_week", "count")
        if (
            not all(isinstance(item[name], str) for name in texts)
            or not all(_is_whole(item[name]) and abs(item[name]) < 10**9 for name in whole)
            or not isinstance(item["at_most"], bool)
        ):
            self.fail(
                where,
                "a split has texts store_id, region and format_id, whole numbers from_week,"
                " to_week and count, and at_most true or false",
            )
        return Split(**item)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
