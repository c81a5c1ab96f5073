"""What will be estimated, written down before the areas open, and whether a run kept to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from showfloor.errors import DataError, nearest
from showfloor.measure.types import Check

FORMAT = "showfloor-locked-analysis-1"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class LockedAnalysis:
    """An analysis as it is announced; every field counts.

    outcome: what is measured, in words that name one column ("units of own products a week").
    scale: per_cent or levels, in what untreated stores move alike. stores: the sample, sorted ids.
    openings: first selling week by store as planned; stores without one are compared with.
    from_date, to_date: the weeks that are used, the end exclusive. estimator, comparison,
    anticipation_weeks, errors: as `measure` calls them. primary_effect: the one number that decides
    ("overall"). locked_on: the day of the lock.
    """

    outcome: str
    scale: str
    stores: tuple[str, ...]
    openings: Mapping[str, date]
    from_date: date
    to_date: date
    estimator: str
    comparison: str
    anticipation_weeks: int
    errors: str
    primary_effect: str
    locked_on: date


@dataclass(frozen=True, slots=True)
class Followed:
    """Whether a run kept to its lock.

    departures: sentences, what differs. late: the lock came no earlier than the first opening.
    slipped: stores that opened on another day than planned, which is no departure: effects count
    from the actual opening.
    """

    departures: tuple[str, ...]
    late: bool
    slipped: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether nothing differs and the lock came first."""
        return not self.departures and not self.late


def lock_analysis(analysis: LockedAnalysis) -> str:
    """Return the lock's file: canonical JSON of the analysis with its SHA-256 digest, one line.

    The same analysis gives the same bytes: keys and stores are sorted. DataError for an analysis
    that cannot be meant: no stores, an opening of a store outside the sample, no opening or
    nothing to compare with, or weeks that end before they begin.
    """
    _refuse(analysis)
    body = _document(analysis)
    return _canonical({"analysis": body, "digest": _digest(body)}) + "\n"


def lock_digest(analysis: LockedAnalysis) -> str:
    """Return the SHA-256 digest (hexadecimal) of the analysis' canonical JSON."""
    return _digest(_document(analysis))


def read_lock(text: str) -> LockedAnalysis:
    """Return the analysis of a lock's file.

    DataError where it is no such file, a key is missing or unknown, or its digest does not belong
    to its content: then somebody changed it after the lock.
    """
    try:
        file = json.loads(text)
    except json.JSONDecodeError as reason:
        raise DataError(f"the locked analysis is no JSON: {reason}") from reason
    if not isinstance(file, dict) or set(file) != {"analysis", "digest"}:
        raise DataError("a locked analysis has the keys analysis and digest")
    body, digest = file["analysis"], file["digest"]
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise DataError(f"the locked analysis is not of the format {FORMAT}")
    if _digest(body) != digest:
        raise DataError(
            f"the locked analysis was changed after it was locked: its digest is {_digest(body)}, "
            f"not {digest}"
        )
    known = {field.name for field in fields(LockedAnalysis)} | {"format"}
    for key in sorted(set(body) - known):
        raise DataError(f"the locked analysis has an unknown key '{key}'{nearest(key, known)}")
    for key in sorted(known - set(body)):
        raise DataError(f"the locked analysis lacks the key '{key}'")
    try:
        return _analysis(body)
    except (TypeError, ValueError, AttributeError) as reason:
        raise DataError(f"the locked analysis holds a value of a wrong kind: {reason}") from reason


def followed(locked: LockedAnalysis, run: LockedAnalysis) -> Followed:
    """Compare a later run, described in the same way, with what was locked.

    run: openings as they happened; its `locked_on` does not count.
    """
    departures = []
    for name in _PLAIN:
        was, is_ = getattr(locked, name), getattr(run, name)
        if was != is_:
            departures.append(f"{_SPOKEN[name]} is {is_}, locked was {was}")
    for said, gone in (
        ("left out", set(locked.stores) - set(run.stores)),
        ("added", set(run.stores) - set(locked.stores)),
    ):
        if gone:
            departures.append(f"{len(gone)} stores were {said}: {_names(gone)}")
    both = set(locked.stores) & set(run.stores)
    opened = {store for store in both if store in run.openings and store not in locked.openings}
    stayed = {store for store in both if store in locked.openings and store not in run.openings}
    if opened:
        departures.append(f"{len(opened)} comparison stores opened an area: {_names(opened)}")
    if stayed:
        departures.append(f"{len(stayed)} stores never opened the planned area: {_names(stayed)}")
    common = both & set(run.openings) & set(locked.openings)
    slipped = tuple(sorted(s for s in common if run.openings[s] != locked.openings[s]))
    first = min(run.openings.values(), default=None)
    late = first is not None and locked.locked_on >= first
    return Followed(tuple(departures), late, slipped)


def lock_check(found: Followed | None, locked_on: date | None = None) -> Check:
    """Return the verdict on a run; None: no analysis was locked."""
    name = "locked analysis"
    if found is None:
        return Check(
            name,
            "REVIEW",
            "Nobody wrote down beforehand what would be estimated: lock the next analysis before "
            "its areas open.",
        )
    on = f" of {locked_on.isoformat()}" if locked_on else ""
    if found.departures:
        return Check(
            name,
            "REVIEW",
            f"The run departs from the analysis{on}: {'; '.join(found.departures)}.",
            float(len(found.departures)),
        )
    if found.late:
        return Check(
            name, "REVIEW", f"The analysis{on} was locked after the first area had opened."
        )
    moved = f" ({len(found.slipped)} openings slipped)" if found.slipped else ""
    return Check(name, "PASS", f"The run follows the locked analysis{on}{moved}.", 0.0)


_SPOKEN = {
    "outcome": "the outcome",
    "scale": "the scale",
    "from_date": "the first week",
    "to_date": "the end of the weeks",
    "estimator": "the estimator",
    "comparison": "the comparison",
    "anticipation_weeks": "the anticipation in weeks",
    "errors": "the kind of standard errors",
    "primary_effect": "the primary effect",
}
_PLAIN = tuple(_SPOKEN)


def _refuse(analysis: LockedAnalysis) -> None:
    stores = set(analysis.stores)
    if not stores or len(stores) != len(analysis.stores):
        raise DataError("a locked analysis needs its stores, each once")
    outside = set(analysis.openings) - stores
    if outside:
        raise DataError(f"openings of stores outside the sample: {_names(outside)}")
    if not analysis.openings or len(analysis.openings) == len(stores):
        raise DataError("a locked analysis needs stores that open and stores to compare them with")
    if analysis.from_date >= analysis.to_date:
        raise DataError(f"the weeks from {analysis.from_date} to {analysis.to_date} are none")
    if analysis.anticipation_weeks < 0:
        raise DataError("weeks of anticipation cannot be negative")


def _document(analysis: LockedAnalysis) -> dict[str, Any]:
    body: dict[str, Any] = {name: getattr(analysis, name) for name in _PLAIN}
    body |= {name: body[name].isoformat() for name in ("from_date", "to_date")}
    openings = {store: day.isoformat() for store, day in analysis.openings.items()}
    body |= {"format": FORMAT, "locked_on": analysis.locked_on.isoformat()}
    body |= {"stores": sorted(analysis.stores), "openings": openings}
    return body


def _analysis(body: Mapping[str, Any]) -> LockedAnalysis:
    words = ("outcome", "scale", "estimator", "comparison", "errors", "primary_effect")
    for name in words:
        if not isinstance(body[name], str):
            raise TypeError(f"{name} is no text")
    weeks = body["anticipation_weeks"]
    if not isinstance(weeks, int) or isinstance(weeks, bool):
        raise TypeError("anticipation_weeks is no whole number")
    if not isinstance(body["stores"], list) or not all(isinstance(s, str) for s in body["stores"]):
        raise TypeError("stores is no list of ids")
    days = {name: date.fromisoformat(body[name]) for name in ("from_date", "to_date", "locked_on")}
    return LockedAnalysis(
        outcome=body["outcome"],
        scale=body["scale"],
        stores=tuple(body["stores"]),
        openings={store: date.fromisoformat(day) for store, day in body["openings"].items()},
        from_date=days["from_date"],
        to_date=days["to_date"],
        estimator=body["estimator"],
        comparison=body["comparison"],
        anticipation_weeks=weeks,
        errors=body["errors"],
        primary_effect=body["primary_effect"],
        locked_on=days["locked_on"],
    )


def _canonical(value: object) -> str:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _digest(body: object) -> str:
    return hashlib.sha256(_canonical(body).encode("utf-8")).hexdigest()


def _names(stores: set[str]) -> str:
    ordered = sorted(stores)
    return ", ".join(ordered[:_NAMED]) + (" and more" if len(ordered) > _NAMED else "")
