"""A month is settled from sold baskets, one statement a manufacturer; what is shared stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from showfloor.portal.offers.book import book
from showfloor.portal.offers.models import KeptOffer, Statement
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.workspace import workspace
from showfloor.workflows.offers_quotes import QuoteAsked, quote
from showfloor.workflows.offers_statements import sold_record

from ..sending import figures, table  # noqa: TID252  # no package
from .conftest import OFFER, approve

Keeping = Callable[..., KeptOffer]
AT = datetime(2026, 3, 10, 11, tzinfo=UTC)
RIVALS = OFFER.replace('"spring"', '"bolts"').replace('"acme"', '"bolt"').replace('"a1"', '"b1"')


@pytest.fixture
def sold(manager: Client, kept: Keeping) -> Callable[..., str]:
    """Return what writes baskets that the till has sold, two manufacturers' offers approved."""
    approve(manager, kept())
    approve(manager, kept(RIVALS.replace("599.00", "480.00")))

    def writing(**units: int) -> str:
        with within(WHOLE_HOUSE):
            stated = book()
        lines = []
        for number, product in enumerate(units):
            found = quote(workspace(), stated, QuoteAsked("hamburg", AT, {product: units[product]}))
            lines.append(sold_record(f"basket-{number}", "hamburg", AT, found.priced))
        return "\n".join(lines)

    return writing


def _settle(client: Client, text: str, month: str = "2026-03") -> Any:
    file = SimpleUploadedFile("march.jsonl", text.encode())
    return client.post("/offers/statements/settle/", {"month": month, "sold": file})


def _rows() -> list[Statement]:
    with within(WHOLE_HOUSE):
        return list(Statement.objects.all())


def test_a_month_becomes_a_statement_a_manufacturer(
    manager: Client, sold: Callable[..., str]
) -> None:
    assert _settle(manager, sold(a1=2, b1=1)).status_code == 303
    rows = table(manager, "/offers/statements", "statements")
    # 2 x (649.00 - 599.00) and 500.00 - 480.00, half of each the manufacturer's.
    found = {row["manufacturer"]: (row["discount"], row["manufacturer_pays"]) for row in rows}
    assert found == {"acme": (100.0, 50.0), "bolt": (20.0, 10.0)}
    (own,) = (row for row in _rows() if row.manufacturer_id == "acme")
    assert figures(manager, f"/offers/statements/{own.pk}")["retailer_pays"] == 50.0
    lines = table(manager, f"/offers/statements/{own.pk}/lines", "settlement_lines")
    assert [(row["product_id"], row["discount"]) for row in lines] == [("a1", 50.0)] * 2
    written = manager.get(f"/offers/statements/{own.pk}/lines.csv").content.decode()
    assert written.count("basket-0") == 4  # the record and its basket, twice


def test_a_shared_statement_is_its_manufacturers_alone_and_stays(
    manager: Client, sold: Callable[..., str], sign_in: Callable[..., Client]
) -> None:
    text = sold(a1=2, b1=1)
    _settle(manager, text)
    acme = next(row for row in _rows() if row.manufacturer_id == "acme")
    own, rival = sign_in("account_manager"), sign_in("rival")
    assert figures(own, "/own-offers/statements")["statements"] == 0
    for _ in range(2):
        assert manager.post(f"/offers/statements/{acme.pk}/share/").status_code == 303
    assert len(_rows()) == 3
    told = next(row for row in _rows() if row.organisation_id != acme.organisation_id)
    (row,) = table(own, "/own-offers/statements", "statements")
    assert (row["discount"], row["manufacturer_pays"]) == (100.0, 50.0)
    page = own.get(f"/own-offers/statements/{told.pk}/").content.decode()
    assert "bolt" not in page
    for where in ("", "lines/"):
        address = f"/own-offers/statements/{told.pk}/{where}"
        assert own.get(address).status_code == 200
        assert rival.get(address).status_code == 404
        assert own.get(f"/own-offers/statements/{acme.pk}/{where}").status_code == 404
        assert own.get(f"/offers/statements/{acme.pk}/{where}").status_code == 404
    assert figures(rival, "/own-offers/statements")["statements"] == 0
    # The same baskets again change nothing; others would change what was shared.
    assert _settle(manager, text).status_code == 303
    assert _settle(manager, sold(a1=1)).status_code == 422
    assert {one.revision for one in _rows()} == {1}


def test_a_month_that_was_not_shared_can_be_settled_anew(
    manager: Client, sold: Callable[..., str]
) -> None:
    _settle(manager, sold(a1=2))
    _settle(manager, sold(a1=3))
    (row,) = _rows()
    assert row.revision == 2
    assert figures(manager, f"/offers/statements/{row.pk}")["discount"] == 150.0


def test_bad_baskets_are_told_and_change_nothing(manager: Client, sold: Callable[..., str]) -> None:
    returned = '{"return": "r", "basket": "x"}'
    for text in ("", "no json", "[1]", '{"basket": 1}', "[" * 100_000, returned, "\x00"):
        answer = _settle(manager, text)
        assert answer.status_code == 422, text[:20]
        assert "/tmp" not in answer.content.decode()  # no path of the machine
    good = sold(a1=1)
    for month in ("2026-13", "2026-02", "", "never"):
        assert _settle(manager, good, month=month).status_code == 422
    assert not _rows()


def test_who_settles_is_the_partner_manager(
    sold: Callable[..., str], sign_in: Callable[..., Client]
) -> None:
    for role in ("rollout_manager", "store_staff", "account_manager", "auditor", None):
        assert _settle(sign_in(role), sold(a1=1)).status_code == 404
