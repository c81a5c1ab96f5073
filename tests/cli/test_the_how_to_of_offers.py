"""What the page on making an offer tells a person to type gives what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import showfloor
from showfloor.cli.main import run

PAGE = Path(showfloor.__file__).parents[2] / "docs" / "how-to" / "make-an-offer.md"
NAME_AND_FILE = re.compile(r"^`([a-z]+\.\w+)`:\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        run(["offers", *words])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_the_page_leads_from_a_draft_to_the_till(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, text in NAME_AND_FILE.findall(page):
        Path(name).write_text(text, encoding="utf-8")
    files = ("--products", "products.csv", "--stores", "stores.csv", "--areas", "areas.csv")
    check = ("check", "--offers", "offers.toml", *files)
    code, out = asked(capsys, *check)
    assert (code, "lamp would cost €0.00, the floor is €20.00" in " ".join(out.split())) == (
        1,
        True,
    )

    draft = Path("offers.toml").read_text(encoding="utf-8")
    allowed = re.search(r"^floor = .*$", page, re.MULTILINE)
    assert allowed is not None
    approved = draft.replace("\n[offers.reward]", f"{allowed.group()}\n\n[offers.reward]")
    approved = approved.replace("\nname = ", '\nstatus = "approved"\nname = ')
    Path("offers.toml").write_text(approved, encoding="utf-8")
    assert asked(capsys, *check)[0] == 0

    price = ("price", "--offers", "offers.toml", *files, "--basket", "basket.csv", "--json")
    week = json.loads(asked(capsys, *price, "--store", "koeln-a", "--at", "2026-11-05T12:00")[1])
    after = json.loads(asked(capsys, *price, "--store", "koeln-a", "--at", "2026-11-09")[1])
    # 499.00 less 10 % is 449.10; a week later the lamp alone is free.
    assert (week["charged"], after["charged"]) == (44910, 49900)
    assert [(n["offer_id"], n["code"]) for n in after["not_applied"]] == [
        ("opening-week", "area_days")
    ]

    Path("new.toml").write_text(approved.replace("per_cent = 10 ", "per_cent = 15 "), "utf-8")
    held = ("check", "--offers", "new.toml", "--before", "offers.toml", *files)
    code, out = asked(capsys, *held)
    assert (code, "something else now (reward)" in " ".join(out.split())) == (1, True)

    assert asked(capsys, "export", "--offers", "offers.toml", "--out", "till")[0] == 0
    assert Path("till", "offers.json").exists()
