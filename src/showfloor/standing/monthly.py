"""Monthly series: revenue by manufacturer and calendar month, for a chart."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from showfloor.domain.queries import Columns
from showfloor.errors import UsageError
from showfloor.standing.types import OTHERS, UNKNOWN, MonthlySeries

Floats = npt.NDArray[np.float64]


def monthly_series(
    columns: Columns,
    *,
    from_date: date,
    to_date: date,
    category: str | None = None,
    region: str | None = None,
    channel: str | None = None,
    kind: str | None = None,
    top: int | None = None,
) -> MonthlySeries:
    """Arrange the answer to `MONTHLY_SERIES` as manufacturers by months, in currency.

    `to_date` is exclusive. The scope is only noted: the query applied it. With `top`, only so many
    manufacturers stand alone; the rest is one line "(others)", so that columns still add up.
    """
    if from_date >= to_date:
        raise UsageError(f"the period {from_date} to {to_date} (exclusive) holds no day")
    months = _months(from_date, to_date)
    ids, names, cents = _matrix(columns, months)
    order = sorted(range(len(ids)), key=lambda i: (-float(cents[i].sum()), ids[i]))
    known = [i for i in order if ids[i] != UNKNOWN]
    shown = known if top is None else known[:top]
    lines = [(ids[i], names[i], cents[i]) for i in shown]
    if len(known) > len(shown):
        lines.append((OTHERS, OTHERS, cents[known[len(shown) :]].sum(axis=0)))
    lines += [(UNKNOWN, UNKNOWN, cents[i]) for i in order if ids[i] == UNKNOWN]
    ends = (*months[1:], _next_month(months[-1]))
    return MonthlySeries(
        months=months,
        manufacturer_ids=tuple(line[0] for line in lines),
        names=tuple(line[1] for line in lines),
        revenue=tuple(_currency(line[2]) for line in lines),
        total=_currency(cents.sum(axis=0)),
        whole_months=tuple(
            from_date <= start and end <= to_date for start, end in zip(months, ends, strict=True)
        ),
        from_date=from_date,
        to_date=to_date,
        category=category,
        region=region,
        channel=channel,
        kind=kind,
    )


def _matrix(
    columns: Columns, months: tuple[date, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], Floats]:
    """Return ids [k], names [k] and revenue in cents [k, months]."""
    ids, first, place = np.unique(
        columns["manufacturer_id"].astype(str), return_index=True, return_inverse=True
    )
    begin = months[0].year * 12 + months[0].month
    month = columns["sale_year"] * 12 + columns["sale_month"] - begin
    cents = np.zeros((len(ids), len(months)))
    np.add.at(cents, (place, month), np.rint(columns["revenue"] * 100.0))
    return tuple(map(str, ids)), tuple(map(str, columns["name"][first])), cents


def _months(from_date: date, to_date: date) -> tuple[date, ...]:
    months = [from_date.replace(day=1)]
    while _next_month(months[-1]) < to_date:
        months.append(_next_month(months[-1]))
    return tuple(months)


def _next_month(first_day: date) -> date:
    return (first_day + timedelta(days=31)).replace(day=1)


def _currency(cents: Floats) -> tuple[float, ...]:
    return tuple(float(value) / 100.0 for value in cents)
