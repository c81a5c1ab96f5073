"""What is exported for the till is live, complete, and documented key by key."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

import showfloor
from showfloor.domain.offer_terms import (
    NEVER,
    Allowance,
    Budget,
    Bundle,
    CheapestOf,
    Cut,
    EachUnit,
    Floor,
    Goods,
    Limits,
    Meets,
    Need,
    OffBasket,
    Offer,
    Slot,
    StatedOffers,
    Step,
    Steps,
    When,
    Where,
    Whom,
)
from showfloor.storage.offers_export import (
    PART_COLUMNS,
    export_schema,
    offers_csv,
    offers_digest,
    offers_json,
)

faults: Callable[[Any, dict[str, Any]], list[str]] = run_path(
    str(Path(__file__).with_name("schema_reader.py"))
)["faults"]
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
    assert found[1]["when"]["ends_utc"] == "2026-11-05T12:00:01Z"


def test_the_hour_that_is_there_twice_is_told_apart_by_its_offset_and_in_utc() -> None:
    # On 25 October 2026 it is half past two at 00:30 and at 01:30 UTC.
    half_past_two = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    stated = StatedOffers(
        tuple(
            replace(offer(f"o{number}"), when=When(instant, NEVER))
            for number, instant in enumerate(half_past_two)
        )
    )
    moments = [item["when"] for item in json.loads(offers_json(stated, NOW))["offers"]]
    assert [when["begins"] for when in moments] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ]
    assert [when["begins_utc"] for when in moments] == [
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
    ]


def test_every_key_and_column_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    assert keys_of(json.loads(offers_json(EVERY, NOW))) <= named
    assert set(PART_COLUMNS) <= named


def test_every_kind_says_what_it_is_and_all_it_has() -> None:
    found = [item["reward"] for item in json.loads(offers_json(EVERY, NOW))["offers"]]
    assert [reward["kind"] for reward in found] == [
        "each", "bundle", "cheapest", "steps", "off_basket",
    ]  # fmt: skip
    assert found[0]["goods"]["products"] == ["=b", "ä"]
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
    assert rows[0]["products"] == "=b|ä"
    assert rows[0]["stores"] == "s1|s2"
    assert (rows[1]["whole_cut"], rows[1]["whole_value"]) == ("amount", "5")
    assert [row["handed_in"] for row in rows[:3]] == ["false", "false", "true"]
    assert rows[0]["ends"] == ""


def test_the_same_offers_give_the_same_bytes_in_any_order() -> None:
    turned = StatedOffers(tuple(reversed(EVERY.offers)))
    assert offers_json(EVERY, NOW) == offers_json(turned, NOW)
    assert offers_csv(EVERY, NOW) == offers_csv(turned, NOW)


FULL = replace(
    EVERY.offers[0],
    when=When(NOW, NOW + timedelta(days=9), (5, 1), ((600, 1200), (0, 60)), (0, 6)),
    where=Where(("online",), ("s2", "s1"), ("DE-NW",), ("flagship",), "m", "maximum"),
    whom=Whom(("new contract",), "HERBST", 1),
    meets=Meets("area", 7, "unit", ("voucher",), 2),
    floor=Floor(100, "M. Beispiel"),
    budget=Budget(Allowance(5, 6), Allowance(7), Allowance(None, 8), 9),
)
FILLED = StatedOffers((*EVERY.offers[1:], FULL), ("area", "voucher"), Limits(2, 6000))


@pytest.mark.parametrize("stated", [EVERY, FILLED, StatedOffers(())])
def test_what_is_written_is_what_the_published_schema_says(stated: StatedOffers) -> None:
    schema = json.loads(export_schema())
    assert faults(json.loads(offers_json(stated, NOW)), schema) == []


def first(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["offers"][0]
    return found


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "an unknown key": lambda it: first(it).update(surprise=1),
    "a missing key": lambda it: first(it).pop("budget"),
    "a word that is none": lambda it: first(it).update(status="draft"),
    "half a cent": lambda it: first(it)["budget"]["overall"].update(cents=0.5),
    "yes for a number": lambda it: first(it).update(version=True),
    "less than nothing": lambda it: first(it).update(manufacturer_pays=-1),
    "more than all": lambda it: first(it).update(manufacturer_pays=10_001),
    "an eighth day": lambda it: first(it)["when"].update(weekdays=[8]),
    "a moment without offset": lambda it: first(it)["when"].update(begins="2026-11-05T12:00:00"),
    "another format": lambda it: it.update(format=1),
    "a bundle that is cheapest": lambda it: it["offers"][1]["reward"].update(kind="cheapest"),
    "a bundle of nothing": lambda it: it["offers"][1]["reward"].update(slots=[]),
}


@pytest.mark.parametrize("named", BROKEN)
def test_the_schema_refuses(named: str) -> None:
    document = json.loads(offers_json(EVERY, NOW))
    BROKEN[named](document)
    assert faults(document, json.loads(export_schema()))


def test_each_object_of_the_schema_says_what_it_holds_and_that_there_is_no_more() -> None:
    def objects(tree: object) -> list[dict[str, Any]]:
        if isinstance(tree, dict):
            own = [tree] if tree.get("type") == "object" else []
            return own + [found for part in tree.values() for found in objects(part)]
        return [found for part in tree for found in objects(part)] if isinstance(tree, list) else []

    for one in objects(json.loads(export_schema())):
        assert one["additionalProperties"] is False
        assert set(one["required"]) == set(one["properties"])


def test_the_digest_is_that_of_the_content_as_rfc_8785_writes_it() -> None:
    document = json.loads(offers_json(FILLED, NOW))
    content = {name: document[name] for name in ("format", "groups", "limits", "offers")}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert document["digest"] == hashlib.sha256(plain.encode("utf-8")).hexdigest()
    assert document["digest"] == offers_digest(FILLED, NOW)


def test_the_digest_knows_the_newest_whatever_the_order_and_the_moment() -> None:
    kept = offers_digest(FILLED, NOW)
    where = replace(FULL.where, stores=("s1", "s2", "s1"))
    when = replace(FULL.when, weekdays=(1, 5), hours=((0, 60), (600, 1200)))
    turned = replace(FULL, where=where, when=when)
    alike = replace(FILLED, offers=(turned, *reversed(EVERY.offers[1:])))
    assert offers_digest(alike, NOW) == kept
    assert offers_digest(FILLED, NOW + timedelta(days=1)) == kept
    # An offer that is over, another order of groups, one cent: each is something else.
    other = [
        offers_digest(FILLED, NOW + timedelta(days=9)),
        offers_digest(replace(FILLED, groups=("voucher", "area")), NOW),
        offers_digest(
            replace(FILLED, offers=(*EVERY.offers[1:], replace(FULL, floor=Floor(101)))), NOW
        ),
    ]
    assert len({kept, *other}) == 4
