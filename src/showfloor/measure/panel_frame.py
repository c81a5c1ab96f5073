"""Data frames (pandas, polars, Arrow tables) as panels, without importing what made them."""

from __future__ import annotations

import difflib
from typing import Any, Literal

import numpy as np

from showfloor.domain.panels import Panel
from showfloor.errors import PanelError
from showfloor.measure.callaway_santanna import Comparison
from showfloor.measure.event_band import DRAWS
from showfloor.measure.imputation import LEADS
from showfloor.measure.panel_columns import Coded, Column, coded, coded_dictionary
from showfloor.measure.panel_pivot import one_a_unit, panel_from_codes
from showfloor.measure.staggered import measure_staggered
from showfloor.measure.types import StaggeredResult


def measure_frame(
    frame: Any,  # noqa: ANN401  # any library's frame, and none of them is imported
    *,
    unit: str,
    time: str,
    outcome: str,
    cohort: str,
    clusters: str | None = None,
    comparison: Comparison = "never",
    anticipation: float = 0.0,
    leads: int = LEADS,
    draws: int = DRAWS,
    seed: int = 0,
    errors: Literal["small_sample", "analytic"] = "small_sample",
    strata: str | None = None,
    region: str | None = None,
) -> StaggeredResult:
    """Return `measure_staggered` of a data frame with one row a unit and time.

    frame: of pandas or polars, or an Arrow table; rows in any order, sorted by unit and time is
    fastest. unit .. clusters, strata: names of columns, as in `panel_from_columns`; a unit keeps
    its stratum. region: column of the units' regions, each of which has times of its own. The other
    arguments are those of `measure_staggered`. PanelError where a column is missing or the panel is
    wrong.
    """
    panel = panel_from_frame(
        frame, unit=unit, time=time, outcome=outcome, cohort=cohort, clusters=clusters
    )
    labels = None
    if strata is not None:
        of_rows = _ids(frame, strata, "stratum").code.astype(np.float64)
        labels = one_a_unit(of_rows, _ids(frame, unit, "unit"), "stratum").astype(np.int64)
    regions = None
    if region is not None:
        place = _ids(frame, region, "region").code.astype(np.float64)
        regions = one_a_unit(place, _ids(frame, unit, "unit"), "region").astype(np.int64)
    return measure_staggered(
        panel,
        comparison=comparison,
        anticipation=anticipation,
        leads=leads,
        draws=draws,
        seed=seed,
        errors=errors,
        strata=labels,
        region=regions,
    )


def panel_from_frame(
    frame: Any,  # noqa: ANN401  # any library's frame, and none of them is imported
    *,
    unit: str,
    time: str,
    outcome: str,
    cohort: str,
    clusters: str | None = None,
) -> Panel:
    """Pivot a data frame of pandas or polars, or an Arrow table, as `panel_from_columns` does."""
    return panel_from_codes(
        _ids(frame, unit, "unit"),
        _numbers(frame, time),
        _numbers(frame, outcome),
        _numbers(frame, cohort),
        None if clusters is None else _ids(frame, clusters, "cluster"),
    )


def _ids(frame: object, column: str, name: str) -> Coded:
    found = _column(frame, column)
    if hasattr(found, "factorize") and found.dtype.kind not in "iuf":
        code, distinct = found.factorize()
        return coded_dictionary(distinct.tolist(), code, name)
    if hasattr(found, "to_arrow") and not found.dtype.is_numeric():
        found = found.to_arrow()
    if hasattr(found, "dictionary_encode"):
        return _arrow_ids(found, name)
    return coded(found.to_numpy(), name)


def _arrow_ids(column: Any, name: str) -> Coded:  # noqa: ANN401  # an Arrow array, not imported
    if not column.null_count and str(column.type).rstrip("0123456789") in {"int", "uint"}:
        return coded(column.to_numpy(), name)
    joined = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    encoded = joined.dictionary_encode()
    code = np.asarray(encoded.indices.to_numpy(zero_copy_only=False))
    missing = np.isnan(code) if code.dtype.kind == "f" else np.zeros(len(code), dtype=bool)
    kept = np.where(missing, -1, code).astype(np.int64)
    return coded_dictionary(encoded.dictionary.to_pylist(), kept, name)


def _numbers(frame: object, column: str) -> Column:
    found = _column(frame, column)
    if hasattr(found, "factorize"):
        kind = found.dtype.kind
        if kind in "iuf":
            return np.asarray(found.to_numpy(dtype=np.float64, na_value=np.nan))
        if kind == "M":
            return np.asarray(found.to_numpy(dtype="datetime64[D]"))
    return np.asarray(found.to_numpy())


def _column(frame: Any, name: str) -> Any:  # noqa: ANN401  # a column of any library's frame
    names = list(frame.column_names if hasattr(frame, "column_names") else frame.columns)
    if name not in names:
        near = difflib.get_close_matches(name, map(str, names), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(map(str, names))}"
        raise PanelError(f"the frame has no column {name!r}{hint}")
    return frame.column(name) if hasattr(frame, "column_names") else frame[name]
