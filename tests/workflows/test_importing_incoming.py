"""The incoming folder comes in whole: each format by its ending, an open workbook's lock not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from showfloor.storage import create_workspace
from showfloor.workflows.importing import files_to_import, run_import

REPORT = (
    "BGM+73E::9+A+9'CUX+2:EUR:10'DTM+356:20210301:102'LOC+162+5456789000024::9'"
    "LIN+1++5412345000105:EN'MOA+203:39.90'QTY+153:2'"
)


def test_csv_workbooks_and_sales_reports_come_in_as_one_version(tmp_path: Path) -> None:
    """By hand: 39.90 from the report in March, 19.99 from the workbook in February."""
    workspace = create_workspace(
        tmp_path / "shops", name="Shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    incoming = workspace.root / "incoming"
    incoming.mkdir()
    (incoming / "stores.csv").write_text(
        "store_id,name,kind,operator,gln\ns1,N,standard,o2,5456789000024\n"
    )
    (incoming / "report.edi").write_text(
        f"UNB+UNOC:3+A:14+B:14+210305:1200+1'UNH+1+SLSRPT:D:96A:UN:EAN004'{REPORT}UNT+9+1'UNZ+1+1'"
    )
    book = xlsxwriter.Workbook(incoming / "sales.xlsx")
    sheet, day = book.add_worksheet("Umsatz"), book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, ["date", "store_id", "product_id", "line_no", "units", "revenue"])
    sheet.write_row(1, 1, ["s1", "p1", 1, 1, 19.99])
    sheet.write_datetime(1, 0, dt.datetime.fromisoformat("2021-02-01"), day)
    book.close()
    (incoming / "~$sales.xlsx").write_bytes(b"lock")
    files = files_to_import(workspace, [], source="retailer")
    assert [file.path.name for file in files] == ["report.edi", "sales.xlsx", "stores.csv"]
    report = run_import(workspace, files).result
    assert [(file.table, file.accepted) for file in report.files] == [
        ("sales", 1),
        ("sales", 1),
        ("stores", 1),
    ]
    revenue = [file.sales.revenue_accepted for file in report.files if file.sales]
    assert [str(amount) for amount in revenue] == ["39.90", "19.99"]
    assert report.adds_up
