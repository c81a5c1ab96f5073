"""certificate.json: claims, leaves and digests as JSON, every key known and typed.

The format is documented in docs/reference/certificate.md.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn, get_args

from showfloor.domain.certificate import CERTIFICATE_FORMAT, Certificate, Leaf, Prices, Split
from showfloor.domain.plan import PlanStatus
from showfloor.errors import DataError
from showfloor.storage.csv_rows import read_text

FORMATS = ("showfloor-certificate-1", "showfloor-certificate-2", CERTIFICATE_FORMAT)
"""All that are read. The first has one leaf in which nothing is divided and no cost of change, the
first two have no crew cuts."""
_KEYS = (
    *("format", "status", "objective", "upper_bound", "solver_bound", "gap", "seconds", "seed"),
    *("change_cost", "software", "trading_days", "conflict", "leaves", "inputs", "outputs"),
)
_SINCE_2 = frozenset({"change_cost"})
_SPLIT_KEYS = tuple(item.name for item in fields(Split))


@dataclass(frozen=True, slots=True)
class CertificateHeader:
    """A certificate whose leaves have their paths and no prices yet."""

    certificate: Certificate
    number: int
    """Of its format, 1 to 3; the prices of older ones lack some fields."""


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
        "leaves": [
            {"path": [{key: getattr(split, key) for key in _SPLIT_KEYS} for split in leaf.path]}
            for leaf in certificate.leaves
        ],
        "inputs": certificate.inputs,
        "outputs": certificate.outputs,
    }
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


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
    reader = _Reader(path, content, older=number == 1)
    return CertificateHeader(certificate=reader.certificate(), number=number)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Typed access to certificate.json; each method raises DataError naming file and key."""

    path: Path
    content: dict[str, Any]
    older: bool
    """Of the first format."""

    def certificate(self) -> Certificate:
        known = [key for key in _KEYS if not (self.older and key in _SINCE_2)]
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
            leaves=self.leaves(),
            software=self.content["software"],
            inputs=self.digests("inputs"),
            outputs=self.digests("outputs"),
            trading_days=self.days(),
            conflict=self.texts("conflict"),
            change_cost=0.0 if self.older else self.cost("change_cost"),
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

    def leaves(self) -> tuple[Leaf, ...]:
        value = self.content["leaves"]
        key = "fixed" if self.older else "path"
        if not isinstance(value, list) or not all(
            isinstance(leaf, dict) and set(leaf) == {key} and isinstance(leaf[key], list)
            for leaf in value
        ):
            self.fail("leaves", f'must be a list of {{"{key}": [...]}}')
        if self.older and any(leaf["fixed"] for leaf in value):
            self.fail("leaves", "fixed must be empty; nothing ever wrote another")
        return tuple(
            Leaf(prices=Prices(), path=tuple(self.split(item) for item in leaf[key]))
            for leaf in value
        )

    def split(self, item: object) -> Split:
        if not isinstance(item, dict) or set(item) != set(_SPLIT_KEYS):
            self.fail("leaves", f"each split of a path must have {', '.join(_SPLIT_KEYS)}")
        texts = ("store_id", "region", "format_id")
        whole = ("from_week", "to_week", "count")
        if (
            not all(isinstance(item[name], str) for name in texts)
            or not all(_is_whole(item[name]) and abs(item[name]) < 10**9 for name in whole)
            or not isinstance(item["at_most"], bool)
        ):
            self.fail(
                "leaves",
                "a split has texts store_id, region and format_id, whole numbers from_week,"
                " to_week and count, and at_most true or false",
            )
        return Split(**item)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
