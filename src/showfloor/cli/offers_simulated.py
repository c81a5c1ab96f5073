"""How the cost of offers on past sales is shown on the screen."""

from __future__ import annotations

from collections.abc import Collection

from showfloor.cli.output import number, print_table, say
from showfloor.offers.repricing_types import OfferCost, Repriced

SHOWN = 30
"""Offers of the table on the screen."""
_TOLD = {
    "lines": "the cost",
    "conditions": "time or customer taken as met",
    "baskets": "each line alone",
}


def show_repriced(found: Repriced, only: Collection[str] | None = None) -> None:
    """Print what each offer, or each of these, would have cost, the dearest first."""
    rows = [cost for cost in found.offers if only is None or cost.offer_id in only]
    rows.sort(key=lambda cost: -max(cost.discount, cost.at_most or 0))
    print_table(
        f"Cost on the same sales from {found.begins} to {found.to} (exclusive)",
        ("offer", "version", "lines", "discount", "manufacturer pays", "at most", "this is"),
        [
            (
                cost.offer_id,
                str(cost.version),
                number(cost.lines, 0),
                _euros(cost.discount),
                _euros(cost.manufacturer_pays),
                "–" if cost.at_most is None else _euros(cost.at_most),
                _TOLD[cost.told] + _over(cost),
            )
            for cost in rows[:SHOWN]
        ],
    )
    if len(rows) > SHOWN:
        say(f"  and {number(len(rows) - SHOWN, 0)} more: --json prints them")
    if only is None:
        say(_in_all(found))
    binding = sum(cost.not_binding for cost in rows)
    if binding:
        say(f"{_euros(binding)} of it in stores that set their own prices: only recommended")
    _say_left_out(found)


def _in_all(found: Repriced) -> str:
    lines = number(found.lines, 0)
    words = f"together {_euros(found.discount)} off {_euros(found.revenue)} in {lines} lines"
    if found.without_conditions == found.discount:
        return words
    return f"{words}; {_euros(found.without_conditions)} if no condition is met"


def _over(cost: OfferCost) -> str:
    if cost.budget is None or cost.discount <= cost.budget:
        return ""
    return f"; budget {_euros(cost.budget)}"


def _say_left_out(found: Repriced) -> None:
    left_out = found.left_out
    for count, words in (
        (left_out.not_sales, "returns, cancellations or empty lines"),
        (left_out.unknown_products, "lines of products without a price"),
        (left_out.unpriceable, "lines with an absurd price or more than 1,000 units"),
    ):
        if count:
            say(f"left out: {number(count, 0)} {words}")


def _euros(cents: int) -> str:
    return number(cents / 100, 2)
