"""The benchmark's questions in Polars, on the same Parquet files, by its streaming engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from ledger_cases import ALIGNED, ANY_DAYS, FULL_WEEKS, MANUFACTURER, YEAR, Data, Periods

Rows = list[tuple[Any, ...]]
A_YEAR = timedelta(days=364)


def _sales(data: Data, first: object, end: object) -> pl.LazyFrame:
    day = pl.col("date")
    return pl.scan_parquet(data.raw_sales).filter((day >= first) & (day < end))


def _table(data: Data, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(str(data.raw / f"{name}.parquet"))


def _rows(frame: pl.LazyFrame) -> Rows:
    return frame.collect(engine="streaming").rows()


def league_of(data: Data, periods: Periods) -> Rows:
    """Sum both periods by manufacturer in one pass."""
    now = pl.col("date") >= periods.from_date
    sums = [
        pl.when(side).then(pl.col(measure)).otherwise(0).sum().alias(f"{name}{measure}")
        for name, side in (("", now), ("previous_", ~now))
        for measure in ("revenue", "units")
    ]
    sold = _sales(data, periods.previous_from, periods.to_date).group_by("product_id").agg(sums)
    products = _table(data, "products").select("product_id", "manufacturer_id")
    by_maker = sold.join(products, on="product_id").group_by("manufacturer_id")
    return _rows(by_maker.agg(pl.exclude("product_id").sum()).sort("revenue", descending=True))


def league(data: Data) -> Rows:
    """The league table of a calendar year beside the year before."""
    return league_of(data, YEAR)


def league_days(data: Data) -> Rows:
    """The same from the 11th to the 11th."""
    return league_of(data, ANY_DAYS)


def like_for_like(data: Data) -> Rows:
    """Sum the days on which a store was open, if it was on the day 52 weeks before as well."""
    stores = _table(data, "stores").select("store_id", "opened_on", "closed_on")
    closures = (
        _table(data, "closures")
        .select("store_id", date=pl.date_ranges("from_date", "to_date", closed="left"))
        .explode("date")
    )
    day, opened, closed = pl.col("date"), pl.col("opened_on"), pl.col("closed_on")
    sold = _sales(data, ALIGNED.previous_from, ALIGNED.to_date)
    is_open = (
        sold.select("store_id", "date")
        .unique()
        .join(stores, on="store_id")
        .filter(
            (day.dt.weekday() <= 6)
            & (opened.is_null() | (day >= opened))
            & (closed.is_null() | (day < closed))
        )
        .select("store_id", "date")
        .join(closures, on=["store_id", "date"], how="anti")
        .collect(engine="streaming")
    )
    later = is_open.select("store_id", date=day + A_YEAR)
    pairs = is_open.filter(day >= ALIGNED.from_date).join(later, on=["store_id", "date"])
    counted = (
        pl.concat(
            [
                pairs.with_columns(now=pl.lit(1), before=pl.lit(0)),
                pairs.select("store_id", date=day - A_YEAR, now=pl.lit(0), before=pl.lit(1)),
            ]
        )
        .group_by("store_id", "date")
        .agg(pl.col("now").max(), pl.col("before").max())
        .lazy()
    )
    sums = (
        sold.join(counted, on=["store_id", "date"])
        .group_by("product_id", "now", "before")
        .agg(pl.col("revenue").sum(), pl.col("units").sum())
    )
    products = _table(data, "products").select("product_id", "manufacturer_id")
    sides = [
        pl.col(measure).filter(pl.col(side) == 1).sum().alias(f"{side}_{measure}")
        for side in ("now", "before")
        for measure in ("revenue", "units")
    ]
    by_maker = sums.join(products, on="product_id").group_by("manufacturer_id").agg(sides)
    return _rows(by_maker.sort("now_revenue", descending=True))


def panel(data: Data) -> Rows:
    """Sum one manufacturer's lines by store and week."""
    own = _table(data, "products").filter(pl.col("manufacturer_id") == MANUFACTURER)
    ids = own.select("product_id").collect()["product_id"].implode()
    return _rows(
        _sales(data, *FULL_WEEKS)
        .filter(pl.col("product_id").is_in(ids))
        .group_by("store_id", week=pl.col("date").dt.truncate("1w"))
        .agg(pl.col("revenue").sum())
    )


ASKED: Mapping[str, Callable[[Data], Rows]] = {
    "league": league,
    "league_days": league_days,
    "like_for_like": like_for_like,
    "panel": panel,
}
