"""What if on files: every scenario's plan can be verified, and costs of obligations be asked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from showfloor.errors import DataError
from showfloor.workflows.planning import PlanAsked, ProblemPaths, paths_in, verify_files
from showfloor.workflows.scenarios import (
    ObligationsAsked,
    obligations_from_files,
    scenarios_asked,
    what_if_files,
)

PROGRAMME = """
[programme]
id = "p"
manufacturer = "m"
start = 2021-03-01
weeks = 4
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "wall"
footprint_m2 = 10
places = 20
capex = 1000.00
manufacturer_pays = 0.5
crew_days = [2]

[[budget]]
through = 2021-12-31
amount = 2000.00

[[promises]]
store = "s3"
selling_by = 2021-03-15
"""


@pytest.fixture
def paths(tmp_path: Path) -> ProblemPaths:
    (tmp_path / "programme.toml").write_text(PROGRAMME)
    stores = ["store_id,name,kind,operator,region,area_space_m2"]
    margins = ["store_id,format_id,retailer_margin_per_week"]
    for number in range(4):
        stores.append(f"s{number},Store {number},standard,own,DE-HH,20")
        margins.append(f"s{number},wall,{90 - 20 * number}.00")
    (tmp_path / "stores.csv").write_text("\n".join(stores) + "\n")
    (tmp_path / "options.csv").write_text("\n".join(margins) + "\n")
    names = ("programme.toml", "stores.csv", "options.csv")
    return ProblemPaths(*(tmp_path / name for name in names))


def test_scenarios_of_words_and_of_a_file_are_planned_and_verified(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    listed = tmp_path / "scenarios.toml"
    listed.write_text('[[scenario]]\nname = "free"\nchanges = ["without promise s3"]\n')
    scenarios = scenarios_asked(["budget +1000; exclude s2"], listed)
    assert [item.changes for item in scenarios] == [
        ("without promise s3",),
        ("budget +1000", "exclude s2"),
    ]
    out = tmp_path / "what-if"
    found = what_if_files(paths, out, scenarios, PlanAsked())
    assert [outcome.verdict for outcome in found.outcomes] == ["as it is", "better", "better"]
    for folder in ("as-it-is", "scenario-1", "scenario-2"):
        assert verify_files(paths_in(out / folder / "inputs"), out / folder).passed
    with (out / "changed-stores.csv").open(encoding="utf-8") as stream:
        changed = {(row["scenario"], row["store_id"]) for row in csv.DictReader(stream)}
    # Free of the promise, s1 takes the place of s3; with more money s1 comes in beside them.
    assert {("free", "s1"), ("free", "s3")} <= changed
    assert ("budget +1000; exclude s2", "s1") in changed


def test_what_the_promise_of_a_plan_on_files_costs_is_an_interval(
    paths: ProblemPaths, tmp_path: Path
) -> None:
    out = tmp_path / "what-if"
    what_if_files(paths, out, scenarios_asked(["budget +1000"], None), PlanAsked())
    plan = out / "as-it-is"
    said: list[str] = []
    found = obligations_from_files(
        paths_in(plan / "inputs"),
        plan,
        ObligationsAsked(planned=1),
        report=lambda text, _share: said.append(text),
    )
    (cost,) = found.costs
    assert said[0] == "pricing promise s3 by 2021-03-15, 2 left"
    # s1 instead of s3 earns 40.00 more a week for 52 weeks, up to 2 % dearer for being later.
    assert cost.rule == "promise s3 by 2021-03-15"
    assert cost.planned
    assert 1900.0 < cost.low <= cost.high < 2080.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[scenari]]\n", "did you mean 'scenario'"),
        ('[[scenario]]\nname = "x"\n', "changes must list"),
        ('[[scenario]]\nchanges = ["budget +1"]\n', "name is missing"),
        ('[[scenario]]\nname = "x"\nchange = ["budget +1"]\n', "did you mean 'changes'"),
        ("[[scenario]\n", "is not TOML"),
        ("", r"has no \[\[scenario\]\]"),
        ('[[scenario]]\nname = "x"\nchanges = ["a"]\n' * 2, "stands twice"),
    ],
)
def test_a_bad_file_of_scenarios_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "scenarios.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=says):
        scenarios_asked([], path)
