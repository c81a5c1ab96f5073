"""A plan's folder is written whole, sealed by digests, and read back exactly or refused."""

from __future__ import annotations

import json
import math
import zipfile
from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import numpy as np
import pytest

from showfloor.domain.certificate import Certificate, Leaf, Prices, Split
from showfloor.domain.plan import DrawnStore, Holding, PlannedArea, PreviousChoice, PreviousPlan
from showfloor.errors import DataError
from showfloor.storage.plan_files import check_digests, read_plan, read_previous, write_plan

WEEK0, WEEK1 = date(2021, 3, 1), date(2021, 3, 8)
AREAS = (
    PlannedArea("köln", "wall", WEEK0, WEEK1, 1234.565),
    PlannedArea("a, b", "table", WEEK1, date(2021, 3, 15), -0.001),
)
HOLDOUT = (Holding("z", "DE-NW | live"), Holding("y", "DE-NW | live"))
PRICES = Prices(
    budget=np.array([0.25, 0.5]),
    crew_region=np.array(["DE-NW", "Ü"]),
    crew_week=np.array([0, 3]),
    crew_days=np.array([2, 3]),
    crew_weights=np.array([[1.0, 2.0], [0.0, 1.0]]),
    crew_limit=np.array([3.0, 1.0]),
    crew_price=np.array([0.1, 1e-300]),
    wave_store=np.array(["a, b"]),
    wave_of=np.array([0]),
    wave_week=np.array([2]),
    wave_side=np.array([-1]),
    wave_price=np.array([7.5]),
    other=np.array([0.25]),
)
CERTIFICATE = Certificate(
    status="feasible",
    objective=1234.5640000000001,
    upper_bound=1300.0,
    solver_bound=math.nan,
    gap=0.0503,
    seconds=1.25,
    seed=7,
    leaves=(Leaf(PRICES),),
    software="showfloor 0.1.0",
)


@pytest.fixture
def inputs(tmp_path):
    paths = {}
    for name in ("programme", "stores", "options"):
        paths[name] = tmp_path / f"{name}.csv"
        paths[name].write_text(f"{name} 12345\n")
    return paths


@pytest.fixture
def written(tmp_path, inputs):
    out = tmp_path / "plans" / "first"
    return out, write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs)


def same_prices(first, second):
    return all(
        np.array_equal(getattr(first, item.name), getattr(second, item.name))
        for item in fields(Prices)
    )


def test_plan_csv_is_sorted_by_store_with_mondays_and_values_to_cents(written):
    out, _ = written
    # 1234.565 is half a cent: to the even cent; -0.001 is no negative zero
    assert (out / "plan.csv").read_bytes().decode() == (
        "store_id,format_id,start_week,selling_week,value\n"
        '"a, b",table,2021-03-08,2021-03-15,0.00\n'
        "köln,wall,2021-03-01,2021-03-08,1234.56\n"
    )


def test_holdout_csv_is_sorted_by_store(written):
    out, _ = written
    assert (out / "holdout.csv").read_bytes().decode() == (
        "store_id,stratum\ny,DE-NW | live\nz,DE-NW | live\n"
    )


def test_a_plan_comes_back_as_it_was_written(written):
    out, sealed = written
    stored = read_plan(out)
    assert [area.store_id for area in stored.areas] == ["a, b", "köln"]
    assert stored.areas[1] == replace(AREAS[0], value=1234.56)
    assert stored.holdout == tuple(sorted(HOLDOUT, key=lambda held: held.store_id))
    assert same_prices(stored.certificate.leaves[0].prices, PRICES)
    read, claimed = (replace(c, leaves=(), solver_bound=0.0) for c in (stored.certificate, sealed))
    assert read == claimed
    assert math.isnan(stored.certificate.solver_bound)


def test_the_certificate_seals_every_input_and_output(written, inputs):
    out, sealed = written
    assert set(sealed.inputs) == {"programme", "stores", "options"}
    assert set(sealed.outputs) == {"plan.csv", "holdout.csv", "prices.npz"}
    # coreutils: printf 'stores 12345\n' | sha256sum
    assert (
        sealed.inputs["stores"]
        == "0febba67b55847dd0628e3a7511c2b263d0ececf34883a6568e979b9a672dccb"
    )
    assert check_digests(out, inputs) == ()
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]


def test_the_same_plan_gives_the_same_bytes(tmp_path, inputs):
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        write_plan(folder, AREAS[::-1], HOLDOUT[::-1], CERTIFICATE, inputs)
        write_plan(folder, AREAS, HOLDOUT, CERTIFICATE, inputs)
    for name in ("plan.csv", "holdout.csv", "prices.npz", "certificate.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


@pytest.mark.parametrize("name", ["plan.csv", "holdout.csv", "prices.npz"])
def test_one_changed_byte_of_an_output_names_the_file(written, inputs, name):
    out, sealed = written
    data = bytearray((out / name).read_bytes())
    data[len(data) // 2] ^= 1
    (out / name).write_bytes(bytes(data))
    ((file, expected, found),) = check_digests(out, inputs)
    assert (file, expected) == (name, sealed.outputs[name])
    assert found != expected


def why_unreadable(out):
    try:
        read_plan(out)
    except DataError as error:
        return str(error)
    return ""


def test_every_digit_of_the_plan_changed_once_names_plan_csv(written, inputs):
    out, _ = written
    text = (out / "plan.csv").read_text(encoding="utf-8")
    digits = [place for place, character in enumerate(text) if character.isdigit()]
    for place in digits:
        other = str((int(text[place]) + 1) % 10)
        (out / "plan.csv").write_text(text[:place] + other + text[place + 1 :], encoding="utf-8")
        assert [file for file, _, _ in check_digests(out, inputs)] == ["plan.csv"]
        said = why_unreadable(out)
        assert not said or "plan.csv differs from the certified one" in said
    assert len(digits) > 30


@pytest.mark.parametrize("name", ["programme", "stores", "options"])
def test_one_changed_digit_of_an_input_names_the_file(written, inputs, name):
    out, _ = written
    inputs[name].write_text(f"{name} 12346\n")
    assert [file for file, _, _ in check_digests(out, inputs)] == [f"{name} ({name}.csv)"]


def test_missing_and_additional_files_are_named(written, inputs, tmp_path):
    out, sealed = written
    (out / "holdout.csv").unlink()
    areas = tmp_path / "areas.csv"
    areas.write_text("x")
    given = {"programme": inputs["programme"], "options": tmp_path / "gone.csv", "areas": areas}
    changed = {file: (expected, found) for file, expected, found in check_digests(out, given)}
    assert changed["holdout.csv"] == (sealed.outputs["holdout.csv"], "missing")
    assert changed["stores"] == (sealed.inputs["stores"], "missing")
    assert changed["options (gone.csv)"] == (sealed.inputs["options"], "missing")
    assert changed["areas (areas.csv)"][0] == "none"
    assert len(changed) == 4


def test_an_infeasible_programme_leaves_an_empty_plan_and_its_conflict(tmp_path, inputs):
    nan = math.nan
    certificate = Certificate("infeasible", nan, nan, nan, nan, 0.5, 1)
    out = tmp_path / "out"
    write_plan(out, (), (), certificate, inputs, conflict=("promise a", "budget 10.00"))
    assert (out / "plan.csv").read_text() == "store_id,format_id,start_week,selling_week,value\n"
    content = json.loads((out / "certificate.json").read_text())
    assert content["conflict"] == ["promise a", "budget 10.00"]
    assert content["objective"] is None
    stored = read_plan(out)
    assert (stored.areas, stored.holdout) == ((), ())
    assert stored.certificate.status == "infeasible"
    assert stored.certificate.conflict == ("promise a", "budget 10.00")
    assert math.isnan(stored.certificate.upper_bound)


def test_an_unreadable_input_leaves_the_old_plan_as_it_was(written, inputs, tmp_path):
    out, _ = written
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(DataError, match="gone"):
        write_plan(out, (), (), CERTIFICATE, {**inputs, "stores": tmp_path / "gone"})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_the_prices_are_arrays_that_numpy_reads_without_pickles(written):
    out, _ = written
    with np.load(out / "prices.npz", allow_pickle=False) as arrays:
        assert set(arrays.files) == {f"0/{item.name}" for item in fields(Prices)}
        assert arrays["0/crew_weights"].tolist() == [[1.0, 2.0], [0.0, 1.0]]
        assert arrays["0/crew_region"].tolist() == ["DE-NW", "Ü"]
        assert arrays["0/supply"].shape == (0,)


BROKEN_LINES = {
    "a Tuesday": ("2021-03-01", "2021-03-02", "line 3, column start_week: 2021-03-02 is a Tuesday"),
    "no value": ("1234.56", "", "line 3, column value: is empty"),
    "a value that is no number": ("1234.56", "nan", "line 3, column value: 'nan'"),
    "another column": ("value", "worth", "unknown column 'worth'"),
}


@pytest.mark.parametrize("name", BROKEN_LINES)
def test_a_plan_that_cannot_be_read_names_line_and_reason(written, name):
    out, _ = written
    old, new, says = BROKEN_LINES[name]
    text = (out / "plan.csv").read_text(encoding="utf-8")
    (out / "plan.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_plan(out)
    assert says in str(caught.value)
    assert "plan.csv differs from the certified one" in str(caught.value)


BROKEN_JSON = {
    "no JSON": (None, None, "is not JSON"),
    "another format": ("format", "showfloor-certificate-9", "format is"),
    "an unknown status": ("status", "best", "status:"),
    "text for a number": ("objective", "12", "objective: must be a number or null"),
    "true for a number": ("gap", True, "gap:"),
    "a number too large": ("upper_bound", 10**400, "upper_bound:"),
    "a seed of a half": ("seed", 0.5, "seed:"),
    "eight days": ("trading_days", [0, 7], "trading_days:"),
    "days out of order": ("trading_days", [1, 0], "trading_days:"),
    "leaves with more": ("leaves", [{"path": [], "free": []}], "leaves:"),
    "a path of something else": ("leaves", [{"path": [["a", "wall"]]}], "leaves:"),
    "a leaf of the format before": ("leaves", [{"fixed": []}], "leaves:"),
    "digests that are numbers": ("inputs", {"stores": 3}, "inputs:"),
    "a conflict that is one text": ("conflict", "all", "conflict:"),
    "an unknown key": ("best", 1, "unknown or missing key"),
}


@pytest.mark.parametrize("name", BROKEN_JSON)
def test_a_damaged_certificate_names_its_key(written, inputs, name):
    out, _ = written
    key, value, says = BROKEN_JSON[name]
    path = out / "certificate.json"
    if key is None:
        path.write_text(path.read_text()[:-10])
    else:
        path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    for read in (lambda: read_plan(out), lambda: check_digests(out, inputs)):
        with pytest.raises(DataError) as caught:
            read()
        assert says in str(caught.value)


def test_a_missing_certificate_or_key_is_refused(written):
    out, _ = written
    path = out / "certificate.json"
    content = json.loads(path.read_text())
    del content["seed"]
    path.write_text(json.dumps(content))
    with pytest.raises(DataError, match="seed: unknown or missing key"):
        read_plan(out)
    path.unlink()
    with pytest.raises(DataError, match="does not exist"):
        read_plan(out)


def replace_entry(path, name, data):
    """Write the archive anew with one entry's bytes replaced, removed (None) or added."""
    with zipfile.ZipFile(path) as archive:
        entries = {item: archive.read(item) for item in archive.namelist()}
    entries[name] = data
    with zipfile.ZipFile(path, "w") as archive:
        for item, content in entries.items():
            if content is not None:
                archive.writestr(item, content)


def npy(array, allow_pickle=False):
    stream = BytesIO()
    np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=allow_pickle)
    return stream.getvalue()


BROKEN_ARRAYS = {
    "one is missing": (None, "must hold each price"),
    "a pickle": (npy(np.array([object()]), allow_pickle=True), "must be float64"),
    "whole numbers for floats": (npy(np.array([1, 2])), "must be float64"),
    "two dimensions": (npy(np.array([[0.25, 0.5]])), "number of dimensions"),
    "cut short": (npy(np.array([0.25, 0.5]))[:-1], "its size is not what its header says"),
    "no array": (b"nothing", "is no npy array"),
    "a huge shape": (
        npy(np.array([0.25, 0.5])).replace(b"(2,)", b"(9999999999,)"),
        "prices.npz: 0/budget",
    ),
}


@pytest.mark.parametrize("name", BROKEN_ARRAYS)
def test_prices_that_are_not_as_documented_are_refused(written, name):
    out, _ = written
    data, says = BROKEN_ARRAYS[name]
    replace_entry(out / "prices.npz", "0/budget.npy", data)
    with pytest.raises(DataError) as caught:
        read_plan(out)
    assert says in str(caught.value)
    assert "prices.npz differs from the certified one" in str(caught.value)


def test_an_archive_that_could_unfold_to_anything_is_refused(written):
    out, _ = written
    with zipfile.ZipFile(out / "prices.npz") as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(out / "prices.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    with pytest.raises(DataError, match="stored without compression"):
        read_plan(out)


def test_a_price_nobody_knows_and_a_file_that_is_no_archive_are_refused(written):
    out, _ = written
    path = out / "prices.npz"
    replace_entry(path, "0/tax.npy", npy(np.zeros(1)))
    with pytest.raises(DataError, match=r"0/tax\.npy"):
        read_plan(out)
    path.write_bytes(b"PK nothing")
    with pytest.raises(DataError, match="no readable npz archive"):
        read_plan(out)
    path.unlink()
    with pytest.raises(DataError, match="does not exist"):
        read_plan(out)


LATER = ("other", "pace", "split", "spillover_exact")
CUTS = tuple(item.name for item in fields(Prices) if item.name.startswith(("cut_", "entry_")))


def as_format(number, out):
    """Turn a folder into what an earlier format wrote: 1, 2 or 3."""
    path = out / "certificate.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content |= {"format": f"showfloor-certificate-{number}"}
    del content["parts"]
    if number == 1:
        del content["change_cost"]
        content |= {"leaves": [{"fixed": []}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    for name in {1: (*LATER, *CUTS), 2: CUTS, 3: ()}[number]:
        replace_entry(out / "prices.npz", f"0/{name}.npy", None)


def test_a_folder_of_the_first_format_is_read_with_empty_later_fields(written):
    out, sealed = written
    as_format(1, out)
    older = read_plan(out).certificate
    prices = older.leaves[0].prices
    for name in (*LATER, *CUTS):
        assert getattr(prices, name).shape == (0,)
    assert prices.other.dtype == np.float64
    assert prices.spillover_exact.dtype == np.int64
    assert prices.entry_weight.dtype == np.int64
    assert same_prices(replace(prices, other=PRICES.other), PRICES)
    assert older.leaves[0].path == ()
    assert older.change_cost == 0.0
    assert older.objective == sealed.objective


def test_a_folder_of_the_second_format_is_read_without_crew_cuts(written):
    out, sealed = written
    as_format(2, out)
    older = read_plan(out).certificate
    assert same_prices(older.leaves[0].prices, PRICES)
    assert older.objective == sealed.objective


def test_a_folder_of_the_third_format_is_read_without_parts(written):
    out, sealed = written
    as_format(3, out)
    older = read_plan(out).certificate
    assert same_prices(older.leaves[0].prices, PRICES)
    assert older.parts == ()
    assert older.objective == sealed.objective


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_folder_of_an_earlier_format_cannot_have_parts(written, number):
    out, _ = written
    as_format(number, out)
    path = out / "certificate.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "parts": []}))
    with pytest.raises(DataError, match="parts: unknown or missing key"):
        read_plan(out)


@pytest.mark.parametrize("name", LATER)
@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_folder_of_a_later_format_must_have_every_field(written, name, number):
    out, _ = written
    if number < 4:
        as_format(number, out)
    replace_entry(out / "prices.npz", f"0/{name}.npy", None)
    with pytest.raises(DataError, match=rf"0/{name}\.npy"):
        read_plan(out)


def test_a_leaf_of_the_first_format_that_fixes_something_is_refused(written):
    out, _ = written
    as_format(1, out)
    path = out / "certificate.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "leaves": [{"fixed": [["a", "wall", 0]]}]}))
    with pytest.raises(DataError, match="fixed must be empty"):
        read_plan(out)


SIDES = tuple(Split("", "DE-NW", "wall", 0, 3, 2, at_most=side) for side in (True, False))
BELOW = tuple(Split("köln", "", "", 1, 1, 0, at_most=side) for side in (True, False))
PATHS = ((SIDES[0],), (SIDES[1], BELOW[0]), (SIDES[1], BELOW[1]))


def divided():
    leaves = tuple(
        Leaf(replace(PRICES, split=np.arange(len(path)) + 0.5), path=path) for path in PATHS
    )
    return replace(CERTIFICATE, leaves=leaves, change_cost=12.5)


def test_the_paths_of_leaves_and_the_cost_of_change_come_back(tmp_path, inputs):
    out = tmp_path / "out"
    write_plan(out, AREAS, HOLDOUT, divided(), inputs)
    stored = read_plan(out).certificate
    assert tuple(leaf.path for leaf in stored.leaves) == PATHS
    assert [leaf.prices.split.tolist() for leaf in stored.leaves] == [[0.5], [0.5, 1.5], [0.5, 1.5]]
    assert stored.change_cost == 12.5
    content = json.loads((out / "certificate.json").read_text())
    assert content["leaves"][0] == {
        "path": [
            {
                "store_id": "",
                "region": "DE-NW",
                "format_id": "wall",
                "from_week": 0,
                "to_week": 3,
                "count": 2,
                "at_most": True,
            }
        ]
    }


BROKEN_SPLITS = {
    "a number for a name": {"region": 7},
    "half a week": {"from_week": 0.5},
    "true for a count": {"count": True},
    "a number for a side": {"at_most": 1},
    "a count too large": {"count": 10**12},
    "an unknown key": {"weight": 1},
}


@pytest.mark.parametrize("name", BROKEN_SPLITS)
def test_a_split_that_is_not_as_documented_is_refused(tmp_path, inputs, name):
    out = tmp_path / "out"
    write_plan(out, AREAS, HOLDOUT, divided(), inputs)
    path = out / "certificate.json"
    content = json.loads(path.read_text())
    content["leaves"][1]["path"][0] |= BROKEN_SPLITS[name]
    path.write_text(json.dumps(content))
    with pytest.raises(DataError, match=r"leaves: .*split"):
        read_plan(out)


@pytest.mark.parametrize("value", [-0.5, None, "1"])
def test_a_cost_of_change_that_is_no_amount_is_refused(written, value):
    out, _ = written
    path = out / "certificate.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "change_cost": value}))
    with pytest.raises(DataError, match="change_cost"):
        read_plan(out)


DRAWN = (
    DrawnStore("c2", "z", None, None, "wall", WEEK0, 0.5),
    DrawnStore("c2", "köln", "wall", WEEK0, None, None, 0.5),
    DrawnStore("c1", "a, b", "table", WEEK1, "table", WEEK1, 1 / 3),
)


def test_a_draw_is_written_by_cell_and_store_and_comes_back_to_the_last_digit(tmp_path, inputs):
    out = tmp_path / "out"
    sealed = write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs, drawn=DRAWN)
    assert (out / "experiment.csv").read_text(encoding="utf-8") == (
        "cell,store_id,planned_format_id,planned_start_week,format_id,start_week,probability\n"
        'c1,"a, b",table,2021-03-08,table,2021-03-08,0.3333333333333333\n'
        "c2,köln,wall,2021-03-01,,,0.5\n"
        "c2,z,,,wall,2021-03-01,0.5\n"
    )
    assert "experiment.csv" in sealed.outputs
    assert read_plan(out).drawn == (DRAWN[2], DRAWN[1], DRAWN[0])
    assert check_digests(out, inputs) == ()


def test_a_plan_without_a_draw_leaves_no_draw_of_the_plan_before(tmp_path, inputs):
    out = tmp_path / "out"
    write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs, drawn=DRAWN)
    write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs)
    assert not (out / "experiment.csv").exists()
    assert read_plan(out).drawn == ()


def test_a_draw_changed_removed_or_slipped_in_is_named(tmp_path, inputs):
    out = tmp_path / "out"
    sealed = write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs, drawn=DRAWN)
    path = out / "experiment.csv"
    whole = path.read_text(encoding="utf-8")
    for place in (place for place, letter in enumerate(whole) if letter.isdigit()):
        digit = str((int(whole[place]) + 1) % 10)
        path.write_text(whole[:place] + digit + whole[place + 1 :], encoding="utf-8")
        assert [file for file, _, _ in check_digests(out, inputs)] == ["experiment.csv"]
        said = why_unreadable(out)
        assert not said or "experiment.csv differs from the certified one" in said
    path.unlink()
    missing = ("experiment.csv", sealed.outputs["experiment.csv"], "missing")
    assert check_digests(out, inputs) == (missing,)
    assert "experiment.csv does not exist" in why_unreadable(out)
    write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs)
    path.write_text(whole, encoding="utf-8")
    assert [(file, expected) for file, expected, _ in check_digests(out, inputs)] == [
        ("experiment.csv", "none")
    ]


def test_half_a_decision_in_a_draw_is_refused_with_its_line(tmp_path, inputs):
    out = tmp_path / "out"
    half = replace(DRAWN[1], planned_start_week=None)
    write_plan(out, AREAS, HOLDOUT, CERTIFICATE, inputs, drawn=(half,))
    says = "line 2, column planned_start_week: state planned_format_id and planned_start_week"
    with pytest.raises(DataError, match=says):
        read_plan(out)


def test_an_earlier_plan_is_read_from_its_plan_csv(written, inputs):
    out, sealed = written
    previous = read_previous(out / "plan.csv", 250.0)
    assert previous == PreviousPlan(
        (PreviousChoice("a, b", "table", WEEK1), PreviousChoice("köln", "wall", WEEK0)), 250.0
    )
    again = write_plan(
        out.with_name("second"), (), (), sealed, {**inputs, "previous": out / "plan.csv"}
    )
    assert again.inputs["previous"] == sealed.outputs["plan.csv"]


BROKEN_EARLIER = {
    "a store twice": ("b,t,2021-03-01,2021-03-08,1.00\n" * 2, "line 3, column store_id: b stands"),
    "a Tuesday": ("b,t,2021-03-02,2021-03-08,1.00\n", "line 2, column start_week: 2021-03-02 is"),
    "a field too few": ("b,t,2021-03-01,2021-03-08\n", "line 2: has 4 fields"),
}


@pytest.mark.parametrize("name", BROKEN_EARLIER)
def test_an_earlier_plan_that_is_wrong_is_refused_with_line_and_reason(tmp_path, name):
    rows, says = BROKEN_EARLIER[name]
    path = tmp_path / "plan.csv"
    path.write_text("store_id,format_id,start_week,selling_week,value\n" + rows)
    with pytest.raises(DataError, match=says):
        read_previous(path, 0.0)


@pytest.mark.parametrize("cost", [-1.0, math.nan, math.inf])
def test_a_change_costs_a_number_of_nothing_or_more(written, cost):
    with pytest.raises(DataError, match="cost of a change"):
        read_previous(written[0] / "plan.csv", cost)


def test_a_price_of_a_leaf_that_is_not_there_is_refused(written):
    out, _ = written
    replace_entry(out / "prices.npz", "1/other.npy", npy(np.zeros(1)))
    with pytest.raises(DataError, match=r"1/other\.npy"):
        read_plan(out)
