"""A workspace with prices and own, independent and online stores, on a day of 2026."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from showfloor.portal.offers.models import KeptOffer
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.storage import IntakeFile, open_workspace
from showfloor.workflows import offers_pages

from ..conftest import ROOT  # noqa: TID252  # no package
from ..sending import shop  # noqa: TID252  # no package

__all__ = ["shop"]
TODAY = date(2026, 3, 2)
TABLES = {
    "stores": """store_id,name,kind,operator,operator_status,city,region,area_space_m2
hamburg,Hamburg Mönckebergstraße,flagship,chain,own,Hamburg,DE-HH,40
koeln,Köln Schildergasse,standard,chain,independent,Köln,DE-NW,25
""",
    "products": """product_id,valid_from,manufacturer_id,category,name,list_price,unit_margin
a1,2026-01-01,acme,Smartphones,Acme One canary-acme,649.00,100.00
b1,2026-01-01,bolt,Smartphones,Bolt One canary-bolt,500.00,50.00
""",
    "prices": """product_id,channel,valid_from,gross_price,vat_rate
a1,stores,2025-06-01,649.00,0.19
a1,online,2025-06-01,649.00,0.19
b1,stores,2025-06-01,500.00,0.19
""",
    "sales": """source,date,store_id,product_id,line_no,units,revenue
till,2026-02-20,hamburg,a1,1,1,649.00
till,2026-02-20,koeln,a1,1,1,649.00
till,2026-02-20,hamburg,b1,2,1,500.00
""",
}
OFFER = """
[[offers]]
id = "spring"
name = "Spring price canary-retailer"
manufacturer = "acme"
manufacturer_pays = 0.5
[offers.when]
from = 2026-03-09
through = 2026-03-22
[offers.reward]
kind = "each"
goods = { products = ["a1"] }
at_most = 599.00
"""
SAYS = "599,00 € – niedrigster Preis der letzten 30 Tage: 649,00 € (−7 %)"
FACTS = {
    "fact-energy_class": "B",
    "fact-energy_class_range": "A-G",
}


@pytest.fixture(scope="session")
def priced_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the ledger with prices that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("priced")
    root = folder / "shop"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("portal*"))
    files = []
    for name, text in TABLES.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        files.append(IntakeFile(path, name))
    open_workspace(root).ledger.take(files)
    return root / "ledger"


@pytest.fixture
def priced(priced_ledger: Path, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the workspace with prices, on a day on which today's law holds."""
    shutil.rmtree(shop / "ledger")
    shutil.copytree(priced_ledger, shop / "ledger")
    monkeypatch.setattr(settings, "PORTAL_TODAY", TODAY)
    offers_pages._ground.cache_clear()
    return shop


@pytest.fixture
def manager(priced: Path, sign_in: Callable[..., Client]) -> Client:
    """Return the partner manager's client, in the workspace with prices."""
    return sign_in("partner_manager")


@pytest.fixture
def kept(manager: Client) -> Callable[..., KeptOffer]:
    """Return what sends a text and returns the version that it became."""

    def keeping(text: str = OFFER) -> KeptOffer:
        answer = manager.post("/offers/send/", {"text": text})
        assert answer.status_code == 303, answer.content.decode()
        with within(WHOLE_HOUSE):
            return KeptOffer.objects.order_by("-changed_at").first()

    return keeping


def approve(client: Client, row: KeptOffer, **words: str) -> Any:
    """Approve a draft as its page shows it."""
    return client.post(f"/offers/{row.pk}/approve/", {"seen": str(row.revision), **words})


def announce(client: Client, row: KeptOffer, **words: str) -> Any:
    """Announce an offer in an advertisement for the stores."""
    sent = {"medium": "advertisement", "channel": "stores", **words}
    return client.post(f"/offers/{row.pk}/announce/", sent)


def now(row: KeptOffer) -> KeptOffer:
    """Return a row as it is now."""
    with within(WHOLE_HOUSE):
        found: KeptOffer = KeptOffer.objects.get(pk=row.pk)
        return found
