"""The plan's folder: plan.csv, holdout.csv, experiment.csv, prices.npz, and what seals them.

The format is documented in docs/reference/certificate.md.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TypeVar

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.money import to_cents
from showfloor.domain.plan import DrawnStore, Holding, PlannedArea, PreviousChoice, PreviousPlan
from showfloor.errors import DataError
from showfloor.storage.certificate_file import certificate_json, read_certificate
from showfloor.storage.csv_rows import (
    Column,
    Problems,
    between,
    iso_date,
    number,
    read_rows,
    text,
)
from showfloor.storage.digests import sha256_of_file
from showfloor.storage.prices_file import prices_bytes, read_prices
from showfloor.storage.whole_file import write_whole

PLAN, HOLDOUT, PRICES, CERTIFICATE = "plan.csv", "holdout.csv", "prices.npz", "certificate.json"
EXPERIMENT = "experiment.csv"
OUTPUTS = (PLAN, HOLDOUT, PRICES)
"""Files of every plan; experiment.csv lies beside them where stores were drawn."""
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
EXPERIMENT_COLUMNS = (
    Column("cell", text),
    Column("store_id", text),
    Column("planned_format_id", text, required=False),
    Column("planned_start_week", _monday, required=False),
    Column("format_id", text, required=False),
    Column("start_week", _monday, required=False),
    Column("probability", between(0, 1)),
)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as its folder holds it; values are to cents."""

    areas: tuple[PlannedArea, ...]
    holdout: tuple[Holding, ...]
    certificate: Certificate
    drawn: tuple[DrawnStore, ...] = ()


def write_plan(
    out: Path,
    areas: Sequence[PlannedArea],
    holdout: Sequence[Holding],
    certificate: Certificate,
    input_paths: Mapping[str, Path],
    *,
    conflict: Sequence[str] = (),
    drawn: Sequence[DrawnStore] = (),
) -> Certificate:
    """Write a plan's folder and return the certificate with the digests of all files.

    `input_paths` names each input file: programme, stores, closures, options, areas, previous.
    `areas` is the plan after a draw among near-ties, `drawn` that draw; without one there is no
    experiment.csv, and an old one is removed. Every file is written under a temporary name and
    renamed; an old certificate is removed first and the new one written last, so a folder with a
    certificate is whole. The same plan gives the same bytes except for `seconds`. `conflict` (or
    the certificate's own) states why a programme is infeasible. Raises DataError where an input
    cannot be read.
    """
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        PLAN: _plan_csv(areas),
        HOLDOUT: _holdout_csv(holdout),
        PRICES: prices_bytes(
            [leaf.prices for leaf in certificate.leaves],
            [[leaf.prices for leaf in part.leaves] for part in certificate.parts],
        ),
    }
    if drawn:
        contents[EXPERIMENT] = _experiment_csv(drawn)
    sealed = replace(
        certificate,
        inputs={name: file_digest(path) for name, path in sorted(input_paths.items())},
        outputs={name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
        conflict=tuple(conflict) or certificate.conflict,
    )
    (out / CERTIFICATE).unlink(missing_ok=True)
    if not drawn:
        (out / EXPERIMENT).unlink(missing_ok=True)
    for name, data in contents.items():
        write_whole(out / name, data)
    write_whole(out / CERTIFICATE, certificate_json(sealed))
    return sealed


def read_plan(out: Path) -> StoredPlan:
    """Return the plan in a folder; DataError with file, line and reason where it is damaged.

    Digests are not compared here (see `check_digests`), but a file that cannot be read and also
    differs from the certified one is said to differ.
    """
    sealed = read_certificate(out / CERTIFICATE)
    header = sealed.certificate
    counts = [len(part.leaves) for part in header.parts]
    prices = _told_if_changed(
        out,
        PRICES,
        header,
        lambda p: read_prices(p, len(header.leaves), parts=counts, number=sealed.number),
    )
    read = iter(prices)
    certificate = replace(
        header,
        leaves=_priced(header.leaves, read),
        parts=tuple(replace(part, leaves=_priced(part.leaves, read)) for part in header.parts),
    )
    return StoredPlan(
        areas=_told_if_changed(out, PLAN, header, _read_areas),
        holdout=_told_if_changed(out, HOLDOUT, header, _read_holdout),
        certificate=certificate,
        drawn=_told_if_changed(out, EXPERIMENT, header, _read_experiment)
        if EXPERIMENT in header.outputs or (out / EXPERIMENT).exists()
        else (),
    )


def _priced(leaves: Sequence[Leaf], read: Iterator[Prices]) -> tuple[Leaf, ...]:
    """Return the leaves with the next prices of the file."""
    return tuple(replace(leaf, prices=next(read)) for leaf in leaves)


def read_previous(path: Path, change_cost: float) -> PreviousPlan:
    """Return an earlier plan.csv, and what each departure from it costs (currency a store).

    DataError with file, line and reason where a row is wrong, a store stands twice, or the cost
    is no number of 0 or more. Names are not compared with a programme or stores here.
    """
    if not (math.isfinite(change_cost) and change_cost >= 0.0):
        raise DataError(f"the cost of a change must be 0 or more, found {change_cost:g}")
    problems, choices = Problems(path), list[PreviousChoice]()
    seen: dict[str, int] = {}
    for line, row in read_rows(path, PLAN_COLUMNS, problems):
        first = seen.setdefault(row["store_id"], line)
        if first != line:
            problems.add(line, "store_id", f"{row['store_id']} stands already in line {first}")
        choices.append(PreviousChoice(row["store_id"], row["format_id"], row["start_week"]))
    problems.refuse()
    return PreviousPlan(tuple(choices), change_cost)


def check_digests(out: Path, input_paths: Mapping[str, Path]) -> tuple[tuple[str, str, str], ...]:
    """Return (file, expected SHA-256, found) for each file that differs from the certified one.

    `found` is "missing" where there is no such file or none was named; `expected` is "none" for
    an input that the certificate does not know. Reads only certificate.json and raw bytes, so it
    can be called before the files are understood. DataError where certificate.json is damaged.
    """
    certificate = read_certificate(out / CERTIFICATE).certificate
    changed: list[tuple[str, str, str]] = []
    drawn = EXPERIMENT in certificate.outputs or (out / EXPERIMENT).exists()
    for name in (*OUTPUTS, EXPERIMENT) if drawn else OUTPUTS:
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


def _experiment_csv(drawn: Sequence[DrawnStore]) -> bytes:
    ordered = sorted(drawn, key=lambda store: (store.cell, store.store_id))
    return _csv_bytes(
        EXPERIMENT_COLUMNS,
        [
            (
                store.cell,
                store.store_id,
                store.planned_format_id or "",
                store.planned_start_week.isoformat() if store.planned_start_week else "",
                store.format_id or "",
                store.start_week.isoformat() if store.start_week else "",
                repr(float(store.probability)),
            )
            for store in ordered
        ],
    )


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


def _read_experiment(path: Path) -> tuple[DrawnStore, ...]:
    problems, drawn = Problems(path), list[DrawnStore]()
    for line, row in read_rows(path, EXPERIMENT_COLUMNS, problems):
        for format_column, week_column in (
            ("planned_format_id", "planned_start_week"),
            ("format_id", "start_week"),
        ):
            if (row[format_column] is None) != (row[week_column] is None):
                says = f"state {format_column} and {week_column}, or leave both empty"
                problems.add(line, week_column, says)
        drawn.append(DrawnStore(**row))
    problems.refuse()
    return tuple(drawn)
