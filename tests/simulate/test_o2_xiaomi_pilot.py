"""The pilot of o2-xiaomi is drawn by lot, is over before the programme, and adds what it says."""

from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from showfloor.simulate import write_o2_xiaomi_pilot
from showfloor.simulate.o2_xiaomi_network import LOCKED_FROM, generate_network
from showfloor.simulate.o2_xiaomi_pilot import EFFECT, STORES, pilot_areas
from showfloor.simulate.o2_xiaomi_programme import START

SEED = 20210301


@pytest.fixture(scope="module")
def pilot(tmp_path_factory):
    return write_o2_xiaomi_pilot(tmp_path_factory.mktemp("pilot"))


def test_the_pilot_adds_the_stated_share_of_own_units(pilot):
    spread = (EFFECT * (1 - EFFECT) / pilot.sold) ** 0.5
    assert pilot.units / pilot.sold == pytest.approx(EFFECT, abs=3 * spread)


def test_its_files_hold_what_it_says_that_it_added(pilot):
    sales = pq.read_table(pilot.files["sales"]).to_pydict()
    assert sum(sales["units"]) == pilot.units
    assert sum(sales["revenue"]) * 100 == pilot.revenue


def test_it_adds_only_own_products_in_its_stores_while_its_areas_stand(pilot):
    sales = pq.read_table(pilot.files["sales"]).to_pydict()
    opened = {area.store_id: (area.selling_from, area.selling_to) for area in pilot.areas}
    for store, day in zip(sales["store_id"], sales["date"], strict=True):
        assert opened[store][0] <= day < opened[store][1]
    assert set(sales["source"]) == {"o2-pilot"}


def test_its_areas_are_over_before_the_shops_close_and_the_programme_starts(pilot):
    assert len(pilot.areas) == STORES == len({area.store_id for area in pilot.areas})
    assert all(area.selling_to <= LOCKED_FROM < START for area in pilot.areas)
    assert all(
        area.installed_from == area.selling_from - timedelta(weeks=1) for area in pilot.areas
    )


def test_it_is_drawn_among_ordinary_shops_and_another_seed_draws_others(pilot):
    network = generate_network(SEED)
    kinds = {store.store_id: store.kind for store in network.stores}
    assert {kinds[area.store_id] for area in pilot.areas} <= {"standard", "partner"}
    again, other = pilot_areas(network, SEED), pilot_areas(network, SEED + 1)
    assert again == pilot.areas
    assert {a.store_id for a in other} != {a.store_id for a in again}
