"""A design from stores and dates as a page: its answer, charts, tables, all notes in German."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from showfloor.measure.design_types import (
    Answer,
    ByNumber,
    DesignFound,
    Detectable,
    HeldOut,
    PlannedStore,
    RolloutDesign,
    ShareOfDraws,
    StoresDesign,
)
from showfloor.present import TitleFacts, design_pages
from showfloor.present.language import language_for
from showfloor.present.sections.design_section import design_title
from showfloor.present.sentences import translated

FIRST, ON = date(2021, 3, 1), date(2021, 5, 3)
NAN = math.nan
FACTS = TitleFacts("Shops", "EUR", True, 7, datetime(2021, 3, 1, tzinfo=UTC), "showfloor")
SENTENCES = (
    "every store is treated by then",
    "one treated store: its effect cannot be told from that store's own chance",
    "one treated store: there is no test whose alarms could be counted",
    "3 treated stores could have been chosen in 35 ways only, a test at 5 % takes 40",
    "too few treated stores for an interval, and none is never treated: no test",
    "no effect is found in four of five rollouts",
    (
        "Drawn at random: 38 of the stores, in proportion to 4 groups, balanced in how they moved "
        "before, with the seed 7."
    ),
    "Drawn at random: 1 of the stores, balanced in how they moved before, with the seed 0.",
    (
        "The interval will rest on 5 stores and 3.9 degrees of freedom: it will be marked for "
        "review."
    ),
    "Fewer waves would leave more degrees of freedom to so few stores.",
    (
        "2 treated stores get no interval, only a permutation test of no effect at all; what it "
        "can find was simulated."
    ),
    (
        "The promise could not be tested on weeks held out: 6 weeks of history are too few to hold "
        "some back."
    ),
    (
        "The promise could not be tested on weeks held out: only 4 stores are observed in every "
        "week, 2 of them with an area."
    ),
    "no store is treated in the weeks held out",
    (
        "Where nothing opened the test found an effect in 8.1 % of the draws (6.5 to 9.9 %), more "
        "than the 5 % that it should."
    ),
    (
        "Where nothing opened the test found an effect in 2.1 % of the draws (1.5 to 2.9 %), fewer "
        "than the 5 % that it should."
    ),
    (
        "In the 26 weeks held out the standard error was larger than promised: 0.71 is the promise "
        "over what was found."
    ),
    (
        "In the 26 weeks held out the standard error was smaller than promised: 1.31 is the "
        "promise over what was found."
    ),
    (
        "These very stores moved differently from the others in the last 26 weeks before "
        "(p = 0.012): what is measured on them later may be more of that."
    ),
)


def design(mde: float = 0.4) -> RolloutDesign:
    weeks = tuple(
        Detectable(
            FIRST + timedelta(weeks=k), 12, 48, 12 * (k + 1), mde / 3, 9.0, mde * (10 - k),
            method="interval", verdict="PASS",
        )
        for k in range(10)
    )  # fmt: skip
    share = ShareOfDraws(0.05, 0.04, 0.06, 1000)
    test = HeldOut(10, 42, 58, 12, share, ShareOfDraws(0.8, 0.77, 0.83, 1000), 0.2, 0.21, 0.2)
    return RolloutDesign(weeks[-1], weeks, 8.0, 60, 52, 0.5, ((1, 1.0, 1.1),), held_out=test)


def stores(**changes: object) -> StoresDesign:
    planned = tuple(
        PlannedStore(f"s{k:02d}", FIRST, "DE-BE · live", "fixed" if k == 3 else "drawn")
        for k in range(12)
    )
    numbers = tuple(
        ByNumber(n, 60 - n, 3.0 / n, 9.0 / n, "interval", "REVIEW" if n == 4 else "PASS", n == 12)
        for n in (4, 8, 12, 16, 24)
    )
    answers = (Answer(0.4, 0.05, None), Answer(0.8, 0.10, FIRST + timedelta(weeks=8)))
    base = StoresDesign(planned, ("s50",), (FIRST,), numbers, answers, 4)
    return replace(base, **changes)  # type: ignore[arg-type]  # fields by name


def found(**changes: object) -> DesignFound:
    return replace(DesignFound(ON, design(), "units", stores=stores()), **changes)  # type: ignore[arg-type]  # by name


def title(language: str, what: DesignFound) -> str:
    return design_title(language_for(language), what).replace("\u00a0", " ")  # type: ignore[arg-type]  # a code


def test_the_title_says_whether_these_stores_are_enough() -> None:
    enough = found(mde_at_most=0.8)
    assert title("en", enough) == (
        "These 12 shops are enough: an effect of 0.800 units a shop and week would be seen from "
        "the week of 26 April 2021 on"
    )
    assert title("de", enough).startswith("Diese 12 Läden genügen: eine Wirkung von 0,800 Stück")
    few = found(mde_at_most=0.4, design=design(0.5))
    assert title("en", few).startswith("These 12 shops are not enough: on 3 May 2021 an effect of")
    assert title("en", found()).startswith("On 3 May 2021 an effect of 0.400 units a shop")


def test_one_store_gets_a_page_that_says_that_nothing_can_be_known() -> None:
    alone = Detectable(
        ON, 1, 59, 10, 1.0, NAN, NAN, SENTENCES[1], method="placebo", verdict="FAIL", placebo=1.96
    )
    what = found(
        design=replace(design(), at=alone, by_week=(alone,)),
        mde_at_most=0.4,
        stores=stores(by_number=(ByNumber(1, 59, 1.0, NAN, "placebo", "FAIL", own=True),)),
    )
    page = unescape(design_pages(what, FACTS)["design.en.html"].decode())
    assert "With one shop nothing can be known but its rank: 95 of 100 shops" in page
    assert "1.96 units either way" in page
    assert "rank only" in page


def test_the_page_holds_both_charts_and_four_more_tables_that_are_files_too() -> None:
    files = design_pages(found(mde_at_most=0.8), FACTS)
    for code in ("en", "de"):
        page = unescape(files[f"design.{code}.html"].decode())
        for chart in ("design-weeks-wide", "design-numbers-wide", "design-numbers-narrow"):
            assert f'aria-labelledby="{chart}-title {chart}-desc"' in page
        assert re.search(r"1[.,]000 ", page)
    rows = {
        name: list(csv.DictReader(io.StringIO(files[f"design_{name}.csv"].decode())))
        for name in ("answers", "numbers", "stores")
    }
    assert [row["on"] for row in rows["answers"]] == ["", "2021-04-26"]
    assert [row["stated"] for row in rows["numbers"]][:2] == [
        "interval, to be read with care",
        "interval",
    ]
    assert rows["stores"][3] == {
        "store_id": "s03",
        "selling_week": "2021-03-01",
        "group": "DE-BE · live",
        "origin": "week fixed",
    }


def test_three_thousand_stores_are_all_in_the_file_and_sixty_on_the_page() -> None:
    many = tuple(PlannedStore(f"s{k:04d}", FIRST) for k in range(3000))
    files = design_pages(found(stores=stores(planned=many)), FACTS)
    assert len(files["design_stores.csv"].decode().splitlines()) == 3001
    page = unescape(files["design.en.html"].decode())
    assert "and 2,940 more" in page
    assert "s0060" not in page


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_the_room_has_its_german(sentence: str) -> None:
    german, quoted = translated(sentence, language_for("de"))
    assert not quoted
    assert german != sentence
    figures = [
        re.findall(r"\d+(?:[.,]\d+)?", text.replace(",", ".")) for text in (sentence, german)
    ]
    assert sorted(figures[0]) == sorted(figures[1])


def test_a_limit_far_above_the_line_is_not_drawn_into_the_text() -> None:
    for limit, drawn in ((0.5, True), (50.0, False)):
        page = design_pages(found(mde_at_most=limit), FACTS)["design.en.html"].decode()
        assert ('class="limit"' in page) is drawn
