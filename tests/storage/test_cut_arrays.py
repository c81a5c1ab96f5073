"""Crew cuts are written and read back exactly; what is not as documented names file and array."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Prices
from showfloor.errors import DataError
from showfloor.storage.plan_files import read_plan, write_plan
from showfloor.storage.prices_file import prices_bytes, read_prices

CUTS = ("cut_region", "cut_from", "cut_weeks", "cut_limit", "cut_price")
ENTRIES = ("entry_cut", "entry_store", "entry_format", "entry_start", "entry_weight")
EMPTY = Prices()
PRICES = Prices(
    cut_region=np.array(["DE-NW", "Ü"]),
    cut_from=np.array([0, 3]),
    cut_weeks=np.array([2, 1]),
    cut_limit=np.array([3.0, 1.0]),
    cut_price=np.array([0.25, 1e-300]),
    entry_cut=np.array([0, 0, 1]),
    entry_store=np.array(["köln", "", ""]),
    entry_format=np.array(["wall", "table", "wall"]),
    entry_start=np.array([1, 0, 2]),
    entry_weight=np.array([3, 2, 1]),
)


def written(tmp_path, *leaves):
    path = tmp_path / "prices.npz"
    path.write_bytes(prices_bytes(leaves))
    return path


def repacked(path, keep):
    """Write the archive anew with the arrays whose entry `keep` says yes to."""
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in arrays.files if keep(name)}
    np.savez(path, **kept)


def refused(path, leaves=1, **asked):
    with pytest.raises(DataError) as caught:
        read_prices(path, leaves, **asked)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_cuts_come_back_as_they_were_written(tmp_path):
    (found,) = read_prices(written(tmp_path, PRICES), 1)
    for item in fields(Prices):
        kept, stored = getattr(PRICES, item.name), getattr(found, item.name)
        assert np.array_equal(kept, stored), item.name
        assert stored.dtype.kind == kept.dtype.kind, item.name


def test_a_file_without_any_array_of_cuts_has_none(tmp_path):
    path = written(tmp_path, PRICES, PRICES)
    repacked(path, lambda name: not name.startswith(("1/cut_", "1/entry_")))
    first, second = read_prices(path, 2)
    assert first.cut_region.tolist() == ["DE-NW", "Ü"]
    for name in (*CUTS, *ENTRIES):
        assert getattr(second, name).shape == (0,)


@pytest.mark.parametrize("name", [*CUTS, *ENTRIES])
def test_some_of_the_ten_arrays_are_not_enough(tmp_path, name):
    path = written(tmp_path, EMPTY)
    repacked(path, lambda found: found != f"0/{name}")
    says = refused(path)
    assert f"0/{name}: is missing" in says
    assert "write all 10 arrays" in says


@pytest.mark.parametrize("number", [1, 2])
def test_cuts_in_a_file_of_an_earlier_format_are_refused(tmp_path, number):
    says = refused(written(tmp_path, PRICES), number=number)
    assert "0/cut_from: crew cuts need the format showfloor-certificate-3" in says
    assert "plan again" in says


BROKEN = {
    "cuts of unequal lengths": (
        {"cut_limit": np.array([3.0])},
        "1/cut_limit: has 1 numbers, cut_region 2; write cut_region, cut_from,",
    ),
    "entries of unequal lengths": (
        {"entry_store": np.array(["a"])},
        "1/entry_store: has 1 numbers, entry_cut 3; write entry_cut,",
    ),
    "entries that go back to an earlier cut": (
        {"entry_cut": np.array([0, 1, 0])},
        "1/entry_cut[2]: is 0 after 1; sort the entries by their cut",
    ),
    "an entry of a third cut of two": (
        {"entry_cut": np.array([0, 1, 2])},
        "1/entry_cut[2]: is 2, there are 2 cuts; name a cut from 0 to 1",
    ),
    "an entry before the first cut": ({"entry_cut": np.array([-1, 0, 1])}, "1/entry_cut[0]: is -1"),
    "entries without cuts": (
        {name: getattr(EMPTY, name) for name in CUTS},
        "1/entry_cut[0]: there is no cut; write the cut or no entry",
    ),
    "a negative weight": (
        {"entry_weight": np.array([3, -2, 1])},
        "1/entry_weight[1]: is -2; write a whole number, 0 or more",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_cuts_that_are_not_as_documented_name_file_array_and_place(tmp_path, fault):
    changes, says = BROKEN[fault]
    assert says in refused(written(tmp_path, EMPTY, replace(PRICES, **changes)), 2)


@pytest.mark.parametrize("name", ["entry_weight", "cut_from"])
def test_numbers_with_fractions_where_whole_ones_belong_are_refused(tmp_path, name):
    path = written(tmp_path, PRICES)
    with np.load(path, allow_pickle=False) as arrays:
        kept = {item: arrays[item] for item in arrays.files}
    kept[f"0/{name}"] = kept[f"0/{name}"] + 0.5
    np.savez(path, **kept)
    says = refused(path)
    assert f"0/{name}: must be int64 in C order, found float64; write whole numbers" in says


def test_a_plan_with_cuts_is_written_in_the_fourth_format_and_comes_back(tmp_path):
    inputs = {"programme": tmp_path / "programme.toml"}
    inputs["programme"].write_text("programme\n")
    certificate = Certificate("feasible", 1.0, 2.0, float("nan"), 0.5, 1.0, 7, (Leaf(PRICES),))
    write_plan(tmp_path / "out", (), (), certificate, inputs)
    content = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert content["format"] == "showfloor-certificate-4"
    (leaf,) = read_plan(tmp_path / "out").certificate.leaves
    assert leaf.prices.entry_store.tolist() == ["köln", "", ""]
