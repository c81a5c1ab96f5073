"""What will be measurable, as a section and as files: titles, charts, tables, both languages."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from showfloor.measure.design_types import DesignFound, DesignPoint, Detectable, RolloutDesign
from showfloor.present import DESIGN_PAGE, ReportContent, TitleFacts, design_pages, report
from showfloor.present.language import language_for
from showfloor.present.sections.design_section import design_title
from showfloor.present.sentences import translated

FIRST, ON, WEEKS = date(2021, 3, 8), date(2021, 5, 3), 9
NAN = math.nan
NOTES = (
    "3 stores of the plan without a history: the average store's noise is taken.",
    "1 store of the history left out: online, with a standing area, or not among the stores.",
    "2 weeks between the history and the first opening: taken to be observed.",
    "How outcomes 13 to 21 weeks apart move together is carried on from 13 weeks of history.",
)
REASONS = (
    "no store is treated by then",
    "no effect is found in four of five rollouts",
    "too few stores to compare with: 1, it takes 2",
)
FACTS = TitleFacts("Shops", "EUR", True, 7, datetime(2021, 3, 1, tzinfo=UTC), "showfloor")


def week(number: int) -> Detectable:
    day = FIRST + timedelta(weeks=number)
    if number == 0:
        return Detectable(day, 3, 57, 3, NAN, NAN, NAN, REASONS[1])
    return Detectable(day, 3 + number, 57 - number, 10 * number, 1.0 / number, 20.0, 2.8 / number)


def design(level: float = 7.0) -> RolloutDesign:
    weeks = tuple(week(number) for number in range(WEEKS))
    curve = ((1, 1.0, 1.1), (26, NAN, 1.5))
    return RolloutDesign(weeks[-1], weeks, level, 60, 13, 0.8, curve, NOTES)


def found(**changes: object) -> DesignFound:
    return replace(DesignFound(ON, design(), "units"), **changes)  # type: ignore[arg-type]  # by name


def points() -> tuple[DesignPoint, ...]:
    return tuple(
        DesignPoint(
            k / 8, "optimal", 40, 1e6 - 1e4 * k, 1e6, 0.001, 0.2, 0.9 - 0.05 * k,
            price=1e4 * k + 1e3, efficient=k != 3, folder=f"frontier/{k:02d}",
        )
        for k in range(9)
    )  # fmt: skip


def title(language: str, what: DesignFound) -> str:
    return design_title(language_for(language), what).replace("\u00a0", " ")  # type: ignore[arg-type]  # a code


def test_the_title_is_the_answer_in_both_languages() -> None:
    assert title("en", found()) == (
        "On 3 May 2021 an effect of 0.350 units a shop and week would be seen in four of five "
        "rollouts, that is 5.0 % of what a shop sells"
    )
    assert title("de", found()).startswith("Am 3. Mai 2021 würde eine Wirkung von 0,350 Stück")
    other = replace(found(), outcome="revenue")
    assert "0.350 revenue a shop" in title("en", other)


def test_a_limit_is_said_to_be_kept_to_cost_or_to_be_missed() -> None:
    kept = found(mde_at_most=0.4, points=points(), chosen=4, most_telling=8)
    assert title("en", kept) == (
        "With an effect of 0.350 units detectable on 3 May 2021, the limit of 0.400 is kept, and "
        "it costs at most €41,000"
    )
    assert title("en", replace(kept, chosen=0)).startswith("The best plan keeps the limit")
    missed = replace(kept, mde_at_most=0.1)
    assert title("en", missed).startswith("The limit of 0.100 units cannot be met by 3 May 2021")
    assert title("de", missed).startswith("Die Grenze von 0,100 Stück ist bis 3. Mai 2021 nicht")


def test_what_is_unknown_is_said_with_its_reason() -> None:
    silent = replace(design(), at=replace(week(0), reason=REASONS[0]))
    assert title("en", found(design=silent)).endswith(
        "told from chance: no store is treated by then"
    )
    assert title("de", found(design=silent)).endswith("bis dahin hat kein Laden eine neue Fläche")


@pytest.mark.parametrize("sentence", [*NOTES, *REASONS])
def test_every_sentence_of_the_room_has_its_german(sentence: str) -> None:
    german, quoted = translated(sentence, language_for("de"))
    assert not quoted
    assert german != sentence
    assert sorted(re.findall(r"\d+", sentence)) == sorted(re.findall(r"\d+", german))


def test_the_pages_link_to_each_other_and_hold_both_charts_and_every_plan() -> None:
    files = design_pages(found(mde_at_most=0.4, points=points(), chosen=4, most_telling=8), FACTS)
    for code, other in (("en", "de"), ("de", "en")):
        page = unescape(files[DESIGN_PAGE.format(language=code)].decode())
        assert f'href="{DESIGN_PAGE.format(language=other)}"' in page
        assert 'href="#design"' in page
        for chart in ("design-weeks-wide", "design-weeks-narrow", "design-frontier-wide"):
            assert f'aria-labelledby="{chart}-title {chart}-desc"' in page
    rows = list(csv.DictReader(io.StringIO(files["design_frontier.csv"].decode())))
    assert [row["folder"] for row in rows] == [f"frontier/{k:02d}" for k in range(9)]
    assert [float(row["price"]) for row in rows] == [1e4 * k + 1e3 for k in range(9)]
    assert [row["beaten"] for row in rows].index("yes") == 3


def test_the_table_by_week_is_the_result_unrounded_and_unknown_cells_are_empty() -> None:
    files = design_pages(found(), FACTS)
    rows = list(csv.DictReader(io.StringIO(files["design_by_week.csv"].decode())))
    assert len(rows) == WEEKS
    assert rows[0]["mde"] == rows[0]["se"] == rows[0]["relative"] == ""
    assert float(rows[3]["mde"]) == 2.8 / 3
    assert float(rows[3]["relative"]) == pytest.approx(2.8 / 3 / 7.0)
    assert rows[-1]["on"] == "2021-05-03"
    assert "design_frontier.csv" not in files


def test_where_slower_is_no_better_the_page_says_that() -> None:
    what = found(points=points(), chosen=0, most_telling=0, slower_is_better=False)
    page = design_pages(what, FACTS)["design.en.html"].decode()
    assert "Opening more slowly does not help here" in page


def test_a_plan_that_cannot_be_measured_at_all_still_makes_a_page() -> None:
    nothing = replace(design(0.0), at=week(0), by_week=(week(0),))
    lost = tuple(replace(p, mde=NAN, se=NAN, reason=REASONS[2]) for p in points())
    files = design_pages(found(design=nothing, points=lost, chosen=0), FACTS)
    page = files["design.en.html"].decode()
    assert "no effect could be told from chance" in page
    assert "<svg" not in page


def test_the_report_shows_the_section_only_where_somebody_asked() -> None:
    content = ReportContent(FACTS)
    assert 'id="design"' not in report(content, language="en")
    assert 'id="design"' in report(replace(content, design=found()), language="en")
