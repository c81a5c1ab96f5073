"""The report says in what shops move alike, and shows the gain by week in per cent."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from showfloor.measure.types_areas import AreasFound
from showfloor.present import report
from showfloor.present.language import language_for
from showfloor.present.sections.earned_scale import events_table, scale_said
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


@pytest.fixture(scope="module")
def found() -> AreasFound:
    return sys.modules[NAME].measured("clear")


def earned(found: AreasFound, code: str = "en") -> Earned:
    content = ReportContent(FACTS, areas=found)
    return Earned(setting_for(content, language_for(code)), found)


def test_the_other_scale_is_said_beside_the_headline(found: AreasFound) -> None:
    assert found.beside is not None
    other = replace(found.beside, per_cent=replace(found.beside.per_cent, estimate=12.34))
    said = scale_said(earned(replace(found, beside=other)))
    assert "move by the same per cent without an area" in said
    assert "Taken to move by the same amount, the areas would have gained +12.3" in said
    alone = scale_said(earned(replace(found, beside=None, scale="levels")))
    assert alone.endswith("move by the same amount without an area, whatever their size.")


def test_the_table_holds_every_week_in_per_cent_and_in_money(found: AreasFound) -> None:
    table = events_table(earned(found))
    keys = [column.key for column in table.columns]
    first, event = table.rows[0], found.events[0]
    cells = dict(zip(keys, first.cells, strict=True))
    assert len(table.rows) == len(found.events)
    assert cells["share_gain"] == pytest.approx(event.per_cent.estimate / 100.0)
    assert cells["gain"] == event.mean.estimate


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "brought to the size of the mean shop"), ("de", "Größe des mittleren Ladens")],
)
def test_the_picture_of_weeks_says_that_shops_have_one_size(
    found: AreasFound, code: str, said: str
) -> None:
    content = ReportContent(FACTS, areas=found)
    assert said in report(content, language=code)
    plain = report(replace(content, areas=replace(found, scale="levels")), language=code)
    assert said not in plain


SAID = (
    (
        "Measured in levels the effect would be +17.8% instead of +4.9%, which is more than chance"
        " (p = 0.000), treated stores are 2.47 times as large as the others: growth before the"
        " openings speaks against measuring in levels."
    ),
    (
        "Measured in per cent the effect would be -1.2% instead of +0.3%, no more apart than by"
        " chance."
    ),
    (
        "Before the openings larger stores grew otherwise than smaller ones in per cent (p ="
        " 0.012), which adds +8.1% to the effect, more than half its interval: compare with stores"
        " of like size."
    ),
    (
        "The other scale cannot stand beside this one: the untreated outcomes of 1 units add up"
        " to less than 0, and no per cent of them has a meaning: measure in levels (scale levels)."
    ),
    "1 area was closed; its store counts until the week before",
)


@pytest.mark.parametrize("advice", SAID)
def test_what_the_scale_check_says_is_known_in_german(advice: str) -> None:
    _, quoted = translated(advice, language_for("de"))
    assert not quoted
