"""Like for like by the day: the golden week by hand, and plain Python on random ledgers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showfloor.errors import DataError, UsageError
from showfloor.standing.day_pairs import comparable_day
from showfloor.standing.like_for_like import StoreScope, like_for_like
from showfloor.standing.like_for_like_queries import like_for_like_question

MONDAY = date(2021, 6, 7)
SUNDAY_AFTER = MONDAY + timedelta(days=7)
CLOSURES = """CREATE TABLE IF NOT EXISTS closures (store_id VARCHAR, from_date DATE, to_date DATE,
  reason VARCHAR, crew_access BOOLEAN)"""


@pytest.fixture
def shops(ledger):
    ledger.connection.execute(CLOSURES)
    ledger.connection.execute("UPDATE products SET valid_from = DATE '2015-01-01'")
    return ledger


def _asked(ledger, begin=MONDAY, end=SUNDAY_AFTER, **options):
    """Ask by category; without a category, asking for all together must say the same."""
    answers = []
    for by_category in (True, False):
        answer = ledger.run(like_for_like_question(begin, end, by_category=by_category))
        if by_category or options.get("scope", StoreScope()).category is None:
            answers.append(like_for_like(answer, from_date=begin, to_date=end, **options))
    assert str(answers[0]) == str(answers[-1])
    return answers[0]


def _close(ledger, store_id, begin, end):
    ledger.add("closures", store_id=store_id, from_date=begin, to_date=end, crew_access=False)


def _left_out(answer):
    return {(item.state, item.previous_state): item for item in answer.left_out}


def _golden(shops, *, sells):
    """Sell 10 on each open day of this week, 8 on each of last year's, at store a alone."""
    shops.connection.execute("DELETE FROM stores WHERE store_id <> 'a'")
    for weekday in range(6):
        now, before = MONDAY + timedelta(days=weekday), MONDAY + timedelta(days=weekday - 364)
        if weekday in {1, 2, 3, 4, 5}:
            shops.sell(now, "a", "x1", "10.00", units=2)
        elif not sells:
            _close(shops, "a", now, now + timedelta(days=1))
        if weekday in {0, 1, 3}:
            shops.sell(before, "a", "x1", "8.00", units=1)
        elif not sells:
            _close(shops, "a", before, before + timedelta(days=1))


@pytest.mark.parametrize("sells", [False, True], ids=["closures say so", "only the sales say so"])
def test_only_tuesday_and_thursday_of_the_golden_week_count(shops, sells):
    # This year open Tuesday to Saturday, last year Monday, Tuesday and Thursday: Tuesday and
    # Thursday count, 20 after 16. Monday was open before only; Wednesday, Friday, Saturday now.
    _golden(shops, sells=sells)
    answer = _asked(shops)
    assert answer.store_days == 2
    assert (answer.total.revenue, answer.total.previous_revenue) == (20.0, 16.0)
    assert (answer.total.units, answer.total.previous_units) == (4.0, 2.0)
    assert (answer.total.growth, answer.total.units_growth) == (0.25, 1.0)
    shut = "silent" if sells else "closure"
    left = _left_out(answer)
    assert set(left) == {("open", shut), (shut, "open")}
    assert (left["open", shut].store_days, left["open", shut].revenue) == (3, 30.0)
    assert (left[shut, "open"].store_days, left[shut, "open"].previous_revenue) == (1, 8.0)


def test_a_silent_day_counts_as_a_day_without_sales_where_that_is_asked(shops):
    # With silence counted all six days count: 50 after 24.
    _golden(shops, sells=True)
    answer = _asked(shops, silent_days_count=True)
    assert (answer.store_days, answer.left_out) == (6, ())
    assert (answer.total.revenue, answer.total.previous_revenue) == (50.0, 24.0)


def test_a_closure_that_ends_on_a_day_leaves_that_day_open_and_two_closures_are_one(shops):
    shops.connection.execute("DELETE FROM stores WHERE store_id <> 'a'")
    _close(shops, "a", MONDAY, MONDAY + timedelta(days=2))
    _close(shops, "a", MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    for day in range(6):
        shops.sell(MONDAY + timedelta(days=day), "a", "x1", "1.00")
        shops.sell(MONDAY + timedelta(days=day - 364), "a", "x1", "1.00")
    answer = _asked(shops)
    assert answer.store_days == 4
    assert _left_out(answer)["closure", "open"].store_days == 2


def test_sales_of_a_closed_day_are_left_out_and_shown(shops):
    _close(shops, "a", MONDAY, SUNDAY_AFTER)
    _close(shops, "a", comparable_day(MONDAY), comparable_day(SUNDAY_AFTER))
    shops.sell(MONDAY, "a", "x1", "5.00")
    left = _left_out(_asked(shops))
    assert left["closure", "closure"].store_days == 1
    assert left["closure", "closure"].revenue == 5.0


def test_a_store_counts_from_a_year_after_it_opened_until_it_closes(shops):
    # Opened on last year's Wednesday, closes on this year's Friday: Wednesday and Thursday count.
    shops.connection.execute("DELETE FROM stores WHERE store_id <> 'a'")
    shops.connection.execute(
        "UPDATE stores SET opened_on = ?, closed_on = ?",
        [comparable_day(MONDAY) + timedelta(days=2), MONDAY + timedelta(days=4)],
    )
    for day in range(6):
        shops.sell(MONDAY + timedelta(days=day), "a", "x1", "1.00")
        shops.sell(MONDAY + timedelta(days=day - 364), "a", "x1", "1.00")
    answer = _asked(shops)
    assert answer.store_days == 2
    left = _left_out(answer)
    assert left["open", "before opening"].store_days == 2
    assert left["after closing", "open"].store_days == 2


def test_sundays_count_for_online_stores_alone(shops):
    sunday = MONDAY + timedelta(days=6)
    for store_id in ("a", "web"):
        shops.sell(sunday, store_id, "x1", "3.00")
        shops.sell(comparable_day(sunday), store_id, "x1", "2.00")
    assert _asked(shops, scope=StoreScope(channel="online")).total.revenue == 3.0
    answer = _asked(shops, scope=StoreScope(channel="store"))
    assert (answer.store_days, answer.total.revenue) == (0, 0.0)
    assert _left_out(answer)["no trading day", "no trading day"].revenue == 3.0
    assert answer.total.growth_reason


def test_every_day_of_forty_years_has_the_nearest_day_of_its_weekday_a_year_before():
    # The same date a year before is 365 or 366 days away; no other day of the weekday is nearer,
    # through the 53-week years 2004, 2009, 2015, 2020, 2026, 2032 too.
    for number in range(40 * 365):
        day = date(2000, 3, 1) + timedelta(days=number)
        before = comparable_day(day)
        same_date = date(
            day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day
        )
        assert before.weekday() == day.weekday()
        assert abs((before - same_date).days) <= 3


def test_week_53_is_compared_with_week_1_and_its_next_year_with_week_2_on(shops):
    # 2020 has 53 ISO weeks: 2020-W53 begins on 28 December 2020, 52 weeks after 2020-W01; the
    # Monday of 2021-W01, 4 January, stands against 6 January 2020 (2020-W02), not 30 December.
    assert comparable_day(date(2020, 12, 28)).isocalendar()[:2] == (2020, 1)
    assert comparable_day(date(2021, 1, 4)) == date(2020, 1, 6)
    shops.sell("2020-12-28", "a", "x1", "6.00")
    shops.sell("2019-12-30", "a", "x1", "4.00")
    answer = _asked(shops, date(2019, 12, 30), date(2021, 1, 4))
    assert (answer.store_days, answer.total.growth) == (1, 0.5)
    assert _left_out(answer)["open", "silent"].revenue == 4.0


def test_scopes_are_regions_channels_kinds_and_categories(shops):
    for store_id, amount in (("a", "1.00"), ("b", "10.00"), ("web", "100.00")):
        shops.sell(MONDAY, store_id, "x1", amount)
        shops.sell(comparable_day(MONDAY), store_id, "x1", "1.00")
    found = [
        _asked(shops, scope=scope).total.revenue
        for scope in (
            StoreScope(region="DE-NW"),
            StoreScope(kind="flagship"),
            StoreScope(channel="store"),
            StoreScope(region="(none)", category="phones"),
        )
    ]
    assert found == [1.0, 10.0, 11.0, 10.0]


def test_a_scope_that_nobody_knows_names_the_nearest(shops):
    shops.sell(MONDAY, "a", "x1", "1.00")
    with pytest.raises(DataError, match="did you mean 'flagship'"):
        _asked(shops, scope=StoreScope(kind="flagshop"))
    with pytest.raises(DataError, match="did you mean 'phones'"):
        _asked(shops, scope=StoreScope(category="phone"))


def test_a_period_without_a_day_or_of_thirty_years_is_refused():
    for end in (MONDAY, MONDAY + timedelta(days=9_001)):
        with pytest.raises(UsageError, match="1 to 9000"):
            like_for_like_question(MONDAY, end)


OFFSETS = st.integers(-372, 12)
SALE = st.tuples(
    OFFSETS,
    st.sampled_from(["a", "b", "web"]),
    st.sampled_from(["x1", "y1", "none"]),
    st.integers(-300, 900),
)
LIVES = st.tuples(st.none() | OFFSETS, st.none() | OFFSETS)
CLOSED = st.tuples(st.sampled_from(["a", "b", "web"]), OFFSETS, st.integers(1, 5))


@pytest.fixture(scope="module")
def random_ledger(blank_ledger):
    blank_ledger.connection.execute(CLOSURES)
    yield blank_ledger
    blank_ledger.connection.execute(
        "DELETE FROM sales; DELETE FROM products; DROP TABLE closures;"
        "UPDATE stores SET opened_on = NULL, closed_on = NULL"
    )


def _plain_state(day, store_id, life, closed, sold):
    """What a store was on a day, told from the rules alone."""
    offset = (day - MONDAY).days
    begin, end = life[store_id]
    if begin is not None and offset < begin:
        return "before opening"
    if end is not None and offset >= end:
        return "after closing"
    if any(s == store_id and at <= offset < at + n for s, at, n in closed):
        return "closure"
    if day.weekday() == 6 and store_id != "web":
        return "no trading day"
    return "open" if any(key[:2] == (day, store_id) for key in sold) else "silent"


def _plain_pairs(days, life, closed, sold):
    """Pairs by states, and cents by states and product on both sides."""
    pairs, now, before = defaultdict(int), defaultdict(int), defaultdict(int)
    for number in range(days):
        for store_id in life:
            day = MONDAY + timedelta(days=number)
            earlier = day - timedelta(weeks=52)
            states = tuple(_plain_state(at, store_id, life, closed, sold) for at in (day, earlier))
            pairs[states] += 1
            for (sold_on, at, product_id), amount in sold.items():
                if at == store_id and sold_on == day:
                    now[states, product_id] += amount
                if at == store_id and sold_on == earlier:
                    before[states, product_id] += amount
    return pairs, now, before


@settings(
    settings.get_profile("costly"), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sales=st.lists(SALE, max_size=60),
    lives=st.lists(LIVES, min_size=3, max_size=3),
    closed=st.lists(CLOSED, max_size=4, unique_by=lambda item: item[:2]),
    days=st.integers(1, 12),
)
def test_plain_python_finds_the_same_on_random_ledgers(random_ledger, sales, lives, closed, days):
    ledger = random_ledger
    ledger.connection.execute("DELETE FROM sales; DELETE FROM closures; DELETE FROM products")
    for maker in "xy":
        ledger.add(
            "products", product_id=f"{maker}1", valid_from="2015-01-01", manufacturer_id=maker
        )
    life = dict(zip(("a", "b", "web"), lives, strict=True))
    for store_id, ends in life.items():
        begin, end = (None if at is None else MONDAY + timedelta(days=at) for at in ends)
        ledger.connection.execute(
            "UPDATE stores SET opened_on = ?, closed_on = ? WHERE store_id = ?",
            [begin, end, store_id],
        )
    sold = defaultdict(int)
    for offset, store_id, product_id, amount in sales:
        day = MONDAY + timedelta(days=offset)
        ledger.sell(day, store_id, product_id, str(amount / 100))
        sold[day, store_id, product_id] += amount
    for store_id, offset, length in closed:
        begin = MONDAY + timedelta(days=offset)
        _close(ledger, store_id, begin, begin + timedelta(days=length))

    pairs, now, before = _plain_pairs(days, life, closed, sold)
    answer = _asked(ledger, MONDAY, MONDAY + timedelta(days=days))
    both = ("open", "open")
    assert answer.store_days == pairs[both]
    for row in answer.rows:
        product = {"x": "x1", "y": "y1", "(unknown)": "none"}[row.manufacturer_id]
        assert round(row.sales.revenue * 100) == now[both, product]
        assert round(row.sales.previous_revenue * 100) == before[both, product]
    for item in answer.left_out:
        states = (item.state, item.previous_state)
        if "open" in states:
            assert item.store_days == pairs[states]
        found = sum(amount for (key, _), amount in now.items() if key == states)
        assert round(item.revenue * 100) == found
    assert {states for states in pairs if "open" in states and states != both} <= set(
        _left_out(answer)
    )
    whole = round(answer.total.revenue * 100) + sum(
        round(item.revenue * 100) for item in answer.left_out
    )
    assert whole == sum(now.values())
