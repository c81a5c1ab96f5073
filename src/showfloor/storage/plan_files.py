"""The plan's folder: plan.csv, holdout.csv, prices.npz, and certificate.json that seals them.

The format is documented in docs/reference/certificate.md.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, get_args

from showfloor.domain.certificate import CERTIFICATE_FORMAT, Certificate, Leaf, Prices
from showfloor.domain.money import to_cents
from showfloor.domain.plan import Holding, PlannedArea, PlanStatus
from showfloor.errors import DataError
from showfloor.storage.csv_rows import (
    Column,
    Problems,
    iso_date,
    number,
    read_rows,
    read_text,
    text,
)
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.prices_file import prices_bytes, read_prices

PLAN, HOLDOUT, PRICES, CERTIFICATE = "plan.csv", "holdout.csv", "prices.npz", "certificate.json"
OUTPUTS = (PLAN, HOLDOUT, PRICES)
Read = TypeVar("Read")


def _monday(value: str) -> date:
    day = iso_date(value)
    if day.weekday():
        raise ValueError(f"{value} is a {day:%A}, a week is named by its Monday")
    return day


PLAN_COLUMNS = (
    Column("store_id", text),
    Column("format_id", text),
    Column("start_week", _monday),
    Column("selling_week", _monday),
    Column("value", number),
)
HOLDOUT_COLUMNS = (Column("store_id", text), Column("stratum", text))


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as its folder holds it; values are to cents."""

    areas: tuple[PlannedArea, ...]
    holdout: tuple[Holding, ...]
    certificate: Certificate


def write_plan(
    out: Path,
    areas: Sequence[PlannedArea],
    holdout: Sequence[Holding],
    certificate: Certificate,
    input_paths: Mapping[str, Path],
    *,
    conflict: Sequence[str] = (),
) -> Certificate:
    """Write a plan's folder and return the certificate with the digests of all files.

    `input_paths` names each input file: programme, stores, closures, options, areas. Every file
    is written under a temporary name and renamed; an old certificate is removed first and the new
    one written last, so a folder with a certificate is whole. The same plan gives the same bytes
    except for `seconds`. `conflict` (or the certificate's own) states why a programme is
    infeasible. Raises DataError where an input cannot be read.
    """
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        PLAN: _plan_csv(areas),
        HOLDOUT: _holdout_csv(holdout),
        PRICES: prices_bytes([leaf.prices for leaf in certificate.leaves]),
    }
    sealed = replace(
        certificate,
        inputs={name: file_digest(path) for name, path in sorted(input_paths.items())},
        outputs={name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
        conflict=tuple(conflict) or certificate.conflict,
    )
    (out / CERTIFICATE).unlink(missing_ok=True)
    for name, data in contents.items():
        _write_whole(out / name, data)
    _write_whole(out / CERTIFICATE, _certificate_json(sealed))
    return sealed


def read_plan(out: Path) -> StoredPlan:
    """Return the plan in a folder; DataError with file, line and reason where it is damaged.

    Digests are not compared here (see `check_digests`), but a file that cannot be read and also
    differs from the certified one is said to differ.
    """
    header = _read_certificate(out / CERTIFICATE)
    prices = _told_if_changed(out, PRICES, header, lambda p: read_prices(p, len(header.leaves)))
    certificate = replace(
        header,
        leaves=tuple(
            Leaf(prices=own, path=leaf.path)
            for own, leaf in zip(prices, header.leaves, strict=True)
        ),
    )
    return StoredPlan(
        areas=_told_if_changed(out, PLAN, header, _read_areas),
        holdout=_told_if_changed(out, HOLDOUT, header, _read_holdout),
        certificate=certificate,
    )


def check_digests(out: Path, input_paths: Mapping[str, Path]) -> tuple[tuple[str, str, str], ...]:
    """Return (file, expected SHA-256, found) for each file that differs from the certified one.

    `found` is "missing" where there is no such file or none was named; `expected` is "none" for
    an input that the certificate does not know. Reads only certificate.json and raw bytes, so it
    can be called before the files are understood. DataError where certificate.json is damaged.
    """
    certificate = _read_certificate(out / CERTIFICATE)
    changed: list[tuple[str, str, str]] = []
    for name in OUTPUTS:
        expected = certificate.outputs.get(name, "none")
        found = _digest_or_missing(out / name)
        if expected != found:
            changed.append((name, expected, found))
    for name in sorted({*certificate.inputs, *input_paths}):
        expected = certificate.inputs.get(name, "none")
        path = input_paths.get(name)
        found = "missing" if path is None else _digest_or_missing(path)
        if expected != found:
            changed.append((f"{name} ({path.name})" if path else name, expected, found))
    return tuple(changed)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits; DataError where it cannot be read."""
    try:
        return sha256_of_file(path)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None


def _digest_or_missing(path: Path) -> str:
    return file_digest(path) if path.is_file() else "missing"


def _told_if_changed(
    out: Path, name: str, certificate: Certificate, read: Callable[[Path], Read]
) -> Read:
    path = out / name
    try:
        return read(path)
    except DataError as error:
        if certificate.outputs.get(name) != _digest_or_missing(path):
            raise DataError(f"{error}\n  {name} differs from the certified one") from None
        raise


def _write_whole(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _csv_bytes(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bytes:
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def _plan_csv(areas: Sequence[PlannedArea]) -> bytes:
    ordered = sorted(areas, key=lambda area: (area.store_id, area.start_week, area.format_id))
    return _csv_bytes(
        PLAN_COLUMNS,
        [
            (
                area.store_id,
                area.format_id,
                area.start_week.isoformat(),
                area.selling_week.isoformat(),
                f"{to_cents(area.value) + 0.0:.2f}",
            )
            for area in ordered
        ],
    )


def _holdout_csv(holdout: Sequence[Holding]) -> bytes:
    ordered = sorted(holdout, key=lambda held: (held.store_id, held.stratum))
    return _csv_bytes(HOLDOUT_COLUMNS, [(held.store_id, held.stratum) for held in ordered])


def _read_areas(path: Path) -> tuple[PlannedArea, ...]:
    problems = Problems(path)
    areas = tuple(PlannedArea(**row) for _, row in read_rows(path, PLAN_COLUMNS, problems))
    problems.refuse()
    return areas


def _read_holdout(path: Path) -> tuple[Holding, ...]:
    problems = Problems(path)
    holdout = tuple(Holding(**row) for _, row in read_rows(path, HOLDOUT_COLUMNS, problems))
    problems.refuse()
    return holdout


def _certificate_json(certificate: Certificate) -> bytes:
    content: dict[str, object] = {
        "format": CERTIFICATE_FORMAT,
        "status": certificate.status,
        "objective": _or_null(certificate.objective),
        "upper_bound": _or_null(certificate.upper_bound),
        "solver_bound": _or_null(certificate.solver_bound),
        "gap": _or_null(certificate.gap),
        "seconds": _or_null(certificate.seconds),
        "seed": certificate.seed,
        "software": certificate.software,
        "trading_days": list(certificate.trading_days),
        "conflict": list(certificate.conflict),
        "leaves": [{"fixed": []} for _ in certificate.leaves],
        "inputs": certificate.inputs,
        "outputs": certificate.outputs,
    }
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _or_null(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _read_certificate(path: Path) -> Certificate:
    """Return the certificate with leaves that have no prices yet."""
    try:
        content = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise DataError(f"{path} must hold one JSON object")
    reader = _JsonReader(path, content)
    if content.get("format") != CERTIFICATE_FORMAT:
        raise DataError(
            f"{path}: format is {content.get('format')!r}, this version reads"
            f" {CERTIFICATE_FORMAT!r}"
        )
    return reader.certificate()


_KEYS = (
    *("format", "status", "objective", "upper_bound", "solver_bound", "gap", "seconds", "seed"),
    *("software", "trading_days", "conflict", "leaves", "inputs", "outputs"),
)


@dataclass(frozen=True, slots=True)
class _JsonReader:
    """Typed access to certificate.json; each method raises DataError naming file and key."""

    path: Path
    content: dict[str, Any]

    def certificate(self) -> Certificate:
        unknown = sorted(set(self.content) - set(_KEYS))
        missing = [key for key in _KEYS if key not in self.content]
        if unknown or missing:
            self.fail(", ".join(unknown + missing), "unknown or missing key")
        status = self.content["status"]
        if status not in get_args(PlanStatus):
            self.fail("status", f"must be one of {', '.join(get_args(PlanStatus))}, found {status}")
        if not self.is_whole(self.content["seed"]):
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
            leaves=tuple(Leaf(prices=Prices()) for _ in self.leaves()),
            software=self.content["software"],
            inputs=self.digests("inputs"),
            outputs=self.digests("outputs"),
            trading_days=self.days(),
            conflict=self.texts("conflict"),
        )

    def fail(self, key: str, reason: str) -> None:
        raise DataError(f"{self.path}: {key}: {reason}")

    @staticmethod
    def is_whole(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

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

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.content[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, "must be a list of texts")
        return tuple(value)

    def days(self) -> tuple[int, ...]:
        value = self.content["trading_days"]
        good = isinstance(value, list) and all(self.is_whole(d) and 0 <= d <= 6 for d in value)
        if not good or value != sorted(set(value)) or not value:
            self.fail("trading_days", "must be rising numbers from 0 (Monday) to 6 (Sunday)")
        return tuple(value)

    def digests(self, key: str) -> dict[str, str]:
        value = self.content[key]
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self.fail(key, "must name a SHA-256 for each file")
        return dict(value)

    def leaves(self) -> range:
        value = self.content["leaves"]
        if not isinstance(value, list) or not all(
            isinstance(leaf, dict) and set(leaf) == {"fixed"} for leaf in value
        ):
            self.fail("leaves", 'must be a list of {"fixed": [...]}')
        return range(len(value))

    def fixed(self, leaf: int) -> tuple[tuple[str, str, int], ...]:
        rows = self.content["leaves"][leaf]["fixed"]
        if not isinstance(rows, list) or not all(
            isinstance(row, list)
            and len(row) == 3
            and isinstance(row[0], str)
            and isinstance(row[1], str)
            and self.is_whole(row[2])
            for row in rows
        ):
            self.fail("leaves", "fixed must list [store_id, format_id, start week number]")
        return tuple((row[0], row[1], row[2]) for row in rows)
