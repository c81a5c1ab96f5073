"""The report shows what the gain would be where closures cannot pass for it."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from showfloor.measure.inference import undefined, with_interval
from showfloor.measure.types_areas import AreasFound, ClosureRemedy, ComparedRegions
from showfloor.present import report
from showfloor.present.language import language_for
from showfloor.present.sections.earned_closures import closure_blocks, closures_table
from showfloor.present.sections.earned_scale import scale_said
from showfloor.present.sections.earned_setting import Earned
from showfloor.present.sections.setting import setting_for
from showfloor.present.sentences import translated
from showfloor.present.types import ReportContent, TitleFacts

NAME = "measured_areas"
if NAME not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location(NAME, Path(__file__).with_name(f"{NAME}.py"))
    assert _SPEC is not None
    assert _SPEC.loader is not None
    sys.modules[NAME] = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(sys.modules[NAME])
FACTS = TitleFacts("Areas", "EUR", True, 1, datetime(2022, 3, 1, tzinfo=UTC), "software")
WAYS = (
    ClosureRemedy(
        0,
        with_interval(5000.0, 400.0, 12.0),
        with_interval(10.2, 1.1, 12.0),
        with_interval(-3.5, 1.0, 12.0),
        0.004,
        288,
    ),
    ClosureRemedy(
        4,
        undefined("nothing is left"),
        undefined("nothing is left"),
        undefined("nothing is left"),
        float("nan"),
        0,
    ),
)


@pytest.fixture(scope="module")
def found() -> AreasFound:
    return replace(sys.modules[NAME].measured("clear"), remedies=WAYS)


def earned(found: AreasFound, code: str = "en") -> Earned:
    content = ReportContent(FACTS, areas=found)
    return Earned(setting_for(content, language_for(code)), found)


def test_the_headline_comes_first_and_each_way_beside_it(found: AreasFound) -> None:
    table = closures_table(earned(found))
    keys = [column.key for column in table.columns]
    first, within, later = (dict(zip(keys, row.cells, strict=True)) for row in table.rows)
    assert first["share_gain"] == found.money.per_cent.estimate / 100.0
    assert first["apart"] is None
    assert within["way"] == "Within regions and weeks"
    assert (within["total"], within["apart"], within["left_out"]) == (5000.0, -3.5, 288)
    assert later["way"] == "Without 4 weeks after a reopening"
    assert dict(table.rows[2].reasons)["apart"] == "nothing is left"


def test_without_remedies_the_page_says_nothing_of_closures(found: AreasFound) -> None:
    assert not closure_blocks(earned(replace(found, remedies=())))


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "Within regions and weeks"), ("de", "Innerhalb von Region und Woche")],
)
def test_the_report_shows_the_ways_in_both_languages(
    found: AreasFound, code: str, said: str
) -> None:
    content = ReportContent(FACTS, areas=found)
    assert said in report(content, language=code)
    plain = report(replace(content, areas=replace(found, remedies=())), language=code)
    assert said not in plain


def test_regions_with_weeks_of_their_own_are_said_at_the_headline(found: AreasFound) -> None:
    within = replace(found, regions=ComparedRegions(4, 0, 0, 0, 0))
    assert "Shops of one region" in scale_said(earned(within))
    assert "Läden einer Region" in scale_said(earned(within, "de"))


_SHARE = "At most 4.3% of any stores' weeks are closed"
SAID = (
    (
        f"{_SHARE}: within regions and weeks +10.2%, without 4 weeks after reopening +6.0% instead"
        " of +7.0%, more than chance (p = 0.000): measure with --region-weeks"
        " --without-weeks-after-reopening 4."
    ),
    (
        "Closed weeks differ by 6% points between stores that opened together and those that never"
        " did: without 4 weeks after reopening +10.5% instead of +10.2%, no more apart than by"
        " chance."
    ),
    (
        "12% of some stores' weeks are closed: within regions and weeks +10.2% instead of +7.0%,"
        " and without 4 weeks after reopening cannot be judged: there is no error to judge by."
    ),
    f"{_SHARE}: within regions and weeks cannot be judged: there is no error to judge by.",
    f"{_SHARE}: stores are compared within regions and weeks.",
    f"{_SHARE}: 3 weeks after reopening are left out.",
    (
        f"{_SHARE}: stores are compared within regions and weeks and 3 weeks after reopening are"
        " left out."
    ),
    (
        "In 24 of 160 weeks of a region no untreated store was open (DE-SN at 46 and more):"
        " measure with --region-weeks, which leaves these out."
    ),
    (
        "288 store-weeks with an area, in 24 weeks of a region without an untreated, open store,"
        " cannot be compared and are left out; 12 of these stores have no other"
    ),
    "2 stores have no region: they are compared among themselves",
    "144 store-weeks within 3 weeks after a closure are left out",
    (
        "imputation, its event study, the check before the opening and the placebo in time compare"
        " within regions; other methods, drifts and what rests on them, rings of neighbours, the"
        " placebo at stores without an area and the one store that decides compare all regions"
    ),
    (
        "the online shop is compared over all postcode areas: online sales name no region, and an"
        " area without a store has none that could lend it one"
    ),
    (
        "rests on 3 treated units; an interval needs at least 4; no p-value: times are each"
        " region's own, and who could have been treated within one is not drawn anew"
    ),
    "no own shop near a treated store has a store to compare with in its region",
    (
        "The two methods differ by 1.5 standard errors (21.05 and 25.96): one compares within"
        " regions, the other units of all regions, so look at what sets the regions apart."
    ),
    (
        "Only 7 units in a region with a treated one were never treated: one odd unit among them"
        " can make the effect."
    ),
    (
        "1.5% of the unit-times have no outcome, and 12 treated ones have nothing in their region"
        " to be compared with; the effect is that of the others."
    ),
)


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_of_closures_is_known_in_german(said: str) -> None:
    german, quoted = translated(said, language_for("de"))
    assert not quoted
    assert "within" not in german
    assert "without" not in german.replace("--without", "")
