"""The command finds the lowest price in a workspace's log, and judges an advertisement's words."""

from __future__ import annotations

import json

import pytest

from showfloor.cli.main import run
from showfloor.storage import IntakeFile, create_workspace

LOG = """product_id,channel,valid_from,valid_time,gross_price,vat_rate,recorded_at
bananas,stores,2022-01-01,,1.69,0.07,
bananas,stores,2022-09-26,,1.29,0.07,
bananas,stores,2022-10-03,,1.69,0.07,
phone,online,2026-01-01,08:00,799.00,0.19,
phone,online,2026-02-20,00:00,749.00,0.19,2026-03-20T08:00
phone,online,2026-02-21,00:00,799.00,0.19,2026-03-20T08:00
"""
PRICES = "product_id,channel,valid_from,gross_price,vat_rate\nlamp,stores,2026-01-01,49.99,0.19\n"


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    root = tmp_path_factory.mktemp("shops")
    place = create_workspace(
        root / "ws", name="Shops", currency="EUR", vat="with", time_zone="Europe/Berlin"
    )
    for name, text in (("price_log.csv", LOG), ("prices.csv", PRICES)):
        (root / name).write_text(text, encoding="utf-8")
    names = ("price_log", "prices")
    place.ledger.take([IntakeFile(root / f"{name}.csv", name) for name in names])
    return root / "ws"


def asked(capsys, shops, *words, command="lowest-price"):
    with pytest.raises(SystemExit) as ended:
        run(["offers", command, *words, "--workspace", str(shops)])
    return ended.value.code, capsys.readouterr()


def test_a_claim_that_the_law_refuses_ends_with_1_and_says_what_is_allowed(capsys, shops):
    code, said = asked(
        capsys, shops, "bananas", "--channel", "stores", "--from", "2022-10-17",
        "--price", "1.29", "--claim", "-23 %",
    )  # fmt: skip
    assert code == 1
    assert "'-23 %': refused" in said.out
    assert "de: 1,29 € ist keine Ermäßigung" in said.out


def test_the_answer_as_json_has_the_reference_and_both_languages(capsys, shops):
    code, said = asked(
        capsys, shops, "phone", "--channel", "online", "--from", "2026-03-10",
        "--price", "599.00", "--known-at", "2026-03-10", "--json",
    )  # fmt: skip
    found = json.loads(said.out)
    assert code == 0
    assert found["lowest_price"]["reference"]["price"] == "799.00"
    assert found["claim"]["verdict"]["per_cent"] == 25
    assert set(found["claim"]["allowed_wording"]) == {"de", "en"}


def test_a_correction_counts_once_it_is_known(capsys, shops):
    code, said = asked(capsys, shops, "phone", "--channel", "online", "--from", "2026-03-10")
    assert code == 0
    assert "€749.00" in said.out


def test_the_older_table_of_prices_counts_too(capsys, shops):
    code, said = asked(capsys, shops, "lamp", "--channel", "stores", "--from", "2026-03-10")
    assert (code, "€49.99" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("lmp", "--channel", "stores", "--from", "2026-03-10"), 1, "did you mean 'lamp'"),
        (("lamp", "--channel", "store", "--from", "2026-03-10"), 1, "did you mean 'stores'"),
        (("lamp", "--channel", "stores", "--from", "10.3.2026"), 2, "--from is '10.3.2026'"),
        (("lamp", "--channel", "stores", "--from", "9999-12-31"), 2, "1900 to 2199"),
        (("lamp", "--channel", "stores", "--from", "2026-03-10", "--price", "NaN"), 2, "an amount"),
        (("lamp", "--channel", "stores", "--from", "2026-03-10", "--claim", "-5 %"), 2, "--price"),
        (("lamp", "--channel", "stores", "--from", "2026-03-10", "--country", "XX"), 2, "EU has"),
        (("--channel", "stores", "--from", "2026-03-10", "--price", "1"), 2, "about one product"),
        (("--channel", "store", "--from", "2026-03-10"), 1, "did you mean 'stores'"),
        (("lamp", "--channel", "stores", "--from", "2026-03-10", "--csv", "x"), 2, "leave the"),
        (("lamp", "--channel", "a", "--channel", "b", "--from", "2026-03-10"), 2, "given twice"),
    ],
)
def test_what_cannot_be_asked_is_said(capsys, shops, words, code, told):
    ended, said = asked(capsys, shops, *words)
    assert ended == code
    assert told in said.err
    assert "Traceback" not in said.err


def test_every_product_of_a_channel_is_written_to_a_file(capsys, shops, tmp_path):
    target = tmp_path / "prices.csv"
    code, said = asked(
        capsys, shops, "--channel", "stores", "--from", "2026-03-10", "--csv", str(target)
    )
    lines = target.read_text(encoding="utf-8").splitlines()
    assert code == 0
    assert "2 products in stores" in said.out
    assert [line.split(",")[0] for line in lines] == ["product_id", "bananas", "lamp"]
    assert lines[2].split(",")[3:5] == ["49.99", "42.01"]


def test_a_campaign_is_kept_and_a_correction_that_lowers_the_truth_is_told(capsys, shops):
    steps = ("--step", "2026-03-10=699.00", "--step", "2026-03-17=649.00")
    code, said = asked(
        capsys, shops, "phone", "--channel", "online", *steps, "--known-at", "2026-03-10", "--json",
        command="campaign",
    )  # fmt: skip
    kept = json.loads(said.out)
    assert code == 0
    assert [one["price"] for one in kept["campaign"]["references"]] == ["799.00", "799.00"]
    code, said = asked(capsys, shops, "--recheck", kept["run"], command="campaign")
    assert code == 1
    assert said.out.count("LOWER: mend what was announced") == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("phone", "--channel", "online"), 2, "at least one --step"),
        (("phone", "--channel", "online", "--step", "2026-03-10"), 2, "2026-03-01=599.00"),
        (("phone", "--channel", "online", "--step", "x=1"), 2, "--step is 'x'"),
        (("phone", "--recheck", "none"), 2, "leave out product"),
        (("--recheck", "none"), 1, "there is no run none"),
        (
            ("phone", "--channel", "online", "--step", "2026-03-10=5", "--step", "2026-03-01=4"),
            1,
            "in the order of time",
        ),
    ],
)
def test_a_campaign_that_cannot_be_asked_is_said(capsys, shops, words, code, told):
    ended, said = asked(capsys, shops, *words, command="campaign")
    assert ended == code
    assert told in said.err
