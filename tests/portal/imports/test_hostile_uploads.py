"""Files sent to do harm: names, sizes, bombs, formulas, and two at the same moment."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from showfloor.portal.imports.mending import bared, guarded
from showfloor.portal.imports.models import Delivery
from showfloor.portal.imports.names import LONGEST_KEPT, kept_name, shown_name
from showfloor.portal.imports.receiving import RECEIVING, Receiver, uploads_folder
from showfloor.portal.walls.reach import WHOLE_HOUSE, current_reach, within

from ..at_once import at_once  # noqa: TID252  # no package
from ..sending import send, table, work_here  # noqa: TID252  # no package

HEAD = b"source,date,store_id,product_id,line_no,units,revenue\n"


def _kept() -> list[Path]:
    return [path for path in uploads_folder().rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    [
        "../../../showfloor.toml",
        "..\\..\\showfloor.toml.csv",
        "/etc/passwd.csv",
        "a/../../b.csv",
        ".htaccess.csv",
        "sales\x00.csv",
        "sales[1]*?.csv",
        "-rf.csv",
        "sales\u202evsc.exe.csv",
        "x" * 240 + ".csv.gz",
        "Käufe Köln – März.csv",
        "<script>alert(1)</script>.csv",
    ],
)
def test_no_name_leaves_the_folder_of_uploads_or_breaks_a_page(
    manager: Client, shop: Path, name: str
) -> None:
    before = sorted(path for path in shop.iterdir() if path.name != "portal")
    answer = send(manager, (name, HEAD))
    assert answer.status_code == 303
    (kept,) = _kept()
    assert kept.resolve().is_relative_to(uploads_folder().resolve())
    assert len(kept.name.encode()) <= LONGEST_KEPT
    assert not set(kept.name) & set("[]*?/\\<> ")
    page = manager.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert sorted(path for path in shop.iterdir() if path.name != "portal") == before


@given(st.text(max_size=300))
def test_every_name_becomes_one_that_can_be_kept_and_one_that_can_be_shown(sent: str) -> None:
    kept = kept_name(sent)
    assert 0 < len(kept.encode()) <= LONGEST_KEPT
    assert kept[0] not in "._-"
    assert "/" not in kept
    assert shown_name(sent).isprintable()
    assert kept_name(kept) == kept


def test_a_file_over_the_limit_is_refused_with_the_limit_and_not_kept(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PORTAL_UPLOAD_BYTES", 100_000)
    answer = send(manager, ("huge.csv", HEAD * 10_000), ("stores.csv", HEAD))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "huge.csv is larger than" in page
    assert _kept() == []
    with within(WHOLE_HOUSE):
        assert Delivery.objects.count() == 0


def test_whoever_may_not_import_fills_no_disk(shop: Path, sign_in: Callable[..., Client]) -> None:
    for person in ("rollout_manager", "account_manager", None):
        assert send(sign_in(person), ("sales.csv", HEAD)).status_code == 404
    assert _kept() == []


def test_files_are_received_before_the_requests_transaction_begins(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    original = Receiver.new_file

    def new_file(self: Receiver, *arguments: Any, **words: Any) -> None:
        seen.append(current_reach())
        original(self, *arguments, **words)

    monkeypatch.setattr(Receiver, "new_file", new_file)
    assert send(manager, ("sales.csv", HEAD)).status_code == 303
    assert seen == [None]


def test_an_empty_file_and_no_file_are_refused_in_words(manager: Client) -> None:
    assert "sales.csv is empty" in send(manager, ("sales.csv", b"")).content.decode()
    assert "Choose at least one file" in manager.post("/imports/send/").content.decode()
    assert not uploads_folder().joinpath(RECEIVING).exists() or _kept() == []


def test_a_packed_bomb_is_refused_before_it_is_unpacked(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PORTAL_UNPACKED_BYTES", 1_000_000)
    packed = gzip.compress(b"0" * 20_000_000)
    address = send(manager, ("sales.csv.gz", packed))["Location"]
    manager.post(f"{address}take/")
    (job,) = [one for one in work_here() if one.kind == "imports.take"]
    assert job.state == "failed"
    assert "once it is unpacked; send it in parts" in job.refusal


def _parquet(rows: int) -> bytes:
    """Return sales as Parquet: the same row again and again, which packs to next to nothing."""
    row = {"source": "till", "date": "2021-04-01", "store_id": "koeln", "product_id": "a1"}
    columns = {name: pa.array([value] * rows).dictionary_encode() for name, value in row.items()}
    numbers = {"line_no": range(rows), "units": [1] * rows, "revenue": [9.5] * rows}
    out = io.BytesIO()
    pq.write_table(pa.table({**columns, **numbers}), out)
    return out.getvalue()


def test_a_parquet_file_of_more_rows_than_text_could_hold_is_refused_before_it_is_read(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PORTAL_UNPACKED_BYTES", 24 * 1_000)
    for rows, state in ((1_001, "failed"), (1_000, "done")):
        address = send(manager, (f"sales-{rows}.parquet", _parquet(rows)))["Location"]
        manager.post(f"{address}take/")
        (job,) = [one for one in work_here() if one.kind == "imports.take"]
        assert job.state == state, job.refusal
        if state == "failed":
            assert "sales-1001.parquet holds 1,001 rows, more than the 1,000" in job.refusal
            (row,) = table(manager, address, "files")
            assert "send it in parts" in row["found"]


def test_a_parquet_file_with_a_broken_footer_is_refused_in_words(manager: Client) -> None:
    whole = _parquet(10)
    for broken in (whole[:60], whole[:-8] + b"\xff\xff\xff\x7f" + whole[-4:]):
        address = send(manager, ("sales.parquet", broken))["Location"]
        manager.post(f"{address}take/")
        (job,) = [one for one in work_here() if one.kind == "imports.take"]
        assert job.state == "failed"
        assert "damaged Parquet file" in job.refusal


def test_a_workbook_that_is_a_bomb_is_refused_in_words(manager: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    address = send(manager, ("sales.xlsx", packed.getvalue()))["Location"]
    manager.post(f"{address}take/")
    jobs = work_here()
    (job,) = [one for one in jobs if one.kind == "imports.take"]
    assert job.state == "failed"
    assert job.refusal.startswith("sales.xlsx")
    (row,) = table(manager, address, "files")
    assert row["found"].startswith("sales.xlsx")


def test_formulas_are_text_wherever_rows_are_shown_or_given_out(manager: Client) -> None:
    formula = '=HYPERLINK("http://x")'
    quoted = formula.replace('"', '""')
    body = HEAD + f'till,2021-04-01,"{quoted}",a1,1,-2,-200.00\n'.encode()
    address = send(manager, ("sales.csv", body))["Location"]
    manager.post(f"{address}take/")
    work_here()
    page = manager.get(f"{address}refused/1/").content.decode()
    assert "=HYPERLINK(&#34;http://x&#34;)" in page
    exported = manager.get(f"{address}refused/1.csv?table=rows").content.decode()
    assert "'=HYPERLINK" in exported
    sent = b"".join(manager.get(f"{address}refused/1/rows.csv").streaming_content).decode()
    assert "'=HYPERLINK" in sent
    assert ",-2," in sent
    answer = send(manager, ("mended.csv", sent.encode()), to=f"{address}refused/1/mend/")
    work_here()
    rows = table(manager, f"{answer['Location']}refused/1/", "rows")
    assert rows[0]["own_store_id"] == formula


@given(st.text(max_size=20))
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(cell: str) -> None:
    assert bared(guarded(cell)) == cell
    shown = guarded(cell)
    assert shown[:1] not in ("=", "@", "\t", "\r") or not shown


def test_the_same_file_sent_twice_at_once_is_one_delivery(
    shop: Path, sign_in: Callable[..., Client]
) -> None:
    clients = [sign_in("partner_manager") for _ in range(2)]
    file = ("sales.csv", HEAD + b"x" * 2_000_000)
    answers = at_once([partial(send, client, file) for client in clients])
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    with within(WHOLE_HOUSE):
        assert Delivery.objects.count() == 1
    assert len(_kept()) == 1
