"""The why command answers for one store of a plan on files, as a person reads it and as JSON."""

import csv
import json
import math

import pytest

from showfloor.cli.main import run


def call(*words):
    with pytest.raises(SystemExit) as end:
        run([str(word) for word in words])
    return int(end.value.code or 0)


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Plan a small instance with draws and an experiment; return the plan's folder and inputs."""
    place = tmp_path_factory.mktemp("why")
    words = ("--stores", 60, "--formats", 3, "--weeks", 14, "--seed", 4)
    assert call("bench", "instance", *words, "--out", place / "given") == 0
    programme = place / "given" / "programme.toml"
    programme.write_text(programme.read_text() + "\n[experiment]\ncost_at_most = 0.05\n")
    given = []
    for name in ("programme.toml", "stores.csv", "closures.csv", "options.csv", "areas.csv"):
        given += [f"--{name.split('.')[0]}", place / "given" / name]
    asked = ("--time-limit", 20, "--gap", 0.001, "--draws", 8)
    assert call("plan", *given, "--out", place / "plan", *asked) == 0
    return place / "plan", given


def reasons(folder):
    with (folder / "why.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_drawn_plan_passes_verification_with_its_draw(planned, capsys):
    folder, given = planned
    assert call("verify", folder, *given) == 0
    assert "PASS" in capsys.readouterr().out
    assert (folder / "experiment.csv").exists()


def test_why_csv_agrees_with_the_plan_and_with_the_draw(planned):
    folder, _ = planned
    with (folder / "plan.csv").open(encoding="utf-8", newline="") as stream:
        plan = {row["store_id"]: row for row in csv.DictReader(stream)}
    with (folder / "experiment.csv").open(encoding="utf-8", newline="") as stream:
        drawn = {row["store_id"] for row in csv.DictReader(stream)}
    for row in reasons(folder):
        assert (row["verdict"] == "planned") == (row["store_id"] in plan)
        assert ("draw " in row["because"]) == (row["store_id"] in drawn)
        if row["share_of_draws"]:
            assert 0.0 <= float(row["share_of_draws"]) <= 1.0


def test_the_answer_adds_up_and_names_whom_the_store_would_displace(planned, capsys):
    folder, given = planned
    outbid = next(row for row in reasons(folder) if row["verdict"] == "outbid")
    capsys.readouterr()
    assert call("why", outbid["store_id"], "--plan", folder, *given, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    paid = math.fsum(payment["paid"] for payment in answer["payments"])
    assert answer["value"] - paid == pytest.approx(answer["reduced_value"], abs=1e-6)
    assert answer["format_id"] == outbid["best_format_id"]
    assert answer["displaces"]
    assert call("why", outbid["store_id"], "--plan", folder, *given) == 0
    assert "is outbid" in capsys.readouterr().out


def test_an_unknown_store_and_a_missing_plan_are_refused(planned, tmp_path, capsys):
    folder, given = planned
    assert call("why", "s99999", "--plan", folder, *given) == 2
    assert "no store 's99999' in this plan" in capsys.readouterr().err
    assert call("why", "s0001", *given) == 2
    assert "--plan" in capsys.readouterr().err
    assert call("why", "s0001", "--plan", tmp_path, *given) == 1
