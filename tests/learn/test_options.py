"""Options by hand, and their standard deviations against simulation."""

from __future__ import annotations

import math
import time
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor import learn
from showfloor.domain.lifts import Lift
from showfloor.errors import DataError
from showfloor.learn import Baseline, LearnedLifts, StoreBaseline

WINDOW = (date(2020, 6, 1), date(2020, 6, 29))
TERMS = {
    "formats": ["wall", "table"],
    "margin_rates": {"lamps": 0.5},
    "default_margin_rate": 0.2,
    "manufacturer_margin_rate": 0.25,
    "rivals_loss_share": 0.45,
}


def _store(store_id="a", kind="live", **values):
    given = {"open_weeks": 4.0, "units": 5.0, "revenue": 300.0, "known_margin": 40.0}
    given["unpriced_revenue"] = (("lamps", 80.0), ("odd", 100.0))
    return StoreBaseline(store_id=store_id, kind=kind, **{**given, **values})


def _baseline(*stores):
    return Baseline(
        stores=stores,
        from_date=WINDOW[0],
        to_date=WINDOW[1],
        trading_days=(0, 1, 2, 3, 4, 5),
        excluded_revenue=12.5,
    )


def _lifts(*cells):
    given = cells or (("wall", "live", 0.3, 0.1), ("table", "live", 0.1, 0.05))
    return LearnedLifts(
        tuple(Lift(f, kind, mean, sd, "measured", "measured") for f, kind, mean, sd in given),
        model=None,
    )


def _make(*stores, lifts=None, **terms):
    return learn.make_options(_baseline(*stores), lifts or _lifts(), **{**TERMS, **terms})


def test_an_option_is_baseline_times_lift_times_margin_less_the_rivals_loss():
    # Baseline margin 40 + 80 x 0.5 + 100 x 0.2 = 100; wall: 100 x 0.3 x (1 - 0.45) = 16.50.
    # Manufacturer: 300 x 0.3 x 0.25 = 22.50. Sds: 100 x 0.55 x 0.1 and 300 x 0.25 x 0.1.
    wall, table = _make(_store()).options
    assert (wall.store_id, wall.format_id) == ("a", "wall")
    assert wall.retailer_margin_per_week == 16.5
    assert wall.manufacturer_margin_per_week == 22.5
    assert (wall.margin_sd, wall.manufacturer_margin_sd) == (5.5, 7.5)
    assert (table.format_id, table.retailer_margin_per_week) == ("table", 5.5)


def test_dearer_rivals_cost_the_retailer_more():
    # 100 x 0.3 x (1 - 0.45 x 2) = 3.
    wall, _ = _make(_store(), rivals_margin_ratio=2.0).options
    assert wall.retailer_margin_per_week == 3.0
    assert wall.manufacturer_margin_per_week == 22.5


def test_the_sd_of_the_retailers_margin_is_that_of_simulated_products():
    wall, _ = _make(
        _store(revenue=3_000_000.0, known_margin=1_000_000.0, unpriced_revenue=()),
        rivals_loss_share_se=0.2,
        rivals_margin_ratio=1.5,
    ).options
    rng = np.random.default_rng(7)
    lift = rng.normal(0.3, 0.1, 1_000_000)
    kept = 1 - 1.5 * rng.normal(0.45, 0.2, 1_000_000)
    simulated = 1_000_000 * (lift * kept)
    assert wall.margin_sd == pytest.approx(simulated.std(), rel=0.01)
    assert wall.retailer_margin_per_week == pytest.approx(simulated.mean(), rel=0.01)


def test_what_the_options_rest_on_is_named():
    learned = _make(_store())
    assert learned.margin_source == (
        "product unit margins, elsewhere stated margin rates: lamps 0.5; odd 0.2"
    )
    assert learned.margin_rates_used == (("lamps", 0.5), ("odd", 0.2))
    assert learned.unit_margin_share == pytest.approx(0.4, abs=1e-12)  # 120 of 300
    assert (learned.baseline_from, learned.baseline_to) == ("2020-06-01", "2020-06-29")
    assert (learned.rivals_loss_share, learned.excluded_revenue) == (0.45, 12.5)
    assert (learned.manufacturer_margin_rate, learned.rivals_margin_ratio) == (0.25, 1.0)


def test_unit_margins_alone_need_no_rate():
    store = _store(unpriced_revenue=(), known_margin=100.0)
    learned = _make(store, margin_rates={}, default_margin_rate=None)
    assert learned.margin_source == "product unit margins"
    assert learned.options[0].retailer_margin_per_week == 16.5


def test_rates_alone_are_named_without_unit_margins():
    learned = _make(_store(known_margin=0.0, revenue=80.0, unpriced_revenue=(("lamps", 80.0),)))
    assert learned.margin_source == "stated margin rates: lamps 0.5"


def test_stores_without_baseline_get_no_option_and_are_listed():
    nothing = _store("b", units=0.0, revenue=0.0, known_margin=0.0, unpriced_revenue=())
    returned = _store("c", revenue=-3.0)
    learned = _make(_store(), nothing, returned)
    assert {option.store_id for option in learned.options} == {"a"}
    assert learned.stores_without_baseline == ("b", "c")


def test_online_shops_and_kinds_without_a_lift_get_no_option_and_are_listed():
    lifts = _lifts(("wall", "live", 0.3, 0.1), ("wall", "online", 0.3, 0.1))
    learned = _make(
        _store(), _store("web", "online"), _store("own", "own_brand"), lifts=lifts, formats=["wall"]
    )
    assert {option.store_id for option in learned.options} == {"a"}
    assert learned.stores_without_lift == ("web", "own")


def test_a_kind_with_a_lift_for_one_format_gets_that_option_only():
    lifts = _lifts(("wall", "live", 0.3, 0.1), ("table", "standard", 0.1, 0.1))
    learned = _make(_store("a", "live"), _store("b", "standard"), lifts=lifts)
    assert [(o.store_id, o.format_id) for o in learned.options] == [("a", "wall"), ("b", "table")]


def test_an_undefined_sd_is_stated_as_none():
    wall = _make(_store(), lifts=_lifts(("wall", "live", 0.3, math.nan)), formats=["wall"]).options
    assert (wall[0].margin_sd, wall[0].manufacturer_margin_sd) == (None, None)
    assert wall[0].retailer_margin_per_week == 16.5


def test_an_undefined_lift_makes_no_option_but_an_error():
    with pytest.raises(DataError, match=r"undefined .*state a prior"):
        _make(_store(), lifts=_lifts(("wall", "live", math.nan, math.nan)), formats=["wall"])


def test_a_format_without_any_lift_is_refused_with_the_nearest():
    with pytest.raises(DataError, match="did you mean 'wall'"):
        _make(_store(), formats=["walls"])


def test_a_category_without_a_rate_is_refused_with_the_nearest():
    with pytest.raises(DataError, match=r"'odd'.*state a rate"):
        _make(_store(), default_margin_rate=None)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"rivals_loss_share": 45.0}, "rivals' loss share is 45"),
        ({"rivals_loss_share": math.nan}, "rivals' loss share is nan"),
        ({"rivals_loss_share_se": -0.1}, "standard error of the rivals' loss share"),
        ({"rivals_margin_ratio": math.inf}, "rivals' margin ratio"),
        ({"manufacturer_margin_rate": 1.2}, "manufacturer's margin rate"),
        ({"default_margin_rate": -0.1}, "default margin rate"),
        ({"margin_rates": {"lamps": 30.0}}, "margin rate of 'lamps'"),
    ],
)
def test_a_rate_that_is_no_share_is_refused_by_name(terms, says):
    with pytest.raises(DataError, match=says):
        _make(_store(), **terms)


amounts = st.floats(0.01, 1e6)


@settings(max_examples=100, deadline=None)
@given(amounts, amounts, st.floats(-0.9, 3), st.floats(0, 1))
def test_amounts_are_whole_cents_and_match_exact_arithmetic(revenue, margin, lift, share):
    store = _store(revenue=revenue, known_margin=margin, unpriced_revenue=())
    lifts = _lifts(("wall", "live", lift, 0.1))
    (option,) = _make(store, lifts=lifts, formats=["wall"], rivals_loss_share=share).options
    exact = Decimal(margin) * Decimal(lift) * (1 - Decimal(share))
    assert abs(Decimal(option.retailer_margin_per_week) - exact) < Decimal("0.0051")
    for amount in (option.retailer_margin_per_week, option.manufacturer_margin_per_week):
        assert round(amount, 2) == amount


def test_a_thousand_stores_take_less_than_a_second():
    stores = [_store(f"s{i:04d}") for i in range(1_000)]
    begin = time.perf_counter()
    learned = _make(*stores)
    assert time.perf_counter() - begin < 1.0
    assert len(learned.options) == 2_000


def test_from_sales_to_options_on_a_small_ledger(ledger):
    # 4 phones at a margin of 30 and 80.00 of lamps at 50 % in four open weeks: (120 + 40) / 4 = 40
    # a week; 40 x 0.3 x (1 - 0.45) = 6.60.
    ledger.sell("2020-06-02", "a", "phone", "800.00", units=4)
    ledger.sell("2020-06-20", "a", "lamp", "80.00", units=2)
    baseline = ledger.baseline("2020-06-01", "2020-06-29")
    learned = learn.make_options(
        baseline, _lifts(("wall", "standard", 0.3, 0.1)), **{**TERMS, "formats": ["wall"]}
    )
    (option,) = learned.options
    assert option.store_id == "a"
    assert option.retailer_margin_per_week == 6.6
    assert option.manufacturer_margin_per_week == 16.5  # 220 x 0.3 x 0.25
    assert learned.stores_without_baseline == ("b",)
