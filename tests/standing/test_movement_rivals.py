"""Who took share from whom: by hand, and to the cent on random markets."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showfloor.domain.queries import text_column
from showfloor.errors import DataError
from showfloor.standing.like_for_like import StoreScope
from showfloor.standing.movement_rivals import of_manufacturer, who_took_share


def _sales(*rows, state="open"):
    """Return what `like_for_like_question` asks: (maker, category, cents before, now)."""
    count = len(rows)
    same = {"region": "DE-NW", "channel": "store", "kind": "standard", "state": state}
    return {
        "manufacturer_id": text_column([row[0] for row in rows]),
        "name": text_column([row[0].upper() for row in rows]),
        "category": text_column([row[1] for row in rows]),
        **{name: text_column([value] * count) for name, value in same.items()},
        "previous_state": text_column(["open"] * count),
        "previous_revenue": np.array([row[2] / 100 for row in rows], dtype=float),
        "revenue": np.array([row[3] / 100 for row in rows], dtype=float),
        "units": np.zeros(count),
        "previous_units": np.zeros(count),
    }


def test_a_gain_is_what_is_sold_beyond_the_old_share_and_comes_from_the_losers():
    # 50, 30, 20 become 70, 30, 20 in a market that grows by a fifth: with old shares 60, 36, 24.
    rows = who_took_share(
        _sales(("x", "tv", 5000, 7000), ("y", "tv", 3000, 3000), ("z", "tv", 2000, 2000))
    )
    x = of_manufacturer(rows, "x")
    assert (x.change, x.market, x.new_categories) == (20.0, 10.0, 0.0)
    assert [(gain.manufacturer_id, gain.gain) for gain in x.gains] == [("y", 6.0), ("z", 4.0)]
    y = of_manufacturer(rows, "y")
    assert (y.change, y.market, y.gains[0].name, y.gains[0].gain) == (0.0, 6.0, "X", -6.0)


def test_a_market_that_grows_as_one_moves_no_share():
    rows = who_took_share(_sales(("x", "tv", 5000, 6000), ("y", "tv", 3000, 3600)))
    assert [(row.market, row.gains) for row in rows] == [(10.0, ()), (6.0, ())]


def test_share_moves_within_a_category_only():
    # x wins televisions from y, y wins phones from x; nothing goes to z of another category.
    rows = who_took_share(
        _sales(
            ("x", "tv", 500, 700),
            ("y", "tv", 500, 300),
            ("x", "phones", 500, 400),
            ("y", "phones", 500, 600),
            ("z", "lamps", 500, 900),
        )
    )
    assert [(g.manufacturer_id, g.gain) for g in of_manufacturer(rows, "x").gains] == [("y", 1.0)]
    assert (of_manufacturer(rows, "z").market, of_manufacturer(rows, "z").gains) == (4.0, ())


def test_a_category_that_nobody_sold_before_is_new():
    row = who_took_share(_sales(("x", "tv", 0, 700)))[0]
    assert (row.change, row.market, row.new_categories, row.gains) == (7.0, 0.0, 7.0, ())


def test_days_and_scopes_without_sales_are_refused():
    with pytest.raises(DataError, match="comparable"):
        who_took_share(_sales(("x", "tv", 1, 2), state="closure"))
    with pytest.raises(DataError, match="comparable"):
        who_took_share(_sales(("x", "tv", 1, 2)), scope=StoreScope(region="DE-BE"))
    with pytest.raises(DataError, match="did you mean 'xiaomi'"):
        of_manufacturer(who_took_share(_sales(("xiaomi", "tv", 1, 2))), "xiomi")


AMOUNT = st.integers(-2_000, 90_000)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("vwxyz"), st.sampled_from(["tv", "phones"])),
        st.tuples(AMOUNT, AMOUNT),
        min_size=1,
    )
)
def test_gains_mirror_each_other_and_everything_adds_up_to_the_cent(sold):
    rows = who_took_share(_sales(*((*key, *value) for key, value in sold.items())))
    gains = {
        (row.manufacturer_id, gain.manufacturer_id): round(gain.gain * 100)
        for row in rows
        for gain in row.gains
    }
    assert all(gains[b, a] == -amount for (a, b), amount in gains.items())
    for row in rows:
        parts = row.market, row.new_categories, *(gain.gain for gain in row.gains)
        assert sum(round(part * 100) for part in parts) == round(row.change * 100)
    for maker in {key[0] for key in sold}:
        found = sum(amount for (winner, _), amount in gains.items() if winner == maker)
        assert abs(found - _exact_gain(sold, maker)) <= 2


def _exact_gain(sold, maker):
    """Beyond its old share of each category, in exact fractions of a cent."""
    gain = Fraction(0)
    for category in ("tv", "phones"):
        market = [value for key, value in sold.items() if key[1] == category]
        before, now = sum(value[0] for value in market), sum(value[1] for value in market)
        if before > 0 and (maker, category) in sold:
            own = sold[maker, category]
            gain += own[1] - Fraction(own[0] * now, before)
    return gain
