"""A quote says what a basket costs and why, and tells nobody of what is another's."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.test import Client

from showfloor.portal.offers.models import KeptOffer

from ..sending import figures  # noqa: TID252  # no package
from .conftest import FACTS, OFFER, announce, approve

Keeping = Callable[..., KeptOffer]
ASKED = {"store": "hamburg", "at": "2026-03-10T12:00", "basket": "a1 2\nb1"}


def _quote(where: str = "/offers/quote", suffix: str = "", **asked: str) -> str:
    return f"{where}{suffix}?{urlencode({**ASKED, **asked})}"


def _json(client: Client, address: str) -> dict:  # type: ignore[type-arg]
    answer = client.get(address)
    assert answer.status_code == 200, address
    found: dict = answer.json()  # type: ignore[type-arg]
    return found


def test_a_quote_says_each_lines_price_what_applied_and_why_the_rest_did_not(
    manager: Client, kept: Keeping
) -> None:
    approve(manager, kept())
    late = OFFER.replace('"spring"', '"late"').replace("Spring", "Late").replace("03-09", "03-16")
    approve(manager, kept(late.replace("599.00", "589.00")))
    found = _json(manager, _quote(suffix=".json"))
    # Two a1 at 599.00 in place of 649.00 and one b1 at 500.00: 1,698.00 of 1,798.00.
    assert found["figures"]["charged"] == 1698.0
    assert found["figures"]["shelf"] == 1798.0
    lines = {row["product_id"]: row for row in found["tables"]["lines"]["rows"]}
    assert (lines["a1"]["charged"], lines["a1"]["saved"]) == (1198.0, 100.0)
    assert lines["b1"]["charged"] == 500.0
    (applied,) = found["tables"]["applied"]["rows"]
    # Half of the 100.00 is the manufacturer's.
    assert (applied["offer_id"], applied["times"], applied["manufacturer_pays"]) == (
        "spring",
        2,
        50.0,
    )
    (left,) = found["tables"]["not_applied"]["rows"]
    assert (left["offer_id"], left["code"]) == ("late", "not_yet")
    (vat,) = found["tables"]["vat"]["rows"]
    # 1,698.00 / 1.19 = 1,426.89.
    assert (vat["net"], vat["vat"]) == (1426.89, 271.11)
    assert lines["a1"]["product_name"].startswith("Acme One")
    assert "a1,Acme One canary-acme,2," in manager.get(_quote(suffix=".csv")).content.decode()


def test_where_an_operator_sets_its_prices_a_quote_is_a_recommendation(
    manager: Client, kept: Keeping
) -> None:
    approve(manager, kept())
    assert _json(manager, _quote(suffix=".json", store="koeln"))["figures"]["binding"] is False


def test_drafts_price_nothing(manager: Client, kept: Keeping) -> None:
    kept()
    assert _json(manager, _quote(suffix=".json"))["figures"]["charged"] == 1798.0


WRONG: tuple[dict[str, str], ...] = (
    {"basket": "nonsense 1"},
    {"basket": "a1 -3"},
    {"basket": "a1 0"},
    {"basket": "a1 1.5"},
    {"basket": "a1 99999999999999999999"},
    {"basket": "a1 1001"},
    {"basket": "a1\n" * 10_000},
    {"basket": ""},
    {"basket": "\x00"},
    {"store": "nowhere"},
    {"at": "yesterday"},
    {"at": "2026-03-29T02:30"},
    {"at": "0001-01-01T00:00"},
    {"channel": "moon"},
)


def test_what_cannot_be_priced_is_said_beside_its_field(manager: Client) -> None:
    for wrong in WRONG:
        answer = manager.post("/offers/quote/ask/", {**ASKED, **wrong})
        assert answer.status_code == 422, wrong
        assert 'class="wrong"' in answer.content.decode(), wrong
        if len(wrong.get("basket", "x")) < 100:
            seen = manager.get(_quote(suffix="/", **wrong))
            assert seen.status_code == 200, wrong
            assert 'class="wrong"' in seen.content.decode(), wrong


def test_what_was_asked_is_an_address_that_can_be_shared(manager: Client) -> None:
    answer = manager.post("/offers/quote/ask/", {**ASKED, "basket": "a1\na1;2\n b1 , 1 "})
    assert answer.status_code == 303
    again = manager.get(answer["Location"])
    assert "a1 3" in again.content.decode()


def test_store_staff_ask_for_their_own_store_alone(
    priced: object, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in("store_staff")  # of Köln
    assert _json(staff, _quote(suffix=".json"))["figures"]["binding"] is False
    assert 'name="store"' not in staff.get("/offers/quote/").content.decode()
    assert staff.get("/own-offers/quote/").status_code == 404


def test_a_manufacturer_is_told_of_its_own_products_and_offers_alone(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    own, rival = sign_in("account_manager"), sign_in("rival")
    row = kept(OFFER.replace("599.00", "539.00"))
    asked = {"where": "/own-offers/quote", "basket": "a1"}
    assert _json(own, _quote(suffix=".json", **asked))["figures"]["charged"] == 649.0
    approve(manager, row)
    assert _json(own, _quote(suffix=".json", **asked))["figures"]["charged"] == 539.0
    # Another's product and one that there is not are the same to it.
    unlike = []
    for product in ("b1", "zz"):
        seen = own.get(_quote(suffix="/", **{**asked, "basket": product})).content.decode()
        unlike.append(seen[seen.index("<h1>") :].replace(product, "?").split("csrf", 1)[0])
    assert unlike[0] == unlike[1]
    page = rival.get(_quote(suffix="/", where="/own-offers/quote", basket="b1")).content.decode()
    assert "Spring price" not in page
    assert "canary-acme" not in page
    assert rival.get("/offers/quote/").status_code == 404


def test_a_public_offer_is_part_of_everybodys_quote_and_no_draft_or_floor_is(
    manager: Client, kept: Keeping, sign_in: Callable[..., Client]
) -> None:
    rival = sign_in("rival")
    all_goods = OFFER.replace('products = ["a1"]', 'manufacturers = ["acme", "bolt"]')
    row = kept(all_goods.replace("at_most = 599.00", "per_cent = 2"))
    approve(manager, row)
    asked = {"where": "/own-offers/quote", "suffix": ".json", "basket": "b1"}
    assert _json(rival, _quote(**asked))["figures"]["charged"] == 500.0
    announce(manager, row, **FACTS)
    found = _json(rival, _quote(**asked))
    assert found["figures"]["charged"] == 490.0
    assert "manufacturer_pays" not in found["tables"]["applied"]["rows"][0]
    assert "not_applied" not in found["tables"]


def test_a_quote_without_prices_says_so(sign_in: Callable[..., Client]) -> None:
    client = sign_in("partner_manager")
    assert client.get("/offers/quote/").status_code == 200
    assert figures(client, "/offers/quote") == {}
