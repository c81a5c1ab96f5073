"""An announcement is blocked by every duty that it does not meet, and told what is missing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import showfloor
from showfloor.errors import DataError, UsageError
from showfloor.offers.duties import Announcement
from showfloor.storage.duties_file import duties_held, read_duties
from showfloor.workflows.offer_duties import announcement_duties

PAGE = Path(showfloor.__file__).parents[2] / "docs" / "reference" / "duties.md"
IN_2026 = date(2026, 11, 23)


def missing(announcement):
    return {
        one.duty.duty_id: [fact.fact.name for fact in one.missing]
        for one in announcement_duties(announcement).duties
    }


def test_an_advertised_phone_must_show_class_and_range():
    plain = Announcement("DE", "advertisement", IN_2026, ("Smartphones",))
    found = announcement_duties(plain)
    assert not found.may_be_announced
    assert missing(plain) == {
        "energy-class-smartphones-tablets": ["energy_class", "energy_class_range"]
    }
    shown = Announcement(
        "DE",
        "advertisement",
        IN_2026,
        ("Smartphones",),
        facts={"energy_class": "B", "energy_class_range": "A-G"},
    )
    assert announcement_duties(shown).may_be_announced


# Delegated Regulation (EU) 2023/1669: from 20 June 2025, for what is placed on the market then.
@pytest.mark.parametrize(
    ("on", "placed", "held"),
    [
        (date(2025, 6, 19), None, False),
        (date(2025, 6, 20), None, True),
        (date(2025, 6, 20), date(2025, 6, 19), False),
    ],
)
def test_phones_have_a_class_since_20_june_2025(on, placed, held):
    asked = Announcement("AT", "advertisement", on, ("phones",), placed_on_market=placed)
    assert ("energy-class-smartphones-tablets" in missing(asked)) is held


# Directive (EU) 2024/825: from 27 September 2026, for all goods, in shops and online.
@pytest.mark.parametrize(("day", "held"), [(26, False), (27, True)])
def test_the_legal_guarantee_notice_is_due_since_27_september_2026(day, held):
    asked = Announcement("DE", "store", date(2026, 9, day), ("chairs",))
    assert ("legal-guarantee-notice" in missing(asked)) is held


# Directive (EU) 2022/2380: 28 December 2024, laptops from 28 April 2026.
def test_laptops_have_their_pictogram_later_than_phones():
    before, after = date(2026, 4, 27), date(2026, 4, 28)
    laptops = [missing(Announcement("DE", "online", day, ("Laptops",))) for day in (before, after)]
    assert ["charger-pictogram-laptops" in found for found in laptops] == [False, True]
    assert "charger-pictogram" in missing(Announcement("DE", "online", before, ("phones",)))


def test_a_contract_bundle_says_what_its_tariff_costs():
    facts = {"device_price": "1.00", "monthly_price": "44.99", "minimum_term_months": "24"}
    asked = Announcement("DE", "advertisement", IN_2026, kinds=("contract_bundle",), facts=facts)
    assert missing(asked) == {"contract-bundle-cost-de": ["connection_fee", "total_price"]}


def test_a_value_that_a_fact_may_not_have_is_as_good_as_missing():
    asked = Announcement(
        "DE",
        "advertisement",
        IN_2026,
        ("TVs",),
        facts={"energy_class": "A+++", "energy_class_range": "A-G"},
    )
    (one,) = announcement_duties(asked).duties
    assert [(fact.fact.name, fact.found) for fact in one.missing] == [("energy_class", "A+++")]


def test_a_category_that_nobody_assigned_is_told():
    found = announcement_duties(Announcement("DE", "advertisement", IN_2026, ("Gadgets", "TVs")))
    assert found.unknown_categories == ("Gadgets",)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Announcement("XX", "store", IN_2026), "no member state"),
        (Announcement("DE", "radio", IN_2026), "none of advertisement, store, online"),
        (Announcement("DE", "store", IN_2026, kinds=("contract",)), "no kind of announcement"),
    ],
)
def test_what_cannot_be_asked_is_said(asked, told):
    with pytest.raises(UsageError, match=told):
        announcement_duties(asked)


GOOD = """
[[kind]]
name = "goods"
categories = []
[[duty]]
id = "own"
title_en = "Own"
title_de = "Eigene"
countries = ["DE"]
kinds = ["goods"]
media = ["store"]
since = 2026-01-01
source = "house rules"
address = "https://example.org/rules"
facts = [{ name = "sign", en = "a sign", de = "ein Schild" }]
"""


def test_a_retailers_own_register_takes_the_place_of_ours(tmp_path):
    path = tmp_path / "duties.toml"
    path.write_text(GOOD, encoding="utf-8")
    found = announcement_duties(Announcement("DE", "store", IN_2026), path)
    assert [one.duty.duty_id for one in found.duties] == ["own"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("since = 2026-01-01", "since = 2026-01-01\nsinse = 2026-01-01", "did you mean 'since'"),
        ("since = 2026-01-01", "", "duty.0.since: Field required"),
        ("since = 2026-01-01", 'since = "soon"', "duty.0.since"),
        ('kinds = ["goods"]', 'kinds = ["good"]', "unknown kind 'good'; did you mean 'goods'"),
        ('countries = ["DE"]', 'countries = ["Germany"]', "'Germany' is no country"),
        ("since = 2026-01-01", "since = 2026-01-01\nuntil = 2025-01-01", "is not after since"),
        ("[[kind]]", "[[kind", "no valid TOML"),
    ],
)
def test_every_fault_of_a_register_is_told_by_its_key(tmp_path, old, new, told):
    path = tmp_path / "duties.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(told)):
        read_duties(path)


def test_a_register_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_duties(tmp_path / "none.toml")


def test_the_reference_page_has_a_row_for_each_duty_with_its_date():
    text = PAGE.read_text(encoding="utf-8")
    for duty in duties_held().duties:
        row = next((line for line in text.splitlines() if f"`{duty.duty_id}`" in line), "")
        assert str(duty.since) in row, f"{duty.duty_id} is missing on the page, or its date"
