"""The ledger's rows become a log whose instants are those of the workspace's clocks."""

from __future__ import annotations

import numpy as np
import pytest
from tests.offers.price_words import asked, at

from showfloor.domain.queries import text_column
from showfloor.errors import DataError, UsageError
from showfloor.offers.lawful_references import references
from showfloor.offers.lawful_rules import RULES, rules_of
from showfloor.offers.price_log import NOT_ON_SALE, price_log, seconds_of
from showfloor.offers.price_log_queries import logged_prices, moment_asked


def rows(*found):
    """Return columns of (day, time, price, recorded_at) of one product online."""
    count = len(found)
    return {
        "product_id": text_column(["phone"] * count),
        "channel": text_column(["online"] * count),
        "valid_from": np.array([row[0] for row in found], dtype="datetime64[D]"),
        "valid_time": text_column([row[1] for row in found]),
        "gross_price": np.array([row[2] for row in found], dtype=float),
        "vat_rate": np.full(count, 0.19),
        "recorded_at": text_column([row[3] for row in found]),
    }


def test_days_begin_at_local_midnight_and_times_are_local_unless_they_say_otherwise():
    log = logged_prices(
        rows(
            ("2026-01-01", None, 799, None),
            ("2026-07-01", "", 749, None),
            ("2026-07-02", "08:30", 699, None),
            ("2026-10-25", "02:30+01:00", 649, None),
        )
    )
    expected = [
        at("2026-01-01"),
        at("2026-07-01"),
        at("2026-07-02 08:30"),
        at("2026-10-25 02:30").replace(fold=1),
    ]
    assert log.instants.tolist() == [seconds_of(one) for one in expected]
    assert log.recorded.tolist() == log.instants.tolist()


def test_the_hour_that_comes_twice_is_the_first_and_the_one_left_out_comes_after():
    log = logged_prices(rows(("2026-03-29", "02:30", 1, None), ("2026-10-25", "02:30", 2, None)))
    assert log.instants.tolist() == [
        seconds_of(at("2026-03-29 03:30")),
        seconds_of(at("2026-10-25 02:30")),
    ]


def test_a_row_without_a_price_ends_the_sale_and_cents_are_exact():
    log = logged_prices(rows(("2026-01-01", None, 0.29, None), ("2026-01-02", None, np.nan, None)))
    assert log.cents.tolist() == [29, NOT_ON_SALE]
    many = logged_prices(rows(*[("2026-01-01", None, cent / 100, None) for cent in range(2000)]))
    assert sorted(many.cents.tolist()) == list(range(2000))


def test_times_of_recording_are_read_with_and_without_their_offset():
    log = logged_prices(
        rows(
            ("2026-01-01", None, 799, "2026-03-20T08:00"),
            ("2026-01-02", None, 799, "2026-03-20T08:00Z"),
        )
    )
    assert log.recorded.tolist() == [
        seconds_of(at("2026-03-20 08:00")),
        seconds_of(at("2026-03-20 09:00")),
    ]


def test_a_log_without_rows_is_a_log():
    assert len(logged_prices(rows())) == 0


def test_a_moment_is_asked_as_a_day_or_a_time():
    assert moment_asked("2026-03-01") == at("2026-03-01")
    assert moment_asked("2026-03-01T08:00Z") == at("2026-03-01 09:00")
    with pytest.raises(ValueError, match="soon"):
        moment_asked("soon")


def test_what_the_log_does_not_know_is_said_with_what_is_near():
    log = price_log([asked("2026-01-01", "799.00")])
    for product, channel, told in (
        ("phones", "online", "no product 'phones'; did you mean 'phone'"),
        ("phone", "Online", "no channel 'Online'; did you mean 'online'"),
    ):
        with pytest.raises(DataError, match=told):
            references(log, [(product, channel, at("2026-03-01"))], rules_of("DE"))


def test_rules_are_held_by_country_each_with_its_sources():
    assert rules_of("de") is RULES["DE"]
    with pytest.raises(UsageError, match="EU has what holds everywhere"):
        rules_of("FR")
    for rules in RULES.values():
        assert rules.days == 30
        assert all(one.address.startswith("https://") for one in rules.sources)
