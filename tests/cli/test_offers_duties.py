"""The command says what an announcement must show, and ends with 1 while something is missing."""

from __future__ import annotations

import json

import pytest

from showfloor.cli.main import run

ADVERTISED = ("--category", "Smartphones", "--on", "2026-11-23")


def asked(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        run(["offers", "duties", *words])
    return ended.value.code, capsys.readouterr()


def test_what_is_missing_is_told_with_its_values_and_its_source(capsys):
    code, said = asked(capsys, *ADVERTISED, "--fact", "energy_class=Z")
    assert code == 1
    assert "not 'Z'" in said.out
    assert "2023/1669" in said.out


def test_an_announcement_that_shows_everything_ends_with_0(capsys):
    facts = ("--fact", "energy_class=B", "--fact", "energy_class_range=A-G")
    code, said = asked(capsys, *ADVERTISED, *facts, "--json")
    assert (code, json.loads(said.out)["may_be_announced"]) == (0, True)


def test_goods_of_no_known_kind_are_told(capsys):
    code, said = asked(capsys, "--category", "Gadgets", "--on", "2026-11-23")
    assert code == 0
    assert "'Gadgets' belongs to no kind of goods" in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--medium", "radio"), "--medium is 'radio'"),
        (("--country", "XX"), "no member state"),
        (("--kind", "contract_bundles"), "did you mean 'contract_bundle'"),
        (("--fact", "energy_class"), "energy_class=B"),
        (("--fact", "a=1", "--fact", "a=2"), "twice"),
        (("--on", "soon"), "--on is 'soon'"),
    ],
)
def test_what_cannot_be_asked_is_said(capsys, words, told):
    code, said = asked(capsys, *words)
    assert code == 2
    assert told in said.err
