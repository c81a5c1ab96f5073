"""What stands beside areas measured within regions: event study, own shops, the online shop."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from showfloor.measure.areas_effect import areas_effect
from showfloor.measure.types_areas import AreaLedger, AreasFound

_SPEC = importlib.util.spec_from_file_location(
    "test_area_regions_ledgers", Path(__file__).with_name("test_area_regions.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
within = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(within)
ledgers = within.ledgers


def near(places: Mapping[int, str], shop: int, beside: int) -> AreaLedger:
    """The ledger of two regions with an own shop a few metres from another store."""
    made = within.ledger()
    where = [
        replace(store, latitude=50.0 + place, longitude=10.0, region=places.get(place, ""))
        for place, store in enumerate(made.stores)
    ]
    where[shop] = replace(where[shop], kind="own_brand", latitude=50.001 + beside)
    return replace(made, stores=where)


def regions(**changes: str) -> dict[int, str]:
    plain = dict(enumerate(within.REGIONS))
    return plain | {int(place[1:]): region for place, region in changes.items()}


def test_the_event_study_beside_the_money_follows_the_regions_weeks() -> None:
    study = areas_effect(within.WITHIN, within.ledger()).staggered.imputation
    # By hand: 5 weeks as usual and 7 of the region's wave; a quarter more, in weeks of the wave.
    usual = {"DE-BE": (5 + 7 * 1.3) / 12, "DE-BB": (5 + 7 * 0.8) / 12}
    sizes = [4000.0 * 3 * usual["DE-BE"], 4000.0 * 4 * usual["DE-BE"], 4000.0 * 7 * usual["DE-BB"]]
    share = (2 * 1.3 / usual["DE-BE"] + 0.8 / usual["DE-BB"]) / 3
    assert study.event[0.0].estimate == pytest.approx(0.25 * np.mean(sizes) * share, rel=1e-8)
    means = [estimate.estimate for estimate in study.pretrend.values()]
    assert means == pytest.approx([0.0] * len(means), abs=1e-6)
    common = areas_effect(within.COMMON, within.ledger()).staggered.imputation
    assert max(abs(lead.estimate) for lead in common.pretrend.values()) > 1.0


def test_an_own_shop_is_compared_with_stores_of_its_region() -> None:
    """Shop 3 stands by store 0, grows with its region, and loses nothing to it."""
    made = near(regions(), shop=3, beside=0)
    assert areas_effect(within.WITHIN, made).whom.own_shops.estimate == pytest.approx(0, abs=1e-4)
    assert areas_effect(within.COMMON, made).whom.own_shops.estimate > 1000.0


def test_an_own_shop_alone_in_its_region_is_not_compared_and_the_reason_says_so() -> None:
    made = near(regions(s3="DE-SN"), shop=3, beside=0)
    found = areas_effect(within.WITHIN, made).whom.own_shops
    assert "in its region" in found.reason
    assert np.isnan(found.estimate)


def test_notes_say_what_compares_within_regions_and_why_the_online_shop_does_not() -> None:
    made = within.ledger()
    plain = areas_effect(within.WITHIN, made)
    assert any("its event study" in note for note in plain.notes)
    assert not any("online shop" in note for note in plain.notes)
    start = np.datetime64(within.WITHIN.first_week, "D")
    online = {
        "postcode_area": np.array(["10", "20"] * 2, dtype=object),
        "week": np.array([start, start, start + 7, start + 7]),
        "units": np.ones(4),
        "revenue": np.array([10.0, 20.0, 30.0, 40.0]),
    }
    said: AreasFound = areas_effect(within.WITHIN, replace(made, online=online))
    assert any("online sales name no region" in note for note in said.notes)
    assert not any("online shop" in note for note in areas_effect(within.COMMON, made).notes)
