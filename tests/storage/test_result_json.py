"""A kept result comes back as it was."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.domain.plan import PlannedArea
from showfloor.errors import DataError
from showfloor.measure.types import CallawaySantAnna, Estimate
from showfloor.storage.reports import FileReport, SalesAmounts
from showfloor.storage.result_json import decode, encode


def through_json(value: object) -> object:
    return json.loads(json.dumps(encode(value), allow_nan=False))


def test_an_estimate_keeps_nan_and_infinite_degrees_of_freedom() -> None:
    estimate = Estimate(0.1, 0.2, math.inf, math.nan, -math.inf, "few stores")
    back = decode(Estimate, through_json(estimate))
    assert back.df == math.inf
    assert back.low != back.low
    assert back.high == -math.inf
    assert back.reason == "few stores"


def test_mappings_with_pairs_as_keys_come_back_with_pairs_as_keys() -> None:
    one = Estimate(1.0, 0.5, 9.0, 0.0, 2.0, p_value=0.08)
    result = CallawaySantAnna(
        one, {2004.0: one}, one, {-1.0: one}, one, {}, {(2004.0, 2005.0): one}
    )
    assert decode(CallawaySantAnna, through_json(result)) == result


def test_dates_and_tuples_of_dataclasses_come_back() -> None:
    area = PlannedArea("s1", "wall", date(2021, 3, 1), date(2021, 3, 8), 12.5)
    assert decode(PlannedArea, through_json(area)) == area


def test_arrays_of_prices_come_back_with_their_values() -> None:
    prices = Prices(
        budget=np.array([0.25, 0.0]), crew_region=np.array(["DE-NW"]), crew_week=np.array([3])
    )
    certificate = Certificate("feasible", 1.0, 2.0, math.nan, 0.5, 0.1, 7, (Leaf(prices),))
    back = decode(Certificate, through_json(certificate))
    assert back.leaves[0].prices.budget.tolist() == [0.25, 0.0]
    assert back.leaves[0].prices.crew_region.tolist() == ["DE-NW"]
    assert back.leaves[0].prices.crew_week.dtype == np.int64


def test_a_result_of_another_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(DataError, match="run the step again"):
        decode(Estimate, {"estimate": 1.0, "colour": "red"})


def test_an_unknown_type_is_no_result() -> None:
    with pytest.raises(TypeError, match="holds no object"):
        encode(object())


def test_amounts_of_money_and_paths_come_back_exactly(tmp_path: Path) -> None:
    report = FileReport(
        path=tmp_path / "sales.csv",
        table="sales",
        rows_in=1,
        accepted=1,
        quarantined=0,
        unchanged=0,
        sales=SalesAmounts(1, 1, 0, 0, Decimal("0.10"), Decimal("0.10"), Decimal(0), Decimal(0)),
    )
    assert decode(FileReport, through_json(report)) == report


def test_an_empty_array_keeps_the_kind_of_its_elements() -> None:
    read = decode(Prices, through_json(Prices()))
    assert read.entry_cut.dtype == np.int64
    assert read.budget.dtype == np.float64
    assert read.crew_region.dtype.kind == "U"
