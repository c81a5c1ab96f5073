"""Offers files: what they state is read, and every fault is told with its offer and key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import showfloor
from showfloor.domain.offer_terms import NEVER, Bundle, CheapestOf, Cut, EachUnit, OffBasket, Steps
from showfloor.errors import DataError
from showfloor.storage.offer_definitions_file import read_offers

DOCS = Path(showfloor.__file__).parents[2] / "docs"
OFFER = """
[[offers]]
id = "a"
name = "A"
manufacturer = "xiaomi"
[offers.when]
from = {begins}
{rest}
[offers.reward]
{reward}
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "offers.toml"
    path.write_text(text, encoding="utf-8")
    return read_offers(path)


def stated(begins="2026-11-02", rest="through = 2026-11-03", reward='kind = "each"\nfree = true'):
    return OFFER.format(begins=begins, rest=rest, reward=reward)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(DataError) as caught:
        read(tmp_path, text)
    return str(caught.value)


def test_the_example_of_the_reference_page_is_read(tmp_path: Path) -> None:
    page = (DOCS / "reference" / "offers-file.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    found = read(tmp_path, example.group(1))
    (offer,) = found.offers
    assert found.groups == ("opening", "bundles")
    assert offer.where.area_of == "xiaomi"
    assert isinstance(offer.reward, Bundle)
    assert [slot.cut for slot in offer.reward.slots] == [Cut("none"), Cut("per_cent", 10_000)]
    # Midnight of 2 November is 23:00 UTC the day before: winter time.
    assert offer.when.begins == datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert offer.when.ends == datetime(2026, 12, 24, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reward", "kind"),
    [
        ('kind = "each"\nat_most = 99.90', EachUnit),
        ('kind = "cheapest"\nunits = 3\nfree = true', CheapestOf),
        ('kind = "steps"\nsteps = [{from_units = 2, per_cent = 12.5}]', Steps),
        ('kind = "off_basket"\namount = 20', OffBasket),
    ],
)
def test_every_kind_of_reward_is_read(tmp_path: Path, reward: str, kind: type) -> None:
    (offer,) = read(tmp_path, stated(reward=reward)).offers
    assert isinstance(offer.reward, kind)


def test_amounts_are_whole_cents_and_percentages_whole_hundredths(tmp_path: Path) -> None:
    text = stated(reward='kind = "each"\nat_most = 0.29')
    (offer,) = read(tmp_path, text).offers
    assert offer.reward.cut == Cut("at_most", 29)
    assert "at most 2 decimal places, found 0.295" in refusal(
        tmp_path, text.replace("0.29", "0.295")
    )


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ("2026-07-01T00:00:00", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        # 02:30 comes twice on 25 October 2026; the first of both is in summer time.
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_local_times_are_instants(tmp_path: Path, begins: str, expected: datetime) -> None:
    (offer,) = read(tmp_path, stated(begins=begins, rest="")).offers
    assert offer.when.begins == expected
    assert offer.when.ends == NEVER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (stated(begins="2026-03-29T02:30:00"), "does not exist in Europe/Berlin"),
        (stated(begins='"tomorrow"'), "when.from: must be a day or a local time, found 'tomorrow'"),
        (stated(begins="9999-12-31"), "is in no year that an offer can run in"),
        (stated(rest="through = 9999-12-31"), "is in no year that an offer can run in"),
        (stated(begins="0001-01-01T00:00:00+23:59"), "is in no year that an offer can run in"),
        (stated(reward="kind = [{}]"), "reward.kind: must be one of each, bundle"),
        (stated(rest="to = 2026-11-03\nthrough = 2026-11-03"), "keep one of them"),
        (stated(rest='hours = ["22:00-02:00"]'), 'are two: "22:00-24:00"'),
        (stated(rest='weekday = ["mon"]'), "unknown key; did you mean 'weekdays'?"),
        (stated(reward='kind = "bundel"'), "found 'bundel'; did you mean 'bundle'?"),
        (stated(reward='kind = "each"'), "must state one of per_cent, amount, at_most and free"),
        (stated(reward='kind = "each"\nper_cent = 120'), "a percentage from 0 to 100, found 120"),
        (stated(reward='kind = "each"\namount = nan'), "an amount in euros"),
        (stated(reward='kind = "each"\namount = 1e99'), "an amount in euros"),
        (stated(reward='kind = "each"\namount = -5'), "an amount in euros"),
        (
            stated(reward='kind = "bundle"\nslots = [{goods = {}, units = -1, free = true}]'),
            "reward.slots entry 1.units: must be greater than or equal to 1, found -1",
        ),
        (
            stated(reward='kind = "bundle"\nslots = [{goods = {}, slots = []}]'),
            "a bundle holds goods and no bundles",
        ),
        ("groop = ['a']\n" + stated(), "groop: unknown key; did you mean 'groups'?"),
        ("offers = 3", "offers: must be a valid list, found 3"),
        ("offers = [3]", "no. 1: must be a table, written [[offers]]"),
        ("", "the file states no offer"),
        ("a = " + "[" * 5000, "nests its tables and lists too deeply"),
        ("a = " + "9" * 6000, "holds a value that cannot be read"),
        ("a = = 1", "is not TOML"),
    ],
)
def test_a_fault_is_told_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    message = refusal(tmp_path, stated(begins='"x"') + stated(reward='kind = "each"'))
    assert "2 problems" in message
    assert "[[offers]] no. 1 (a)" in message
    assert "[[offers]] no. 2 (a)" in message
