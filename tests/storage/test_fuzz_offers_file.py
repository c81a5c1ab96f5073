"""Whatever an offers file holds, it is read or refused with a message; never a traceback."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

import showfloor
from showfloor.errors import DataError
from showfloor.offers import check_book
from showfloor.offers.types import OfferBook
from showfloor.storage.offer_definitions_file import read_offers

PAGE = Path(showfloor.__file__).parents[2] / "docs" / "reference" / "offers-file.md"
EXAMPLE = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
MORE = """
[[offers]]
id = "more"
name = "More"
manufacturer = "m"
when = { from = 2026-01-01T10:00:00, to = 2026-02-01T10:00:00+01:00, area_days = [0, 6] }
whom = { groups = ["new"], code = "X", a_customer = 2 }
needs = [{ goods = { price_to = 10.50 }, units = 2, value = 100 }]
meets = { group = "opening", priority = 5, exclusive = "unit", not_with = ["bundles"] }
budget = { overall = { euros = 1000.00, pieces = 50 }, first_customers = 3 }
reward = { kind = "steps", steps = [{ from_units = 2, per_cent = 10 }] }
"""
VALUES = (
    "-1", "0", "1", "1e400", "-0.0", "nan", "inf", "0.001", "9" * 30, "true", '""', '" "',
    '"\\u0000"', '"😀"', "[]", "[[]]", "{}", "[{}]", "1970-01-01", "9999-12-31",
    "0001-01-01", "09:00:00", "2026-03-29T02:30:00", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59", '"24:00-24:00"', '["00:00-24:00"]', '"each"', '"bundle"',
    "[1, 2]", "[-1, 999999999999]", '"none"',
)  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_a_file_with_other_values_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    assert EXAMPLE is not None
    draw, text = Random(seed), EXAMPLE.group(1) + MORE
    for _ in range(draw.randint(1, 3)):
        places = [found.span(1) for found in re.finditer(r"= ([^\n={}\[\],]+)", text)]
        start, end = draw.choice(places)
        text = text[:start] + draw.choice(VALUES) + text[end:]
    path = tmp_path / "offers.toml"
    path.write_text(text, encoding="utf-8")
    with suppress(DataError):
        stated = read_offers(path)
        check_book(OfferBook(stated.offers, (), stated.groups, stated.limits))
