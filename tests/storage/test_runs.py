"""Promises of kept runs: whole, immutable, the same bytes for the same record."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from showfloor.domain.runs import RunRecord
from showfloor.errors import LedgerError
from showfloor.storage import RunStore


def _record(run_id: str, kind: str = "plan") -> RunRecord:
    return RunRecord(
        run_id=run_id,
        kind=kind,
        started_at=datetime(2021, 3, 1, 10, 15, tzinfo=UTC),
        ledger_version=3,
        parameters={"to": date(2021, 2, 28), "gap": 1e-4},
        seed=7,
        software="showfloor 0.1.0",
        result={"value": 12.5, "undefined": float("nan")},
        seconds={"solve": 1.25},
    )


def test_a_kept_run_reads_back_with_its_files_digests(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    other = tmp_path / "other.csv"
    other.write_bytes(b"b")
    folder = store.write(_record("r1"), {"plan.csv": b"a", "copy.csv": other})
    kept = store.read("r1")
    assert kept.files == {
        "plan.csv": hashlib.sha256(b"a").hexdigest(),
        "copy.csv": hashlib.sha256(b"b").hexdigest(),
    }
    assert kept.started_at == datetime(2021, 3, 1, 10, 15, tzinfo=UTC)
    assert kept.parameters == {"to": "2021-02-28", "gap": 1e-4}
    assert kept.result == {"value": 12.5, "undefined": None}
    assert folder == store.path("r1")
    assert (folder / "copy.csv").read_bytes() == b"b"
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["r1"]


def test_the_same_record_gives_the_same_bytes_in_key_order(tmp_path: Path) -> None:
    first = RunStore(tmp_path / "a").write(_record("r"), {"y": b"1", "x": b"2"})
    second = RunStore(tmp_path / "b").write(_record("r"), {"x": b"2", "y": b"1"})
    text = (first / "record.json").read_bytes()
    assert text == (second / "record.json").read_bytes()
    keys = list(json.loads(text))
    assert keys == sorted(keys)


def test_a_run_is_never_changed(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    store.write(_record("r"), {"x": b"1"})
    with pytest.raises(LedgerError, match="kept already"):
        store.write(_record("r"), {"x": b"2"})
    assert (store.path("r") / "x").read_bytes() == b"1"


def test_a_run_that_cannot_be_kept_leaves_nothing(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    with pytest.raises(LedgerError, match="could not be kept"):
        store.write(_record("r"), {"x": tmp_path / "missing"})
    assert store.list() == ()
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../x", "a/../b", "/a", "a//b", "a/.hidden", ".hidden", "record.json"]
)
def test_a_file_stays_inside_its_run(tmp_path: Path, name: str) -> None:
    with pytest.raises(LedgerError, match="cannot keep a file named"):
        RunStore(tmp_path).write(_record("r"), {name: b""})


def test_runs_list_by_kind_in_the_order_of_their_ids(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    for run_id, kind in (("3", "plan"), ("1", "plan"), ("2", "measure")):
        store.write(_record(run_id, kind), {})
    assert [run.run_id for run in store.list()] == ["1", "2", "3"]
    assert [run.run_id for run in store.list("plan")] == ["1", "3"]


def test_new_run_ids_sort_by_time_and_name_their_kind(tmp_path: Path) -> None:
    run_id = RunStore(tmp_path).new_run_id("measure")
    moment = datetime.strptime(run_id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
    assert "-measure-" in run_id


def test_a_missing_or_damaged_run_says_so(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    with pytest.raises(LedgerError, match="there is no run nine"):
        store.read("nine")
    (store.write(_record("r"), {}) / "record.json").write_text("{")
    with pytest.raises(LedgerError, match="damaged"):
        store.read("r")
