"""GTINs and GLNs become the ledger's own ids only where they are the number of exactly one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from showfloor.storage import IntakeFile, Workspace

ITEMS = ("5412345000105", "4006381333931", "5412345000112", "5412345000129")
STORE, TWICE = "5456789000024", "5456789000031"


def line(number: int, item: str) -> str:
    return f"LIN+{number}++{item}:EN'MOA+203:1'QTY+153:1'"


def test_a_number_of_one_is_its_id_an_id_stays_and_a_number_of_two_is_none_of_them(
    workspace: Workspace, take: Callable[..., object], ask: Callable[..., Any], tmp_path: Path
) -> None:
    """By hand: p1 has the first number, with a leading zero; the second is an id of its own and
    also p2's number; p3 and p4 share the third; nobody has the fourth. Two stores share a GLN."""
    take(
        stores="store_id,name,kind,operator,gln\n"
        f"s1,N,standard,o2,{STORE}\ns2,N,standard,o2,{TWICE}\ns3,N,standard,o2,{TWICE}\n",
        manufacturers="manufacturer_id,name\nm1,M\n",
        products="product_id,valid_from,manufacturer_id,category,name,gtin\n"
        f"p1,2019-01-01,m1,c,P,0{ITEMS[0]}\n"
        f"p1,2020-01-01,m1,c,P renamed,{ITEMS[0]}\n"
        f"{ITEMS[1]},2019-01-01,m1,c,P,\n"
        f"p2,2019-01-01,m1,c,P,{ITEMS[1]}\n"
        f"p3,2019-01-01,m1,c,P,{ITEMS[2]}\n"
        f"p4,2019-01-01,m1,c,P,{ITEMS[2]}\n",
    )
    body = (
        "BGM+73E::9+A+9'DTM+356:20210301:102'"
        f"LOC+162+{STORE}::9'{''.join(line(n, item) for n, item in enumerate(ITEMS, 1))}"
        f"LOC+162+{TWICE}::9'{line(5, ITEMS[0])}"
    )
    path = tmp_path / "report.edi"
    path.write_text(
        f"UNB+UNOC:3+A:14+B:14+210305:1200+1'UNH+1+SLSRPT:D:01B:UN:EAN007'{body}"
        f"UNT+{body.count(chr(39)) + 2}+1'UNZ+1+1'"
    )
    (report,) = workspace.ledger.take([IntakeFile(path, "auto", "r")]).files
    assert (report.rows_in, report.accepted, report.quarantined) == (5, 4, 1)
    assert [(one.column, one.first_value) for one in report.refusals] == [("store_id", TWICE)]
    sold = ask("SELECT store_id, product_id FROM sales", store_id="text", product_id="text")
    assert sorted(sold) == sorted(
        [("s1", "p1"), ("s1", ITEMS[1]), ("s1", ITEMS[2]), ("s1", ITEMS[3])]
    )
