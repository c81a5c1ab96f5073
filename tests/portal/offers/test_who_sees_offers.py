"""Who sees an offer when: its store's staff, its manufacturer, everybody; never a rival before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from showfloor.portal.offers.models import KeptOffer, OwnOffer
from showfloor.portal.walls.reach import WHOLE_HOUSE, within

from ..sending import table  # noqa: TID252  # no package
from .conftest import FACTS, OFFER, SAYS, announce, approve, now

Keeping = Callable[..., KeptOffer]
RIVALS = ("rival", "own_retail", None)


def test_store_staff_see_what_applies_in_their_store_and_as_what(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in("store_staff")  # of Köln, whose operator is independent
    row = kept()
    here = OFFER.replace('"spring"', '"flagship"').replace(
        "[offers.reward]", '[offers.where]\nstores = ["hamburg"]\n[offers.reward]'
    )
    other = kept(here.replace("b1", "a1"))
    assert b"Spring price" not in staff.get("/offers/").content
    for one in (row, other):
        approve(manager, one)
    rows = table(staff, "/offers", "store_offers")
    assert [one["offer_id"] for one in rows] == ["spring"]
    assert rows[0]["binds"] == "recommended price"
    assert staff.get(f"/offers/{row.pk}/").status_code == 404


def test_a_manufacturer_sees_its_own_offers_once_they_are_approved(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    row = kept()
    own = sign_in("account_manager")
    assert b"Spring price" not in own.get("/own-offers/").content
    approve(manager, row)
    (shown,) = table(own, "/own-offers", "own_offers")
    assert shown["name"] == "Spring price canary-retailer"
    assert b"Spring price" not in sign_in("rival").get("/own-offers/").content
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    assert own.get(f"/own-offers/{told.pk}/").status_code == 200
    assert sign_in("rival").get(f"/own-offers/{told.pk}/").status_code == 404


@pytest.mark.parametrize("reader", RIVALS, ids=str)
def test_nobody_reads_anothers_offer_before_it_is_public(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client], reader: str | None
) -> None:
    row = kept()
    client = sign_in(reader)
    approve(manager, row)
    assert b"Spring price" not in client.get("/current-offers/").content
    announce(manager, row, says=SAYS, **FACTS)
    assert b"Spring price" in client.get("/current-offers/").content
    assert b"Spring price" in client.get("/current-offers.csv").content
    manager.post(f"/offers/{row.pk}/end/")
    assert b"Spring price" not in client.get("/current-offers/").content


def test_a_proposal_is_taken_up_once_and_never_for_anothers_goods(
    manager: Client, sign_in: Callable[..., Client]
) -> None:
    own = sign_in("account_manager")
    assert own.post("/own-offers/send/", {"text": OFFER}).status_code == 303
    assert own.post("/own-offers/send/", {"text": OFFER}).status_code == 303
    rivals = OFFER.replace('manufacturer = "acme"', 'manufacturer = "bolt"')
    assert own.post("/own-offers/send/", {"text": rivals}).status_code == 422
    floor = OFFER + '[offers.floor]\napproved_by = "myself"\n'
    assert own.post("/own-offers/send/", {"text": floor}).status_code == 422
    with within(WHOLE_HOUSE):
        told = OwnOffer.objects.get()
    assert told.status == "proposed"
    for _ in range(2):
        assert manager.post(f"/offers/proposals/{told.pk}/take-up/").status_code == 303
    with within(WHOLE_HOUSE):
        row = KeptOffer.objects.get()
    approve(manager, row)
    assert now(row).status == "approved"
    (shown,) = table(own, "/own-offers", "own_offers")
    assert shown["state"] == "approved"


def test_only_the_partner_manager_decides(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    row = kept()
    for reader in ("rollout_manager", "store_staff", "auditor", "account_manager", None):
        client = sign_in(reader)
        assert approve(client, row).status_code == 404
        assert client.post("/offers/send/", {"text": OFFER}).status_code == 404
    assert now(row).status == "draft"
