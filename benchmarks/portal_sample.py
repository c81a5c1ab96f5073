"""The smallest workspace that has all pages: a few stores and sales, written here by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

from showfloor.storage import IntakeFile, create_workspace

STORES = 12
TABLES = {
    "stores": "store_id,name,kind,operator,city,region\n"
    + "".join(f"s{n},Store {n},standard,chain,Köln,DE-NW\n" for n in range(STORES)),
    "manufacturers": "manufacturer_id,name\nacme,Acme\nbolt,Bolt\n",
    "products": "product_id,valid_from,manufacturer_id,category,name\n"
    "a1,2019-01-01,acme,phones,Acme One\nb1,2019-01-01,bolt,phones,Bolt One\n",
    "sales": "source,date,store_id,product_id,line_no,units,revenue\n"
    + "".join(
        f"till,{year}-{month:02}-02,s{n},{product},1,{n + 1},{100 * (n + 1)}.00\n"
        for year in (2019, 2020)
        for month in range(1, 13)
        for n in range(STORES)
        for product in ("a1", "b1")
    ),
}


def sample_workspace(folder: Path) -> Path:
    """Return a new workspace of the tables above."""
    root, files = folder / "sample", folder / "sample-files"
    for old in (root, files):
        shutil.rmtree(old, ignore_errors=True)
    files.mkdir(parents=True)
    taken = []
    for name, text in TABLES.items():
        path = files / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        taken.append(IntakeFile(path, name, None))
    workspace = create_workspace(
        root, name="Sample", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    workspace.ledger.take(taken)
    return root
