"""The generated network shows the report's facts, keeps its own rules, and repeats exactly."""

from dataclasses import fields
from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from showfloor.simulate import PRIOR_LIFTS
from showfloor.simulate.o2_xiaomi_network import (
    FLAGSHIPS,
    LIVE_STORES,
    OWN_STORE,
    REOPENS,
    Network,
    generate_network,
    slug,
)
from showfloor.simulate.o2_xiaomi_products import choice_shares, generate_products
from showfloor.simulate.o2_xiaomi_sales import HOLIDAYS, generate_sales
from showfloor.storage.programme_file import read_programme


@pytest.fixture(scope="module")
def ask(o2_xiaomi):
    """Answer all rows of SQL over the example's tables."""
    engine = duckdb.connect()
    for table, path in o2_xiaomi.files.items():
        engine.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
    yield lambda sql: engine.execute(sql).fetchall()
    engine.close()


def _small_network(shops):
    network = generate_network(7)
    keep = np.linspace(0, len(network.stores) - 1, shops).astype(int)
    stores = tuple(network.stores[place] for place in keep)
    ids = {store.store_id for store in stores}
    closures = tuple(c for c in network.closures if c.store_id in ids)
    return Network(stores, closures, network.size[keep])


def test_xiaomi_is_third_in_2020_by_a_clear_margin(ask):
    league = ask(
        "SELECT manufacturer_id, sum(revenue) FROM sales JOIN products USING (product_id) "
        "WHERE date BETWEEN '2020-01-01' AND '2020-12-31' GROUP BY 1 ORDER BY 2 DESC"
    )
    assert league[2][0] == "xiaomi"
    revenue = [float(amount) for _, amount in league]
    assert revenue[1] > 1.2 * revenue[2]
    assert revenue[2] > 1.2 * revenue[3]


def test_hardware_revenue_of_2020_is_six_point_four_per_cent_above_2019(ask):
    rows = ask("SELECT year(date), sum(revenue) FROM sales GROUP BY 1")
    by_year = {year: float(amount) for year, amount in rows}
    assert 0.0635 <= by_year[2020] / by_year[2019] - 1 < 0.0645


def test_xiaomi_is_sold_from_the_end_of_2019_on_and_mostly_phones(ask):
    first, last = ask(
        "SELECT min(date), max(date) FROM sales JOIN products USING (product_id) "
        "WHERE manufacturer_id = 'xiaomi'"
    )[0]
    assert date(2019, 11, 1) <= first <= date(2019, 12, 31)
    assert last == date(2021, 2, 27)
    phones, units = ask(
        "SELECT sum(units) FILTER (category = 'smartphones'), sum(units) FROM sales "
        "JOIN products USING (product_id) WHERE manufacturer_id = 'xiaomi'"
    )[0]
    assert phones > units / 2


def test_suitcases_and_e_scooters_are_sold_in_xiaomis_own_store_only(ask):
    rows = ask(
        "SELECT DISTINCT store_id, product_id FROM sales "
        "WHERE product_id IN ('xiaomi-suitcase', 'xiaomi-e-scooter')"
    )
    assert sorted(rows) == [(OWN_STORE, "xiaomi-e-scooter"), (OWN_STORE, "xiaomi-suitcase")]
    assert ask(f"SELECT min(date) >= '2020-07-30' FROM sales WHERE store_id = '{OWN_STORE}'") == [
        (True,)
    ]
    assert ask(
        "SELECT count(*) FROM sales JOIN products USING (product_id) "
        f"WHERE store_id = '{OWN_STORE}' AND manufacturer_id <> 'xiaomi'"
    ) == [(0,)]


def test_nothing_is_sold_where_and_when_a_shop_is_closed(ask):
    assert ask(
        "SELECT count(*) FROM sales JOIN closures USING (store_id) "
        "WHERE date >= from_date AND date < to_date"
    ) == [(0,)]
    assert ask(
        "SELECT count(*) FROM sales JOIN stores USING (store_id) WHERE date < opened_on"
    ) == [(0,)]
    assert ask(
        "SELECT count(*) FROM sales WHERE store_id <> 'online' AND (isodow(date) = 7 "
        f"OR date IN {tuple(HOLIDAYS)})"
    ) == [(0,)]


def test_every_shop_but_the_online_one_closes_on_16_december_and_crews_may_build(ask):
    assert ask(
        "SELECT count(*), min(from_date), max(from_date), bool_and(crew_access), "
        "min(to_date), max(to_date) FROM closures"
    ) == [
        (
            999,
            date(2020, 12, 16),
            date(2020, 12, 16),
            True,
            min(REOPENS.values()),
            max(REOPENS.values()),
        )
    ]
    assert all(date(2021, 3, 1) <= day <= date(2021, 3, 31) for day in REOPENS.values())


def test_the_online_shop_sells_more_while_the_shops_are_closed(ask):
    (before, during) = ask(
        "SELECT sum(units) FILTER (date BETWEEN '2020-01-01' AND '2020-02-27'), "
        "sum(units) FILTER (date BETWEEN '2021-01-01' AND '2021-02-27') "
        "FROM sales WHERE store_id = 'online'"
    )[0]
    assert during > 1.8 * before


def test_there_are_about_a_thousand_shops_in_all_sixteen_states(ask):
    assert ask("SELECT count(*), count(DISTINCT store_id), count(DISTINCT region) FROM stores") == [
        (1000, 1000, 16)
    ]
    kinds = dict(ask("SELECT kind, count(*) FROM stores GROUP BY 1"))
    assert {k: kinds[k] for k in ("flagship", "live", "own_brand", "online")} == {
        "flagship": 4,
        "live": 2,
        "own_brand": 1,
        "online": 1,
    }
    cities = ask("SELECT city FROM stores WHERE kind IN ('flagship', 'live') ORDER BY 1")
    assert [c for (c,) in cities] == [
        "Berlin", "Frankfurt am Main", "Hamburg", "Köln", "München", "Oberhausen",
    ]  # fmt: skip
    # Germany's extreme points (47.3 to 55.1 north, 5.9 to 15.0 east) hold all shops.
    assert ask(
        "SELECT count(*) FROM stores WHERE kind <> 'online' AND NOT "
        "(latitude BETWEEN 47.2 AND 55.1 AND longitude BETWEEN 5.8 AND 15.1)"
    ) == [(0,)]


def test_lines_have_keys_of_their_own_and_only_returns_are_negative(ask):
    rows, keys, negative, returned = ask(
        "SELECT count(*), count(DISTINCT (date, store_id, product_id, line_no)), "
        "count(*) FILTER (units < 0), count(*) FILTER (line_type = 'return') FROM sales"
    )[0]
    assert rows == keys <= 2_200_000
    assert 0 < negative == returned
    assert ask("SELECT count(*) FROM sales WHERE line_type = 'sale' AND units <= 0") == [(0,)]


def test_revenue_and_discount_add_up_to_the_list_price(ask):
    assert ask(
        "SELECT count(*) FROM sales JOIN products USING (product_id) "
        "WHERE revenue + discount <> units * list_price"
    ) == [(0,)]


def test_baskets_cover_every_store_day_with_sales(ask):
    assert ask(
        "SELECT count(*) FROM (SELECT DISTINCT date, store_id FROM sales) "
        "ANTI JOIN traffic USING (date, store_id)"
    ) == [(0,)]
    assert ask("SELECT count(*) - count(DISTINCT (date, store_id)) FROM traffic") == [(0,)]


def test_the_same_seed_gives_the_same_sales_and_another_seed_others():
    network, products = _small_network(60), generate_products()
    first, again, other = (generate_sales(network, products, seed) for seed in (1, 1, 2))
    for field in fields(first):
        assert np.array_equal(getattr(first, field.name), getattr(again, field.name))
    assert not np.array_equal(first.revenue[:1000], other.revenue[:1000])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_growth_of_2020_holds_for_any_seed(seed):
    sales = generate_sales(_small_network(60), generate_products(), seed)
    year = sales.day.astype("datetime64[Y]").astype(int) + 1970
    growth = sales.revenue[year == 2020].sum() / sales.revenue[year == 2019].sum() - 1
    assert 0.0635 <= growth < 0.0645


def test_the_shops_depend_on_the_seed_but_special_stores_do_not():
    first, again, other = generate_network(1), generate_network(1), generate_network(2)
    assert first.stores == again.stores
    assert np.array_equal(first.size, again.size)
    assert first.stores != other.stores
    for network in (first, other):
        ids = {store.store_id for store in network.stores}
        assert {*FLAGSHIPS, *LIVE_STORES, OWN_STORE, "online"} <= ids


def test_choice_shares_sum_to_one_and_xiaomi_has_none_before_its_listing():
    products = generate_products()
    days = np.array(["2018-03-01", "2019-11-17", "2019-11-18", "2020-06-01"], "datetime64[D]")
    shares = choice_shares(products, days)
    assert np.allclose(shares.sum(axis=1), 1.0)
    xiaomi = [p.manufacturer_id == "xiaomi" for p in products]
    # From the stated line: nothing, nothing, 4 % on the first day, 17 - 5 x 4/140 % on day 196.
    expected = [0.0, 0.0, 0.04, 0.17 - 0.05 * 4 / 140]
    assert np.allclose(shares[:, xiaomi].sum(axis=1), expected)


def test_umlauts_become_two_letters_in_ids():
    assert slug("Mülheim an der Ruhr") == "muelheim-an-der-ruhr"
    assert slug("Gießen") == "giessen"
    assert slug("Halle (Saale)") == "halle-saale"


def test_the_programme_file_says_what_the_facts_say(o2_xiaomi):
    assert read_programme(o2_xiaomi.programme_path) == o2_xiaomi.programme


def test_all_four_flagships_are_promised_an_area_as_soon_as_their_state_reopens(o2_xiaomi, ask):
    promised = {p.store_id: p for p in o2_xiaomi.programme.promises}
    region = dict(ask("SELECT store_id, region FROM stores WHERE kind = 'flagship'"))
    assert set(FLAGSHIPS) <= set(promised)
    for store_id in FLAGSHIPS:
        assert promised[store_id].format_ids == ("shop-in-shop",)
        wait = promised[store_id].selling_by - REOPENS[region[store_id]]
        assert wait <= timedelta(days=7)


def test_the_programme_holds_every_rule_of_this_version(o2_xiaomi, ask):
    programme = o2_xiaomi.programme
    known = {store_id for (store_id,) in ask("SELECT store_id FROM stores")}
    named = {p.store_id for p in programme.promises} | set(programme.excluded_stores)
    named |= {s for wave in programme.waves for s in wave.store_ids}
    named |= {s for pair in programme.spillover for s in (pair.store_a, pair.store_b)}
    assert named <= known
    assert [wave.name for wave in programme.waves] == ["flagships", "live stores"]
    assert set(programme.excluded_stores) == {"online", OWN_STORE}
    assert len(programme.spillover) == 60
    assert len(programme.formats) == 4
    assert programme.weeks == 30
    assert {step.format_id for step in programme.supply} == {"shop-in-shop", "island"}
    assert len(programme.crews) == 16
    assert programme.holdout is not None
    assert len(programme.quotas) == 3


def test_the_prior_covers_every_format_and_kind_once_and_is_wide(o2_xiaomi):
    cells = [(lift.format_id, lift.store_kind) for lift in PRIOR_LIFTS]
    formats = [f.format_id for f in o2_xiaomi.programme.formats]
    kinds = ["flagship", "live", "standard", "partner"]
    assert sorted(cells) == sorted((f, k) for f in formats for k in kinds)
    assert all(lift.sd >= 0.5 * lift.mean > 0 for lift in PRIOR_LIFTS)
    assert all("no measurement" in lift.source for lift in PRIOR_LIFTS)
    assert o2_xiaomi.learning.prior == PRIOR_LIFTS


def test_every_statement_is_made_in_both_languages_and_has_a_kind(o2_xiaomi):
    count = len(o2_xiaomi.statements)
    assert count == len(o2_xiaomi.statements_de) == len(o2_xiaomi.statement_kinds)


def test_every_sale_was_made_at_the_price_of_its_day(ask):
    # Both channels show the same prices; what comes back is paid at the price of its sale.
    steps = (
        "(SELECT *, lead(valid_from, 1, DATE '2100-01-01') OVER (PARTITION BY product_id, channel "
        "ORDER BY valid_from) AS valid_to FROM prices WHERE channel = 'stores')"
    )
    priced = ask(
        "SELECT count(*) FILTER (revenue = units * gross_price), count(*) FROM sales "
        f"JOIN {steps} AS steps ON sales.product_id = steps.product_id "
        "AND date >= valid_from AND date < valid_to WHERE line_type = 'sale'"
    )
    ((sold,),) = ask("SELECT count(*) FROM sales WHERE line_type = 'sale'")
    assert priced == [(sold, sold)]


def test_after_the_last_sales_every_product_stands_at_its_list_price(ask):
    assert ask(
        "SELECT count(*) FROM (SELECT DISTINCT ON (product_id, channel) product_id, gross_price "
        "FROM prices ORDER BY product_id, channel, valid_from DESC) JOIN products "
        "USING (product_id) WHERE gross_price <> list_price"
    ) == [(0,)]
