"""Lowest prices over arrays equal a slow reading of the law, entry by entry."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.offers.price_words import BERLIN, RATE, asked, at

from showfloor.domain.prices import PriceEntry
from showfloor.errors import DataError
from showfloor.offers.lowest_price import (
    NONE,
    lowest_in_all_channels,
    lowest_in_channel,
    window_starts,
)
from showfloor.offers.price_log import price_log, seconds_of, steps_known_at, superseded

CHANNELS = ("online", "stores")
PRODUCTS = ("lamp", "phone")
AUTUMN = datetime(2026, 9, 1, tzinfo=BERLIN).astimezone(UTC)


def price_at(entries, product, channel, instant, known_at):
    """Return the price at an instant: of the latest entry, of its last record, of the lowest."""
    known = [
        entry
        for entry in entries
        if (entry.product_id, entry.channel) == (product, channel)
        and entry.valid_from <= instant
        and (known_at is None or (entry.recorded_at or entry.valid_from) <= known_at)
    ]
    if not known:
        return None
    latest = max(entry.valid_from for entry in known)
    known = [entry for entry in known if entry.valid_from == latest]
    recorded = max(entry.recorded_at or entry.valid_from for entry in known)
    last = [e for e in known if (e.recorded_at or e.valid_from) == recorded]
    return min((e.gross_price for e in last if e.gross_price is not None), default=None)


def obvious_lowest(entries, product, channels, begin, known_at=None, days=30):
    """Return the lowest price at the window's opening and at every instant in it."""
    day = begin.astimezone(BERLIN).date() - timedelta(days=days)
    opens = datetime.combine(day, time(), BERLIN)
    instants = [opens] + [e.valid_from for e in entries if opens < e.valid_from < begin]
    found = [
        price_at(entries, product, channel, instant, known_at)
        for channel in channels
        for instant in instants
        if instant < begin
    ]
    return min((price for price in found if price is not None), default=None)


hours = st.integers(0, 24 * 100).map(lambda hour: AUTUMN + timedelta(hours=hour))
logged = st.builds(
    PriceEntry,
    st.sampled_from(PRODUCTS),
    st.sampled_from(CHANNELS),
    hours,
    st.one_of(st.none(), st.integers(1, 6).map(lambda price: Decimal(price * 100))),
    st.just(Decimal("0.19")),
    st.one_of(st.none(), hours),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(logged, min_size=1, max_size=14), hours, st.one_of(st.none(), hours))
def test_arrays_equal_the_slow_reading_of_the_log(entries, begin, known_at):
    log = price_log(entries)
    steps = steps_known_at(log, known_at)
    begins = np.full(len(log.products), seconds_of(begin))
    products = np.arange(len(log.products))
    everywhere = lowest_in_all_channels(steps, products, begins)
    for number, product in enumerate(log.products):
        expected = obvious_lowest(entries, product, CHANNELS, begin, known_at)
        assert everywhere.cents[number] == (NONE if expected is None else expected * 100)
        for place, channel in enumerate(log.channels):
            series = np.array([number * len(log.channels) + place])
            there = lowest_in_channel(steps, series, np.array([seconds_of(begin)]))
            expected = obvious_lowest(entries, product, (channel,), begin, known_at)
            assert there.cents[0] == (NONE if expected is None else expected * 100)


@given(st.lists(logged, min_size=1, max_size=12), st.randoms(use_true_random=False), hours)
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_entries_come_changes_nothing(entries, shuffler, begin):
    other = list(entries)
    shuffler.shuffle(other)
    found = [
        lowest_in_all_channels(
            steps_known_at(log), np.arange(len(log.products)), np.full(len(log.products), 1)
        ).cents.tolist()
        + lowest_in_all_channels(
            steps_known_at(log),
            np.arange(len(log.products)),
            np.full(len(log.products), seconds_of(begin)),
        ).cents.tolist()
        for log in (price_log(entries), price_log(other))
    ]
    assert found[0] == found[1]


def test_a_price_that_began_before_the_window_counts_as_long_as_it_holds():
    log = price_log([asked("2025-01-01", "499.00")])
    found = lowest_in_channel(
        steps_known_at(log), np.array([0]), np.array([seconds_of(at("2026-03-01"))])
    )
    assert found.cents.tolist() == [49900]
    assert found.before.tolist() == [49900]


def test_days_off_sale_have_no_price():
    log = price_log([asked("2026-01-01", "99.00"), asked("2026-01-15", None)])
    found = lowest_in_channel(
        steps_known_at(log),
        np.array([0, 0]),
        np.array([seconds_of(at("2026-02-10")), seconds_of(at("2026-03-20"))]),
    )
    assert found.cents.tolist() == [9900, NONE]
    assert found.before.tolist() == [NONE, NONE]


def test_a_step_holds_from_its_instant_on_and_not_at_the_next_one():
    log = price_log([asked("2026-01-01", "99.00"), asked("2026-02-10", "79.00")])
    begins = np.array([seconds_of(at("2026-02-10")), seconds_of(at("2026-02-10")) + 1])
    found = lowest_in_channel(steps_known_at(log), np.array([0, 0]), begins)
    assert found.cents.tolist() == [9900, 7900]


def test_an_empty_log_has_no_prices():
    log = price_log([])
    found = lowest_in_all_channels(steps_known_at(log), np.array([0]), np.array([0]))
    assert found.cents.tolist() == [NONE]
    assert len(lowest_in_channel(steps_known_at(log), np.array([5]), np.array([9]))) == 1


def test_two_prices_of_one_instant_and_record_are_told_and_the_lower_holds():
    log = price_log([asked("2026-01-01", "99.00"), asked("2026-01-01", "89.00")])
    (found,) = superseded(steps_known_at(log))
    assert (found.held, found.others, found.contradiction) == (8900, (9900,), True)


def test_a_window_opens_at_local_midnight_on_both_sides_of_summer_time():
    begins = np.array([seconds_of(at(day)) for day in ("2026-04-10", "2026-11-10", "2026-07-10")])
    opens = [at("2026-03-11"), at("2026-10-11"), at("2026-06-10")]
    assert window_starts(begins, 30).tolist() == [seconds_of(one) for one in opens]


def test_a_time_without_its_offset_is_refused():
    with pytest.raises(DataError, match="no offset from UTC"):
        PriceEntry("phone", "online", at("2026-01-01").replace(tzinfo=None), Decimal(1), RATE)


def test_a_price_in_parts_of_a_cent_is_refused():
    with pytest.raises(DataError, match="no amount in cents"):
        price_log([asked("2026-01-01", "1.005")])


def test_a_date_centuries_away_is_refused():
    with pytest.raises(DataError, match="500 years"):
        price_log([asked("9999-01-01", "1.00")])
