"""What is exported for the till is live, complete, and documented key by key."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import showfloor
from showfloor.domain.offer_terms import (
    NEVER,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Goods,
    Need,
    OffBasket,
    Offer,
    Slot,
    StatedOffers,
    Step,
    Steps,
    When,
    Where,
)
from showfloor.storage.offers_export import PART_COLUMNS, offers_csv, offers_json

PAGE = Path(showfloor.__file__).parents[2] / "docs" / "reference" / "offers-export.md"
NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
FREE = Cut("per_cent", 10_000)
REWARDS = (
    EachUnit(Goods(products=("ä", "=b")), Cut("at_most", 999)),
    Bundle((Slot(Goods()), Slot(Goods(handed_in=True), 2)), Cut("amount", 5)),
    CheapestOf(Goods(), 3, 1, FREE),
    Steps(Goods(), (Step(2, FREE), Step(4, FREE))),
    OffBasket(Goods(), 2000),
)


def offer(name: str, reward=REWARDS[0], *, status="running", ends=NEVER, version=1) -> Offer:
    when = When(NOW - timedelta(days=1), ends)
    needs = (Need(Goods()),)
    where = Where(stores=("s1", "s2"))
    return Offer(name, version, name, "m", status, when, reward, where=where, needs=needs)


EVERY = StatedOffers(tuple(offer(f"o{n}", reward) for n, reward in enumerate(REWARDS)))


def keys_of(tree: object) -> set[str]:
    if isinstance(tree, dict):
        return set(tree).union(*map(keys_of, tree.values()))
    return set[str]().union(*map(keys_of, tree)) if isinstance(tree, list) else set()


def test_only_versions_that_price_now_or_later_are_exported() -> None:
    stated = StatedOffers(
        (
            offer("draft", status="draft"),
            offer("ended", status="ended"),
            offer("over", ends=NOW),
            offer("later", version=2, ends=NOW + timedelta(seconds=1)),
            offer("approved", status="approved"),
        )
    )
    found = json.loads(offers_json(stated, NOW))["offers"]
    assert [item["offer_id"] for item in found] == ["approved", "later"]
    # Winter time is one hour ahead of UTC.
    assert found[0]["when"]["ends"] is None
    assert found[1]["when"]["ends"] == "2026-11-05T13:00:01+01:00"


def test_every_key_and_column_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    assert keys_of(json.loads(offers_json(EVERY, NOW))) <= named
    assert set(PART_COLUMNS) <= named


def test_every_kind_says_what_it_is_and_all_it_has() -> None:
    found = [item["reward"] for item in json.loads(offers_json(EVERY, NOW))["offers"]]
    assert [reward["kind"] for reward in found] == [
        "each", "bundle", "cheapest", "steps", "off_basket",
    ]  # fmt: skip
    assert found[0]["goods"]["products"] == ["ä", "=b"]
    assert found[1]["whole"] == {"kind": "amount", "value": 5}
    assert [step["from_units"] for step in found[3]["steps"]] == [2, 4]


def test_the_table_has_a_row_a_part() -> None:
    rows = list(csv.DictReader(StringIO(offers_csv(EVERY, NOW).decode())))
    assert [(row["offer_id"], row["part"], row["units"], row["rewarded"]) for row in rows] == [
        ("o0", "1", "1", "1"),
        ("o1", "1", "1", "0"),
        ("o1", "2", "2", "0"),
        ("o2", "1", "3", "1"),
        ("o3", "1", "2", "2"),
        ("o3", "2", "4", "4"),
        ("o4", "1", "1", "1"),
    ]
    assert rows[0]["products"] == "ä|=b"
    assert rows[0]["stores"] == "s1|s2"
    assert (rows[1]["whole_cut"], rows[1]["whole_value"]) == ("amount", "5")
    assert [row["handed_in"] for row in rows[:3]] == ["false", "false", "true"]
    assert rows[0]["ends"] == ""


def test_the_same_offers_give_the_same_bytes_in_any_order() -> None:
    turned = StatedOffers(tuple(reversed(EVERY.offers)))
    assert offers_json(EVERY, NOW) == offers_json(turned, NOW)
    assert offers_csv(EVERY, NOW) == offers_csv(turned, NOW)
