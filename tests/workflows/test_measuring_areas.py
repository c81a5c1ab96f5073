"""Areas measured in a workspace: from the ledger's files to the answer, the run and the lock."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from showfloor.cli.main import run
from showfloor.cli.showing_measures import answer
from showfloor.errors import DataError, UsageError, WorkspaceError
from showfloor.measure.types import Check
from showfloor.measure.types_areas import AreasFound
from showfloor.storage import IntakeFile, Workspace, create_workspace
from showfloor.storage.result_json import encode
from showfloor.workflows.keeping import latest
from showfloor.workflows.measuring_areas import (
    AREAS,
    AreasAsked,
    ledger_of,
    lock_areas,
    run_areas,
)
from showfloor.workflows.measuring_methods import MethodsWanted

STORES, WEEKS = 20, 20
FIRST = date(2021, 1, 4)
BEGINS = {0: 8, 1: 8, 2: 8, 3: 11, 4: 11, 5: 11, 6: 14, 7: 14}
GAIN, LOST = 9, 6
"""Units that an area adds a week to own products, and takes from rivals."""
PRICES = {"own": 20, "rival": 25, "case": 8}
HEAD = {
    "stores": "store_id,name,kind,operator,region,latitude,longitude",
    "areas": "area_id,store_id,manufacturer_id,format_id,installed_from,selling_from",
    "sales": "source,date,store_id,product_id,line_no,units,revenue",
    "traffic": "date,store_id,baskets",
    "online_sales": "week,postcode_area,product_id,units,revenue",
    "manufacturers": "manufacturer_id,name",
    "products": "product_id,valid_from,manufacturer_id,category,name,unit_margin",
}


def rows() -> dict[str, list[str]]:
    rng = np.random.default_rng(7)
    made = {name: [head] for name, head in HEAD.items()}
    made["manufacturers"] += ["m1,Mine", "m2,Other"]
    made["products"] += [
        "own,2019-01-01,m1,phones,Phone,5.00",
        "rival,2019-01-01,m2,phones,Other phone,4.00",
        "case,2019-01-01,m2,cases,Case,2.00",
    ]
    for place in range(STORES):
        store, level = f"s{place:02d}", int(rng.integers(20, 40))
        region = "DE-BE" if place % 2 else "DE-BB"
        made["stores"].append(f"{store},Shop {place},standard,own,{region},{50 + place},13")
        begins = BEGINS.get(place, 99)
        if place in BEGINS:
            day = FIRST + timedelta(weeks=begins)
            made["areas"].append(f"a{place},{store},m1,table,{day},{day}")
        for week in range(WEEKS):
            treated = week >= begins
            noise = rng.integers(-3, 4, size=3)
            sold = {
                "own": level + week % 3 + GAIN * treated + noise[0],
                "rival": level + 20 - LOST * treated + noise[1],
                "case": 15 + noise[2],
            }
            monday = FIRST + timedelta(weeks=week)
            for line, (product, units) in enumerate(sold.items()):
                revenue = PRICES[product] * units
                made["sales"].append(f"till,{monday},{store},{product},{line},{units},{revenue}.00")
            # The last day of a week makes it a full one.
            made["traffic"].append(f"{monday},{store},{100 + week}")
    saturday = FIRST + timedelta(weeks=WEEKS, days=-2)
    made["sales"].append(f"till,{saturday},s19,case,9,0,0.00")
    return made


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made_workspace(tmp_path, rows())


def made_workspace(folder: Path, tables: dict[str, list[str]]) -> Workspace:
    made = create_workspace(
        folder / "shops", name="Shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    files = []
    for name, lines in tables.items():
        if len(lines) > 1:
            path = folder / f"{name}.csv"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            files.append(IntakeFile(path, name))
    made.ledger.take(files)
    return made


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        run(words)
    return int(end.value.code or 0), capsys.readouterr().out


def test_a_ledgers_areas_are_measured_and_the_run_can_be_read_back(workspace: Workspace) -> None:
    kept = run_areas(workspace, AreasAsked())
    found = kept.result
    assert (found.manufacturer_id, found.treated, found.compared) == ("m1", 8, 12)
    assert (found.first_week, found.to_week) == (FIRST, FIRST + timedelta(weeks=WEEKS))
    effect = found.effects["units"].from_disruption
    assert abs(effect.estimate - GAIN) < 3.0 * effect.se < 3.0
    assert found.money.quantity == "margin"
    assert found.money.a_week.estimate == pytest.approx(5.0 * effect.estimate)
    lost = found.whom.from_rivals
    assert abs(lost.estimate - 4.0 * LOST) < 3.0 * lost.se
    read = latest(workspace, AREAS, AreasFound)
    assert read is not None
    assert encode(read.result) == encode(found)
    assert found.checks[-1].verdict == "REVIEW"


def test_the_command_answers_in_words_and_as_json(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(["measure", "-w", str(workspace.root)], capsys)
    assert code == 0
    assert "8 stores with an area of m1, 12 to compare with" in text
    assert "They earned" in text
    assert "with 95 % certainty between" in text
    assert "Payback unknown" in text
    code, text = said(["measure", "-w", str(workspace.root), "--format", "table", "--json"], capsys)
    document = json.loads(text)
    assert code == 0
    assert document["areas"]["format_id"] == "table"
    assert document["areas"]["whom"]["gain"]["estimate"] > 0.0


def test_the_answer_says_what_to_do(workspace: Workspace) -> None:
    found = run_areas(workspace, AreasAsked()).result
    assert answer(found, "EUR")[-1].startswith("Quote them with their interval, and read first: ")
    failed = replace(found, checks=(Check("both methods", "FAIL", "They differ."),))
    assert answer(failed, "EUR")[-1].endswith("before this is mended: both methods.")
    unsure = replace(found.money, total=replace(found.money.total, low=-1.0))
    passed = replace(found, checks=(), money=unsure)
    assert "cannot be told from nothing" in answer(passed, "EUR")[-1]


def test_a_programme_with_the_formats_price_gives_weeks_of_payback(workspace: Workspace) -> None:
    programme = """
[programme]
id = "p"
manufacturer = "m1"
start = 2021-03-01
weeks = 8
area_life_weeks = 52
discount_rate = 0.08
value_for = "retailer"

[[formats]]
id = "table"
footprint_m2 = 4.0
places = 6
capex = 900.0
manufacturer_pays = 0.5
crew_days = [1]

[[budget]]
through = 2021-12-31
amount = 2800.0

[[crews]]
region = "DE-BE"
crew_days = 2
"""
    (workspace.root / "programme.toml").write_text(programme, encoding="utf-8")
    earned = run_areas(workspace, AreasAsked()).result.money
    assert earned.cost == 900.0
    assert earned.payback.estimate == pytest.approx(900.0 / earned.a_week.estimate)


def test_a_run_says_whether_it_followed_the_lock(workspace: Workspace) -> None:
    until = FIRST + timedelta(weeks=WEEKS)
    locked = lock_areas(workspace, AreasAsked(until=until), today=date(2021, 2, 1))
    assert locked.path.is_file()
    kept = run_areas(workspace, AreasAsked())
    assert kept.result.checks[-1].verdict == "PASS"
    assert (kept.folder / "locked-analysis.json").read_bytes() == locked.path.read_bytes()
    shorter = run_areas(workspace, AreasAsked(until=until - timedelta(weeks=2))).result.checks[-1]
    assert shorter.verdict == "REVIEW"
    assert "the end of the weeks is" in shorter.advice
    with pytest.raises(WorkspaceError, match="is there already"):
        lock_areas(workspace, AreasAsked(until=until), today=date(2021, 2, 1))


def test_other_areas_kept_beside_depart_from_a_lock_that_left_them_out(
    workspace: Workspace,
) -> None:
    until = FIRST + timedelta(weeks=WEEKS)
    lock_areas(workspace, AreasAsked(until=until), today=date(2021, 2, 1))
    check = run_areas(workspace, AreasAsked(with_rival_areas=True)).result.checks[-1]
    assert check.verdict == "REVIEW"
    assert "the comparison is never, beside young areas of other manufacturers" in check.advice


def test_an_area_that_is_yet_to_open_can_be_locked_but_not_measured(tmp_path: Path) -> None:
    tables = rows()
    start = FIRST + timedelta(weeks=WEEKS + 3)
    tables["areas"] = [HEAD["areas"], f"a0,s00,m1,table,{start},{start}"]
    workspace = made_workspace(tmp_path, tables)
    until = FIRST + timedelta(weeks=WEEKS + 20)
    analysis = lock_areas(workspace, AreasAsked(until=until), today=date(2021, 5, 24)).analysis
    assert analysis.openings == {"s00": start}
    assert len(analysis.stores) == STORES
    with pytest.raises(DataError, match="no effect to measure"):
        run_areas(workspace, AreasAsked())


def test_a_changed_lock_is_refused(workspace: Workspace) -> None:
    until = FIRST + timedelta(weeks=WEEKS)
    path = lock_areas(workspace, AreasAsked(until=until), today=date(2021, 2, 1)).path
    path.write_text(path.read_text(encoding="utf-8").replace("imputation", "another"))
    with pytest.raises(DataError, match="was changed after it was locked"):
        run_areas(workspace, AreasAsked())


def test_online_sales_and_traffic_enter_where_the_ledger_has_them(tmp_path: Path) -> None:
    tables = rows()
    tables["stores"] = [
        f"{line},{'postcode' if place == 0 else f'{place:02d}115'}"
        for place, line in enumerate(tables["stores"])
    ]
    for week in range(WEEKS):
        day = FIRST + timedelta(weeks=week)
        for place in range(STORES):
            units = 30 + place + week - 4 * (week >= BEGINS.get(place, 99))
            tables["online_sales"].append(f"{day},{place + 1:02d},own,{units},{20 * units}.00")
    in_levels = AreasAsked(scale="levels")
    found = run_areas(made_workspace(tmp_path, tables), in_levels).result
    assert found.whom.online.estimate == pytest.approx(-80.0)
    baskets = found.effects["baskets"].from_opening
    assert baskets.estimate == pytest.approx(0.0, abs=1e-9)
    assert "no variation" in baskets.reason


def test_a_group_that_gains_more_differs_from_the_others_after_correction(tmp_path: Path) -> None:
    tables = rows()
    flagships = (0, 1, 3, 6)
    for place in flagships:
        store = f"s{place:02d}"
        line = tables["stores"][place + 1]
        tables["stores"][place + 1] = line.replace("standard", "flagship")
        for week in range(BEGINS[place], WEEKS):
            day = FIRST + timedelta(weeks=week, days=1)
            tables["sales"].append(f"till,{day},{store},own,1,10,200.00")
    groups = run_areas(made_workspace(tmp_path, tables), AreasAsked()).result.groups
    by_name = {(group.family, group.name): group for group in groups}
    flagship, standard = by_name["kind", "flagship"], by_name["kind", "standard"]
    assert (flagship.stores, standard.stores) == (4, 4)
    # Ten units more, at a margin of 5.
    assert abs(flagship.difference.estimate - 50.0) < 3.0 * flagship.difference.se
    assert flagship.difference.estimate == pytest.approx(-standard.difference.estimate)
    assert flagship.p_value <= flagship.p_holm < 0.05
    assert flagship.difference.verdict == "REVIEW"
    assert by_name["region", "DE-BE"].p_holm > 0.05


def test_several_manufacturers_with_areas_must_be_told_apart(tmp_path: Path) -> None:
    tables = rows()
    tables["areas"].append("b0,s15,m2,wall,2021-03-01,2021-03-01")
    workspace = made_workspace(tmp_path, tables)
    with pytest.raises(UsageError, match="name one with --manufacturer: m1, m2"):
        run_areas(workspace, AreasAsked())
    with pytest.raises(DataError, match="no area of manufacturer 'm7'"):
        run_areas(workspace, AreasAsked(manufacturer_id="m7"))
    assert run_areas(workspace, AreasAsked("m2")).result.treated == 1


def test_a_ledger_without_areas_says_what_else_can_be_measured(tmp_path: Path) -> None:
    tables = rows()
    tables["areas"] = [HEAD["areas"]]
    workspace = made_workspace(tmp_path, tables)
    with pytest.raises(DataError, match="the ledger has no areas"):
        run_areas(workspace, AreasAsked())


@pytest.mark.parametrize(
    "words",
    [
        ["--lock"],
        ["--panel", "none.csv", "--displays"],
        ["--displays", "--lock"],
        ["--errors", "analytic"],
        ["--until", "2021-13-01"],
        ["--panel", "none.csv", "--manufacturer", "m1"],
        ["--panel", "none.csv", "--offers", "offers.csv"],
        ["--panel", "none.csv", "--with-rival-areas"],
        ["--displays", "--estimator", "imputation"],
        ["--lock", "--until", "2021-06-07", "--offers", "offers.csv"],
        ["--estimator", "synthetik"],
        ["--covariates", "region,region"],
        ["--covariates", "region,,city"],
        ["--adjustment", "weighting"],
        ["--covariates", "region", "--adjustment", "weighing"],
    ],
)
def test_words_that_do_not_go_together_are_refused(
    workspace: Workspace, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(["measure", "-w", str(workspace.root), *words], capsys)[0] == 2


def test_the_same_ledger_gives_the_same_answer_twice(workspace: Workspace) -> None:
    first, second = (run_areas(workspace, AreasAsked(seed=4)).result for _ in range(2))
    assert encode(first) == encode(second)


def test_area_and_offer_are_told_apart_on_the_command_line(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begins, ends = FIRST + timedelta(weeks=8), FIRST + timedelta(weeks=WEEKS)
    offers = tmp_path / "offers.csv"
    lines = [f"s{place:02d},own,{begins},{ends}" for place in (0, 1, 15, 16)]
    offers.write_text("\n".join(["store_id,product_id,from_date,to_date", *lines]) + "\n")
    place = ["measure", "-w", str(workspace.root), "--offers", str(offers)]
    code, text = said(place, capsys)
    assert code == 0
    assert "area and offer together (2 stores)" in text
    code, text = said([*place, "--json"], capsys)
    split = json.loads(text)["areas"]["offers"]
    parts = split["area"]["estimate"] + split["offer"]["estimate"]
    assert split["both"]["estimate"] == pytest.approx(parts)
    folder = workspace.runs.path(json.loads(text)["run"])
    assert (folder / "offers.csv").read_bytes() == offers.read_bytes()


def test_another_headline_with_covariates_is_said_and_kept(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = tmp_path / "sizes.csv"
    lines = [f"s{place:02d},{(7 * place) % 11}" for place in range(STORES)]
    sizes.write_text("\n".join(["store_id,size", *lines]) + "\n")
    words = ["--estimator", "callaway_santanna", "--covariates-file", str(sizes)]
    place = ["measure", "-w", str(workspace.root), *words, "--adjustment", "regression"]
    code, text = said(place, capsys)
    assert code == 0
    assert "By Callaway-Sant'Anna with covariates an area adds" in text
    assert "adjusted (regression) for size" in text
    kept = latest(workspace, AREAS, AreasFound)
    assert kept is not None
    methods = kept.result.staggered.methods
    assert methods is not None
    assert methods.estimates[0].method == "adjusted"
    assert (kept.folder / "covariates.csv").read_bytes() == sizes.read_bytes()


def test_columns_of_the_stores_serve_as_covariates(workspace: Workspace) -> None:
    asked = AreasAsked(methods=MethodsWanted(covariates=("region",)))
    methods = run_areas(workspace, asked).result.staggered.methods
    assert methods is not None
    assert methods.covariates == ("region DE-BE",)
    assert methods.headline == "imputation"


def test_a_lock_names_the_estimator_and_a_run_by_another_departs(workspace: Workspace) -> None:
    until = FIRST + timedelta(weeks=WEEKS)
    methods = MethodsWanted("callaway_santanna", ("region",))
    asked = AreasAsked(until=until, methods=methods)
    locked = lock_areas(workspace, asked, today=date(2021, 2, 1))
    assert locked.analysis.estimator == "callaway_santanna, adjusted (doubly_robust) for region"
    departed = run_areas(workspace, AreasAsked()).result.checks[-1]
    assert departed.verdict == "REVIEW"
    assert "the estimator is imputation, locked was callaway_santanna" in departed.advice
    beside = AreasAsked(methods=MethodsWanted(covariates=("region",), adjustment="regression"))
    assert beside.methods.in_words() == "imputation"


def test_stores_with_a_rivals_new_area_return_where_that_is_asked(tmp_path: Path) -> None:
    tables = rows()
    day = FIRST + timedelta(weeks=10)
    tables["areas"] += [f"b{place},s{place},m2,wall,{day},{day}" for place in (15, 16)]
    workspace = made_workspace(tmp_path, tables)
    apart = run_areas(workspace, AreasAsked("m1")).result
    assert (apart.rivals.left_out, apart.rivals.store_weeks) == (2, 20)
    together = run_areas(workspace, AreasAsked("m1", with_rival_areas=True)).result
    assert (together.rivals.left_out, together.rivals.compared) == (0, 2)
    (workspace.root / "measure.toml").write_text("[credibility]\nrival_area_weeks = 0\n")
    assert run_areas(workspace, AreasAsked("m1")).result.rivals.weeks == 0


def test_what_a_run_was_made_from_can_be_read_again(workspace: Workspace) -> None:
    since = FIRST + timedelta(weeks=2)
    kept = run_areas(workspace, AreasAsked(since=since, with_rival_areas=True))
    question, ledger = ledger_of(workspace, kept)
    assert (question.first_week, question.rival_area_weeks) == (since, None)
    assert len(ledger.stores) == STORES


def test_per_cent_is_the_scale_unless_levels_are_asked_for_and_both_are_kept(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(["measure", "-w", str(workspace.root)], capsys)
    assert code == 0
    assert "Foretold in per cent: without treatment all move by the same per cent; " in text
    kept = latest(workspace, AREAS, AreasFound)
    assert kept is not None
    assert kept.result.scale == "per_cent"
    assert kept.record.parameters["question"]["scale"] == "per_cent"
    assert kept.result.beside is not None
    levels = run_areas(workspace, AreasAsked(scale="levels")).result
    assert kept.result.beside.total.estimate == pytest.approx(levels.money.total.estimate)
    assert levels.beside is not None
    assert levels.beside.total.estimate == pytest.approx(kept.result.money.total.estimate)
    code, text = said(["measure", "-w", str(workspace.root), "--scale", "percent"], capsys)
    assert code == 2


def test_a_panel_is_measured_in_per_cent_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["unit,time,outcome,cohort"]
    for place in range(16):
        for week in range(8):
            base = (10.0 + 5.0 * place) * (1.0 + 0.1 * week) * (1.0 + 0.01 * ((place * week) % 3))
            lines.append(f"u{place},{week},{base * (1.2 if place > 9 and week > 4 else 1.0)},")
            lines[-1] += "5" if place > 9 else ""
    panel = tmp_path / "panel.csv"
    panel.write_text("\n".join(lines) + "\n")
    words = ["measure", "--panel", str(panel), "--scale", "per_cent"]
    code, text = said([*words, "--json"], capsys)
    assert code == 0
    found = json.loads(text)["per_cent"]
    assert found["overall"]["estimate"] == pytest.approx(20.0, abs=1.0)
    assert found["beside"]["scale"] == "levels"
    code, text = said(words, capsys)
    assert "In per cent, all treated units together" in text


def test_a_lock_in_levels_is_followed_unless_another_scale_is_asked_for(
    tmp_path: Path,
) -> None:
    workspace = made_workspace(tmp_path, rows())
    until = FIRST + timedelta(weeks=WEEKS)
    lock_areas(workspace, AreasAsked(until=until, scale="levels"))
    assert run_areas(workspace, AreasAsked()).result.scale == "levels"
    other = run_areas(workspace, AreasAsked(scale="per_cent")).result
    said_of_lock = next(check for check in other.checks if check.name == "locked analysis")
    assert "the scale is per_cent, locked was levels" in said_of_lock.advice
