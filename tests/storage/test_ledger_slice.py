"""A slice holds one manufacturer's own sales, and its engine reaches nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from showfloor.domain.queries import Query
from showfloor.errors import LedgerError
from showfloor.storage import IntakeFile, Workspace, create_workspace
from showfloor.storage.ledger_slice import SLICES
from showfloor.workflows.own_sales import own_sales, own_sales_of_store

TABLES = {
    "stores": """store_id,name,kind,operator,city
s1,One,standard,chain,Köln
s2,Two,standard,chain,
""",
    "manufacturers": "manufacturer_id,name\nacme,Acme\nb'olt,Canary\n",
    "products": """product_id,valid_from,manufacturer_id,category,name
a,2019-01-01,acme,phones,Old name
a,2020-01-01,acme,phones,New name
b,2019-01-01,b'olt,phones,Canary product
moved,2019-01-01,b'olt,phones,Canary before
moved,2020-06-01,acme,phones,Moved
""",
    "sales": """source,date,store_id,product_id,line_no,units,revenue,line_type
till,2020-05-04,s1,a,1,2,20.00,sale
till,2020-05-04,s1,a,2,-1,-10.00,return
till,2020-05-04,s1,b,3,7,70.00,sale
till,2020-05-04,s1,moved,4,5,50.00,sale
till,2020-06-02,s1,moved,1,4,44.00,sale
till,2020-06-02,s2,b,1,1,10.00,sale
till,2020-06-30,s1,unheard-of,1,1,9.00,sale
till,2020-06-30,s1,a,2,1,10.00,sale
""",
    "areas": """area_id,store_id,manufacturer_id,format_id,installed_from,selling_from,selling_to
x,s1,acme,wall,2020-01-06,2020-01-13,
y,s2,b'olt,wall,2020-01-06,2020-01-13,
""",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = create_workspace(
        tmp_path / "Müller & Söhne", name="w", currency="EUR", vat="with", time_zone="UTC"
    )
    files = []
    for name, text in TABLES.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, name, None))
    made.ledger.take(files)
    return made


def _asked(sql: str) -> Query:
    return Query("test.asked", sql, {"x": "text"})


def test_own_sales_are_those_of_products_that_were_own_on_the_day(workspace: Workspace) -> None:
    found = own_sales(workspace, "acme")
    assert found is not None
    assert [(one.store_id, one.revenue, one.units, one.returns) for one in found.stores] == [
        ("s1", 64.0, 6.0, 1.0)
    ]
    of_store = own_sales_of_store(workspace, "acme", "s1")
    assert of_store is not None
    assert [(str(day.day), day.name, day.revenue) for day in of_store[1]] == [
        ("2020-06-30", "New name", 10.0),
        ("2020-06-02", "Moved", 44.0),
        ("2020-05-04", "New name", 10.0),
    ]
    assert own_sales_of_store(workspace, "acme", "s2") is None


def test_a_manufacturer_with_a_quote_or_without_sales_has_a_slice_too(workspace: Workspace) -> None:
    quoted = own_sales(workspace, "b'olt")
    assert quoted is not None
    assert [one.store_id for one in quoted.stores] == ["s1"], "June 2020 is no whole month of its"
    nobody = own_sales(workspace, "'; DROP TABLE own_sales; --")
    assert nobody is not None
    assert nobody.stores == ()
    assert nobody.from_date is None


def test_a_slices_file_holds_no_word_of_another(workspace: Workspace) -> None:
    with workspace.ledger.slice_of("acme"):
        pass
    (path,) = (workspace.root / "ledger" / SLICES).rglob("*.duckdb")
    content = path.read_bytes()
    assert b"New name" in content
    assert b"anary" not in content
    assert b"olt" not in content.replace(b"default", b"")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT content AS x FROM read_text('{root}/showfloor.toml')",
        "SELECT column0 AS x FROM read_csv('{root}/showfloor.toml')",
        "SELECT * FROM read_parquet('{root}/ledger/tables/sales/**/*.parquet')",
        "SELECT file AS x FROM glob('{root}/*')",
        "ATTACH '{root}/other.duckdb'",
        "COPY own_sales TO '{root}/out.csv'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT content AS x FROM read_text('https://example.org/')",
        "DELETE FROM own_sales",
        "SELECT name AS x FROM manufacturers",
        "SELECT store_id AS x FROM sales",
    ],
)
def test_no_question_reaches_out_of_a_slice(workspace: Workspace, sql: str) -> None:
    with workspace.ledger.slice_of("acme") as engine, pytest.raises(LedgerError):
        engine.run(_asked(sql.format(root=workspace.root)))


def test_a_slice_is_made_once_a_version_and_old_ones_go(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = workspace.root / "ledger" / SLICES
    for number in range(1, 5):
        with workspace.ledger.slice_of("acme"):
            pass
        kept = sorted(int(path.name) for path in folder.iterdir())
        assert kept == [one for one in (number - 1, number) if one > 0]
        more = tmp_path / "more.csv"
        head, day = TABLES["sales"].splitlines()[0], f"2020-07-0{number}"
        more.write_text(f"{head}\ntill,{day},s1,a,1,1,1.00,sale\n", encoding="utf-8")
        workspace.ledger.take([IntakeFile(more, "sales", None)])


def test_a_damaged_slice_is_refused_by_name(workspace: Workspace) -> None:
    with workspace.ledger.slice_of("acme"):
        pass
    (path,) = (workspace.root / "ledger" / SLICES).rglob("*.duckdb")
    path.chmod(0o600)
    path.write_bytes(b"nonsense")
    with pytest.raises(LedgerError, match="remove it, it is made again"):
        workspace.ledger.slice_of("acme")


def test_the_ledger_is_sound_and_counted_as_before_with_slices_in_it(workspace: Workspace) -> None:
    with workspace.ledger.slice_of("acme"):
        pass
    assert workspace.ledger.check().holds
