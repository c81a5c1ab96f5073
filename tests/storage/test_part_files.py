"""Parts of a certificate are written and read back exactly; what is not as documented is named."""

from __future__ import annotations

import json
import math
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Part, Prices, Split
from showfloor.errors import DataError
from showfloor.storage.plan_files import read_plan, write_plan
from showfloor.storage.prices_file import prices_bytes, read_prices

CUTS = tuple(item.name for item in fields(Prices) if item.name.startswith(("cut_", "entry_")))
OWN = {
    *("crew_region", "crew_week", "crew_days", "crew_weights", "crew_limit", "crew_price"),
    *("split", "spillover_pair", "spillover_week", "spillover_price", "spillover_exact"),
    *CUTS,
}
"""What a part's leaf has, from the text of the format."""
SPLIT = Split("", "Ü", "wall", 0, 3, 2, at_most=True)
FIRST = Prices(
    crew_region=np.array(["Ü"]),
    crew_week=np.array([3]),
    crew_days=np.array([2, 3]),
    crew_weights=np.array([[1.0, 2.0]]),
    crew_limit=np.array([3.0]),
    crew_price=np.array([1e-300]),
    split=np.array([0.5]),
    spillover_pair=np.array([4, 4]),
    spillover_week=np.array([0, 1]),
    spillover_price=np.array([0.25, 0.125]),
    spillover_exact=np.array([2, 7]),
)
SECOND = replace(
    FIRST,
    split=np.array([2.5]),
    cut_region=np.array(["Ü"]),
    cut_from=np.array([0]),
    cut_weeks=np.array([2]),
    cut_limit=np.array([3.0]),
    cut_price=np.array([0.25]),
    entry_cut=np.array([0, 0]),
    entry_store=np.array(["köln", ""]),
    entry_format=np.array(["wall", "table"]),
    entry_start=np.array([1, 0]),
    entry_weight=np.array([3, 2]),
)
WHOLE = Prices(budget=np.array([0.25]), crew_days=np.array([1]))
PARTS = (
    Part(("Ü",), (Leaf(FIRST, (SPLIT,)), Leaf(SECOND, (replace(SPLIT, at_most=False),)))),
    Part(
        ("", "DE-NW"),
        (
            Leaf(Prices(split=np.array([1.0])), (replace(SPLIT, region=""),)),
            Leaf(Prices(split=np.array([0.0])), (replace(SPLIT, region="", at_most=False),)),
        ),
    ),
)
CERTIFICATE = Certificate(
    "feasible", 1.0, 2.0, math.nan, 0.5, 1.0, 7, leaves=(Leaf(WHOLE),), parts=PARTS
)


@pytest.fixture
def out(tmp_path):
    inputs = {"programme": tmp_path / "programme.toml"}
    inputs["programme"].write_text("programme\n")
    write_plan(tmp_path / "out", (), (), CERTIFICATE, inputs)
    return tmp_path / "out"


def same_leaves(first, second):
    return [leaf.path for leaf in first] == [leaf.path for leaf in second] and all(
        np.array_equal(getattr(a.prices, item.name), getattr(b.prices, item.name))
        and getattr(a.prices, item.name).dtype.kind == getattr(b.prices, item.name).dtype.kind
        for a, b in zip(first, second, strict=True)
        for item in fields(Prices)
    )


def test_parts_come_back_as_they_were_written(out):
    found = read_plan(out).certificate
    assert same_leaves(found.leaves, CERTIFICATE.leaves)
    assert [part.regions for part in found.parts] == [("Ü",), ("", "DE-NW")]
    for part, stored in zip(PARTS, found.parts, strict=True):
        assert same_leaves(part.leaves, stored.leaves)


def test_the_files_are_as_the_format_says(out):
    content = json.loads((out / "certificate.json").read_text(encoding="utf-8"))
    assert content["format"] == "showfloor-certificate-4"
    assert content["leaves"] == [{"path": []}]
    first, second = content["parts"]
    assert first["regions"] == ["Ü"]
    assert second["regions"] == ["", "DE-NW"]
    assert [len(leaf["path"]) for leaf in (*first["leaves"], *second["leaves"])] == [1] * 4
    with np.load(out / "prices.npz", allow_pickle=False) as arrays:
        names = set(arrays.files)
        assert arrays["p0/1/cut_limit"].tolist() == [3.0]
    with_cuts = {f"p0/1/{name}" for name in OWN}
    without = {f"{leaf}/{name}" for leaf in ("p0/0", "p1/0", "p1/1") for name in OWN - {*CUTS}}
    assert {name for name in names if name.startswith("p")} == with_cuts | without


def test_a_certificate_without_parts_says_so(tmp_path):
    inputs = {"programme": tmp_path / "programme.toml"}
    inputs["programme"].write_text("programme\n")
    write_plan(tmp_path / "out", (), (), replace(CERTIFICATE, parts=()), inputs)
    content = json.loads((tmp_path / "out" / "certificate.json").read_text(encoding="utf-8"))
    assert content["parts"] == []
    assert read_plan(tmp_path / "out").certificate.parts == ()


def test_the_ten_arrays_of_cuts_may_be_there_without_a_cut(out):
    # as in the certificate's own leaves
    path = out / "prices.npz"
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    kept |= {f"p1/0/{name}": getattr(Prices(), name) for name in CUTS}
    np.savez(path, **kept)
    assert read_plan(out).certificate.parts[1].leaves[0].prices.cut_region.shape == (0,)


def test_prices_that_belong_to_all_stores_are_not_written_into_a_part():
    budget = replace(FIRST, budget=np.array([1.0]))
    with pytest.raises(DataError, match="p1/1/budget: a part's leaf has no such prices"):
        prices_bytes([WHOLE], [[FIRST, FIRST], [FIRST, budget]])


STRANGE = ("budget", "supply", "quota", "other", "pace", "holdout", "wave_price", "wave_of")


@pytest.mark.parametrize("name", STRANGE)
def test_a_part_with_a_price_that_belongs_to_all_stores_is_refused_even_if_empty(out, name):
    change(out / "prices.npz", lambda entries: entries.update({f"p0/1/{name}": np.zeros(0)}))
    with pytest.raises(DataError, match=rf"each price of 5 leaves once; see p0/1/{name}\.npy"):
        read_plan(out)


@pytest.mark.parametrize("name", ["crew_price", "split", "spillover_exact", "entry_cut"])
def test_a_part_without_one_of_its_prices_is_refused(out, name):
    change(out / "prices.npz", lambda entries: entries.pop(f"p0/1/{name}"))
    with pytest.raises(DataError, match=rf"p0/1/{name}"):
        read_plan(out)


@pytest.mark.parametrize(
    "name", ["p2/0/split", "p0/2/split", "p00/1/split", "p/0/split", "p0/split"]
)
def test_a_leaf_or_part_that_certificate_json_does_not_name_is_refused(out, name):
    change(out / "prices.npz", lambda entries: entries.update({name: np.zeros(0)}))
    with pytest.raises(DataError, match=rf"once; see {name}\.npy"):
        read_plan(out)


def test_an_array_of_a_part_that_stands_twice_is_refused(out):
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(out / "prices.npz", "a") as archive,
    ):
        archive.writestr("p0/1/split.npy", archive.read("p0/1/split.npy"))
    with pytest.raises(DataError, match=r"once; see p0/1/split\.npy"):
        read_plan(out)


def test_damaged_arrays_of_a_part_name_their_leaf(out):
    change(out / "prices.npz", lambda entries: entries.update({"p0/1/split": np.array([1])}))
    with pytest.raises(DataError, match="p0/1/split: must be float64"):
        read_plan(out)
    turned = {"p0/1/split": np.array([2.5]), "p0/1/entry_cut": np.array([0, 1])}
    change(out / "prices.npz", lambda entries: entries.update(turned))
    with pytest.raises(DataError, match=r"p0/1/entry_cut\[1\]: is 1, there are 1 cuts"):
        read_plan(out)


def change(path, how):
    """Write the archive anew with its arrays changed."""
    with np.load(path, allow_pickle=False) as arrays:
        entries = {name: arrays[name] for name in arrays.files}
    how(entries)
    np.savez(path, **entries)


LEAVES = [{"path": []}, {"path": []}]
BROKEN = {
    "no list": ({}, "parts: must be a list of"),
    "a part that is none": ([1], "parts: must be a list of"),
    "regions as one text": ([{"regions": "DE-NW", "leaves": LEAVES}], "parts: must be a list"),
    "a region without a name": ([{"regions": [None], "leaves": LEAVES}], "parts: must be a list"),
    "no leaves": ([{"regions": ["R"]}], "parts: must be a list of"),
    "an unknown key": ([{"regions": ["R"], "leaves": [], "bound": 1}], "parts: must be a list of"),
    "a leaf without a path": (
        [{"regions": ["R"], "leaves": LEAVES}, {"regions": ["Q"], "leaves": [{}]}],
        'parts[1].leaves: must be a list of {"path": [...]}',
    ),
    "half a split": (
        [{"regions": ["R"], "leaves": [{"path": [{"store_id": "a"}]}]}],
        "parts[0].leaves: each split of a path must have store_id, region",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_parts_that_are_not_as_documented_name_their_place(out, fault):
    value, says = BROKEN[fault]
    path = out / "certificate.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "parts": value}))
    with pytest.raises(DataError) as caught:
        read_plan(out)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_with_parts_read_for_a_certificate_without_them_is_refused(tmp_path):
    path = tmp_path / "prices.npz"
    path.write_bytes(prices_bytes([WHOLE], [[FIRST, SECOND]]))
    assert len(read_prices(path, 1, parts=(2,))) == 3
    for counts in ((), (1,), (1, 1), (3,)):
        with pytest.raises(DataError, match="must hold each price"):
            read_prices(path, 1, parts=counts)
